#include "study/quality/residual_spill.h"

#include <vector>

#include <gtest/gtest.h>

namespace {

std::vector<double> ramp(int count) {
  std::vector<double> out;
  for (int i = 0; i < count; ++i) out.push_back(i);
  return out;
}

TEST(ResidualSpill, IsTheSlopeBetweenTheOuterThirds) {
  const auto x = ramp(300);
  std::vector<double> y;
  for (const double value : x) y.push_back(7 + 0.1 * value);
  const auto residual = study::residual_spill(x, y);
  ASSERT_TRUE(residual.has_value());
  EXPECT_NEAR(residual->slope, 0.1, 1e-12);
  EXPECT_TRUE(residual->is_certain);
}

TEST(ResidualSpill, IsNotCertainWhereYDoesNotFollowX) {
  const auto x = ramp(300);
  std::vector<double> y;
  for (int i = 0; i < 300; ++i) y.push_back(i % 2 == 0 ? 0 : 1000);  // two peaks: the median may lie in either
  const auto residual = study::residual_spill(x, y);
  ASSERT_TRUE(residual.has_value());
  EXPECT_FALSE(residual->is_certain);
}

TEST(ResidualSpill, NeedsEnoughCells) { EXPECT_FALSE(study::residual_spill(ramp(179), ramp(179)).has_value()); }

}  // namespace
