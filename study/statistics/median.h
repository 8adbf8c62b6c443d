#pragma once

#include <vector>

namespace study {

/// The middle value; of an even number of values the mean of the two in the middle.
/// @param values  at least one, none of them NaN; taken by value because finding the middle reorders them
[[nodiscard]] double median(std::vector<double> values);

struct MedianSpread {
  double median = 0;
  double robust_sd = 0;  ///< 1.4826 * median absolute deviation: the standard deviation where the values are normal
};

/// @param values  as of median
[[nodiscard]] MedianSpread median_and_spread(std::vector<double> values);

}  // namespace study
