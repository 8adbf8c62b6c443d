#include "gating/geometry.h"

#include <array>
#include <cmath>
#include <limits>
#include <ostream>
#include <random>

#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <gtest/gtest.h>

namespace {

using gating::Point;

const std::vector<Point> square{{0, 0}, {4, 0}, {4, 4}, {0, 4}};
const std::vector<Point> diamond{{2, 0}, {4, 2}, {2, 4}, {0, 2}};
const std::vector<Point> bow_tie{{0, 0}, {4, 4}, {4, 0}, {0, 4}};  // crosses itself at (2, 2)
const std::vector<Point> twice_round{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}, {4, 0}, {4, 4}, {0, 4}};
const std::vector<Point> closed{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}};

struct Case {
  std::string_view name;
  const std::vector<Point>* polygon;
  double x, y;
  bool inside;
  friend std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }
};
constexpr double inf = std::numeric_limits<double>::infinity();

class PolygonContains : public testing::TestWithParam<Case> {};
TEST_P(PolygonContains, FollowsTheEvenOddRuleWithTheBoundaryInside) {
  const auto& row = GetParam();
  EXPECT_EQ(gating::Polygon{*row.polygon}.contains(row.x, row.y), row.inside);
}
INSTANTIATE_TEST_SUITE_P(
    Table, PolygonContains,
    testing::Values(
        Case{"Centre", &square, 2, 2, true}, Case{"Left", &square, -1, 2, false}, Case{"Right", &square, 5, 2, false},
        Case{"Above", &square, 2, 5, false}, Case{"Below", &square, 2, -1, false},
        Case{"LowerHorizontalEdge", &square, 2, 0, true}, Case{"UpperHorizontalEdge", &square, 2, 4, true},
        Case{"LeftVerticalEdge", &square, 0, 2, true}, Case{"RightVerticalEdge", &square, 4, 2, true},
        Case{"LowerLeftVertex", &square, 0, 0, true}, Case{"LowerRightVertex", &square, 4, 0, true},
        Case{"UpperRightVertex", &square, 4, 4, true}, Case{"UpperLeftVertex", &square, 0, 4, true},
        Case{"OnTheLineOfAnEdgeBeyondIt", &square, 5, 4, false},
        Case{"OnTheLineOfAnEdgeBeforeIt", &square, -1, 0, false},
        Case{"JustOutside", &square, std::nextafter(4.0, 5.0), 2, false},
        Case{"SlantedEdgeLowerRight", &diamond, 3, 1, true}, Case{"SlantedEdgeUpperRight", &diamond, 3, 3, true},
        Case{"SlantedEdgeUpperLeft", &diamond, 1, 3, true}, Case{"SlantedEdgeLowerLeft", &diamond, 1, 1, true},
        Case{"LevelWithASideVertexOutside", &diamond, -1, 2, false},
        Case{"LevelWithASideVertexInside", &diamond, 1, 2, true},
        Case{"LevelWithTheTopVertexOutside", &diamond, 3, 4, false}, Case{"TopVertex", &diamond, 2, 4, true},
        Case{"BowTieLeftIsInside", &bow_tie, 0.5, 2, true}, Case{"BowTieRightIsInside", &bow_tie, 3.5, 2, true},
        Case{"BowTieTopIsOutside", &bow_tie, 2, 3.5, false}, Case{"BowTieBottomIsOutside", &bow_tie, 2, 0.5, false},
        Case{"BowTieCrossing", &bow_tie, 2, 2, true}, Case{"TwiceRoundIsOutside", &twice_round, 2, 2, false},
        Case{"TwiceRoundBoundaryIsInside", &twice_round, 4, 2, true},
        Case{"RepeatedLastVertexIsHarmless", &closed, 2, 2, true},
        Case{"RepeatedLastVertexOutside", &closed, 5, 0, false}, Case{"Nan", &square, std::nan(""), 2, false},
        Case{"Infinity", &square, 2, inf, false}),
    [](const auto& row) { return std::string{row.param.name}; });

// A saw of 20,000 teeth: each edge runs across nearly all heights, so memory by edge and height would be tens of GB.
TEST(PolygonContains, TakesManyVertices) {
  constexpr int teeth = 20'000;
  std::vector<Point> saw{{2.0 * teeth, 0}, {0, 0}};
  for (int tooth = 0; tooth < teeth; ++tooth) {
    saw.push_back({2.0 * tooth, 1 + 1e-6 * tooth});       // between two teeth
    saw.push_back({2.0 * tooth + 1, 10 + 1e-6 * tooth});  // the tip
  }
  const gating::Polygon polygon{saw};
  for (const double tooth : {0.0, 1.0, 9'999.0, 19'998.0}) {
    EXPECT_TRUE(polygon.contains(2 * tooth + 1, 5)) << tooth;
    EXPECT_FALSE(polygon.contains(2 * tooth + 2, 5)) << tooth;
    EXPECT_TRUE(polygon.contains(2 * tooth + 2, 0.5)) << tooth;
    EXPECT_FALSE(polygon.contains(2 * tooth + 1, 11)) << tooth;
  }
}

TEST(PolygonContains, AgreesWithAnIndependentLibraryOnRandomSimplePolygons) {
  namespace bg = boost::geometry;
  using BoostPoint = bg::model::d2::point_xy<double>;
  std::mt19937_64 random{7};
  std::uniform_real_distribution<double> radius{1, 5};
  std::uniform_int_distribution<int> grid{-24, 24};
  for (int round = 0; round < 300; ++round) {
    // Star-shaped about the centre, hence simple; coordinates on a grid of quarters, so that points fall on edges and
    // vertices.
    std::vector<Point> vertices;
    bg::model::polygon<BoostPoint, false> oracle;
    for (int v = 0; v < 9; ++v) {
      const double angle = 2 * 3.14159265358979 * v / 9;
      const double r = radius(random);
      vertices.push_back({std::round(4 * r * std::cos(angle)) / 4, std::round(4 * r * std::sin(angle)) / 4});
      bg::append(oracle.outer(), BoostPoint{vertices.back().x, vertices.back().y});
    }
    bg::correct(oracle);
    if (!bg::is_valid(oracle)) continue;
    const gating::Polygon polygon{vertices};
    for (int p = 0; p < 400; ++p) {
      const double x = grid(random) / 4.0;
      const double y = grid(random) / 4.0;
      ASSERT_EQ(polygon.contains(x, y), bg::covered_by(BoostPoint{x, y}, oracle)) << x << ", " << y;
    }
  }
}

using gating::Overlap;
using gating::Rectangle;

/// Corners, sides and the space between, of a rectangle.
std::vector<Point> points_of(const Rectangle& part) {
  std::vector<Point> out;
  for (const double across : {0.0, 0.3, 0.5, 1.0}) {
    for (const double up : {0.0, 0.5, 0.8, 1.0}) {
      out.push_back({std::min(part.left + across * (part.right - part.left), part.right),
                     std::min(part.low + up * (part.high - part.low), part.high)});
    }
  }
  return out;
}

/// What is said of a whole rectangle must hold for each of its points.
template <class Contains>
void expect_holds_for_all(Overlap overlap, const Rectangle& part, Contains contains) {
  if (overlap == Overlap::partial) return;
  for (const auto& point : points_of(part)) {
    ASSERT_EQ(contains(point), overlap == Overlap::whole) << point.x << ", " << point.y;
  }
}

TEST(PolygonOverlap, IsNoneOrWholeOnlyWhereEveryPointAgrees) {
  std::mt19937_64 random{64};
  std::uniform_int_distribution<int> coarse{-4, 4};  // many sides of rectangles on vertices and edges
  std::array<int, 3> seen{};
  for (const int vertices : {1, 3, 4, 8, 25}) {
    for (int round = 0; round < 50; ++round) {
      std::vector<Point> outline(static_cast<std::size_t>(vertices));
      for (auto& vertex : outline) vertex = {1.0 * coarse(random), 1.0 * coarse(random)};
      if (round % 10 == 0) outline.front().x = round % 20 == 0 ? 1e308 : -1e308;
      const gating::Polygon polygon{outline};
      for (int trial = 0; trial < 50; ++trial) {
        Rectangle part{0.5 * coarse(random), 0, 0.5 * coarse(random), 0};
        part.right = part.left + 0.25 * static_cast<double>(random() % 4);
        part.high = part.low + 0.25 * static_cast<double>(random() % 4);
        const auto overlap = polygon.overlap(part);
        ++seen[static_cast<std::size_t>(overlap)];
        expect_holds_for_all(overlap, part, [&](const Point& point) { return polygon.contains(point.x, point.y); });
      }
    }
  }
  for (const int times : seen) EXPECT_GT(times, 100);
}
TEST(PolygonOverlap, SaysOfTheSquareWhatItsSidesSay) {
  const gating::Polygon polygon{square};
  EXPECT_EQ(polygon.overlap({1, 3, 1, 3}), Overlap::whole);
  EXPECT_EQ(polygon.overlap({5, 6, 1, 3}), Overlap::none);
  EXPECT_EQ(polygon.overlap({3, 6, 1, 3}), Overlap::partial);
  EXPECT_EQ(polygon.overlap({-1, 5, -1, 5}), Overlap::partial);
  EXPECT_EQ(polygon.overlap({1, inf, 1, 3}), Overlap::partial);
}

TEST(EllipseOverlap, IsNoneOrWholeOnlyWhereEveryPointAgrees) {
  std::mt19937_64 random{65};
  std::uniform_real_distribution<double> any{-3, 3};
  std::array<int, 3> seen{};
  for (int round = 0; round < 3000; ++round) {
    const std::vector<double> mean{any(random), any(random)};
    const double xx = 0.1 + std::abs(any(random));
    const double yy = 0.1 + std::abs(any(random));
    const double xy = 0.33 * any(random) * std::sqrt(xx * yy);
    const std::vector<double> inverse{xx, xy, xy, yy};
    Rectangle part{any(random), 0, any(random), 0};
    part.right = part.left + std::abs(any(random)) / 3;
    part.high = part.low + std::abs(any(random)) / 3;
    const auto overlap = gating::overlap_with_ellipse(part, mean, inverse, 2);
    ++seen[static_cast<std::size_t>(overlap)];
    expect_holds_for_all(overlap, part, [&](const Point& point) {
      return gating::inside_ellipsoid(std::vector<double>{point.x, point.y}, mean, inverse, 2);
    });
  }
  for (const int times : seen) EXPECT_GT(times, 100);
}

TEST(InsideEllipsoid, TheBoundaryIsInside) {
  const std::vector<double> mean{1, 2};
  const std::vector<double> inverse{0.25, 0, 0, 1};  // half axes 2 and 1 at distance 1
  EXPECT_TRUE(gating::inside_ellipsoid(std::vector<double>{3, 2}, mean, inverse, 1));
  EXPECT_TRUE(gating::inside_ellipsoid(std::vector<double>{1, 3}, mean, inverse, 1));
  EXPECT_FALSE(gating::inside_ellipsoid(std::vector<double>{3.001, 2}, mean, inverse, 1));
}
TEST(InsideEllipsoid, AMatrixThatIsNotSymmetricIsTakenAsItStands) {
  // (1, 1): 1 + 0.5 + 0 + 1 = 2.5 as given; 2.25 or 3 if one off-diagonal term were used for both or dropped.
  const std::vector<double> inverse{1, 0.5, 0, 1};
  EXPECT_TRUE(gating::inside_ellipsoid(std::vector<double>{1, 1}, std::vector<double>{0, 0}, inverse, 2.5));
  EXPECT_FALSE(gating::inside_ellipsoid(std::vector<double>{1, 1}, std::vector<double>{0, 0}, inverse, 2.4999));
}
TEST(InsideEllipsoid, PointsThatAreNotFiniteAreOutside) {
  const std::vector<double> inverse{1, 0, 0, 1};
  EXPECT_FALSE(
      gating::inside_ellipsoid(std::vector<double>{std::nan(""), 0}, std::vector<double>{0, 0}, inverse, 1e300));
  EXPECT_FALSE(gating::inside_ellipsoid(std::vector<double>{inf, 0}, std::vector<double>{0, 0}, inverse, 1e300));
}

TEST(HalfExtents, HoldTheEllipsoidAndLittleMore) {
  // Half axes 2 and 1, turned by 45 degrees: both extents are sqrt((4 + 1) / 2).
  const auto extents = gating::half_extents(std::vector<double>{2.5, 1.5, 1.5, 2.5}, 1);
  ASSERT_TRUE(extents.has_value());
  for (const double extent : *extents) {
    EXPECT_GT(extent, std::sqrt(2.5));
    EXPECT_LT(extent, 1.01 * std::sqrt(2.5));
  }
}
TEST(HalfExtents, AreUnknownForWhatIsNoEllipsoid) {
  EXPECT_FALSE(gating::half_extents(std::vector<double>{1, 2, 2, 1}, 1).has_value());    // not positive definite
  EXPECT_FALSE(gating::half_extents(std::vector<double>{4, 1, 0.5, 4}, 1).has_value());  // not symmetric
}

}  // namespace
