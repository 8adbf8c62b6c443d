#include "study/quality/drift.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "fcs/base/elementary.h"
#include "study/statistics/median.h"

namespace study {
namespace {

constexpr std::size_t fewest_values = 1000;
constexpr std::size_t parts = 10;
constexpr double certain_deviations = 5;

/// Values below `middle`, and half of those that equal it, as a share of all.
double share_below(const std::vector<double>& values, double middle) {
  const auto below = static_cast<double>(std::ranges::count_if(values, [=](double value) { return value < middle; }));
  const auto equal = static_cast<double>(std::ranges::count(values, middle));
  return (below + equal / 2) / static_cast<double>(values.size());
}

}  // namespace

Drift drift(const std::vector<double>& values) {
  Drift out;
  if (values.size() < fewest_values) return out;
  const auto all = median_and_spread(values);
  const double usual_share = share_below(values, all.median);
  for (std::size_t part = 0; part < parts; ++part) {
    const auto at = [&](std::size_t i) {
      return values.begin() + static_cast<std::ptrdiff_t>(values.size() * i / parts);
    };
    const std::vector<double> tenth{at(part), at(part + 1)};
    const double chance = 0.5 / std::sqrt(static_cast<double>(tenth.size()));
    if (std::abs(share_below(tenth, all.median) - usual_share) <= certain_deviations * chance) continue;
    const double middle = median(tenth);
    if (all.robust_sd > 0) out.robust_sds = std::max(out.robust_sds, std::abs(middle - all.median) / all.robust_sd);
    if (middle > 0 && all.median > 0) {
      out.decades = std::max(out.decades.value_or(0), std::abs(fcs::elementary::log10(middle / all.median)));
    }
  }
  return out;
}

}  // namespace study
