#pragma once

#include <QChartView>
#include <array>
#include <optional>

#include "apps/viewer/density_layer.h"
#include "apps/viewer/gate_overlay.h"
#include "apps/viewer_model/study_session.h"

class QCategoryAxis;
class QLineSeries;

namespace viewer {

/// The picture of the shown population, with its gates to take hold of. Mouse and keys become calls of the session and
/// of its GateEditViewModel; what these say is drawn.
class GatePlotWidget : public QChartView {
  Q_OBJECT

 public:
  explicit GatePlotWidget(StudySession& session, QWidget* parent = nullptr);

  [[nodiscard]] const GateOverlay& overlay() const { return *overlay_; }
  /// Where scale units lie, in pixels of the chart; none before the first picture.
  [[nodiscard]] const std::optional<PlotScale>& scale() const { return scale_; }
  [[nodiscard]] QCategoryAxis* axis(Qt::Orientation orientation) const;

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  /// Tab goes from gate to gate, and on to the next widget after the last one.
  bool focusNextPrevChild(bool next) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void show_plot();
  void show_axis(Qt::Orientation orientation, const plot::Axis& axis);
  void lay_out();
  void show_frame();
  void show_outlines();
  void apply_palette();
  [[nodiscard]] QPointF on_chart(const QMouseEvent& event) const;
  void show_cursor(QPointF pixels);
  void nudge(const QKeyEvent& event);
  void step(int key);
  [[nodiscard]] bool has_gate_after_selected() const;

  StudySession& session_;
  DensityLayer* density_;
  GateOverlay* overlay_;
  QLineSeries* no_points_;  ///< axes belong to a series; events are never points of one
  std::array<QCategoryAxis*, 2> axes_{};
  std::optional<PlotScale> scale_;
};

}  // namespace viewer
