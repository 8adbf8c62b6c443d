#include "apps/plot/ticks.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

namespace {

using gating::AxisRange;
using gating::Transformation;
using plot::Tick;

struct Case {
  std::string_view name;
  std::optional<gating::TransformationParameters> parameters;
  AxisRange range;
  std::vector<std::pair<double, std::string>> labels;  ///< data value and text
  friend std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }
};

std::optional<Transformation> made(const std::optional<gating::TransformationParameters>& parameters) {
  if (!parameters) return std::nullopt;
  return Transformation::make(*parameters).value();
}

double scaled(const std::optional<Transformation>& transformation, double value) {
  return transformation ? (*transformation)(value) : value;
}

class Labels : public testing::TestWithParam<Case> {};

TEST_P(Labels, StandAtTheTransformationOfTheirValue) {
  const auto& [name, parameters, range, labels] = GetParam();
  const auto transformation = made(parameters);
  std::vector<std::pair<double, std::string>> found;
  for (const auto& tick : plot::ticks(transformation, range)) {
    if (!tick.text.empty()) found.emplace_back(tick.position, tick.text);
  }
  ASSERT_EQ(found.size(), labels.size()) << testing::PrintToString(found);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    EXPECT_EQ(found[i].second, labels[i].second);
    EXPECT_DOUBLE_EQ(found[i].first, scaled(transformation, labels[i].first));
  }
}
TEST_P(Labels, BelongToMajorTicksInAscendingOrderWithinTheRange) {
  const auto& [name, parameters, range, labels] = GetParam();
  const auto ticks = plot::ticks(made(parameters), range);
  EXPECT_TRUE(
      std::is_sorted(ticks.begin(), ticks.end(), [](const Tick& a, const Tick& b) { return a.position < b.position; }));
  for (const auto& tick : ticks) {
    EXPECT_TRUE(tick.major || tick.text.empty());
    EXPECT_GE(tick.position, range.low);
    EXPECT_LE(tick.position, range.high);
  }
}

// Which labels have room. On the x axis, 460 units long, labels stand in the middle of their ticks and are drawn in
// DejaVu Sans of 13 units: 0.636 of that a digit, 0.401 a raised one, 0.838 a minus, 0.318 a point, 0.863 an M. So "0"
// is 8.3 units wide, "10²" 21.8, "−10²" 32.6, and a space 4.1. Two labels need half of each and a space between:
//   "0" and "10²"  19.1      "0" and "−10²"  24.6      "10²" and "10³"  25.9
// Zero comes first, then the positive decades, then the negative ones, the largest first. Where they lie, by bisection
// of B(y) = x (Gating-ML 2.0, logicle; y(-x) = 2 y(0) - y(x)), in units from the left end, for T = 262144 and M = 4.5:
//                  −10³    −10²      0     10²     10³     10⁴     10⁵
//   W = 0.5 A = 0     -     4.2   51.1    98.1   209.0   314.6   417.2   all have room
//   W = 0.8 A = 0     -    62.3   81.8   101.3   199.3   313.2   417.1   10² is 19.5 from 0: room; −10² too: none
//   W = 0.5 A = 1     -    87.0  125.5   163.9   254.6   341.0   425.0   all have room
//   W = 0.8 A = 1  54.4   134.6  150.5   166.5   246.7   339.9   424.9   ±10² are 16.0 from 0: no room
INSTANTIATE_TEST_SUITE_P(
    Table, Labels,
    testing::Values(
        Case{"Logicle",
             gating::Logicle{262144, 0.5, 4.5, 0},
             {0, 1},
             {{-1e2, "−10²"}, {0, "0"}, {1e2, "10²"}, {1e3, "10³"}, {1e4, "10⁴"}, {1e5, "10⁵"}}},
        Case{"LogicleOfTheBuiltInPanel",
             gating::Logicle{262144, 0.8, 4.5, 0},
             {0, 1},
             {{0, "0"}, {1e2, "10²"}, {1e3, "10³"}, {1e4, "10⁴"}, {1e5, "10⁵"}}},
        Case{"LogicleWithAnExtraNegativeDecade",
             gating::Logicle{262144, 0.5, 4.5, 1},
             {0, 1},
             {{-1e2, "−10²"}, {0, "0"}, {1e2, "10²"}, {1e3, "10³"}, {1e4, "10⁴"}, {1e5, "10⁵"}}},
        Case{"LogicleWiderAndWithAnExtraNegativeDecade",
             gating::Logicle{262144, 0.8, 4.5, 1},
             {0, 1},
             {{-1e3, "−10³"}, {0, "0"}, {1e3, "10³"}, {1e4, "10⁴"}, {1e5, "10⁵"}}},
        // Decades are 115 units apart.
        Case{"Log",
             gating::Logarithmic{1e4, 4},
             {0, 1},
             {{1, "10⁰"}, {1e1, "10¹"}, {1e2, "10²"}, {1e3, "10³"}, {1e4, "10⁴"}}},
        Case{"LogBelowOne",
             gating::Logarithmic{10, 3.5},
             {0, 1},
             {{0.01, "10⁻²"}, {0.1, "10⁻¹"}, {1, "10⁰"}, {10, "10¹"}}},
        Case{"Linear",
             std::nullopt,
             {0, 262144},
             {{0, "0"}, {5e4, "50K"}, {1e5, "100K"}, {1.5e5, "150K"}, {2e5, "200K"}, {2.5e5, "250K"}}},
        Case{"LinearOfSeconds", std::nullopt, {-0.16, 8.1}, {{0, "0"}, {2, "2"}, {4, "4"}, {6, "6"}, {8, "8"}}},
        Case{"LinearBelowOne",
             std::nullopt,
             {0, 1},
             {{0, "0"}, {0.2, "0.2"}, {0.4, "0.4"}, {0.6, "0.6"}, {0.8, "0.8"}, {1, "1"}}},
        // Ticks are 76.7 units apart. "100M" is 36.0 wide, "100.000002M" 89.8, "100.00001M" 81.5: beside a long one
        // there is room for the short one (67.0), not for another long one (89.8 and more).
        Case{"LinearOfLongNumbers",
             std::nullopt,
             {1e8, 1e8 + 12},
             {{1e8, "100M"}, {1e8 + 2, "100.000002M"}, {1e8 + 6, "100.000006M"}, {1e8 + 10, "100.00001M"}}},
        // flin with T = 1000, A = 200: 0 lies at 200 / 1200.
        Case{"TransformedLinear",
             gating::Linear{1000, 200},
             {0, 1},
             {{-200, "−200"}, {0, "0"}, {200, "200"}, {400, "400"}, {600, "600"}, {800, "800"}, {1000, "1K"}}}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Ticks, BetweenDecadesAreTwoToNineTimes) {
  const auto transformation = Transformation::make(gating::Logarithmic{1e4, 4}).value();
  std::vector<double> minor;
  for (const auto& tick : plot::ticks(transformation, {0.5, 0.75})) {  // 100 to 1000
    if (!tick.major) minor.push_back(tick.position);
  }
  ASSERT_EQ(minor.size(), 8U);
  for (int factor = 2; factor < 10; ++factor) {
    EXPECT_DOUBLE_EQ(minor[static_cast<std::size_t>(factor - 2)], transformation(factor * 100.0));
  }
}
TEST(Ticks, OfARangeThatIsNoneAreNone) {
  EXPECT_TRUE(plot::ticks(std::nullopt, {1, 1}).empty());
  EXPECT_TRUE(plot::ticks(std::nullopt, {0, std::numeric_limits<double>::infinity()}).empty());
}

}  // namespace
