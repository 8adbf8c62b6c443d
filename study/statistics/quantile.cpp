#include "study/statistics/quantile.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace study {

double quantile(std::span<const double> sorted, double probability) {
  assert(!sorted.empty() && probability >= 0 && probability <= 1);
  const double position = static_cast<double>(sorted.size() - 1) * probability;
  const auto below = std::min(static_cast<std::size_t>(position), sorted.size() - 1);
  const double share = position - static_cast<double>(below);
  if (share == 0) return sorted[below];
  return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

}  // namespace study
