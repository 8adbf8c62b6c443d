#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "gating/strategy.h"

namespace gating {

/// From `min` to `max`, both inside.
struct Interval {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
};

/// A population that no event can be in, as one of its sides lies where no event is.
struct Unreachable {
  std::size_t population = 0;  ///< position in the list of populations
  std::string dimension;       ///< the channel, or the id of the ratio
  Interval wanted;             ///< what the gate asks of it, scale units
  Interval given;              ///< where events can be, scale units
  std::string known_by;        ///< why: a bound, the top of a scale, $PnR of a sample, a gate above
};

/// Compares every rectangle, polygon, ellipsoid and Quadrant with the gates above it and with what the axis can give:
/// the bound of its transformation; -T to T of its transformation; -$PnR to $PnR where the sample is known. Parents
/// only: what Boolean gates leave of their operands is not looked at.
/// @param strategy     with its populations()
/// @param top_of       scale value that a channel does not exceed, by the strategy's name of it; may be empty
/// @param sample       what messages call the sample that `top_of` is of
/// @return at most one a population, none below one that is unreachable itself
[[nodiscard]] std::vector<Unreachable> unreachable_populations(const Strategy& strategy,
                                                               std::span<const Population> populations,
                                                               const std::map<std::string, double>& top_of = {},
                                                               const std::string& sample = {});

}  // namespace gating
