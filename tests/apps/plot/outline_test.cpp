#include "apps/plot/outline.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace {

using gating::Dimension;
using gating::Point;
using plot::Anchor;

Dimension dimension(const char* channel, std::optional<std::string> transformation = "T") {
  return {gating::ChannelReference{channel}, gating::FileCompensation{}, std::move(transformation)};
}

constexpr double infinity = std::numeric_limits<double>::infinity();
const std::array<Dimension, 2> axes{dimension("A"), dimension("B")};
constexpr std::array<gating::AxisRange, 2> ranges{gating::AxisRange{0, 1}, gating::AxisRange{0, 2}};

std::optional<plot::Shape> shape(const gating::Gate& gate, std::optional<std::size_t> quadrant = {}) {
  return plot::outline(gate, quadrant, axes, ranges);
}

TEST(Outline, OfARectangleHasItsCorners) {
  const gating::RectangleGate gate{{{dimension("B"), 0.5, 1.5}, {dimension("A"), 0.25, 0.75}}};
  EXPECT_EQ(shape(gate)->points, (std::vector<Point>{{0.25, 0.5}, {0.75, 0.5}, {0.75, 1.5}, {0.25, 1.5}}));
}
TEST(Outline, OfAnOpenRangeEndsAtTheEdgesOfThePlot) {
  const gating::RectangleGate gate{{{dimension("A"), 0.25, infinity}}};
  EXPECT_EQ(shape(gate)->points, (std::vector<Point>{{0.25, 0}, {1, 0}, {1, 2}, {0.25, 2}}));
}
TEST(Outline, OfAPolygonOnSwappedAxesIsSwapped) {
  const gating::PolygonGate gate{{dimension("B"), dimension("A")}, {{0, 0.1}, {2, 0.2}, {1, 0.9}}};
  EXPECT_EQ(shape(gate)->points, (std::vector<Point>{{0.1, 0}, {0.2, 2}, {0.9, 1}}));
}
TEST(Outline, OfAnEllipsoidLiesOnItsEdge) {
  // The covariance {0.04, 0.02, 0.02, 0.05} has determinant 0.0016 and inverse {31.25, -12.5, -12.5, 25}.
  const gating::EllipsoidGate gate{{dimension("A"), dimension("B")}, {0.5, 1}, {0.04, 0.02, 0.02, 0.05}, 2};
  const auto found = shape(gate);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->points.size(), 64U);
  for (const auto& point : found->points) {
    const double x = point.x - 0.5;
    const double y = point.y - 1;
    EXPECT_NEAR(31.25 * x * x - 25 * x * y + 25 * y * y, 2, 1e-12);
  }
}
TEST(Outline, OfAMatrixThatGivesNoEllipseIsNone) {
  const std::vector both{dimension("A"), dimension("B")};
  EXPECT_FALSE(shape(gating::EllipsoidGate{both, {0, 0}, {1, 2, 2, 1}, 1})) << "indefinite";
  EXPECT_FALSE(shape(gating::EllipsoidGate{both, {0, 0}, {1, 0.5, 0, 1}, 1})) << "not symmetric";
}
TEST(Outline, OfAGateOnAnotherTransformationOrChannelIsNone) {
  EXPECT_FALSE(shape(gating::RectangleGate{{{dimension("A", "other"), 0, 1}}}));
  EXPECT_FALSE(shape(gating::RectangleGate{{{dimension("A"), 0, 1}, {dimension("C"), 0, 1}}}));
  auto uncompensated = dimension("A");
  uncompensated.compensation = gating::Uncompensated{};
  EXPECT_FALSE(shape(gating::RectangleGate{{{uncompensated, 0, 1}}}));
  EXPECT_FALSE(shape(gating::BooleanGate{}));
}

struct Corner {
  double a, b;  ///< locations of the Quadrant
  std::vector<Point> points;
  Anchor label;
};

class Quadrant : public testing::TestWithParam<Corner> {};

TEST_P(Quadrant, FillsItsCornerAndIsLabelledThere) {
  const auto& corner = GetParam();
  const gating::QuadrantGate gate{{{"a", dimension("A"), {0.25}}, {"b", dimension("B"), {1}}},
                                  {{"q", "q", {{"a", corner.a}, {"b", corner.b}}}}};
  const auto found = shape(gate, 0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->points, corner.points);
  EXPECT_EQ(found->label, corner.label);
}

INSTANTIATE_TEST_SUITE_P(Corners, Quadrant,
                         testing::Values(Corner{0.1,
                                                0.1,
                                                {{0, 0}, {0.25, 0}, {0.25, 1}, {0, 1}},
                                                {{0, 0}, Anchor::Horizontal::left, Anchor::Vertical::bottom}},
                                         Corner{0.9,
                                                0.1,
                                                {{0.25, 0}, {1, 0}, {1, 1}, {0.25, 1}},
                                                {{1, 0}, Anchor::Horizontal::right, Anchor::Vertical::bottom}},
                                         Corner{0.9,
                                                1.9,
                                                {{0.25, 1}, {1, 1}, {1, 2}, {0.25, 2}},
                                                {{1, 2}, Anchor::Horizontal::right, Anchor::Vertical::top}},
                                         Corner{0.1,
                                                1.9,
                                                {{0, 1}, {0.25, 1}, {0.25, 2}, {0, 2}},
                                                {{0, 2}, Anchor::Horizontal::left, Anchor::Vertical::top}}));

}  // namespace
