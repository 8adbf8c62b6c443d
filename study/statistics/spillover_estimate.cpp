#include "study/statistics/spillover_estimate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "study/statistics/median.h"
#include "gating/statistics/quantile.h"

namespace study {
namespace {

/// Half the reciprocal density at the median: the standard error of the median of n values is this over sqrt(n).
double spread_at_median(std::vector<double> values) {
  constexpr double reach = 0.1;
  std::ranges::sort(values);
  return (gating::quantile(values, 0.5 + reach) - gating::quantile(values, 0.5 - reach)) / (4 * reach);
}

/// Variance of median(y) - share * median(x) over the same events.
double variance_of_difference(const std::vector<double>& x, const std::vector<double>& y, double share) {
  const double middle_x = median(x);
  const double middle_y = median(y);
  double agreement = 0;
  for (std::size_t e = 0; e < x.size(); ++e) {
    agreement += (x[e] < middle_x) == (y[e] < middle_y) ? 1 : -1;
  }
  const auto n = static_cast<double>(x.size());
  const double of_x = share * spread_at_median(x);
  const double of_y = spread_at_median(y);
  return std::max(0.0, of_y * of_y + of_x * of_x - 2 * agreement / n * of_x * of_y) / n;
}

/// The ratio of y to x that halves the total of x; x above 0.
double weighted_median_ratio(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<std::pair<double, double>> ratios;  // and their weights
  for (std::size_t e = 0; e < x.size(); ++e) ratios.emplace_back(y[e] / x[e], x[e]);
  std::ranges::sort(ratios);
  const double half = std::accumulate(x.begin(), x.end(), 0.0) / 2;
  double weight = 0;
  for (const auto& [ratio, own] : ratios) {
    weight += own;
    if (weight >= half) return ratio;
  }
  return ratios.back().first;
}

std::vector<double> above(std::vector<double> values, double centre) {
  for (auto& value : values) value -= centre;
  return values;
}

}  // namespace

std::string_view name(SpilloverEstimator estimator) {
  return estimator == SpilloverEstimator::median ? "median" : "slope";
}

SpilloverShares spillover_shares(const EventColumns& positives, const EventColumns& negatives, std::size_t own,
                                 SpilloverEstimator estimator) {
  SpilloverShares shares;
  const double own_centre = median(negatives[own]);
  const auto x = above(positives[own], own_centre);
  const double brightness = median(x);
  for (std::size_t j = 0; j < positives.size(); ++j) {
    if (j == own) {
      shares.values.push_back(1);
      shares.standard_errors.push_back(0);
      continue;
    }
    const auto y = above(positives[j], median(negatives[j]));
    double share = 0;
    double variance = 0;  // of the share, from the positives
    double lever = 0;     // how much the share follows an error of the negatives' medians
    if (estimator == SpilloverEstimator::median) {
      share = median(y) / brightness;
      variance = variance_of_difference(x, y, share) / (brightness * brightness);
      lever = 1 / brightness;
    } else {
      share = weighted_median_ratio(x, y);
      std::vector<double> residuals;
      for (std::size_t e = 0; e < x.size(); ++e) residuals.push_back(y[e] - share * x[e]);
      const double squares = std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
      const double spread = spread_at_median(std::move(residuals));
      variance = spread * spread / squares;
      lever = std::accumulate(x.begin(), x.end(), 0.0) / squares;
    }
    variance += lever * lever * variance_of_difference(negatives[own], negatives[j], share);
    shares.values.push_back(share);
    shares.standard_errors.push_back(std::sqrt(variance));
  }
  return shares;
}

}  // namespace study
