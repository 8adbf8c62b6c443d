#pragma once

#include <cstdint>
#include <span>

namespace gating {

/// Where a quantile of type 7 (Hyndman and Fan 1996) lies among values in ascending order: a `share` of the way from
/// the value at `below`, counted from 0, to the next.
struct QuantilePosition {
  std::uint64_t below = 0;
  double share = 0;  ///< from 0 to below 1
};

/// @param count        of the values, at least 1
/// @param probability  0 to 1: 0 gives the least value, 1 the greatest
[[nodiscard]] QuantilePosition quantile_position(std::uint64_t count, double probability);

/// The value a `share` of the way from one to the next. Between infinities of both signs it is NaN.
[[nodiscard]] double between(double below, double above, double share);

/// Quantile by linear interpolation between the values around it: type 7 of Hyndman and Fan 1996.
/// @param sorted       ascending, at least one, no NaN
/// @param probability  as of quantile_position
[[nodiscard]] double quantile(std::span<const double> sorted, double probability);

}  // namespace gating
