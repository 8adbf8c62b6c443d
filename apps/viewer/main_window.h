#pragma once

#include <QMainWindow>
#include <QUndoGroup>
#include <filesystem>
#include <functional>
#include <memory>

#include "apps/viewer/cohort_dock.h"
#include "apps/viewer/plot_pane.h"
#include "apps/viewer/study_docks.h"
#include "apps/viewer_model/study_session.h"

class QLabel;

namespace viewer {

/// The program's one window: a study, or the invitation to open one.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  enum class Unsaved : std::uint8_t { save, discard, cancel };
  using AskUnsaved = std::function<Unsaved()>;

  explicit MainWindow(QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Reads a study or files on a thread of its own, then shows it; opened() or open_failed() says when.
  using Read = std::function<fcs::Result<OpenedStudy>()>;
  void open(const QString& what, Read read);
  void open_folder(const std::filesystem::path& folder_or_file);
  void show_study(OpenedStudy opened);

  /// None while no study is open.
  [[nodiscard]] StudySession* session() { return session_.get(); }
  [[nodiscard]] PlotPane* pane() { return pane_; }
  [[nodiscard]] SamplesDock* samples_dock() { return samples_dock_; }
  [[nodiscard]] PopulationsDock* populations_dock() { return populations_dock_; }
  [[nodiscard]] CoordinatesDock* coordinates_dock() { return coordinates_dock_; }
  [[nodiscard]] CohortDock* cohort_dock() { return cohort_dock_; }
  /// What stands in the middle where no study is open.
  [[nodiscard]] QString text() const;

  bool save();  ///< false, and the status bar says why, where a strategy cannot be written
  /// Asked in place of the dialog when unsaved changes would be lost.
  void set_ask_unsaved(AskUnsaved ask) { ask_unsaved_ = std::move(ask); }

 signals:
  void opened();
  void open_failed(const QString& why);

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  void make_actions();
  void make_status_bar();
  void add_dock(Qt::DockWidgetArea area, QDockWidget* dock);
  void close_study();
  void show_text(const QString& text);
  void show_title();
  void show_progress(std::size_t ready, std::size_t total);
  void ask_for_study();
  void show_keys();
  [[nodiscard]] bool may_lose_changes();  ///< after asking, and after saving where that was the answer

  std::unique_ptr<StudySession> session_;
  QUndoGroup undo_group_;
  AskUnsaved ask_unsaved_;
  QAction* save_action_ = nullptr;
  QMenu* view_menu_ = nullptr;
  QLabel* text_ = nullptr;
  QLabel* progress_ = nullptr;
  QLabel* mode_ = nullptr;
  PlotPane* pane_ = nullptr;
  SamplesDock* samples_dock_ = nullptr;
  PopulationsDock* populations_dock_ = nullptr;
  CoordinatesDock* coordinates_dock_ = nullptr;
  CohortDock* cohort_dock_ = nullptr;
};

}  // namespace viewer
