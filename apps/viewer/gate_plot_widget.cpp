#include "apps/viewer/gate_plot_widget.h"

#include <QCategoryAxis>
#include <QChart>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLegend>
#include <QLineSeries>
#include <QMouseEvent>
#include <algorithm>
#include <utility>

namespace viewer {
namespace {

// Pixels around the plot, for tick labels and titles.
constexpr double left_room = 84;
constexpr double right_room = 24;
constexpr double top_room = 14;
constexpr double bottom_room = 62;
constexpr double least_side = 120;

constexpr int far_nudge = 10;  // pixels, with Shift

const QColor selected_gate{0xd5, 0x5e, 0x00};  // vermillion: seen on violet, green and yellow alike

std::size_t position(Qt::Orientation orientation) { return orientation == Qt::Horizontal ? 0 : 1; }

}  // namespace

GatePlotWidget::GatePlotWidget(StudySession& session, QWidget* parent)
    : QChartView{parent}, session_{session}, no_points_{new QLineSeries} {
  chart()->legend()->hide();
  chart()->setBackgroundRoundness(0);
  chart()->addSeries(no_points_);
  density_ = new DensityLayer{chart()};
  overlay_ = new GateOverlay{chart()};
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(320, 320);
  setAccessibleName(tr("Plot of the shown population"));
  apply_palette();

  connect(&session_, &StudySession::plot_changed, this, &GatePlotWidget::show_plot);
  connect(&session_, &StudySession::numbers_changed, this, &GatePlotWidget::show_outlines);
  connect(&session_.gates(), &GateEditViewModel::outlines_changed, this, &GatePlotWidget::show_outlines);
  connect(&session_.gates(), &GateEditViewModel::selection_changed, this, &GatePlotWidget::show_outlines);
  connect(chart(), &QChart::plotAreaChanged, this, &GatePlotWidget::show_frame);
  show_plot();
}

QCategoryAxis* GatePlotWidget::axis(Qt::Orientation orientation) const { return axes_[position(orientation)]; }

void GatePlotWidget::show_plot() {
  const auto& loaded = session_.plot();
  const auto state = session_.plot_state();
  using State = StudySession::PlotState;
  if (loaded && state == State::ready) {
    show_axis(Qt::Horizontal, loaded->plot.x);
    show_axis(Qt::Vertical, loaded->plot.y);
    density_->show(loaded->plot.raster);
    lay_out();
    show_frame();
  } else if (!loaded || state == State::failed) {
    density_->clear();
  }
  density_->set_stale(state == State::loading);
  overlay_->set_message(state == State::failed               ? session_.plot_failure()
                        : state == State::none               ? tr("This study has no samples.")
                        : state == State::loading && !loaded ? tr("Reading events…")
                                                             : QString{});
  show_outlines();
}

void GatePlotWidget::show_axis(Qt::Orientation orientation, const plot::Axis& shown) {
  auto*& axis = axes_[position(orientation)];
  if (axis != nullptr) {
    chart()->removeAxis(axis);
    delete axis;
  }
  axis = new QCategoryAxis;
  axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  axis->setStartValue(shown.range.low);
  for (const auto& tick : shown.ticks) {
    if (!tick.text.empty()) axis->append(QString::fromStdString(tick.text), tick.position);
  }
  axis->setRange(shown.range.low, shown.range.high);
  axis->setTruncateLabels(false);
  axis->setGridLineVisible(false);
  axis->setLineVisible(false);  // the overlay draws minor ticks too, which a category axis cannot
  axis->setTitleText(QString::fromStdString(shown.label));
  axis->setLabelsFont(font());
  axis->setTitleFont(font());
  axis->setLabelsColor(palette().color(QPalette::Text));
  axis->setTitleBrush(palette().color(QPalette::Text));
  chart()->addAxis(axis, orientation == Qt::Horizontal ? Qt::AlignBottom : Qt::AlignLeft);
  no_points_->attachAxis(axis);
}

void GatePlotWidget::lay_out() {
  const double side =
      std::max(least_side, std::min(width() - left_room - right_room, height() - top_room - bottom_room));
  const double left = left_room + std::max(0.0, (width() - left_room - right_room - side) / 2);
  chart()->setPlotArea({left, top_room, side, side});
  chart()->layout()->invalidate();  // tick labels follow now, not when the next event finds the time
  chart()->layout()->activate();
}

void GatePlotWidget::show_frame() {
  const auto area = chart()->plotArea();
  density_->set_area(area);
  GateOverlay::Ticks x;
  GateOverlay::Ticks y;
  if (const auto& loaded = session_.plot()) {
    scale_ = PlotScale{{loaded->plot.x.range, loaded->plot.y.range}, area};
    for (const auto& tick : loaded->plot.x.ticks) {
      (tick.major ? x.major : x.minor).push_back(scale_->to_pixels({tick.position, 0}).x());
    }
    for (const auto& tick : loaded->plot.y.ticks) {
      (tick.major ? y.major : y.minor).push_back(scale_->to_pixels({0, tick.position}).y());
    }
    session_.gates().set_scale(*scale_);
  }
  overlay_->set_frame(area, std::move(x), std::move(y));
}

void GatePlotWidget::show_outlines() {
  GateOverlay::Content content{session_.gates().outlines(), {}, session_.gates().grips()};
  for (const auto& outline : content.outlines) {
    content.labels.push_back({QString::fromStdString(session_.populations()[outline.population].name),
                              session_.percent_of_parent(outline.population)});
  }
  overlay_->set_content(std::move(content));
}

void GatePlotWidget::apply_palette() {
  setBackgroundBrush(palette().color(QPalette::Base));
  chart()->setBackgroundBrush(palette().color(QPalette::Base));
  const auto ink = palette().color(QPalette::Text);
  for (auto* axis : axes_) {
    if (axis == nullptr) continue;
    axis->setLabelsColor(ink);
    axis->setTitleBrush(ink);
  }
  overlay_->set_colours(ink, selected_gate);
}

void GatePlotWidget::show_cursor(QPointF pixels) {
  using Part = GateHandle::Part;
  const auto handle = session_.gates().hit(pixels);
  setCursor(!handle || !session_.gates().can_drag(*handle) ? Qt::ArrowCursor
            : handle->part == Part::body                   ? Qt::SizeAllCursor
                                                           : Qt::PointingHandCursor);
}

QPointF GatePlotWidget::on_chart(const QMouseEvent& event) const {
  return chart()->mapFromScene(mapToScene(event.position().toPoint()));
}

void GatePlotWidget::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (!session_.gates().press(on_chart(*event))) session_.gates().select(std::nullopt);
}

void GatePlotWidget::mouseMoveEvent(QMouseEvent* event) {
  if (session_.gates().is_dragging()) {
    session_.gates().drag_to(on_chart(*event));
  } else {
    show_cursor(on_chart(*event));
  }
}

void GatePlotWidget::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && session_.gates().is_dragging()) session_.gates().release();
}

void GatePlotWidget::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (const auto population = session_.gates().population_at(on_chart(*event))) session_.show_population(*population);
}

void GatePlotWidget::keyPressEvent(QKeyEvent* event) {
  auto& gates = session_.gates();
  const bool has_alt = event->modifiers().testFlag(Qt::AltModifier);
  switch (event->key()) {
    case Qt::Key_Escape:
      if (gates.is_dragging()) {
        gates.cancel();
      } else {
        gates.select(std::nullopt);
      }
      return;
    case Qt::Key_Backspace:
      session_.go_up();
      return;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
      if (has_alt) break;  // the window's, with or without a selected gate
      if (gates.selected()) {
        nudge(*event);
      } else {
        step(event->key());
      }
      return;
    default:
      break;
  }
  QChartView::keyPressEvent(event);
}

void GatePlotWidget::nudge(const QKeyEvent& event) {
  const int pixels = event.modifiers().testFlag(Qt::ShiftModifier) ? far_nudge : 1;
  switch (event.key()) {
    case Qt::Key_Left:
      session_.gates().nudge(-pixels, 0);
      break;
    case Qt::Key_Right:
      session_.gates().nudge(pixels, 0);
      break;
    case Qt::Key_Up:
      session_.gates().nudge(0, pixels);
      break;
    default:
      session_.gates().nudge(0, -pixels);
      break;
  }
}

void GatePlotWidget::step(int key) {
  switch (key) {
    case Qt::Key_Left:
      session_.step_sample(-1);
      break;
    case Qt::Key_Right:
      session_.step_sample(1);
      break;
    case Qt::Key_Up:
      session_.go_up();
      break;
    default:
      session_.go_down();
      break;
  }
}

bool GatePlotWidget::has_gate_after_selected() const {
  const auto outlines = session_.gates().outlines();
  const auto last =
      std::find_if(outlines.rbegin(), outlines.rend(), [](const auto& outline) { return outline.is_editable; });
  return last != outlines.rend() && session_.gates().selected() != last->gate;
}

bool GatePlotWidget::focusNextPrevChild(bool next) {
  if (next && has_gate_after_selected()) {
    session_.gates().select_next();
    return true;
  }
  return QChartView::focusNextPrevChild(next);
}

void GatePlotWidget::focusInEvent(QFocusEvent* event) {
  QChartView::focusInEvent(event);
  overlay_->set_focus(true);
}

void GatePlotWidget::focusOutEvent(QFocusEvent* event) {
  QChartView::focusOutEvent(event);
  overlay_->set_focus(false);
}

void GatePlotWidget::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  lay_out();
}

void GatePlotWidget::changeEvent(QEvent* event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) apply_palette();
}

}  // namespace viewer
