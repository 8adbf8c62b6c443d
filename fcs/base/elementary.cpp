#include "fcs/base/elementary.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "fcs/base/detail/elementary_tables.h"

/// Only + - * / and square roots, which IEEE 754 rounds correctly, and integer operations: hence the same bits
/// everywhere. A result is carried as an unevaluated sum of a leading and a small trailing double until the last
/// addition.
namespace fcs::elementary {
namespace {

using detail::centres;
using detail::powers;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << 52) - 1;

struct Sum {
  double high = 0;
  double low = 0;
};

/// (high + low) 2^exponent, the sum between about 1 and 2.
struct Scaled {
  double high = 0;
  double low = 0;
  std::int64_t exponent = 0;
};

/// a + b without error, where |a| >= |b| or a == 0.
Sum exact_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// The leading 26 bits of x, so that products of two such halves are exact.
double leading_half(double x) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & ~((std::uint64_t{1} << 27) - 1));
}

/// a * b without error, where no partial product leaves the normal range.
Sum exact_product(double a, double b) {
  const double a_high = leading_half(a), a_low = a - a_high;
  const double b_high = leading_half(b), b_low = b - b_high;
  const double product = a * b;
  return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

/// 2^exponent for a normal result.
double power_of_two(std::int64_t exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

double value(const Scaled& scaled) {
  const double sum = scaled.high + scaled.low;
  if (scaled.exponent > -1022 && scaled.exponent < 1024) return sum * power_of_two(scaled.exponent);
  if (scaled.exponent < 0) return sum * power_of_two(scaled.exponent + 100) * power_of_two(-100);  // rounds once
  return sum * 2 * power_of_two(scaled.exponent - 1);
}

/// Adding and subtracting this rounds to an integer, which then stands in the lowest bits of the sum.
constexpr double rounder = 0x1.8p52;

/// 2^(steps / 128) e^r for |r| up to ln2 / 256, where `rounded` is steps + rounder.
Scaled power(double rounded, double r) {
  const auto steps =
      static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(rounded) - std::bit_cast<std::uint64_t>(rounder));
  const auto& [table, rest] = powers[static_cast<std::size_t>(steps & 127)];
  const double square = r * r;
  const double e_r_minus_1 = r + square * ((0.5 + r * (1.0 / 6)) + square * (1.0 / 24 + r * (1.0 / 120)));
  return {table, table * (rest + e_r_minus_1), steps >> 7};
}

/// e^x for |x| < 1000.
Scaled exp_scaled(double x) {
  const double rounded = x * detail::steps_per_ln2 + rounder;
  const double steps = rounded - rounder;
  return power(rounded, (x - steps * detail::ln2_step_high) - steps * detail::ln2_step_low);
}

/// log(x) for 0 < x < infinity, or log(2^extra x).
Sum log_sum(double x, std::int64_t extra = 0) {
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    extra -= 54;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const auto cell = static_cast<unsigned>(bits >> 45) & 127U;
  const auto exponent =
      static_cast<double>(static_cast<std::int64_t>(bits >> 52) - 1023 + extra + (cell >= detail::wraps_from ? 1 : 0));
  const auto& [reciprocal, log_high, log_low] = centres[cell];

  // m is x's mantissa in two parts whose products with the short reciprocal are exact; r = m * reciprocal - 1.
  const double m = std::bit_cast<double>((bits & mantissa_mask) | std::bit_cast<std::uint64_t>(1.0));
  const double m_high = std::bit_cast<double>(std::bit_cast<std::uint64_t>(m) & ~((std::uint64_t{1} << 21) - 1));
  const double r = (m_high * reciprocal - 1) + (m - m_high) * reciprocal;

  // log(1 + r) - r, |r| < 1/128, by its series.
  const double square = r * r;
  const double tail = square * ((-0.5 + r * (1.0 / 3)) +
                                square * ((-0.25 + r * 0.2) + square * ((-1.0 / 6 + r * (1.0 / 7)) - square * 0.125)));
  const auto [high, low] = exact_sum(exponent * detail::ln2_high + log_high, r);
  return {high, low + (exponent * detail::ln2_low + log_low + tail)};
}

}  // namespace

double exp(double x) {
  if (!(std::abs(x) < 746)) return x > 0 ? infinity : x < 0 ? 0 : x;
  return value(exp_scaled(x));
}

double exp10(double x) {
  if (!(std::abs(x) < 324)) return x > 0 ? infinity : x < 0 ? 0 : x;
  // Reduced in powers of ten and multiplied by ln 10 last: the argument is never rounded while it is large.
  const double rounded = x * detail::steps_per_log10_2 + rounder;
  const double steps = rounded - rounder;
  const double rest = (x - steps * detail::log10_2_step_high) - steps * detail::log10_2_step_low;
  return value(power(rounded, rest * detail::ln10));
}

double log(double x) {
  if (!(x > 0 && x < infinity)) return x == 0 ? -infinity : x < 0 ? nan : x;
  const auto [high, low] = log_sum(x);
  return high + low;
}

double log10(double x) {
  if (!(x > 0 && x < infinity)) return x == 0 ? -infinity : x < 0 ? nan : x;
  const auto sum = log_sum(x);
  const auto [high, low] = exact_sum(sum.high, sum.low);
  const auto product = exact_product(high, detail::log10_e_high);
  return product.high + (product.low + (high * detail::log10_e_low + low * detail::log10_e_high));
}

double log1p(double x) {
  if (std::abs(x) < 0x1p-54) return x;
  if (!(x > -1 && x < infinity)) return x == -1 ? -infinity : x < -1 ? nan : x;
  const auto [u, lost] = x <= 1 ? exact_sum(1, x) : exact_sum(x, 1);
  const auto [high, low] = log_sum(u);
  return high + (low + lost / u);
}

double sinh(double x) {
  const double size = std::abs(x);
  if (size < 0.3) {  // odd series; the terms left out are under 2^-64 of x
    const double square = x * x;
    const double series =
        square *
        (1.0 / 6 + square * (1.0 / 120 +
                             square * (1.0 / 5040 + square * (1.0 / 362880 + square * (1.0 / 39916800 +
                                                                                       square * (1.0 / 6227020800))))));
    return x + x * series;
  }
  if (!(size < 711)) return size > 0 ? std::copysign(infinity, x) : x;
  auto growing = exp_scaled(size);
  --growing.exponent;
  if (size > 40) return std::copysign(value(growing), x);
  const auto shrinking = exp_scaled(-size);
  const double scale = power_of_two(growing.exponent);
  const double other = power_of_two(shrinking.exponent - 1);
  const auto [high, low] = exact_sum(growing.high * scale, -shrinking.high * other);
  return std::copysign(high + (low + (growing.low * scale - shrinking.low * other)), x);
}

double asinh(double x) {
  const double size = std::abs(x);
  if (size < 0x1p-30) return x;
  if (size < 1.0 / 32) {  // odd series; the terms left out are under 2^-64 of x
    const double square = x * x;
    const double series =
        square *
        (-1.0 / 6 + square * (3.0 / 40 + square * (-15.0 / 336 + square * (105.0 / 3456 + square * (-945.0 / 42240)))));
    return x + x * series;
  }
  if (!(size < infinity)) return x;
  if (size > 0x1p30) {  // log(2x): 1/(4x^2) is lost
    const auto [high, low] = log_sum(size, 1);
    return std::copysign(high + low, x);
  }
  // log(u), u = |x| + sqrt(1 + x^2) with what rounding took from it.
  const auto square = exact_product(size, size);
  const auto [inside, lost_one] = size < 1 ? exact_sum(1, square.high) : exact_sum(square.high, 1);
  const double root = std::sqrt(inside);
  const auto root_square = exact_product(root, root);
  const double lost_root = ((inside - root_square.high) - root_square.low + (lost_one + square.low)) / (2 * root);
  const auto [u, lost_u] = exact_sum(root, size);
  const auto [high, low] = log_sum(u);
  return std::copysign(high + (low + (lost_u + lost_root) / u), x);
}

}  // namespace fcs::elementary
