// Bounds of every transformation in every kind of gate, event by event, against the standard's formulas.

#include <algorithm>
#include <cmath>
#include <ostream>

#include "tests/gating/definitions.h"

namespace {

using namespace gating_test;

const long double ln10 = std::log(10.0L);

/// The root of an increasing function by bisection.
template <class Function>
long double root(Function function, long double low, long double value) {
  long double high = low + 1;
  while (function(high) < value) high += 1;
  for (int i = 0; i < 80; ++i) {
    const long double middle = (low + high) / 2;
    (function(middle) < value ? low : high) = middle;
  }
  return low;
}

// The formulas of Gating-ML 2.0, 6.2 to 6.6.
double position(const Linear& of, double x) { return (x + of.A) / (of.T + of.A); }
double position(const Logarithmic& of, double x) { return x > 0 ? std::log10(x / of.T) / of.M + 1 : -infinity; }
double position(const Arcsinh& of, double x) {
  return static_cast<double>((std::asinh(x * std::sinh(of.M * ln10) / of.T) + of.A * ln10) / ((of.M + of.A) * ln10));
}
template <class Equation>
double reflected(Equation equation, long double zero, double x) {
  const auto y = root(equation, zero, std::abs(static_cast<long double>(x)));
  return static_cast<double>(x < 0 ? 2 * zero - y : y);
}
double position(const Logicle& of, double x) {
  const long double b = (of.M + of.A) * ln10, w = of.W / (of.M + of.A), x1 = of.A / (of.M + of.A) + w, x0 = x1 + w;
  const long double log_d =
      root([&](long double log) { return 2 * (log - std::log(b)) + w * (std::exp(log) + b); }, -60, 0);
  const long double d = std::exp(log_d), ca = std::exp(x0 * (b + d)), fa = std::exp(b * x1) - ca * std::exp(-d * x1);
  const long double a = of.T / (std::exp(b) - fa - ca * std::exp(-d));
  return reflected([&](long double y) { return a * (std::exp(b * y) - ca * std::exp(-d * y) - fa); }, x1, x);
}
double position(const Hyperlog& of, double x) {
  const long double b = (of.M + of.A) * ln10, w = of.W / (of.M + of.A), x1 = of.A / (of.M + of.A) + w, x0 = x1 + w;
  const long double ca = std::exp(b * x0) / w, fa = std::exp(b * x1) + ca * x1;
  const long double a = of.T / (std::exp(b) + ca - fa);
  return reflected([&](long double y) { return a * (std::exp(b * y) + ca * y - fa); }, x1, x);
}

struct Scale {
  std::string name;
  TransformationParameters parameters;
  friend std::ostream& operator<<(std::ostream& out, const Scale& scale) { return out << scale.name; }
};

class BoundOn : public testing::TestWithParam<Scale> {};

/// Values clamped to [0.35, 0.65] on X and to at most 0.6 on Y lie on the bound exactly, and the bound is an edge.
TEST_P(BoundOn, ClampsValuesInEveryKindOfGateAndNoEdge) {
  std::mt19937_64 random{17};
  std::uniform_real_distribution<double> exponent{0, 6};
  std::vector<std::vector<double>> values(2);
  for (auto& column : values) {
    for (int i = 0; i < 400; ++i) column.push_back(std::pow(10, exponent(random)) * (i % 5 == 0 ? -1 : 1));
  }
  const auto events = events_on({"X", "Y"}, values);
  const auto& parameters = GetParam().parameters;
  const auto clamped_x = [&](std::size_t e) {
    return std::clamp(std::visit([&](const auto& of) { return position(of, events.values[0][e]); }, parameters), 0.35,
                      0.65);
  };
  const auto clamped_y = [&](std::size_t e) {
    return std::min(std::visit([&](const auto& of) { return position(of, events.values[1][e]); }, parameters), 0.6);
  };
  Strategy strategy;
  strategy.transformations.emplace("TX", Transformation::make(parameters, {0.35, 0.65}).value());
  strategy.transformations.emplace("TY", Transformation::make(parameters, {-infinity, 0.6}).value());
  const auto x = on("X", {}, "TX"), y = on("Y", {}, "TY");
  const auto add = [&](const std::string& id, Gate gate) {
    strategy.gates.push_back({id, id, std::nullopt, std::move(gate)});
  };
  add("FromBound", RectangleGate{{{x, 0.35, 0.5}}});
  add("ToBound", RectangleGate{{{x, 0.5, 0.65}}});
  add("BeyondBound", RectangleGate{{{x, -infinity, 0.34999}}});
  add("Edge", PolygonGate{{x, y}, {{0.35, -5}, {0.5, -5}, {0.5, 0.6}, {0.35, 0.6}}});
  add("Disc", EllipsoidGate{{x, y}, {0.65, 0.5}, {0.25, 0, 0, 0.0625}, 0.25});
  add("Four", QuadrantGate{{{"DX", x, {0.65}}, {"DY", y, {0.6}}},
                           {{"AtBoth", "", {{"DX", 1}, {"DY", 1}}}, {"Below", "", {{"DX", 0}, {"DY", 0}}}}});
  const auto found = gated(strategy, events);
  expect_inside(
      found.at("FromBound"), [&](std::size_t e) { return clamped_x(e) >= 0.35 && clamped_x(e) < 0.5; }, "from");
  expect_inside(
      found.at("ToBound"), [&](std::size_t e) { return clamped_x(e) >= 0.5 && clamped_x(e) < 0.65; }, "to");
  EXPECT_EQ(found.at("BeyondBound"), std::vector<bool>(events.size(), false));
  expect_inside(
      found.at("Edge"), [&](std::size_t e) { return clamped_x(e) <= 0.5 && clamped_y(e) >= -5; }, "polygon");
  expect_inside(
      found.at("Disc"),
      [&](std::size_t e) {
        const double dx = (clamped_x(e) - 0.65) / 0.5, dy = (clamped_y(e) - 0.5) / 0.25;
        return dx * dx + dy * dy <= 0.25;
      },
      "ellipsoid");
  expect_inside(
      found.at("AtBoth"), [&](std::size_t e) { return clamped_x(e) == 0.65 && clamped_y(e) == 0.6; }, "quadrant");
  expect_inside(
      found.at("Below"), [&](std::size_t e) { return clamped_x(e) < 0.65 && clamped_y(e) < 0.6; }, "quadrant");
}
INSTANTIATE_TEST_SUITE_P(Scales, BoundOn,
                         testing::Values(Scale{"Linear", Linear{20000, 100}},
                                         Scale{"Logarithmic", Logarithmic{262144, 4.5}},
                                         Scale{"Arcsinh", Arcsinh{262144, 4, 0.5}},
                                         Scale{"Logicle", Logicle{262144, 0.7, 4.5, 0.3}},
                                         Scale{"Hyperlog", Hyperlog{262144, 0.7, 4.5, -0.2}}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
