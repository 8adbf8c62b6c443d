#include "fcs/base/exp10.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace {

/// Distance from the exact value in units of the last place; the C library's long double is the independent method.
double error_in_ulp(double x) {
  const long double exact = std::pow(10.0L, static_cast<long double>(x));
  const double value = fcs::exp10(x);
  const double unit = std::nextafter(value, std::numeric_limits<double>::infinity()) - value;
  return static_cast<double>(std::abs(static_cast<long double>(value) - exact) / static_cast<long double>(unit));
}

TEST(Exp10, StaysWithinOneAndAHalfUnitsOverAllNormalResults) {
  double largest = 0;
  for (int i = -30760; i <= 30820; ++i) largest = std::max(largest, error_in_ulp(i * 0.01 + 0.000123 * (i % 7)));
  EXPECT_LT(largest, 1.5);
}

TEST(Exp10, StaysWithinOneAndAHalfUnitsOnTheScalesOfCytometers) {
  double largest = 0;
  for (int channel = 0; channel < 262144; ++channel) largest = std::max(largest, error_in_ulp(4.5 * channel / 262144));
  EXPECT_LT(largest, 1.5);
}

TEST(Exp10, IsExactAtWholeDecades) {
  double power = 1;
  for (int decades = 0; decades <= 22; ++decades, power *= 10) EXPECT_EQ(fcs::exp10(decades), power);
}

TEST(Exp10, EndsInZeroAndInfinity) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(fcs::exp10(309), infinity);
  EXPECT_EQ(fcs::exp10(infinity), infinity);
  EXPECT_EQ(fcs::exp10(-400), 0);
  EXPECT_EQ(fcs::exp10(-infinity), 0);
  EXPECT_TRUE(std::isfinite(fcs::exp10(308.25)));
  EXPECT_TRUE(std::isnan(fcs::exp10(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
