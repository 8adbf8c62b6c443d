#include "fcs/base/elementary.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <ostream>
#include <random>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using fcs::elementary::asinh;
using fcs::elementary::exp;
using fcs::elementary::exp10;
using fcs::elementary::log;
using fcs::elementary::log10;
using fcs::elementary::log1p;
using fcs::elementary::sinh;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double smallest = std::numeric_limits<double>::denorm_min();
constexpr double largest = std::numeric_limits<double>::max();

/// |value - exact| in units of the last place that a double at `exact` has.
double error_in_ulp(double value, long double exact) {
  int exponent = 0;
  std::frexp(exact, &exponent);
  const long double ulp = std::ldexp(1.0L, std::max(exponent - 53, -1074));
  return static_cast<double>(std::fabs(value - exact) / ulp);
}

/// Arguments 2^e of every size, e uniform; with minus signs where `negative`.
struct Range {
  double smallest_exponent, largest_exponent;
  bool negative;
};

struct Function {
  std::string_view name;
  double (*ours)(double);
  long double (*exact)(long double);
  std::vector<Range> ranges;
  friend std::ostream& operator<<(std::ostream& out, const Function& row) { return out << row.name; }
};

class Elementary : public testing::TestWithParam<Function> {};

TEST_P(Elementary, IsWithinThreeQuartersOfAUnitInTheLastPlace) {
  const auto& [name, ours, exact, ranges] = GetParam();
  std::mt19937_64 random{20240607};
  for (const auto& range : ranges) {
    std::uniform_real_distribution<double> exponent{range.smallest_exponent, range.largest_exponent};
    double worst = 0, worst_at = 0;
    for (int i = 0; i < 200'000; ++i) {
      double x = std::exp2(exponent(random));
      if (range.negative && (random() & 1U) != 0) x = -x;
      const double error = error_in_ulp(ours(x), exact(x));
      if (error > worst) worst = error, worst_at = x;
    }
    RecordProperty(std::string{name} + "_from_2^" + std::to_string(range.smallest_exponent), std::to_string(worst));
    EXPECT_LT(worst, 0.75) << name << " at " << worst_at;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Elementary,
    testing::Values(
        Function{"exp", exp, std::exp, {{-60, -2, true}, {-2, 4, true}, {4, 9.46, true}}},
        Function{"exp10",
                 exp10,
                 [](long double x) { return std::pow(10.0L, x); },
                 {{-60, -2, true}, {-2, 4, true}, {4, 8.26, true}}},
        Function{
            "log", log, std::log, {{-1074, 1023.9, false}, {-1, 1, false}, {-0.02, 0.02, false}, {-1e-6, 1e-6, false}}},
        Function{"log10",
                 log10,
                 std::log10,
                 {{-1074, 1023.9, false}, {-1, 1, false}, {-0.02, 0.02, false}, {-1e-6, 1e-6, false}}},
        Function{
            "log1p", log1p, std::log1p, {{-1070, -55, true}, {-60, -0.0001, true}, {-2, 4, false}, {4, 1023.9, false}}},
        Function{"sinh", sinh, std::sinh, {{-1070, -2, true}, {-3, 3, true}, {3, 9.46, true}}},
        Function{"asinh", asinh, std::asinh, {{-1070, -6, true}, {-7, 3, true}, {3, 40, true}, {40, 1023.9, true}}}),
    [](const auto& row) { return std::string{row.param.name}; });

struct Special {
  std::string_view name;
  double (*ours)(double);
  double x;
  double expected;
  friend std::ostream& operator<<(std::ostream& out, const Special& row) { return out << row.name; }
};

class ElementarySpecial : public testing::TestWithParam<Special> {};

TEST_P(ElementarySpecial, IsExact) {
  const auto& [name, ours, x, expected] = GetParam();
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(ours(x)));
  } else {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(ours(x)), std::bit_cast<std::uint64_t>(expected)) << ours(x);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ElementarySpecial,
    testing::Values(
        Special{"ExpOfZero", exp, 0, 1}, Special{"ExpOfMinusZero", exp, -0.0, 1},
        Special{"ExpOfSubnormal", exp, smallest, 1}, Special{"ExpOfInfinity", exp, infinity, infinity},
        Special{"ExpOfMinusInfinity", exp, -infinity, 0}, Special{"ExpOfNaN", exp, nan, nan},
        Special{"ExpOverflows", exp, 709.782712893385, infinity}, Special{"ExpUnderflows", exp, -745.1332191019412, 0},
        Special{"ExpSmallestResult", exp, -745.13321910194, smallest}, Special{"ExpOfHuge", exp, 1e300, infinity},
        Special{"ExpOfMinusHuge", exp, -1e300, 0}, Special{"Exp10OfZero", exp10, 0, 1},
        Special{"Exp10OfOne", exp10, 1, 10}, Special{"Exp10OfFive", exp10, 5, 1e5},
        Special{"Exp10Of22", exp10, 22, 1e22}, Special{"Exp10Of308", exp10, 308, 1e308},
        Special{"Exp10OfMinus308", exp10, -308, 1e-308}, Special{"Exp10OfMinus323", exp10, -323, 1e-323},
        Special{"Exp10Overflows", exp10, 308.2547155599168, infinity}, Special{"Exp10Underflows", exp10, -324, 0},
        Special{"Exp10OfInfinity", exp10, infinity, infinity}, Special{"Exp10OfMinusInfinity", exp10, -infinity, 0},
        Special{"Exp10OfNaN", exp10, nan, nan}, Special{"LogOfOne", log, 1, 0}, Special{"LogOfZero", log, 0, -infinity},
        Special{"LogOfMinusZero", log, -0.0, -infinity}, Special{"LogOfMinusOne", log, -1, nan},
        Special{"LogOfInfinity", log, infinity, infinity}, Special{"LogOfMinusInfinity", log, -infinity, nan},
        Special{"LogOfNaN", log, nan, nan},
        Special{"LogOfSmallest", log, smallest, -0x1.74385446d71c3p9},  // -1074 ln 2 = -744.44007192138...
        Special{"LogOfLargest", log, largest, 0x1.62e42fefa39efp9},     // 1024 ln 2 = 709.78271289338...
        Special{"Log10OfOne", log10, 1, 0}, Special{"Log10Of1000", log10, 1000, 3},
        Special{"Log10Of1e22", log10, 1e22, 22}, Special{"Log10OfZero", log10, 0, -infinity},
        Special{"Log10OfMinusOne", log10, -1, nan}, Special{"Log10OfInfinity", log10, infinity, infinity},
        Special{"Log10OfNaN", log10, nan, nan}, Special{"Log1pOfZero", log1p, 0, 0},
        Special{"Log1pOfMinusZero", log1p, -0.0, -0.0}, Special{"Log1pOfSubnormal", log1p, smallest, smallest},
        Special{"Log1pOfMinusOne", log1p, -1, -infinity}, Special{"Log1pBelowMinusOne", log1p, -1.5, nan},
        Special{"Log1pOfInfinity", log1p, infinity, infinity}, Special{"Log1pOfNaN", log1p, nan, nan},
        Special{"SinhOfZero", sinh, 0, 0}, Special{"SinhOfMinusZero", sinh, -0.0, -0.0},
        Special{"SinhOfSubnormal", sinh, smallest, smallest}, Special{"SinhOfInfinity", sinh, infinity, infinity},
        Special{"SinhOfMinusInfinity", sinh, -infinity, -infinity}, Special{"SinhOfNaN", sinh, nan, nan},
        Special{"SinhOverflows", sinh, 711, infinity}, Special{"SinhOverflowsBelow", sinh, -711, -infinity},
        Special{"AsinhOfZero", asinh, 0, 0}, Special{"AsinhOfMinusZero", asinh, -0.0, -0.0},
        Special{"AsinhOfSubnormal", asinh, smallest, smallest}, Special{"AsinhOfInfinity", asinh, infinity, infinity},
        Special{"AsinhOfMinusInfinity", asinh, -infinity, -infinity}, Special{"AsinhOfNaN", asinh, nan, nan},
        Special{"AsinhOfLargest", asinh, largest, 0x1.633ce8fb9f87ep9}),  // 1025 ln 2 = 710.47586007394...
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Exp10, OfWholeNumbersIsTheExactPowerWhereADoubleHoldsIt) {
  double power = 1;
  for (int n = 0; n <= 22; ++n, power *= 10) EXPECT_EQ(exp10(n), power) << n;
}

TEST(Log10, OfExactPowersOfTenIsTheWholeNumber) {
  double power = 1;
  for (int n = 0; n <= 22; ++n, power *= 10) EXPECT_EQ(log10(power), n) << n;
}

TEST(SinhAndAsinh, AreOdd) {
  for (double x = 1e-12; x < 700; x *= 1.37) {
    EXPECT_EQ(sinh(-x), -sinh(x)) << x;
    EXPECT_EQ(asinh(-x), -asinh(x)) << x;
  }
}

}  // namespace
