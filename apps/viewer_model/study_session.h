#pragma once

#include <QObject>
#include <QString>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "apps/viewer_model/coordinate_table_model.h"
#include "apps/viewer_model/gate_edit_view_model.h"
#include "apps/viewer_model/live_counts.h"
#include "apps/viewer_model/plot_loader.h"
#include "apps/viewer_model/population_tree_model.h"
#include "apps/viewer_model/sample_list_model.h"
#include "apps/viewer_model/study_document.h"

namespace viewer {

/// An open study as it is looked at: one sample, one of its populations, and the picture of both. Joins the models and
/// keeps them on the same sample; knows no widget.
class StudySession : public QObject {
  Q_OBJECT

 public:
  /// Shows the first sample and starts gating all of them.
  StudySession(OpenedStudy opened, const study::BatchOptions& options, QObject* parent = nullptr);

  [[nodiscard]] StudyDocument& document() { return document_; }
  [[nodiscard]] LiveCounts& counts() { return counts_; }
  [[nodiscard]] SampleListModel& samples() { return samples_; }
  [[nodiscard]] PopulationTreeModel& tree() { return tree_; }
  [[nodiscard]] GateEditViewModel& gates() { return gates_; }
  [[nodiscard]] CoordinateTableModel& coordinates() { return coordinates_; }

  /// Row of the manifest; none where it has no rows.
  [[nodiscard]] std::optional<std::size_t> sample() const { return sample_; }
  [[nodiscard]] std::size_t panel() const { return panel_; }
  /// Position in the panel's populations.
  [[nodiscard]] std::size_t population() const { return population_; }
  [[nodiscard]] const std::vector<gating::Population>& populations() const {
    return document_.panel(panel_).populations;
  }

  /// The population and the axes stay where the panel is the same.
  void show_sample(std::size_t sample);
  void show_population(std::size_t population);
  void step_sample(int rows);  ///< stops at the ends of the list
  void go_up();                ///< to the parent
  void go_down();              ///< to the first child

  enum class PlotState : std::uint8_t { none, loading, ready, failed };
  [[nodiscard]] PlotState plot_state() const { return plot_state_; }
  /// The picture that came last; while another is loading it may be of another sample, never of another population.
  [[nodiscard]] const std::shared_ptr<const LoadedPlot>& plot() const { return plot_; }
  [[nodiscard]] const QString& plot_failure() const { return plot_failure_; }

  /// "12.34 %" of its parent in the shown sample; "…" while it is counted, a dash where it cannot be.
  [[nodiscard]] QString percent_of_parent(std::size_t population) const;

  /// Whether every number and the picture are of what is shown.
  [[nodiscard]] bool is_settled() const;

 signals:
  void shown_changed();    ///< another sample or another population
  void plot_changed();     ///< plot(), plot_state()
  void numbers_changed();  ///< of the shown sample
  void settled();
  void notice(const QString& what);  ///< for the status bar: a refused edit

 private:
  void leave_plot();
  void request_plot();
  void show_numbers();
  void on_gate_changed(std::size_t panel, const QString& gate);
  void on_plot_loaded(std::shared_ptr<const LoadedPlot> plot);
  void on_plot_failed(const QString& why);
  void on_selection_changed();
  void emit_if_settled();

  StudyDocument document_;
  LiveCounts counts_;
  PlotLoader loader_;
  SampleListModel samples_;
  PopulationTreeModel tree_;
  GateEditViewModel gates_;
  CoordinateTableModel coordinates_;
  std::optional<std::size_t> sample_;
  std::size_t panel_ = 0;
  std::size_t population_ = 0;
  bool has_gates_ = false;  ///< gates_ shows those of population_
  PlotState plot_state_ = PlotState::none;
  std::shared_ptr<const LoadedPlot> plot_;
  QString plot_failure_;
};

}  // namespace viewer
