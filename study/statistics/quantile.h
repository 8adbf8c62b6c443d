#pragma once

#include <span>

namespace study {

/// Quantile by linear interpolation between the values around it: type 7 of Hyndman and Fan 1996.
/// @param sorted       ascending, at least one, no NaN
/// @param probability  0 to 1: 0 gives the least value, 1 the greatest
[[nodiscard]] double quantile(std::span<const double> sorted, double probability);

}  // namespace study
