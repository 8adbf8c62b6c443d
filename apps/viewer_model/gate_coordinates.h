#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gating/gate.h"

namespace viewer {

/// One of the numbers that make a gate.
struct GateCoordinate {
  std::string what;  ///< "HLA-DR minimum", "vertex 3, FSC-A", "CD38 divider"
  gating::Dimension dimension;
  double value = 0;  ///< scale units; infinite where a side has no limit
  friend bool operator==(const GateCoordinate&, const GateCoordinate&) = default;
};

/// The numbers of a rectangle, polygon or quadrant gate, in its order; none of other kinds.
[[nodiscard]] std::vector<GateCoordinate> coordinates(const gating::Gate& gate);

/// What an empty coordinate means: the infinity of a rectangle's minimum or maximum.
/// @return none where the coordinate must be a number
[[nodiscard]] std::optional<double> no_limit(const gating::Gate& gate, std::size_t coordinate);

/// The gate with another value of one coordinate, which need not give a gate that a document can hold. Quadrants keep
/// their meaning.
/// @param coordinate  position in coordinates()
[[nodiscard]] gating::Gate with_coordinate(gating::Gate gate, std::size_t coordinate, double value);

}  // namespace viewer
