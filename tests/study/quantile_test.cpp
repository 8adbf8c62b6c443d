#include "study/statistics/quantile.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/study/vectors.h"

namespace {

TEST(Quantile, IsTheReferencesOfFmoEvents) {
  const auto reference = reference_values("fmo_threshold");
  if (reference.is_null()) GTEST_SKIP() << "the reference values are not here";
  auto events = reference["fmo_events"].get<std::vector<double>>();
  std::ranges::sort(events);
  ASSERT_EQ(reference["q"].size(), 5U);
  for (const auto& [percent, expected] : reference["q"].items()) {
    EXPECT_NEAR(study::quantile(events, std::stod(percent) / 100), expected.get<double>(), 1e-9) << percent;
  }
}

// Type 7 puts the values at 0, 1/(n-1), 2/(n-1), ... 1: of four values, the half lies in the middle of the second and
// third.
TEST(Quantile, LiesBetweenItsNeighbours) {
  const std::vector<double> values{1, 2, 4, 10};
  EXPECT_EQ(study::quantile(values, 0), 1);
  EXPECT_EQ(study::quantile(values, 0.5), 3);
  EXPECT_EQ(study::quantile(values, 1), 10);
}

TEST(Quantile, OfOneValueIsThatValue) { EXPECT_EQ(study::quantile(std::vector<double>{7}, 0.995), 7); }

}  // namespace
