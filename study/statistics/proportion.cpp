#include "study/statistics/proportion.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include <boost/math/special_functions/erf.hpp>
#include <fmt/format.h>

namespace study {

std::string_view name(Status status) {
  constexpr std::array<std::string_view, 6> names{"FAILED",    "NOT_EVALUABLE", "LOW_DENOMINATOR",
                                                  "BELOW_LOD", "BELOW_LLOQ",    "OK"};
  return names[static_cast<std::size_t>(status)];
}

Interval wilson_interval(std::uint64_t numerator, std::uint64_t denominator, double confidence) {
  assert(denominator > 0 && numerator <= denominator);
  const double n = static_cast<double>(denominator);
  const double p = static_cast<double>(numerator) / n;
  const double z = std::sqrt(2.0) * boost::math::erf_inv(confidence);
  const double scale = 1 + z * z / n;
  const double centre = (p + z * z / (2 * n)) / scale;
  const double half = z / scale * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {numerator == 0 ? 0 : std::max(0.0, centre - half),
          numerator == denominator ? 1 : std::min(1.0, centre + half)};
}

Percentage percentage(std::uint64_t numerator, std::uint64_t denominator, const Rules& rules) {
  if (denominator == 0) return {{}, {}, {Status::not_evaluable, "the denominator has no events"}};
  Percentage result;
  result.value = 100 * static_cast<double>(numerator) / static_cast<double>(denominator);
  const auto interval = wilson_interval(numerator, denominator, rules.confidence);
  result.interval = Interval{100 * interval.low, 100 * interval.high};
  if (denominator < rules.min_denominator) {
    result.assessment = {Status::low_denominator, fmt::format("{} events in the denominator, fewer than {}",
                                                              denominator, rules.min_denominator)};
  } else {
    result.assessment = assess_count(numerator, rules);
  }
  return result;
}

Assessment assess_count(std::uint64_t count, const Rules& rules) {
  const auto fewer = [count](std::uint64_t limit, std::string_view what) {
    return fmt::format("{} events, fewer than the {} of the limit of {}", count, limit, what);
  };
  if (count < rules.lod_events) return {Status::below_lod, fewer(rules.lod_events, "detection")};
  if (count < rules.lloq_events) return {Status::below_lloq, fewer(rules.lloq_events, "quantification")};
  return {};
}

}  // namespace study
