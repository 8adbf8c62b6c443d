#include "study/quality/residual_spill.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>

#include "study/statistics/median.h"

namespace study {
namespace {

constexpr std::size_t fewest_cells = 180;
constexpr double rank_deviations = 3.5;

struct MedianInterval {
  double low = 0;
  double median = 0;
  double high = 0;
};

MedianInterval median_interval(std::vector<double> values) {
  std::ranges::sort(values);
  const auto size = static_cast<double>(values.size());
  const double reach = rank_deviations * std::sqrt(size) / 2;
  const auto at = [&](double rank) { return values[static_cast<std::size_t>(std::clamp(rank, 0.0, size - 1))]; };
  return {at(std::floor(size / 2 - reach)), median(values), at(std::ceil(size / 2 + reach))};
}

std::vector<double> taken(const std::vector<double>& values, std::span<const std::size_t> positions) {
  std::vector<double> out;
  out.reserve(positions.size());
  for (const auto position : positions) out.push_back(values[position]);
  return out;
}

}  // namespace

std::optional<ResidualSpill> residual_spill(const std::vector<double>& x, const std::vector<double>& y) {
  assert(x.size() == y.size());
  if (x.size() < fewest_cells) return std::nullopt;
  std::vector<std::size_t> by_x(x.size());
  std::iota(by_x.begin(), by_x.end(), std::size_t{0});
  std::ranges::stable_sort(by_x, {}, [&x](std::size_t i) { return x[i]; });
  const std::span order{by_x};
  const auto third = x.size() / 3;
  const auto low = order.first(third);
  const auto high = order.last(third);
  const double run = median(taken(x, high)) - median(taken(x, low));
  if (!(run > 0)) return std::nullopt;
  const auto y_low = median_interval(taken(y, low));
  const auto y_high = median_interval(taken(y, high));
  return ResidualSpill{(y_high.median - y_low.median) / run, y_low.high < y_high.low || y_high.high < y_low.low};
}

}  // namespace study
