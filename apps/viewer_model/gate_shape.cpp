#include "apps/viewer_model/gate_shape.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "apps/plot/outline.h"
#include "apps/viewer_model/quadrant_dividers.h"

namespace viewer {
namespace {

using gating::Point;

constexpr double infinity = std::numeric_limits<double>::infinity();

double on_axis(Point point, std::size_t axis) { return axis == 0 ? point.x : point.y; }

/// Infinite limits stay.
double shifted(double value, double by) {
  const double to = value + by;
  return std::isfinite(to) ? to : value;
}

bool is_on_axes(const gating::Gate& gate, const plot::Dimensions& axes) {
  bool is_on = true;
  gating::for_each_dimension(
      gate, [&](const gating::Dimension& dimension) { is_on = is_on && plot::axis_of(dimension, axes).has_value(); });
  return is_on;
}

/// One of the four limits that a rectangle can have on a plot.
struct Limit {
  std::size_t axis;
  bool is_high;
};

/// Those of a rectangle's part: two of a corner, one of a side.
std::vector<Limit> limits_of(GatePart part, std::size_t index) {
  const Limit x{0, index == 1 || index == 2};
  const Limit y{1, index >= 2};
  if (part == GatePart::vertex) return {x, y};
  return index % 2 == 0 ? std::vector{y} : std::vector{x};
}

bool has_limits(const gating::RectangleGate& gate, const plot::Dimensions& axes, const std::vector<Limit>& limits) {
  return std::ranges::all_of(limits, [&](const Limit& limit) {
    return std::ranges::any_of(gate.sides, [&](const auto& side) {
      return plot::axis_of(side.dimension, axes) == limit.axis && std::isfinite(limit.is_high ? side.max : side.min);
    });
  });
}

/// A point of the gate's own two dimensions as one of the plot, and the other way round.
Point swapped_if(bool is_swapped, Point point) { return is_swapped ? Point{point.y, point.x} : point; }

bool is_swapped(const gating::PolygonGate& gate, const plot::Dimensions& axes) {
  return plot::axis_of(gate.dimensions[0], axes) == 1;
}

/// Whether two dividers cross in one point.
bool has_crossing(const gating::QuadrantGate& gate, const plot::Dimensions& axes) {
  const auto& dividers = gate.dividers;
  return dividers.size() == 2 && dividers[0].values.size() == 1 && dividers[1].values.size() == 1 &&
         plot::axis_of(dividers[0].dimension, axes) != plot::axis_of(dividers[1].dimension, axes);
}

std::vector<GateGrip> grips_of(const gating::RectangleGate& gate, const plot::Dimensions& axes,
                               const std::array<gating::AxisRange, 2>& ranges) {
  const auto corners = plot::outline(gate, std::nullopt, axes, ranges)->points;
  std::vector<GateGrip> out;
  for (const auto part : {GatePart::vertex, GatePart::edge}) {
    for (std::size_t i = 0; i < corners.size(); ++i) {
      const auto to = part == GatePart::vertex ? i : (i + 1) % corners.size();
      if (has_limits(gate, axes, limits_of(part, i))) out.push_back({part, i, corners[i], corners[to]});
    }
  }
  return out;
}

std::vector<GateGrip> grips_of(const gating::PolygonGate& gate, const plot::Dimensions& axes,
                               const std::array<gating::AxisRange, 2>&) {
  const bool swapped = is_swapped(gate, axes);
  std::vector<GateGrip> out;
  for (const auto part : {GatePart::vertex, GatePart::edge}) {
    for (std::size_t i = 0; i < gate.vertices.size(); ++i) {
      const auto to = part == GatePart::vertex ? i : (i + 1) % gate.vertices.size();
      out.push_back({part, i, swapped_if(swapped, gate.vertices[i]), swapped_if(swapped, gate.vertices[to])});
    }
  }
  return out;
}

std::vector<GateGrip> grips_of(const gating::QuadrantGate& gate, const plot::Dimensions& axes,
                               const std::array<gating::AxisRange, 2>& ranges) {
  std::vector<GateGrip> out;
  for (const auto& divider : gate.dividers) {
    const auto axis = *plot::axis_of(divider.dimension, axes);
    const auto& along = ranges[1 - axis];
    for (const double value : divider.values) {
      out.push_back({GatePart::divider, out.size(), swapped_if(axis == 1, {value, along.low}),
                     swapped_if(axis == 1, {value, along.high})});
    }
  }
  if (has_crossing(gate, axes)) {
    const bool swapped = plot::axis_of(gate.dividers[0].dimension, axes) == 1;
    const auto at = swapped_if(swapped, {gate.dividers[0].values[0], gate.dividers[1].values[0]});
    out.push_back({GatePart::crossing, 0, at, at});
  }
  return out;
}

void move_limit(gating::RectangleGate::Side& side, bool is_high, double by) {
  if (is_high) {
    side.max = std::max(shifted(side.max, by), std::nextafter(side.min, infinity));
  } else {
    side.min = std::min(shifted(side.min, by), std::nextafter(side.max, -infinity));
  }
}

void move(gating::RectangleGate& gate, const plot::Dimensions& axes, GatePart part, std::size_t index, Point by) {
  for (auto& side : gate.sides) {
    const auto axis = *plot::axis_of(side.dimension, axes);
    if (part == GatePart::body) {
      const double min = shifted(side.min, on_axis(by, axis));
      const double max = shifted(side.max, on_axis(by, axis));
      if (min < max) {  // far out, rounding may leave nothing between them
        side.min = min;
        side.max = max;
      }
      continue;
    }
    for (const auto& limit : limits_of(part, index)) {
      if (limit.axis == axis) move_limit(side, limit.is_high, on_axis(by, axis));
    }
  }
}

void move(gating::PolygonGate& gate, const plot::Dimensions& axes, GatePart part, std::size_t index, Point by) {
  const auto own = swapped_if(is_swapped(gate, axes), by);
  for (std::size_t i = 0; i < gate.vertices.size(); ++i) {
    const bool is_end = part == GatePart::edge && i == (index + 1) % gate.vertices.size();
    if (part != GatePart::body && i != index && !is_end) continue;
    auto& vertex = gate.vertices[i];
    vertex = {shifted(vertex.x, own.x), shifted(vertex.y, own.y)};
  }
}

void move(gating::QuadrantGate& gate, const plot::Dimensions& axes, GatePart part, std::size_t index, Point by) {
  std::size_t first = 0;
  for (std::size_t d = 0; d < gate.dividers.size(); ++d) {
    const double along = on_axis(by, *plot::axis_of(gate.dividers[d].dimension, axes));
    auto values = gate.dividers[d].values;
    if (part != GatePart::divider) {
      for (auto& value : values) value = shifted(value, along);
      const bool ascends = std::ranges::adjacent_find(values, std::greater_equal{}) == values.end();
      if (!ascends) values = gate.dividers[d].values;  // far out, rounding joins neighbours
    } else if (index >= first && index - first < values.size()) {
      const auto i = index - first;
      auto& value = values[i];
      value = shifted(value, along);
      if (i > 0) value = std::max(value, std::nextafter(values[i - 1], infinity));
      if (i + 1 < values.size()) value = std::min(value, std::nextafter(values[i + 1], -infinity));
    }
    first += values.size();
    set_divider_values(gate, d, std::move(values));
  }
}

}  // namespace

bool is_editable(const gating::Gate& gate, const plot::Dimensions& axes) {
  if (!is_on_axes(gate, axes)) return false;
  if (const auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    const auto& sides = rectangle->sides;
    return sides.size() == 1 || (sides.size() == 2 && sides[0].dimension != sides[1].dimension);
  }
  if (const auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
    return polygon->dimensions[0] != polygon->dimensions[1];
  }
  return std::holds_alternative<gating::QuadrantGate>(gate);
}

std::vector<GateGrip> grips(const gating::Gate& gate, const plot::Dimensions& axes,
                            const std::array<gating::AxisRange, 2>& ranges) {
  assert(is_editable(gate, axes));
  if (const auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) return grips_of(*rectangle, axes, ranges);
  if (const auto* polygon = std::get_if<gating::PolygonGate>(&gate)) return grips_of(*polygon, axes, ranges);
  return grips_of(std::get<gating::QuadrantGate>(gate), axes, ranges);
}

gating::Gate moved(gating::Gate gate, const plot::Dimensions& axes, GatePart part, std::size_t index, Point by) {
  assert(is_editable(gate, axes));
  if (by == Point{}) return gate;  // adding 0 would turn -0 into 0
  if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) move(*rectangle, axes, part, index, by);
  if (auto* polygon = std::get_if<gating::PolygonGate>(&gate)) move(*polygon, axes, part, index, by);
  if (auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) move(*quadrants, axes, part, index, by);
  return gate;
}

}  // namespace viewer
