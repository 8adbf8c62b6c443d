#include "apps/viewer_model/gate_edit_view_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <tuple>
#include <utility>

#include "apps/plot/outline.h"

namespace viewer {
namespace {

constexpr double hit_distance = 6;  // pixels

bool is_point(const GateGrip& grip) { return grip.part == GatePart::vertex || grip.part == GatePart::crossing; }

/// Of a point to the straight line between two.
double distance(QPointF point, QPointF from, QPointF to) {
  const auto along = to - from;
  const double length_square = QPointF::dotProduct(along, along);
  const double share =
      length_square > 0 ? std::clamp(QPointF::dotProduct(point - from, along) / length_square, 0.0, 1.0) : 0;
  const auto off = point - (from + share * along);
  return std::hypot(off.x(), off.y());
}

}  // namespace

GateEditViewModel::GateEditViewModel(StudyDocument& document, QObject* parent) : QObject{parent}, document_{&document} {
  connect(document_, &StudyDocument::gate_changed, this, &GateEditViewModel::on_gate_changed);
}

void GateEditViewModel::show(std::size_t panel, std::size_t population, const plot::Dimensions& dimensions) {
  release();
  select(std::nullopt);
  shown_ = {panel, population, dimensions};
  emit outlines_changed();
}

void GateEditViewModel::clear() {
  release();
  select(std::nullopt);
  shown_.reset();
  emit outlines_changed();
}

void GateEditViewModel::set_scale(const PlotScale& scale) {
  scale_ = scale;
  emit outlines_changed();
}

const gating::GateNode& GateEditViewModel::node(const std::string& gate) const {
  const auto& gates = document_->strategy(shown_->panel).gates;
  const auto found = std::ranges::find(gates, gate, &gating::GateNode::id);
  assert(found != gates.end());
  return *found;
}

std::vector<GateEditViewModel::Outline> GateEditViewModel::outlines() const {
  if (!shown_) return {};
  const auto& populations = document_->panel(shown_->panel).populations;
  std::vector<Outline> out;
  for (const auto p : plot::drawn_populations(populations, shown_->population)) {
    const auto& drawn = document_->strategy(shown_->panel).gates[*populations[p].gate];
    const auto shape = plot::outline(drawn.gate, populations[p].quadrant, shown_->dimensions, scale_.ranges());
    if (!shape) continue;
    QPolygonF points;
    for (const auto& point : shape->points) points << scale_.to_pixels(point);
    points << points.front();
    out.push_back({drawn.id, p, std::move(points), scale_.to_pixels(shape->label.at), shape->label,
                   drawn.id == selected_, is_editable(drawn.gate, shown_->dimensions)});
  }
  return out;
}

std::vector<GateGrip> GateEditViewModel::grips_of(const std::string& gate) const {
  return viewer::grips(node(gate).gate, shown_->dimensions, scale_.ranges());
}

std::vector<QPointF> GateEditViewModel::grips() const {
  if (!selected_ || !is_editable(node(*selected_).gate, shown_->dimensions)) return {};
  const bool is_polygon = std::holds_alternative<gating::PolygonGate>(node(*selected_).gate);
  std::vector<QPointF> out;
  for (const auto& grip : grips_of(*selected_)) {
    if (is_polygon && grip.part == GatePart::edge) continue;
    out.push_back((scale_.to_pixels(grip.from) + scale_.to_pixels(grip.to)) / 2);
  }
  return out;
}

std::optional<GateHandle> GateEditViewModel::hit(QPointF pixels) const {
  const auto grip = grip_at(pixels);
  return grip ? grip : body_at(pixels);
}

std::optional<GateHandle> GateEditViewModel::grip_at(QPointF pixels) const {
  const auto reach = scale_.area().adjusted(-hit_distance, -hit_distance, hit_distance, hit_distance);
  if (!reach.contains(pixels)) return std::nullopt;
  std::optional<GateHandle> best;
  std::tuple<bool, bool, double> best_rank;
  for (const auto& outline : outlines()) {
    if (!outline.is_editable) continue;
    for (const auto& grip : grips_of(outline.gate)) {
      const double away = distance(pixels, scale_.to_pixels(grip.from), scale_.to_pixels(grip.to));
      const std::tuple rank{!is_point(grip), !outline.is_selected, away};
      if (away > hit_distance || (best && rank > best_rank)) continue;
      best = {outline.gate, grip.part, grip.index};
      best_rank = rank;
    }
  }
  return best;
}

std::optional<GateHandle> GateEditViewModel::body_at(QPointF pixels) const {
  if (!scale_.area().contains(pixels)) return std::nullopt;
  std::optional<GateHandle> best;
  for (const auto& outline : outlines()) {
    if (!outline.points.containsPoint(pixels, Qt::OddEvenFill)) continue;
    best = {outline.gate, GatePart::body, 0};
    if (outline.is_selected) break;
  }
  return best;
}

std::optional<std::size_t> GateEditViewModel::population_at(QPointF pixels) const {
  if (!scale_.area().contains(pixels)) return std::nullopt;
  std::optional<std::size_t> last;
  for (const auto& outline : outlines()) {
    if (outline.points.containsPoint(pixels, Qt::OddEvenFill)) last = outline.population;
  }
  return last;
}

void GateEditViewModel::select(std::optional<std::string> gate) {
  assert(!gate || shown_);
  if (gate == selected_) return;
  release();
  nudges_.reset();
  selected_ = std::move(gate);
  emit selection_changed();
}

void GateEditViewModel::select_next() {
  std::vector<std::string> gates;
  for (const auto& outline : outlines()) {
    if (outline.is_editable && (gates.empty() || gates.back() != outline.gate)) gates.push_back(outline.gate);
  }
  if (gates.empty()) return;
  const auto current = selected_ ? std::ranges::find(gates, *selected_) : gates.end();
  select(current == gates.end() || current + 1 == gates.end() ? gates.front() : *(current + 1));
}

bool GateEditViewModel::can_drag(const GateHandle& handle) const {
  const auto& gate = node(handle.gate).gate;
  const bool is_quadrant = handle.part == GatePart::body && std::holds_alternative<gating::QuadrantGate>(gate);
  return is_editable(gate, shown_->dimensions) && !is_quadrant;
}

bool GateEditViewModel::press(QPointF pixels) {
  release();
  const auto handle = hit(pixels);
  if (!handle) return false;
  select(handle->gate);
  nudges_.reset();
  if (can_drag(*handle)) {
    drag_ = {*handle, node(handle->gate).gate, scale_.to_scale(pixels), document_->next_drag()};
    emit drag_began(QString::fromStdString(handle->gate));
  }
  return true;
}

void GateEditViewModel::drag_to(QPointF pixels) {
  if (!drag_) return;
  const auto drag = *drag_;
  const auto to = scale_.to_scale(pixels);
  edit(drag.handle, drag.before, {to.x - drag.from.x, to.y - drag.from.y}, drag.number);
}

void GateEditViewModel::release() {
  if (!drag_) return;
  const auto gate = QString::fromStdString(drag_->handle.gate);
  drag_.reset();
  emit drag_ended(gate);
}

void GateEditViewModel::cancel() {
  if (!drag_) return;
  const auto drag = *drag_;
  edit(drag.handle, drag.before, {0, 0}, drag.number);  // joins the steps of the drag into none
  release();
}

void GateEditViewModel::nudge(int right, int up) {
  if (!selected_ || drag_) return;
  const GateHandle handle{*selected_, GatePart::body, 0};
  const auto& gate = node(handle.gate).gate;
  if (!is_editable(gate, shown_->dimensions)) return;
  if (!nudges_) nudges_ = {gate, 0, 0, document_->next_drag()};
  nudges_->right += right;
  nudges_->up += up;
  const auto nudges = *nudges_;
  const auto from = scale_.to_scale({0, 0});
  const auto to = scale_.to_scale(QPointF(nudges.right, -nudges.up));
  edit(handle, nudges.before, {to.x - from.x, to.y - from.y}, nudges.number);
}

void GateEditViewModel::edit(const GateHandle& handle, const gating::Gate& before, gating::Point by, int number) {
  const auto what = tr("Move %1").arg(QString::fromStdString(handle.gate));
  is_editing_ = true;
  const auto edited = document_->edit_gate(
      shown_->panel, handle.gate, moved(before, shown_->dimensions, handle.part, handle.index, by), number, what);
  is_editing_ = false;
  if (edited.has_error()) emit edit_refused(QString::fromStdString(fcs::message(edited.error())));
}

void GateEditViewModel::on_gate_changed(std::size_t panel) {
  if (!shown_ || panel != shown_->panel) return;
  if (!is_editing_) {  // undone, or typed: what is under way started from another gate
    release();
    nudges_.reset();
  }
  emit outlines_changed();
}

}  // namespace viewer
