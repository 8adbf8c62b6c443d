#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "apps/plot/plot.h"
#include "gating/gate.h"

namespace plot {

/// Which axis of a plot a dimension is: 0 for x, 1 for y; none where it is neither, transformation and compensation
/// included.
[[nodiscard]] std::optional<std::size_t> axis_of(const gating::Dimension& dimension,
                                                 const std::array<gating::Dimension, 2>& dimensions);

struct Shape {
  std::vector<gating::Point> points;  ///< closed polygon, scale units
  Anchor label;
};

/// The outline of a gate, or of one Quadrant, on two axes. Edges are straight in scale units; an ellipse becomes a
/// polygon of 64 corners on it; a side without a limit ends at the edge of the plot.
/// @param quadrant    position in QuadrantGate::quadrants, for a QuadrantGate
/// @param dimensions  of the plot, x and y
/// @param ranges      of the plot, x and y
/// @return none for a Boolean gate, for one that looks at any other dimension or at the same channel otherwise
/// transformed or compensated, and for an ellipsoid whose matrix gives no ellipse
[[nodiscard]] std::optional<Shape> outline(const gating::Gate& gate, std::optional<std::size_t> quadrant,
                                           const std::array<gating::Dimension, 2>& dimensions,
                                           const std::array<gating::AxisRange, 2>& ranges);

}  // namespace plot
