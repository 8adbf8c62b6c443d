#include "apps/viewer_model/plot_scale.h"

#include <gtest/gtest.h>

namespace {

// 0 to 1 over 200 pixels from 10; -100 to 300 over 80 pixels from 20, upwards.
const viewer::PlotScale scale{{gating::AxisRange{0, 1}, gating::AxisRange{-100, 300}}, QRectF{10, 20, 200, 80}};

TEST(PlotScale, TheLowestPointIsBottomLeft) {
  EXPECT_EQ(scale.to_pixels({0, -100}), QPointF(10, 100));
  EXPECT_EQ(scale.to_pixels({1, 300}), QPointF(210, 20));
  EXPECT_EQ(scale.to_pixels({0.25, 0}), QPointF(60, 80));  // a quarter of each way
}
TEST(PlotScale, PixelsGoBackToTheSamePoint) {
  EXPECT_EQ(scale.to_scale({60, 80}), (gating::Point{0.25, 0}));
  EXPECT_EQ(scale.to_scale({310, 20}), (gating::Point{1.5, 300}));  // outside of the plot too
}

}  // namespace
