#include "fcs/base/exp10.h"

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <limits>

namespace fcs {
namespace {

/// Adding and subtracting this rounds to an integer, which then stands in the lowest bits of the sum.
constexpr double rounder = 0x1.8p52;
constexpr double log2_of_10 = 0x1.a934f0979a371p+1;
/// log10(2) in two parts; the first has so few digits that its product with an exponent is exact.
constexpr double log10_of_2_high = 0x1.34413509f7000p-2;
constexpr double log10_of_2_low = 0x1.3fde623e2566bp-43;
constexpr double ln_10 = 0x1.26bb1bbb55516p+1;

/// e^t - 1 for |t| up to ln(2) / 2, by its series.
double exp_minus_1(double t) {
  double sum = 1.0 / 6227020800;  // 1 / 13!
  for (const double reciprocal : {1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
                                  1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5}) {
    sum = sum * t + reciprocal;
  }
  return sum * t * t + t;
}

/// 2^exponent for a normal result.
double power_of_two(std::int64_t exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

}  // namespace

double exp10(double x) {
  constexpr double above_largest = 308.26;
  constexpr double below_smallest_normal = -307.66;
  if (!(x < above_largest)) return x >= above_largest ? std::numeric_limits<double>::infinity() : x;
  if (x < below_smallest_normal) return 0;
  // 10^x = 2^n 10^r with n log10(2) + r = x; the argument is multiplied by ln 10 only once it is small.
  const double n = (x * log2_of_10 + rounder) - rounder;
  const double r = (x - n * log10_of_2_high) - n * log10_of_2_low;
  const double power = 1 + exp_minus_1(r * ln_10);
  // In two steps, because 2^1024 is no double although the product may be one.
  const auto exponent = static_cast<std::int64_t>(n);
  return power * power_of_two(exponent / 2) * power_of_two(exponent - exponent / 2);
}

}  // namespace fcs
