#include "study/statistics/median.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <utility>

namespace study {

double median(std::vector<double> values) {
  assert(!values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

MedianSpread median_and_spread(std::vector<double> values) {
  constexpr double normal_sd_per_deviation = 1.4826;
  const double middle = median(values);
  for (double& value : values) value = std::abs(value - middle);
  return {middle, normal_sd_per_deviation * median(std::move(values))};
}

}  // namespace study
