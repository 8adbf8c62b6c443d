#include "apps/viewer/main_window.h"

#include <QCloseEvent>
#include <QCoreApplication>
#include <QFileDialog>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QPointer>
#include <QStatusBar>
#include <QThread>
#include <algorithm>
#include <optional>
#include <utility>

#include "apps/viewer/keys_card.h"

namespace viewer {
namespace {

constexpr QSize first_size{1440, 960};
constexpr int notice_ms = 8000;

QString mode_text() { return MainWindow::tr("Template: edits apply to all samples"); }

MainWindow::Unsaved ask_in_dialog(QWidget* parent) {
  const auto answer =
      QMessageBox::question(parent, MainWindow::tr("Unsaved changes"), MainWindow::tr("Save the changes to the gates?"),
                            QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
  if (answer == QMessageBox::Save) return MainWindow::Unsaved::save;
  return answer == QMessageBox::Discard ? MainWindow::Unsaved::discard : MainWindow::Unsaved::cancel;
}

}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow{parent}, ask_unsaved_{[this] { return ask_in_dialog(this); }} {
  resize(first_size);
  setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  make_actions();
  make_status_bar();
  show_text(tr("Open a study: File > Open"));
  show_title();
}

MainWindow::~MainWindow() { close_study(); }

void MainWindow::make_actions() {
  auto* file = menuBar()->addMenu(tr("&File"));
  file->addAction(tr("&Open study…"), QKeySequence::Open, this, &MainWindow::ask_for_study);
  save_action_ = file->addAction(tr("&Save"), QKeySequence::Save, this, &MainWindow::save);
  save_action_->setEnabled(false);
  file->addSeparator();
  file->addAction(tr("&Quit"), QKeySequence{Qt::CTRL | Qt::Key_Q}, this, &MainWindow::close);

  auto* edit = menuBar()->addMenu(tr("&Edit"));
  auto* undo = undo_group_.createUndoAction(this, tr("&Undo"));
  undo->setShortcut(QKeySequence::Undo);
  auto* redo = undo_group_.createRedoAction(this, tr("&Redo"));
  redo->setShortcuts({QKeySequence{Qt::CTRL | Qt::SHIFT | Qt::Key_Z}, QKeySequence{Qt::CTRL | Qt::Key_Y}});
  edit->addActions({undo, redo});

  auto* go = menuBar()->addMenu(tr("&Go"));
  const auto add_step = [&](const QString& text, int key, auto step) {
    go->addAction(text, QKeySequence{Qt::ALT | static_cast<Qt::Key>(key)}, this, [this, step] {
      if (session_) step(*session_);
    });
  };
  add_step(tr("&Next sample"), Qt::Key_Right, [](StudySession& session) { session.step_sample(1); });
  add_step(tr("&Previous sample"), Qt::Key_Left, [](StudySession& session) { session.step_sample(-1); });
  add_step(tr("&Up to the parent"), Qt::Key_Up, [](StudySession& session) { session.go_up(); });
  add_step(tr("&Down to the first child"), Qt::Key_Down, [](StudySession& session) { session.go_down(); });

  view_menu_ = menuBar()->addMenu(tr("&View"));
  auto* help = menuBar()->addMenu(tr("&Help"));
  help->addAction(tr("&Keys"), QKeySequence::HelpContents, this, &MainWindow::show_keys);
}

void MainWindow::make_status_bar() {
  mode_ = new QLabel;
  auto bold = mode_->font();
  bold.setBold(true);
  mode_->setFont(bold);
  progress_ = new QLabel;
  statusBar()->addPermanentWidget(progress_);
  statusBar()->addPermanentWidget(mode_);
}

void MainWindow::open(const QString& what, Read read) {
  if (!may_lose_changes()) return;
  close_study();
  show_text(tr("Opening %1…").arg(what));
  auto* thread = QThread::create([window = QPointer{this}, read = std::move(read)] {
    auto result = std::make_shared<fcs::Result<OpenedStudy>>(read());
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [window, result] {
          if (!window) return;
          if (result->has_error()) {
            const auto why = QString::fromStdString(fcs::message(result->error()));
            window->show_text(why);
            emit window->open_failed(why);
          } else {
            window->show_study(std::move(result->value()));
          }
        },
        Qt::QueuedConnection);
  });
  connect(thread, &QThread::finished, thread, &QObject::deleteLater);
  thread->start();
}

void MainWindow::open_folder(const std::filesystem::path& folder_or_file) {
  open(QString::fromStdString(folder_or_file.string()), [folder_or_file] { return open_study(folder_or_file); });
}

void MainWindow::show_study(OpenedStudy study) {
  close_study();
  session_ = std::make_unique<StudySession>(std::move(study), study::BatchOptions{});
  auto& document = session_->document();
  undo_group_.addStack(&document.undo_stack());
  undo_group_.setActiveStack(&document.undo_stack());
  connect(&document.undo_stack(), &QUndoStack::cleanChanged, this, &MainWindow::show_title);
  connect(&session_->counts(), &LiveCounts::progress, this, &MainWindow::show_progress);
  connect(session_.get(), &StudySession::notice, this,
          [this](const QString& what) { statusBar()->showMessage(what, notice_ms); });

  pane_ = new PlotPane{*session_};
  setCentralWidget(pane_);
  text_ = nullptr;
  add_dock(Qt::LeftDockWidgetArea, samples_dock_ = new SamplesDock{*session_});
  add_dock(Qt::RightDockWidgetArea, populations_dock_ = new PopulationsDock{*session_});
  add_dock(Qt::RightDockWidgetArea, coordinates_dock_ = new CoordinatesDock{*session_});
  add_dock(Qt::BottomDockWidgetArea, cohort_dock_ = new CohortDock{*session_});
  resizeDocks({samples_dock_, populations_dock_}, {330, 370}, Qt::Horizontal);
  resizeDocks({populations_dock_, coordinates_dock_}, {600, 300}, Qt::Vertical);
  resizeDocks({cohort_dock_}, {280}, Qt::Vertical);
  mode_->setText(mode_text());
  save_action_->setEnabled(true);
  show_progress(session_->counts().samples_ready(), document.manifest().rows.size());
  show_title();
  pane_->plot().setFocus();
  emit opened();
}

void MainWindow::add_dock(Qt::DockWidgetArea area, QDockWidget* dock) {
  addDockWidget(area, dock);
  view_menu_->addAction(dock->toggleViewAction());
}

void MainWindow::close_study() {
  for (QDockWidget* dock : {static_cast<QDockWidget*>(samples_dock_), static_cast<QDockWidget*>(populations_dock_),
                            static_cast<QDockWidget*>(coordinates_dock_), static_cast<QDockWidget*>(cohort_dock_)}) {
    delete dock;
  }
  samples_dock_ = nullptr;
  populations_dock_ = nullptr;
  coordinates_dock_ = nullptr;
  cohort_dock_ = nullptr;
  delete std::exchange(pane_, nullptr);
  session_.reset();
  save_action_->setEnabled(false);
  mode_->clear();
  progress_->clear();
}

void MainWindow::show_text(const QString& text) {
  if (text_ == nullptr) {
    text_ = new QLabel;
    text_->setAlignment(Qt::AlignCenter);
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setMargin(40);
    setCentralWidget(text_);
  }
  text_->setText(text);
  show_title();
}

QString MainWindow::text() const { return text_ != nullptr ? text_->text() : QString{}; }

void MainWindow::show_title() {
  setWindowTitle(
      session_ ? tr("%1[*] – %2 – cytogate").arg(QString::fromStdString(session_->document().study().id), mode_text())
               : tr("cytogate"));
  setWindowModified(session_ && session_->document().is_modified());
}

void MainWindow::show_progress(std::size_t ready, std::size_t total) {
  if (ready < total) {
    progress_->setText(tr("Gating %1 of %2 samples").arg(ready).arg(total));
    return;
  }
  const auto failed = std::ranges::count_if(session_->counts().results(),
                                            [](const auto& sample) { return sample.failure.has_value(); });
  progress_->setText(failed == 0
                         ? tr("%1 samples gated").arg(total)
                         : tr("%1 samples gated, %2 failed").arg(static_cast<qsizetype>(total) - failed).arg(failed));
}

bool MainWindow::save() {
  if (!session_) return true;
  const auto saved = session_->document().save();
  if (saved.has_error()) {
    statusBar()->showMessage(QString::fromStdString(fcs::message(saved.error())));
    return false;
  }
  statusBar()->showMessage(tr("Saved"), notice_ms);
  return true;
}

bool MainWindow::may_lose_changes() {
  if (!session_ || !session_->document().is_modified()) return true;
  switch (ask_unsaved_()) {
    case Unsaved::save:
      return save();
    case Unsaved::discard:
      return true;
    case Unsaved::cancel:
      break;
  }
  return false;
}

void MainWindow::closeEvent(QCloseEvent* event) { event->setAccepted(may_lose_changes()); }

void MainWindow::ask_for_study() {
  const auto folder = QFileDialog::getExistingDirectory(this, tr("Open a study: the folder with study.toml"));
  if (!folder.isEmpty()) open_folder(folder.toStdString());
}

void MainWindow::show_keys() {
  auto* card = new KeysCard{this};
  card->setAttribute(Qt::WA_DeleteOnClose);
  card->open();
}

}  // namespace viewer
