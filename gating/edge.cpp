#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "gating/detail/program.h"

namespace gating {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Doubles in their order as whole numbers, so that halving a distance halves the count of doubles in between.
std::int64_t rank(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}
double from_rank(std::int64_t rank) {
  return std::bit_cast<double>(rank < 0 ? std::numeric_limits<std::int64_t>::min() - rank : rank);
}

/// The lowest double, infinities among them, at which `holds` turns true, for a predicate that is false below and true
/// above; NaN where it never does.
template <class Predicate>
double first_where(Predicate holds) {
  auto low = rank(-infinity);
  auto high = rank(infinity);
  if (holds(from_rank(low))) return -infinity;
  if (!holds(from_rank(high))) return nan;
  while (low + 1 < high) {
    const auto middle = std::midpoint(low, high);  // the distance itself may not fit
    (holds(from_rank(middle)) ? high : low) = middle;
  }
  return from_rank(high);
}

}  // namespace

Edge move_to_data_side(double value, const std::optional<Transformation>& transformation) {
  if (!transformation) return {value, value, value};
  const auto& bound = transformation->bound();
  if (value <= bound.min) return {value, -infinity, -infinity};
  if (value > bound.max) return {value, infinity, nan};

  // Between the bounds, a clamped value reaches `value` exactly where the unclamped one does.
  const auto unbounded =
      bound == Bound{} ? *transformation : Transformation::make(transformation->parameters()).value();
  const double guard = 1000 * Transformation::accuracy * std::max(1.0, std::abs(value));
  const double above = first_where([&](double x) { return unbounded(x) >= value + guard; });
  const double below = first_where([&](double x) { return !(unbounded(x) <= value - guard); });
  return {value, std::isnan(below) ? infinity : below, above};
}

}  // namespace gating
