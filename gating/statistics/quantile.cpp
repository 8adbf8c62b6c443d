#include "gating/statistics/quantile.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gating {

QuantilePosition quantile_position(std::uint64_t count, double probability) {
  assert(count > 0 && probability >= 0 && probability <= 1);
  const double position = static_cast<double>(count - 1) * probability;
  const auto below = std::min(static_cast<std::uint64_t>(position), count - 1);
  return {below, below + 1 < count ? position - static_cast<double>(below) : 0};
}

double between(double below, double above, double share) {
  if (share == 0 || below == above) return below;
  const double distance = above - below;
  // Where one is infinite, or they are too far apart, the sum below would be NaN or infinite for the wrong reason.
  return std::isfinite(distance) ? below + share * distance : (1 - share) * below + share * above;
}

double quantile(std::span<const double> sorted, double probability) {
  const auto [below, share] = quantile_position(sorted.size(), probability);
  return share == 0 ? sorted[below] : between(sorted[below], sorted[below + 1], share);
}

}  // namespace gating
