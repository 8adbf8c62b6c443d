#include "gating/statistics/quantile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/reference_values.h"

namespace {

TEST(Quantile, IsTheReferencesOfFmoEvents) {
  const auto reference = reference_values("fmo_threshold");
  if (reference.is_null()) GTEST_SKIP() << "the reference values are not here";
  auto events = reference["fmo_events"].get<std::vector<double>>();
  std::ranges::sort(events);
  ASSERT_EQ(reference["q"].size(), 5U);
  for (const auto& [percent, expected] : reference["q"].items()) {
    EXPECT_NEAR(gating::quantile(events, std::stod(percent) / 100), expected.get<double>(), 1e-9) << percent;
  }
}

// Type 7 puts the values at 0, 1/(n-1), 2/(n-1), ... 1: of four values, the half lies in the middle of the second and
// third.
TEST(Quantile, LiesBetweenItsNeighbours) {
  const std::vector<double> values{1, 2, 4, 10};
  EXPECT_EQ(gating::quantile(values, 0), 1);
  EXPECT_EQ(gating::quantile(values, 0.5), 3);
  EXPECT_EQ(gating::quantile(values, 1), 10);
}

TEST(Quantile, OfOneValueIsThatValue) { EXPECT_EQ(gating::quantile(std::vector<double>{7}, 0.995), 7); }

// R's quantile() and the formula (1 - g) x[j] + g x[j + 1] of Hyndman and Fan; x[j] + g (x[j + 1] - x[j]) would be NaN.
TEST(Quantile, NextToAnInfiniteValueIsThatValueUnlessTheOtherIsInfiniteToo) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(gating::quantile(std::vector<double>{-infinity, 5}, 0.5), -infinity);
  EXPECT_EQ(gating::quantile(std::vector<double>{5, infinity}, 0.25), infinity);
  EXPECT_EQ(gating::quantile(std::vector<double>{infinity, infinity}, 0.5), infinity);
  EXPECT_TRUE(std::isnan(gating::quantile(std::vector<double>{-infinity, infinity}, 0.5)));
}

TEST(Quantile, BetweenTheLargestValuesOfBothSignsIsFinite) {
  EXPECT_EQ(gating::quantile(std::vector<double>{-1e308, 1e308}, 0.5), 0);
  EXPECT_EQ(gating::quantile(std::vector<double>{-1e308, 1e308}, 0.75), 0.5e308);
}

}  // namespace
