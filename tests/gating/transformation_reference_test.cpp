// Transformations against their defining equations with 50 decimal digits, over the whole range of double.

#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <gtest/gtest.h>

#include "gating/transformation.h"

namespace {

using gating::Arcsinh;
using gating::Bound;
using gating::Hyperlog;
using gating::Linear;
using gating::Logarithmic;
using gating::Logicle;
using gating::Transformation;
using gating::TransformationParameters;

using Exact = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double accuracy = 1e-12;

const Exact& ln10() {
  static const Exact value = log(Exact{10});
  return value;
}

Transformation made(const TransformationParameters& parameters, Bound bound = {}) {
  auto result = Transformation::make(parameters, bound);
  EXPECT_TRUE(result.has_value()) << fcs::message(result.error());
  return std::move(result).value();
}

/// Gating-ML 2.0, 6.5: x = B(y) = a e^(by) - c e^(-dy) - f; 6.6: x = EH(y) = a e^(by) + c y - f. Both for x >= 0, from
/// the position of zero, x1, on.
class PrintedEquation {
 public:
  explicit PrintedEquation(const Logicle& of) : PrintedEquation(of.T, of.W, of.M, of.A, false) {}
  explicit PrintedEquation(const Hyperlog& of) : PrintedEquation(of.T, of.W, of.M, of.A, true) {}

  Exact value(const Exact& y) const {
    const Exact rest = is_hyperlog_ ? c_ * y : -c_ * exp(-d_ * y);
    return a_ * exp(b_ * y) + rest - f_;
  }
  const Exact& zero() const { return x1_; }

  /// Whether the root of value(y) = |x|, reflected about the position of zero where x < 0, is within `tolerance` of
  /// `y`: the equation increases, so the root lies where it changes its side.
  bool has_root_near(const Exact& y, double x, const Exact& tolerance) const {
    const Exact position = x < 0 ? 2 * x1_ - y : y;
    const Exact size = fabs(Exact{x});
    const bool is_above_low = position - tolerance <= x1_ || value(position - tolerance) <= size;
    return is_above_low && size <= value(position + tolerance);
  }

 private:
  PrintedEquation(const Exact& T, const Exact& W, const Exact& M, const Exact& A, bool is_hyperlog)
      : is_hyperlog_{is_hyperlog}, b_{(M + A) * ln10()} {
    const Exact w = W / (M + A);
    x1_ = A / (M + A) + w;
    const Exact x0 = x1_ + w;
    if (is_hyperlog) {
      const Exact ca = exp(b_ * x0) / w;
      const Exact fa = exp(b_ * x1_) + ca * x1_;
      a_ = T / (exp(b_) + ca - fa);
      c_ = ca * a_;
      f_ = fa * a_;
      return;
    }
    // 2 (ln d - ln b) + w (d + b) increases with d, and is concave: Newton climbs to its root from below.
    d_ = b_ * exp(-w * b_);
    for (Exact step = d_; step > d_ * 1e-45;) {
      step = -(2 * (log(d_) - log(b_)) + w * (d_ + b_)) / (2 / d_ + w);
      d_ += step;
    }
    const Exact ca = exp(x0 * (b_ + d_));
    const Exact fa = exp(b_ * x1_) - ca * exp(-d_ * x1_);
    a_ = T / (exp(b_) - fa - ca * exp(-d_));
    c_ = ca * a_;
    f_ = fa * a_;
  }

  bool is_hyperlog_;
  Exact b_, x1_, a_, c_, d_, f_;
};

/// Both signs and 0, from the smallest double to near the largest, and densely around what a cytometer measures.
std::vector<double> values_of_the_whole_range(double top, std::mt19937_64& random) {
  std::vector<double> sizes{5e-324,  1e-310,     1e-300,     1e-100, 1e-20, top / 2, top,
                            2 * top, 15.9 * top, 16.1 * top, 1e30,   1e100, 1e300};
  std::uniform_real_distribution<double> exponent{-8, 2};
  for (int i = 0; i < 8; ++i) sizes.push_back(top * std::pow(10, exponent(random)));
  std::vector<double> values{0.0};
  for (const double size : sizes) values.insert(values.end(), {size, -size});
  return values;
}

/// Legal parameters: the corners of what the standard allows, then random ones.
template <class Parameters>
std::vector<Parameters> parameter_sets(double least_W) {
  std::vector<Parameters> sets{{1000, 1, 4, 0},           {1000, 1, 4, 1},         {262144, 0.5, 4.5, 0},
                               {262144, 0.5, 4.5, -0.5},  {4194304, 2.25, 4.5, 0}, {262144, 1.5, 4.5, -1.5},
                               {262144, 1, 4.5, 2.5},     {10, 0.001, 1, 0.5},     {1e9, 3, 8, -1},
                               {262144, 2.25, 4.5, -2.25}};
  for (const double A : {0.0, 1.0, 3.9}) sets.push_back({1000, least_W, 4, A});
  std::mt19937_64 random{11};
  std::uniform_real_distribution<double> unit{0, 1};
  for (int i = 0; i < 12; ++i) {
    const double M = 1 + 7 * unit(random);
    const double W = std::max(least_W, unit(random) * M / 2);
    sets.push_back({std::pow(10, 1 + 6 * unit(random)), W, M, -W + unit(random) * (M - W)});
  }
  return sets;
}

template <class Parameters>
void expect_roots_of_the_printed_equation(double least_W) {
  std::mt19937_64 random{5};
  for (const auto& parameters : parameter_sets<Parameters>(least_W)) {
    const auto transformation = made(parameters);
    const PrintedEquation printed{parameters};
    for (const double x : values_of_the_whole_range(parameters.T, random)) {
      const double y = transformation(x);
      const Exact tolerance = accuracy * std::max(1.0, std::abs(y));
      EXPECT_TRUE(printed.has_root_near(y, x, tolerance))
          << "T " << parameters.T << " W " << parameters.W << " M " << parameters.M << " A " << parameters.A << ", x "
          << x << " at " << y;
    }
  }
}

template <class Parameters>
void expect_values_of_the_printed_equation(double least_W) {
  for (const auto& parameters : parameter_sets<Parameters>(least_W)) {
    const auto transformation = made(parameters);
    const PrintedEquation printed{parameters};
    for (double y = -1; y <= 2; y += 0.1875) {
      const bool is_reflected = y < printed.zero();
      const Exact exact = is_reflected ? Exact{-printed.value(2 * printed.zero() - y)} : printed.value(y);
      const Exact tolerance = 1e-12 * fabs(exact) + 1e-14 * Exact{parameters.T};
      EXPECT_LE(fabs(transformation.inverse(y) - exact), tolerance)
          << "T " << parameters.T << " W " << parameters.W << " M " << parameters.M << " A " << parameters.A << ", y "
          << y;
    }
  }
}

TEST(Logicle, IsTheRootOfThePrintedEquationOverTheWholeRange) { expect_roots_of_the_printed_equation<Logicle>(0); }
TEST(Hyperlog, IsTheRootOfThePrintedEquationOverTheWholeRange) { expect_roots_of_the_printed_equation<Hyperlog>(0.01); }
TEST(Logicle, HasThePrintedEquationAsItsInverse) { expect_values_of_the_printed_equation<Logicle>(0); }
TEST(Hyperlog, HasThePrintedEquationAsItsInverse) { expect_values_of_the_printed_equation<Hyperlog>(0.01); }

/// Closed forms, as the standard prints them.
Exact exact_position(const Linear& of, double x) { return (Exact{x} + of.A) / (Exact{of.T} + of.A); }
Exact exact_position(const Logarithmic& of, double x) { return log(Exact{x} / of.T) / (ln10() * of.M) + 1; }
Exact exact_position(const Arcsinh& of, double x) {
  const Exact scaled = fabs(Exact{x}) * sinh(of.M * ln10()) / of.T;
  const Exact root = log(scaled + sqrt(scaled * scaled + 1));  // cancels for a tiny x: within 1e-50 all the same
  return ((x < 0 ? Exact{-root} : root) + of.A * ln10()) / ((Exact{of.M} + of.A) * ln10());
}

template <class Parameters>
void expect_the_closed_form(const std::vector<Parameters>& sets) {
  std::mt19937_64 random{6};
  for (const auto& parameters : sets) {
    const auto plain = made(parameters);
    const auto bounded = made(parameters, {0.25, 0.75});
    for (const double x : values_of_the_whole_range(parameters.T, random)) {
      if (std::is_same_v<Parameters, Logarithmic> && x <= 0) continue;
      const Exact exact = exact_position(parameters, x);
      const Exact tolerance = accuracy * std::max(Exact{1}, Exact{fabs(exact)});
      EXPECT_LE(fabs(plain(x) - exact), tolerance) << x;
      const Exact clamped = std::clamp(exact, Exact{0.25}, Exact{0.75});
      EXPECT_LE(fabs(bounded(x) - clamped), tolerance) << x;
    }
  }
}

TEST(Linear, IsItsClosedFormOverTheWholeRange) {
  expect_the_closed_form<Linear>({{1000, 0}, {1024, 256}, {1000, 1000}, {1e-3, 0}, {4194304, 1e5}});
}
TEST(Logarithmic, IsItsClosedFormOverTheWholeRange) {
  expect_the_closed_form<Logarithmic>({{10000, 5}, {1023, 4.5}, {262144, 4.5}, {1, 1}, {1e9, 0.3}});
}
TEST(Arcsinh, IsItsClosedFormOverTheWholeRange) {
  expect_the_closed_form<Arcsinh>({{1000, 4, 1}, {1000, 5, 0}, {1000, 3, 2}, {262144, 4.5, 4.5}, {12000, 0.5, 0.1}});
}

struct Named {
  std::string_view name;
  TransformationParameters parameters;
  friend std::ostream& operator<<(std::ostream& out, const Named& row) { return out << row.name; }
};

class EveryKind : public testing::TestWithParam<Named> {};

/// One rule for what has no value: it goes where IEEE 754 takes it, and a bound clamps what compares.
TEST_P(EveryKind, BoundsClampEveryResultButNaN) {
  const auto& parameters = GetParam().parameters;
  const double top = std::visit([](const auto& of) { return of.T; }, parameters);
  std::mt19937_64 random{8};
  auto values = values_of_the_whole_range(top, random);
  values.insert(values.end(), {infinity, -infinity});
  const auto plain = made(parameters);
  for (const auto& bound : {Bound{0.4, 0.6}, Bound{-infinity, 0.5}, Bound{0.5, infinity}, Bound{0.5, 0.5}}) {
    const auto bounded = made(parameters, bound);
    for (const double x : values) EXPECT_EQ(bounded(x), std::max(std::min(plain(x), bound.max), bound.min)) << x;
    EXPECT_TRUE(std::isnan(bounded(std::numeric_limits<double>::quiet_NaN())));
  }
}

INSTANTIATE_TEST_SUITE_P(Table, EveryKind,
                         testing::Values(Named{"Linear", Linear{1000, 100}},
                                         Named{"Logarithmic", Logarithmic{262144, 4.5}},
                                         Named{"Arcsinh", Arcsinh{262144, 4.5, 1}},
                                         Named{"Logicle", Logicle{262144, 0.5, 4.5, 0.5}},
                                         Named{"Hyperlog", Hyperlog{262144, 0.5, 4.5, -0.25}}),
                         [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
