#include "apps/plot/outline.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plot {
namespace {

using gating::AxisRange;
using gating::Dimension;
using gating::Point;

constexpr double infinity = std::numeric_limits<double>::infinity();

using Dimensions = std::array<Dimension, 2>;
using Ranges = std::array<AxisRange, 2>;

/// What both sides of a box allow on each axis; nothing that limits it is an infinity.
struct Box {
  std::array<AxisRange, 2> sides{AxisRange{-infinity, infinity}, AxisRange{-infinity, infinity}};

  void narrow(std::size_t axis, double low, double high) {
    sides[axis].low = std::max(sides[axis].low, low);
    sides[axis].high = std::min(sides[axis].high, high);
  }
};

std::optional<Box> box_of(const gating::RectangleGate& gate, const Dimensions& dimensions) {
  Box box;
  for (const auto& side : gate.sides) {
    const auto axis = axis_of(side.dimension, dimensions);
    if (!axis) return std::nullopt;
    box.narrow(*axis, side.min, side.max);
  }
  return box;
}

std::optional<Box> box_of(const gating::QuadrantGate& gate, const gating::QuadrantGate::Quadrant& quadrant,
                          const Dimensions& dimensions) {
  Box box;
  for (const auto& position : quadrant.positions) {
    const auto divider = std::find_if(gate.dividers.begin(), gate.dividers.end(),
                                      [&](const auto& candidate) { return candidate.id == position.divider; });
    const auto axis = axis_of(divider->dimension, dimensions);
    if (!axis) return std::nullopt;
    for (const double value : divider->values) {
      if (value <= position.location) {
        box.narrow(*axis, value, infinity);
      } else {
        box.narrow(*axis, -infinity, value);
      }
    }
  }
  return box;
}

std::vector<Point> corners(Box box, const Ranges& ranges) {
  for (std::size_t axis = 0; axis < 2; ++axis) {
    auto& side = box.sides[axis];
    if (side.low == -infinity) side.low = ranges[axis].low;
    if (side.high == infinity) side.high = ranges[axis].high;
  }
  const auto& [x, y] = box.sides;
  return {{x.low, y.low}, {x.high, y.low}, {x.high, y.high}, {x.low, y.high}};
}

/// Points on the unit circle, counter-clockwise from (1, 0), by halving angles: square roots are the same on every
/// processor, sines are not.
std::vector<Point> unit_circle() {
  std::vector<Point> points{{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  while (points.size() < 64) {
    std::vector<Point> finer;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto& from = points[i];
      const auto& to = points[(i + 1) % points.size()];
      const Point middle{from.x + to.x, from.y + to.y};
      const double length = std::sqrt(middle.x * middle.x + middle.y * middle.y);
      finer.push_back(from);
      finer.push_back({middle.x / length, middle.y / length});
    }
    points = std::move(finer);
  }
  return points;
}

/// mean + distance * L u for u on the unit circle, covariance = L L^T (Cholesky).
std::vector<Point> ellipse(const gating::EllipsoidGate& gate) {
  const auto& covariance = gate.covariance;
  if (covariance[1] != covariance[2] || !(covariance[0] > 0) || !(gate.distance_square >= 0)) return {};
  const double l11 = std::sqrt(covariance[0]);
  const double l21 = covariance[1] / l11;
  const double rest = covariance[3] - l21 * l21;
  if (!(rest > 0)) return {};
  const double l22 = std::sqrt(rest);
  const double distance = std::sqrt(gate.distance_square);
  auto points = unit_circle();
  for (auto& point : points) {
    point = {gate.mean[0] + distance * l11 * point.x, gate.mean[1] + distance * (l21 * point.x + l22 * point.y)};
  }
  return points;
}

/// Points given as (first, second) dimension of a gate, as (x, y) of the plot.
std::optional<std::vector<Point>> on_axes(std::vector<Point> points, const Dimension& first, const Dimension& second,
                                          const Dimensions& dimensions) {
  const auto axis = axis_of(first, dimensions);
  const auto other = axis_of(second, dimensions);
  if (!axis || !other || *axis == *other) return std::nullopt;
  if (*axis == 1) {
    for (auto& point : points) std::swap(point.x, point.y);
  }
  return points;
}

/// Shapes that reach one edge of the plot and not the one across have their label at that edge, so that quadrants have
/// theirs in the corners. Others have it above them where there is room, else at their top.
Anchor label_of(const std::vector<Point>& points, const Ranges& ranges) {
  const auto by_x = [](const Point& a, const Point& b) { return a.x < b.x; };
  const auto by_y = [](const Point& a, const Point& b) { return a.y < b.y; };
  const auto [left, right] = std::minmax_element(points.begin(), points.end(), by_x);
  const auto [bottom, top] = std::minmax_element(points.begin(), points.end(), by_y);
  const auto& [x, y] = ranges;
  const AxisRange across{std::clamp(left->x, x.low, x.high), std::clamp(right->x, x.low, x.high)};
  const AxisRange along{std::clamp(bottom->y, y.low, y.high), std::clamp(top->y, y.low, y.high)};

  Anchor anchor;
  if (across.low == x.low && across.high < x.high) {
    anchor.horizontal = Anchor::Horizontal::left;
    anchor.at.x = across.low;
  } else if (across.high == x.high && across.low > x.low) {
    anchor.horizontal = Anchor::Horizontal::right;
    anchor.at.x = across.high;
  } else {
    anchor.horizontal = Anchor::Horizontal::centre;
    anchor.at.x = across.low + (across.high - across.low) / 2;
  }

  constexpr double room_for_label = 0.12;  // share of the axis
  const bool is_inside = along.low > y.low && y.high - along.high > room_for_label * (y.high - y.low);
  if ((along.low == y.low && along.high < y.high)) {
    anchor.vertical = Anchor::Vertical::bottom;
    anchor.at.y = along.low;
  } else {
    anchor.vertical = is_inside ? Anchor::Vertical::bottom : Anchor::Vertical::top;
    anchor.at.y = along.high;
  }
  return anchor;
}

}  // namespace

std::optional<std::size_t> axis_of(const Dimension& dimension, const Dimensions& dimensions) {
  const auto found = std::find(dimensions.begin(), dimensions.end(), dimension);
  if (found == dimensions.end()) return std::nullopt;
  return static_cast<std::size_t>(found - dimensions.begin());
}

std::optional<Shape> outline(const gating::Gate& gate, std::optional<std::size_t> quadrant,
                             const Dimensions& dimensions, const Ranges& ranges) {
  std::optional<std::vector<Point>> points;
  if (const auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    if (const auto box = box_of(*rectangle, dimensions)) points = corners(*box, ranges);
  } else if (const auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
    if (const auto box = box_of(*quadrants, quadrants->quadrants[*quadrant], dimensions)) {
      points = corners(*box, ranges);
    }
  } else if (const auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
    points = on_axes(polygon->vertices, polygon->dimensions[0], polygon->dimensions[1], dimensions);
  } else if (const auto* ellipsoid = std::get_if<gating::EllipsoidGate>(&gate)) {
    if (ellipsoid->dimensions.size() == 2) {
      points = on_axes(ellipse(*ellipsoid), ellipsoid->dimensions[0], ellipsoid->dimensions[1], dimensions);
    }
  }
  if (!points || points->empty()) return std::nullopt;
  const auto label = label_of(*points, ranges);
  return Shape{*std::move(points), label};
}

}  // namespace plot
