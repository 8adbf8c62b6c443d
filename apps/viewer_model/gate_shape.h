#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "apps/plot/build.h"
#include "gating/density.h"
#include "gating/gate.h"

/// How a gate is moved on the two axes of a plot: functions of values, in scale units.
namespace viewer {

/// What of a gate can be taken hold of.
enum class GatePart : std::uint8_t {
  body,     ///< the whole gate
  vertex,   ///< of a polygon, or a corner of a rectangle, counter-clockwise from bottom left on the plot
  edge,     ///< of a polygon (from vertex `index` to the next), or a side of a rectangle likewise
  divider,  ///< a line of a quadrant gate: `index` counts the values of all its dividers in their order
  crossing  ///< where two dividers of one value each meet: both move
};

/// A part other than the body, and where it lies: on the line between two points, which are one for vertex and
/// crossing.
struct GateGrip {
  GatePart part = GatePart::vertex;
  std::size_t index = 0;
  gating::Point from, to;  ///< x and y of the plot
  friend bool operator==(const GateGrip&, const GateGrip&) = default;
};

/// Whether the gate can be moved on these axes: a rectangle with one side or none on each, a polygon, a quadrant gate,
/// that looks at nothing else.
[[nodiscard]] bool is_editable(const gating::Gate& gate, const plot::Dimensions& axes);

/// What can be taken hold of beside the body. A limit that is infinite cannot; lines without an end reach from edge to
/// edge of the plot.
/// @param gate    editable on these axes
/// @param ranges  of the plot, x and y
[[nodiscard]] std::vector<GateGrip> grips(const gating::Gate& gate, const plot::Dimensions& axes,
                                          const std::array<gating::AxisRange, 2>& ranges);

/// The gate with one part moved. What would not be a gate is not reached: a limit stops before the one across, a
/// divider's value before its neighbours, a number stays where it would pass what a double can hold. A side without a
/// limit stays without; each Quadrant stays the cell that it is.
/// @param gate  editable on these axes
/// @param part  body (of a quadrant gate: all dividers), or as of grips()
/// @param by    x and y of the plot, finite
[[nodiscard]] gating::Gate moved(gating::Gate gate, const plot::Dimensions& axes, GatePart part, std::size_t index,
                                 gating::Point by);

}  // namespace viewer
