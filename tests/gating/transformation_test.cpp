#include "gating/transformation.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <ostream>
#include <random>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using gating::Arcsinh;
using gating::Bound;
using gating::Hyperlog;
using gating::Linear;
using gating::Logarithmic;
using gating::Logicle;
using gating::Transformation;
using gating::TransformationParameters;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const long double ln10 = std::log(10.0L);

Transformation made(const TransformationParameters& parameters, Bound bound = {}) {
  auto result = Transformation::make(parameters, bound);
  EXPECT_TRUE(result.has_value()) << fcs::message(result.error());
  return std::move(result).value();
}

// The equations as Gating-ML 2.0 prints them, in long double.

/// 6.5: B(y) = a e^(by) - c e^(-dy) - f.
class PrintedLogicle {
 public:
  explicit PrintedLogicle(const Logicle& of) {
    const long double T = of.T, W = of.W, M = of.M, A = of.A;
    b = (M + A) * ln10;
    const long double w = W / (M + A);
    x1 = A / (M + A) + w;
    const long double x0 = x1 + w;
    long double low = 0, high = b;  // 2 (ln d - ln b) + w (d + b) increases with d
    for (int i = 0; i < 200; ++i) {
      d = (low + high) / 2;
      (2 * (std::log(d) - std::log(b)) + w * (d + b) < 0 ? low : high) = d;
    }
    const long double ca = std::exp(x0 * (b + d));
    const long double fa = std::exp(b * x1) - ca * std::exp(-d * x1);
    a = T / (std::exp(b) - fa - ca * std::exp(-d));
    c = ca * a;
    f = fa * a;
  }
  long double value(long double y) const { return a * std::exp(b * y) - c * std::exp(-d * y) - f; }
  long double x1;

 private:
  long double a, b, c, d, f;
};

/// 6.6: EH(y) = a e^(by) + c y - f.
class PrintedHyperlog {
 public:
  explicit PrintedHyperlog(const Hyperlog& of) {
    const long double T = of.T, W = of.W, M = of.M, A = of.A;
    b = (M + A) * ln10;
    const long double w = W / (M + A);
    x1 = A / (M + A) + w;
    const long double x0 = x1 + w;
    const long double ca = std::exp(x0 * b) / w;
    const long double fa = std::exp(b * x1) + ca * x1;
    a = T / (std::exp(b) + ca - fa);
    c = ca * a;
    f = fa * a;
  }
  long double value(long double y) const { return a * std::exp(b * y) + c * y - f; }
  long double x1;

 private:
  long double a, b, c, f;
};

/// The root y >= x1 of value(y) = |x| by bisection, reflected about x1 for x < 0.
template <class Printed>
long double exact_position(const Printed& printed, double x) {
  const long double size = std::fabs(static_cast<long double>(x));
  long double low = printed.x1, high = printed.x1 + 1;
  while (printed.value(high) < size) high += high - printed.x1;
  for (int i = 0; i < 70; ++i) {
    const long double middle = (low + high) / 2;
    (printed.value(middle) < size ? low : high) = middle;
  }
  return x < 0 ? 2 * printed.x1 - low : low;
}

double relative_error(double value, long double exact) {
  return static_cast<double>(std::fabs(value - exact) / std::max(1.0L, std::fabs(exact)));
}

/// 0, and values of both signs from 1e-6 to 1e9.
std::vector<double> values_of_all_sizes(std::mt19937_64& random, int count) {
  std::uniform_real_distribution<double> exponent{-6, 9};
  std::vector<double> values{0};
  for (int i = 0; i < count; ++i) values.push_back(std::pow(10, exponent(random)) * (i % 2 == 0 ? 1 : -1));
  return values;
}

struct Widths {
  double T, W, M, A;
};

Widths random_widths(std::mt19937_64& random) {
  std::uniform_real_distribution<double> unit{0, 1};
  const double T = std::pow(10, 2 + 5 * unit(random));
  const double M = 2 + 6 * unit(random);
  const double W = std::max(0.01, unit(random) * std::min(M / 2, 2.5));
  const double A = -W + unit(random) * (M - 2 * W + W);
  return {T, W, M, A};
}

TEST(Logicle, IsWithin1em13OfTheRootOfThePrintedEquation) {
  std::mt19937_64 random{1};
  double worst = 0;
  for (int i = 0; i < 150; ++i) {
    const auto [T, W, M, A] = random_widths(random);
    const Logicle parameters{T, i % 10 == 0 ? 0 : W, M, i % 10 == 0 ? std::max(A, 0.0) : A};
    const auto transformation = made(parameters);
    const PrintedLogicle printed{parameters};
    for (const double x : values_of_all_sizes(random, 100)) {
      const double error = relative_error(transformation(x), exact_position(printed, x));
      worst = std::max(worst, error);
      ASSERT_LT(error, 1e-13) << "T " << T << " W " << parameters.W << " M " << M << " A " << parameters.A << " x "
                              << x;
    }
  }
  RecordProperty("worst", std::to_string(worst * 1e15) + "e-15");
}

TEST(Hyperlog, IsWithin1em13OfTheRootOfThePrintedEquation) {
  std::mt19937_64 random{2};
  double worst = 0;
  for (int i = 0; i < 150; ++i) {
    const auto [T, W, M, A] = random_widths(random);
    const auto transformation = made(Hyperlog{T, W, M, A});
    const PrintedHyperlog printed{Hyperlog{T, W, M, A}};
    for (const double x : values_of_all_sizes(random, 100)) {
      const double error = relative_error(transformation(x), exact_position(printed, x));
      worst = std::max(worst, error);
      ASSERT_LT(error, 1e-13) << "T " << T << " W " << W << " M " << M << " A " << A << " x " << x;
    }
  }
  RecordProperty("worst", std::to_string(worst * 1e15) + "e-15");
}

TEST(Arcsinh, IsWithin1em14OfItsFormula) {
  std::mt19937_64 random{3};
  for (int i = 0; i < 150; ++i) {
    const auto [T, W, M, A] = random_widths(random);
    const Arcsinh of{T, M, std::max(A, 0.0)};
    const auto transformation = made(of);
    for (const double x : values_of_all_sizes(random, 100)) {
      const long double exact = (std::asinh(x * std::sinh(M * ln10) / T) + of.A * ln10) / ((M + of.A) * ln10);
      ASSERT_LT(relative_error(transformation(x), exact), 1e-14)
          << "T " << T << " M " << M << " A " << of.A << " x " << x;
    }
  }
}

TEST(Logarithmic, IsWithin1em14OfItsFormula) {
  std::mt19937_64 random{4};
  for (int i = 0; i < 150; ++i) {
    const auto [T, W, M, A] = random_widths(random);
    const auto transformation = made(Logarithmic{T, M});
    for (const double x : values_of_all_sizes(random, 100)) {
      if (x <= 0) continue;
      const long double exact = std::log10(static_cast<long double>(x) / T) / M + 1;
      ASSERT_LT(relative_error(transformation(x), exact), 1e-14) << "T " << T << " M " << M << " x " << x;
    }
  }
}

TEST(Logicle, WithoutLinearDecadesIsArcsinh) {  // Gating-ML 2.0, 6.5
  for (const double A : {0.0, 0.5, 2.0}) {
    const auto logicle = made(Logicle{262144, 0, 4.5, A});
    const auto arcsinh = made(Arcsinh{262144, 4.5, A});
    for (double x = 1e-3; x < 1e7; x *= 1.7) {
      EXPECT_NEAR(logicle(x), arcsinh(x), 1e-14);
      EXPECT_NEAR(logicle(-x), arcsinh(-x), 1e-14);
    }
  }
}

/// "logicle T=1000 W=1 M=4 A=0"
TransformationParameters parsed(const std::string& text) {
  std::istringstream words{text};
  std::string kind, word;
  words >> kind;
  std::map<char, double> number;
  while (words >> word) number[word.at(0)] = std::stod(word.substr(2));
  if (kind == "flin") return Linear{number['T'], number['A']};
  if (kind == "flog") return Logarithmic{number['T'], number['M']};
  if (kind == "fasinh") return Arcsinh{number['T'], number['M'], number['A']};
  if (kind == "logicle") return Logicle{number['T'], number['W'], number['M'], number['A']};
  EXPECT_EQ(kind, "hyperlog");
  return Hyperlog{number['T'], number['W'], number['M'], number['A']};
}

TEST(Transformation, AgreesWithEverySampleValueThatTheStandardPrints) {
  const auto path = std::filesystem::path{CYTOGATE_SHARED_DIR} / "spec" / "transformation_tables.tsv";
  std::ifstream file{path};
  if (!file) GTEST_SKIP() << "the conformance folder is absent: " << path;
  std::string line;
  std::getline(file, line);
  int rows = 0;
  while (std::getline(file, line)) {
    std::istringstream fields{line};
    std::string name, x, y;
    std::getline(fields, name, '\t');
    std::getline(fields, x, '\t');
    std::getline(fields, y, '\t');
    const double position = made(parsed(name))(std::stod(x));
    if (y == "-inf" || y == "nan") {
      EXPECT_EQ(position, -infinity) << line;  // our rule for the logarithm of values that have none
    } else {
      EXPECT_NEAR(position, std::stod(y), 1e-6) << line;
    }
    ++rows;
  }
  EXPECT_EQ(rows, 144);
}

struct Named {
  std::string_view name;
  TransformationParameters parameters;
  friend std::ostream& operator<<(std::ostream& out, const Named& row) { return out << row.name; }
};

class EveryTransformation : public testing::TestWithParam<Named> {
 protected:
  static bool is_logarithm() { return std::holds_alternative<Logarithmic>(GetParam().parameters); }
};

TEST_P(EveryTransformation, MapsTheTopOfScaleToOne) {
  const auto& parameters = GetParam().parameters;
  const double top = std::visit([](const auto& of) { return of.T; }, parameters);
  EXPECT_NEAR(made(parameters)(top), 1, 2e-15);
}

TEST_P(EveryTransformation, KeepsNaN) {
  EXPECT_TRUE(std::isnan(made(GetParam().parameters)(nan)));
  EXPECT_TRUE(std::isnan(made(GetParam().parameters, {0, 1})(nan)));
}

TEST_P(EveryTransformation, MapsInfinitiesToInfinitiesAndThenToTheBound) {
  const auto plain = made(GetParam().parameters);
  EXPECT_EQ(plain(infinity), infinity);
  EXPECT_EQ(plain(-infinity), -infinity);
  const auto bounded = made(GetParam().parameters, {0.1, 0.9});
  EXPECT_EQ(bounded(infinity), 0.9);
  EXPECT_EQ(bounded(-infinity), 0.1);
}

TEST_P(EveryTransformation, IncreasesFromTheLowestToTheHighestDouble) {
  const auto transformation = made(GetParam().parameters);
  double previous = -infinity;
  const auto expect_above_previous = [&](double x) {
    const double y = transformation(x);
    EXPECT_TRUE(std::isfinite(y)) << x;
    EXPECT_GE(y, previous) << x;
    previous = y;
  };
  if (!is_logarithm()) {
    for (double x = 1e307; x > 1e-307; x /= 1.01) expect_above_previous(-x);
    expect_above_previous(-5e-324);
    expect_above_previous(0);
  }
  expect_above_previous(5e-324);
  for (double x = 1e-307; x < 1e307; x *= 1.01) expect_above_previous(x);
}

TEST_P(EveryTransformation, GivesManyValuesTheBitsThatItGivesEach) {
  std::vector<double> values{0.0, -0.0, 1e300, nan, -1e300, 5e-324, infinity, -infinity, nan};
  for (int step = -2000; step <= 2000; ++step) values.push_back(step * 131.0);
  for (const auto& transformation : {made(GetParam().parameters), made(GetParam().parameters, {-0.1, 0.9})}) {
    for (std::size_t first = 0; first < 5; ++first) {  // so that each comes to be in every place of a vector
      std::vector<double> scaled(values.begin() + static_cast<std::ptrdiff_t>(first), values.end());
      transformation.to_scale(scaled);
      for (std::size_t i = 0; i < scaled.size(); ++i) {
        const double x = values[first + i];
        if (std::isnan(x)) {
          EXPECT_TRUE(std::isnan(scaled[i]));
        } else {
          EXPECT_EQ(std::bit_cast<std::uint64_t>(scaled[i]), std::bit_cast<std::uint64_t>(transformation(x))) << x;
        }
      }
    }
  }
}

TEST_P(EveryTransformation, InverseUndoesIt) {
  const auto& parameters = GetParam().parameters;
  const auto transformation = made(parameters);
  const double top = std::visit([](const auto& of) { return of.T; }, parameters);
  for (double x = 1e-3; x < 1e12; x *= 1.3) {
    const double tolerance = 1e-12 * x + 1e-15 * top;  // one rounding of the position, times the slope of the inverse
    EXPECT_NEAR(transformation.inverse(transformation(x)), x, tolerance);
    if (is_logarithm()) continue;
    EXPECT_NEAR(transformation.inverse(transformation(-x)), -x, tolerance);
  }
}

TEST_P(EveryTransformation, InverseReachesAsFarAsDoublesDo) {
  const auto transformation = made(GetParam().parameters);
  for (const double x : {1e30, 1e150, 1e300}) EXPECT_NEAR(transformation.inverse(transformation(x)) / x, 1, 1e-9) << x;
}

TEST_P(EveryTransformation, IsClampedByItsBoundAndItsInverseIsNot) {
  const auto plain = made(GetParam().parameters);
  const auto bounded = made(GetParam().parameters, {0.4, 0.6});
  for (double x = 1e-3; x < 1e7; x *= 1.3) EXPECT_EQ(bounded(x), std::clamp(plain(x), 0.4, 0.6)) << x;
  EXPECT_EQ(bounded.inverse(0.9), plain.inverse(0.9));
}

INSTANTIATE_TEST_SUITE_P(
    Table, EveryTransformation,
    testing::Values(
        Named{"Linear", Linear{1024, 256}}, Named{"LinearWithoutA", Linear{1000, 0}},
        Named{"Logarithmic", Logarithmic{262144, 4.5}}, Named{"CytobankLogarithmic", Logarithmic{1, 1}},
        Named{"Arcsinh", Arcsinh{262144, 4.5, 1}}, Named{"ArcsinhWithoutA", Arcsinh{4000, 4, 0}},
        Named{"Logicle", Logicle{262144, 0.5, 4.5, 0}}, Named{"LogicleWithA", Logicle{262144, 0.3, 4.2, 0.5}},
        Named{"LogicleWithNegativeA", Logicle{262144, 1, 4.5, -0.5}}, Named{"LogicleWithoutW", Logicle{1000, 0, 4, 1}},
        Named{"LogicleAllLinear", Logicle{4194304, 2.25, 4.5, 0}},
        Named{"LogicleWithWidestA", Logicle{262144, 1.6, 4.5, 1.3}},
        Named{"LogicleOfAThousandthOfADecade", Logicle{1000, 0.0002, 0.001, 0.0001}},
        Named{"LogicleOfFortyDecades", Logicle{1000, 18, 40, 1}}, Named{"Hyperlog", Hyperlog{262144, 0.5, 4.5, 0}},
        Named{"HyperlogWithA", Hyperlog{10000, 1, 4, 1}}, Named{"HyperlogWithNegativeA", Hyperlog{262144, 1, 4.5, -1}},
        Named{"HyperlogWithNarrowW", Hyperlog{1000, 0.01, 4, 1}},
        Named{"HyperlogWithTinyW", Hyperlog{1000, 1e-30, 4, 1}},
        Named{"HyperlogOfFortyDecades", Hyperlog{1000, 18, 40, 1}}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Logarithmic, OfValuesThatHaveNoneIsMinusInfinity) {
  const auto plain = made(Logarithmic{1000, 4});
  for (const double x : {0.0, -0.0, -1e-300, -5.0}) EXPECT_EQ(plain(x), -infinity) << x;
  EXPECT_EQ(made(Logarithmic{1000, 4}, {-0.5, infinity})(-5), -0.5);
}

TEST(LogicleAndHyperlog, ReflectNegativeValuesAboutThePositionOfZero) {
  const auto logicle = made(Logicle{262144, 0.5, 4.5, 0});
  const auto hyperlog = made(Hyperlog{262144, 0.5, 4.5, 0});
  const double zero = 0.5 / 4.5;  // (A + W) / (M + A)
  EXPECT_NEAR(logicle(0), zero, 1e-16);
  EXPECT_NEAR(hyperlog(0), zero, 1e-16);
  for (double x = 1e-3; x < 1e9; x *= 1.7) {
    EXPECT_NEAR(logicle(-x), 2 * zero - logicle(x), 4e-16) << x;
    EXPECT_NEAR(hyperlog(-x), 2 * zero - hyperlog(x), 4e-16) << x;
  }
}

TEST(Transformation, ComparesByParametersAndBound) {
  EXPECT_EQ(made(Linear{1000, 1}), made(Linear{1000, 1}));
  EXPECT_FALSE(made(Linear{1000, 1}) == made(Linear{1000, 2}));
  EXPECT_FALSE(made(Linear{1000, 1}) == made(Linear{1000, 1}, {0, 1}));
  EXPECT_FALSE(made(Logicle{1000, 1, 4, 0}) == made(Hyperlog{1000, 1, 4, 0}));
}

struct Refused {
  std::string_view name;
  TransformationParameters parameters;
  Bound bound = {};
  friend std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.name; }
};

class RefusedTransformation : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTransformation, SaysWhatWasExpected) {
  const auto& [name, parameters, bound] = GetParam();
  const auto result = Transformation::make(parameters, bound);
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, fcs::Code::bad_transformation);
  EXPECT_FALSE(result.error().expected.empty());
  EXPECT_FALSE(result.error().found.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedTransformation,
    testing::Values(
        Refused{"LinearTopOfZero", Linear{0, 0}}, Refused{"LinearNegativeA", Linear{1000, -1}},
        Refused{"LinearAAboveT", Linear{1000, 1001}}, Refused{"LinearNaN", Linear{nan, 0}},
        Refused{"LinearInfinite", Linear{infinity, 0}}, Refused{"LogTopOfZero", Logarithmic{0, 4}},
        Refused{"LogNoDecades", Logarithmic{1000, 0}}, Refused{"ArcsinhAAboveM", Arcsinh{1000, 4, 5}},
        Refused{"ArcsinhNegativeA", Arcsinh{1000, 4, -1}}, Refused{"ArcsinhNoDecades", Arcsinh{1000, 0, 0}},
        Refused{"ArcsinhOverflows", Arcsinh{1000, 400, 0}}, Refused{"LogicleNegativeW", Logicle{1000, -1, 4, 0}},
        Refused{"LogicleWAboveHalfM", Logicle{1000, 2.1, 4, 0}},
        Refused{"LogicleABelowMinusW", Logicle{1000, 1, 4, -1.1}},
        Refused{"LogicleATooLarge", Logicle{1000, 1, 4, 2.1}}, Refused{"LogicleNegativeT", Logicle{-1, 1, 4, 0}},
        Refused{"LogicleNaNA", Logicle{1000, 1, 4, nan}}, Refused{"LogicleOverflows", Logicle{1000, 1, 4000, 0}},
        Refused{"LogicleTopTooSmall", Logicle{1e-308, 1, 4, 0}}, Refused{"HyperlogZeroW", Hyperlog{1000, 0, 4, 0}},
        Refused{"HyperlogSubnormalW", Hyperlog{1000, 1e-310, 4, 0}},
        Refused{"HyperlogWAboveHalfM", Hyperlog{1000, 3, 4, 0}}, Refused{"BoundUpsideDown", Linear{1000, 0}, {1, 0}},
        Refused{"BoundNaN", Linear{1000, 0}, {nan, 1}}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
