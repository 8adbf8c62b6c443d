#include "apps/viewer_model/study_session.h"

#include <algorithm>
#include <utility>

#include "gating/dependents.h"
#include "study/statistics/proportion.h"

namespace viewer {
StudySession::StudySession(OpenedStudy opened, const study::BatchOptions& options, QObject* parent)
    : QObject{parent},
      document_{std::move(opened.study), std::move(opened.manifest)},
      counts_{document_, options},
      loader_{document_, options},
      samples_{document_},
      gates_{document_},
      coordinates_{document_} {
  connect(&document_, &StudyDocument::gate_changed, this, &StudySession::on_gate_changed);
  connect(&counts_, &LiveCounts::sample_changed, this, [this](std::size_t sample) {
    if (const auto* result = counts_.result(sample)) samples_.set_result(sample, *result);
    if (sample == sample_) show_numbers();
  });
  connect(&counts_, &LiveCounts::up_to_date, this, &StudySession::emit_if_settled);
  connect(&loader_, &PlotLoader::loaded, this, &StudySession::on_plot_loaded);
  connect(&loader_, &PlotLoader::failed, this, &StudySession::on_plot_failed);
  connect(&gates_, &GateEditViewModel::selection_changed, this, &StudySession::on_selection_changed);
  connect(&gates_, &GateEditViewModel::edit_refused, this, &StudySession::notice);
  connect(&coordinates_, &CoordinateTableModel::edit_refused, this, &StudySession::notice);
  if (document_.manifest().rows.empty()) return;
  tree_.set_populations(document_.panel(document_.manifest().rows.front().panel).populations);
  show_sample(0);
}

void StudySession::show_sample(std::size_t sample) {
  if (sample == sample_) return;
  const auto panel = document_.manifest().rows[sample].panel;
  const bool is_other_panel = !sample_ || panel != panel_;
  sample_ = sample;
  if (is_other_panel) {
    panel_ = panel;
    population_ = 0;
    leave_plot();
    tree_.set_populations(populations());
  }
  counts_.set_current(sample_);
  request_plot();
  emit shown_changed();
  show_numbers();
}

void StudySession::show_population(std::size_t population) {
  if (population == population_ || !sample_) return;
  population_ = population;
  leave_plot();
  request_plot();
  emit shown_changed();
}

void StudySession::step_sample(int rows) {
  if (!sample_) return;
  const auto last = static_cast<std::ptrdiff_t>(document_.manifest().rows.size()) - 1;
  const auto target = std::clamp(static_cast<std::ptrdiff_t>(*sample_) + rows, std::ptrdiff_t{0}, last);
  show_sample(static_cast<std::size_t>(target));
}

void StudySession::go_up() {
  if (!sample_) return;
  if (const auto parent = populations()[population_].parent) show_population(*parent);
}

void StudySession::go_down() {
  if (!sample_) return;
  const auto child = std::ranges::find(populations(), std::optional{population_}, &gating::Population::parent);
  if (child != populations().end()) show_population(static_cast<std::size_t>(child - populations().begin()));
}

QString StudySession::percent_of_parent(std::size_t population) const {
  const auto* result = sample_ ? counts_.result(*sample_) : nullptr;
  if (result == nullptr) return QStringLiteral("…");
  const auto parent = document_.panel(panel_).populations[population].parent;
  if (!parent || population >= result->populations.size()) return QStringLiteral("–");
  const auto& part = result->populations[population];
  const auto& whole = result->populations[*parent];
  if (part.obstacle || whole.obstacle) return QStringLiteral("–");
  const auto percent = study::percentage(part.count, whole.count, document_.study().rules).value;
  return percent ? QStringLiteral("%1 %").arg(*percent, 0, 'f', 2) : QStringLiteral("–");
}

bool StudySession::is_settled() const {
  return plot_state_ != PlotState::loading && !loader_.is_loading() && counts_.is_up_to_date();
}

/// The next picture is on axes of its own.
void StudySession::leave_plot() {
  plot_.reset();
  gates_.clear();
  has_gates_ = false;
}

void StudySession::request_plot() {
  PlotRequest request{*sample_, population_, std::nullopt, {}};
  if (plot_) {
    request.dimensions = plot_->dimensions;
    request.ranges = {plot_->plot.x.range, plot_->plot.y.range};
  }
  plot_state_ = PlotState::loading;
  loader_.request(request);
  emit plot_changed();
}

void StudySession::show_numbers() {
  if (const auto* result = counts_.result(*sample_)) {
    tree_.set_result(*result);
  } else {
    tree_.clear_result();
  }
  emit numbers_changed();
}

void StudySession::on_gate_changed(std::size_t panel, const QString& gate) {
  if (!sample_ || panel != panel_) return;
  const auto& strategy = document_.strategy(panel);
  const auto edited = std::ranges::find(strategy.gates, gate.toStdString(), &gating::GateNode::id);
  const auto position = static_cast<std::size_t>(edited - strategy.gates.begin());
  if (gating::dependents_of(strategy, populations(), position).has(population_)) request_plot();
}

void StudySession::on_plot_loaded(std::shared_ptr<const LoadedPlot> plot) {
  plot_ = std::move(plot);
  plot_state_ = PlotState::ready;
  if (!has_gates_) gates_.show(panel_, population_, plot_->dimensions);
  has_gates_ = true;
  emit plot_changed();
  emit_if_settled();
}

void StudySession::on_plot_failed(const QString& why) {
  plot_state_ = PlotState::failed;
  plot_failure_ = why;
  gates_.clear();  // the axes stay for the sample that comes next
  has_gates_ = false;
  emit plot_changed();
  emit_if_settled();
}

void StudySession::on_selection_changed() {
  coordinates_.show(panel_, gates_.selected());
  if (const auto& gate = gates_.selected()) counts_.prepare(panel_, *gate);
}

void StudySession::emit_if_settled() {
  if (is_settled()) emit settled();
}

}  // namespace viewer
