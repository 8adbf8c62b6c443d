#include "apps/viewer/screenshot.h"

#include <QPixmap>
#include <algorithm>
#include <utility>

namespace viewer {

Screenshot::Screenshot(MainWindow& window, Words words, QObject* parent)
    : QObject{parent}, window_{window}, words_{std::move(words)} {
  connect(&window_, &MainWindow::opened, this, &Screenshot::show_what_is_asked);
  connect(&window_, &MainWindow::open_failed, this,
          [this](const QString& why) { emit done(Exit::unusable_input, why); });
}

void Screenshot::show_what_is_asked() {
  auto& session = *window_.session();
  if (!words_.sample.empty()) {
    const auto& rows = session.document().manifest().rows;
    const auto row = std::ranges::find(rows, words_.sample, &study::ManifestRow::sample);
    if (row == rows.end()) {
      emit done(Exit::unusable_input, tr("the study has no sample %1").arg(QString::fromStdString(words_.sample)));
      return;
    }
    session.show_sample(static_cast<std::size_t>(row - rows.begin()));
  }
  if (!words_.population.empty()) {
    const auto population = gating::find_population(session.populations(), words_.population);
    if (population.has_error()) {
      emit done(Exit::unusable_input, QString::fromStdString(fcs::message(population.error())));
      return;
    }
    session.show_population(population.value());
  }
  // Queued: what settles the session reaches the widgets first.
  connect(&session, &StudySession::settled, this, &Screenshot::take_when_settled, Qt::QueuedConnection);
  take_when_settled();
}

void Screenshot::take_when_settled() {
  if (!window_.session()->is_settled()) return;
  disconnect(window_.session(), nullptr, this, nullptr);
  window_.session()->gates().select_next();  // its grips and its coordinates are part of the picture
  take();
}

void Screenshot::take() {
  const auto file = QString::fromStdString(words_.screenshot.string());
  const bool is_written = window_.grab().save(file, "PNG");
  emit done(is_written ? exit_of_samples() : Exit::unusable_input,
            is_written ? QString{} : tr("%1 cannot be written").arg(file));
}

Exit Screenshot::exit_of_samples() const {
  if (window_.session() == nullptr) return Exit::done;
  const auto results = window_.session()->counts().results();
  const bool is_partial = std::ranges::any_of(
      results, [](const study::SampleResult& sample) { return sample.failure || sample.has_failing_flag(); });
  return is_partial ? Exit::partial : Exit::done;
}

}  // namespace viewer
