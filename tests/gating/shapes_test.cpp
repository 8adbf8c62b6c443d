// Polygons and ellipsoids with points exactly on edges and vertices, against whole numbers, Boost.Geometry and Eigen.

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include <Eigen/Dense>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/multi_point.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>

#include "gating/geometry.h"
#include "tests/gating/definitions.h"

namespace {

using namespace gating_test;

using Whole = std::int64_t;
struct WholePoint {
  Whole x, y;
};

/// Even-odd rule with edges and vertices inside, in whole numbers.
bool inside_even_odd(const std::vector<WholePoint>& vertices, WholePoint p) {
  bool inside = false;
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    const auto a = vertices[i], b = vertices[(i + 1) % vertices.size()];
    const Whole cross = (b.x - a.x) * (p.y - a.y) - (p.x - a.x) * (b.y - a.y);
    if (cross == 0 && std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y &&
        p.y <= std::max(a.y, b.y)) {
      return true;
    }
    // A ray to the right of p crosses the edge.
    if ((a.y > p.y) != (b.y > p.y)) inside ^= (cross > 0) == (b.y > a.y);
  }
  return inside;
}

/// Every point of a grid, so that many lie on edges, and on vertices where these are points of the grid.
Events grid(Whole last) {
  std::vector<std::vector<double>> values(2);
  for (Whole x = -1; x <= last; ++x) {
    for (Whole y = -1; y <= last; ++y) {
      values[0].push_back(static_cast<double>(x));
      values[1].push_back(static_cast<double>(y));
    }
  }
  return events_on({"X", "Y"}, values);
}

TEST(PolygonGate, OfAnyWindingHoldsItsEdgesAndVerticesAndWhatIsInsideByTheEvenOddRule) {
  std::mt19937_64 random{31};
  const auto events = grid(13);
  for (int round = 0; round < 200; ++round) {
    std::vector<WholePoint> vertices;
    PolygonGate gate{{on("X"), on("Y")}, {}};
    const auto count = 3 + random() % 8;
    for (std::size_t v = 0; v < count; ++v) {  // crossing itself, touching itself, repeating vertices
      vertices.push_back({static_cast<Whole>(random() % 13), static_cast<Whole>(random() % 13)});
      gate.vertices.push_back({static_cast<double>(vertices.back().x), static_cast<double>(vertices.back().y)});
    }
    const auto found = gated(with({{"P", gate}}), events).at("P");
    for (std::size_t e = 0; e < events.size(); ++e) {
      const WholePoint p{static_cast<Whole>(events.values[0][e]), static_cast<Whole>(events.values[1][e])};
      ASSERT_EQ(found[e], inside_even_odd(vertices, p)) << "round " << round << " at " << p.x << ", " << p.y;
    }
  }
}

TEST(PolygonGate, OfVeryManyVerticesFollowsTheSameRule) {
  std::mt19937_64 random{33};
  const auto below = [&](std::uint64_t end) { return static_cast<Whole>(random() % end); };
  for (const std::size_t count : {513U, 700U, 1024U, 2000U}) {
    std::vector<WholePoint> vertices{{500, 500}};
    std::vector<Point> outline{{500, 500}};
    while (vertices.size() < count) {  // a walk of short steps, now and then a long one
      const auto& last = vertices.back();
      const bool is_long = random() % 50 == 0;
      vertices.push_back(is_long ? WholePoint{below(1000), below(1000)}
                                 : WholePoint{last.x + below(21) - 10, last.y + below(21) - 10});
      outline.push_back({static_cast<double>(vertices.back().x), static_cast<double>(vertices.back().y)});
    }
    const gating::Polygon polygon{outline};
    std::size_t held = 0;
    for (int i = 0; i < 2000; ++i) {
      const auto& near = vertices[random() % count];
      const auto p =
          i % 2 == 0 ? WholePoint{below(1000), below(1000)} : WholePoint{near.x + below(5) - 2, near.y + below(5) - 2};
      const bool is_inside = inside_even_odd(vertices, p);
      ASSERT_EQ(polygon.contains(static_cast<double>(p.x), static_cast<double>(p.y)), is_inside)
          << count << " vertices, " << p.x << ", " << p.y;
      held += is_inside ? 1U : 0U;
    }
    EXPECT_GT(held, 100U);
    EXPECT_LT(held, 1900U);
    for (const double odd : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      EXPECT_FALSE(polygon.contains(odd, 500));
      EXPECT_FALSE(polygon.contains(500, odd));
    }
  }
}

TEST(PolygonGate, ThatDoesNotCrossItselfHoldsWhatBoostGeometrySaysIsCovered) {
  std::mt19937_64 random{32};
  const auto events = grid(13);
  using Point2 = boost::geometry::model::d2::point_xy<double>;
  for (int round = 0; round < 60; ++round) {
    std::vector<Point> vertices;
    for (int v = 0; v < 7; ++v)
      vertices.push_back({static_cast<double>(random() % 13), static_cast<double>(random() % 13)});
    boost::geometry::model::multi_point<Point2> points;
    for (const auto& vertex : vertices) boost::geometry::append(points, Point2{vertex.x, vertex.y});
    boost::geometry::model::polygon<Point2> hull;
    boost::geometry::convex_hull(points, hull);
    PolygonGate gate{{on("X"), on("Y")}, {}};
    for (const auto& vertex : hull.outer())
      gate.vertices.push_back({vertex.x(), vertex.y()});  // the last repeats the first
    const auto found = gated(with({{"P", gate}}), events).at("P");
    for (std::size_t e = 0; e < events.size(); ++e) {
      const Point2 p{events.values[0][e], events.values[1][e]};
      ASSERT_EQ(found[e], boost::geometry::covered_by(p, hull))
          << "round " << round << " at " << p.x() << ", " << p.y();
    }
  }
}

TEST(EllipsoidGate, HoldsItsBoundaryExactly) {
  const auto events = grid(26);
  // Covariances of determinant 1 in whole numbers, whose elimination is exact in binary: so are the distances.
  const std::vector<std::array<Whole, 4>> covariances{{1, 0, 0, 1}, {2, 1, 1, 1}, {4, -1, -3, 1}, {2, 3, 1, 2}};
  for (const auto& [a, b, c, d] : covariances) {
    for (const Whole distance : {0, 1, 25, 100, 169}) {
      const EllipsoidGate gate{
          {on("X"), on("Y")},
          {12, 12},
          {static_cast<double>(a), static_cast<double>(b), static_cast<double>(c), static_cast<double>(d)},
          static_cast<double>(distance)};
      const auto found = gated(with({{"E", gate}}), events).at("E");
      for (std::size_t e = 0; e < events.size(); ++e) {
        const auto x = static_cast<Whole>(events.values[0][e]) - 12, y = static_cast<Whole>(events.values[1][e]) - 12;
        const Whole square = d * x * x - (b + c) * x * y + a * y * y;  // by the inverse {{d, -b}, {-c, a}}
        ASSERT_EQ(found[e], square <= distance)
            << a << b << c << d << ", distance " << distance << " at " << x << ", " << y;
      }
    }
  }
}

TEST(EllipsoidGate, OfAnyDimensionIsItsQuadraticForm) {
  const auto events = random_events({"A", "B", "C", "D"}, 0, 1, 41);
  Eigen::Matrix4d root;
  root << 1, 0.2, 0, 0.1, 0, 1.2, -0.3, 0, 0.4, 0, 0.8, 0, 0, 0.1, 0, 1.5;
  const Eigen::Matrix4d covariance = root * root.transpose();
  const auto found = gated(with({{"E", EllipsoidGate{{on("A"), on("B"), on("C"), on("D")},
                                                     {0.1, 0, -0.2, 0},
                                                     {covariance.data(), covariance.data() + covariance.size()},
                                                     3}}}),
                           events);
  const Eigen::Matrix4d form = covariance.inverse();
  expect_inside(
      found.at("E"),
      [&](std::size_t e) {
        const Eigen::Vector4d offset{events.values[0][e] - 0.1, events.values[1][e], events.values[2][e] + 0.2,
                                     events.values[3][e]};
        return offset.dot(form * offset) <= 3;
      },
      "ellipsoid");
}

}  // namespace
