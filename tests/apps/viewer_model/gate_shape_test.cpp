#include "apps/viewer_model/gate_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "tests/apps/viewer_model/hand_made_study.h"

namespace {

using gating::Point;
using gating::PolygonGate;
using gating::QuadrantGate;
using gating::RectangleGate;
using viewer::GateGrip;
using viewer::GatePart;
using viewer::grips;
using viewer::is_editable;
using viewer::moved;
using viewer::test::linear;

constexpr double infinity = std::numeric_limits<double>::infinity();
const auto a = linear("A");
const auto b = linear("B");
const auto c = linear("C");
const plot::Dimensions axes{a, b};
const plot::Dimensions swapped_axes{b, a};
constexpr std::array ranges{gating::AxisRange{0, 8}, gating::AxisRange{0, 10}};

double just_below(double value) { return std::nextafter(value, -infinity); }
double just_above(double value) { return std::nextafter(value, infinity); }

TEST(IsEditable, HoldsForRectanglesPolygonsAndQuadrantsOnTheseAxes) {
  EXPECT_TRUE(is_editable(RectangleGate{{{a, 1, 3}}}, axes));
  EXPECT_TRUE(is_editable(RectangleGate{{{b, 1, 3}, {a, 1, 3}}}, axes));
  EXPECT_TRUE(is_editable(PolygonGate{{b, a}, {{0, 0}, {1, 0}, {0, 1}}}, axes));
  EXPECT_TRUE(is_editable(QuadrantGate{{{"a", a, {4}}}, {}}, axes));
}
TEST(IsEditable, DoesNotHoldForOthers) {
  EXPECT_FALSE(is_editable(RectangleGate{{{a, 1, 3}, {a, 2, 4}}}, axes)) << "two sides on one axis";
  EXPECT_FALSE(is_editable(RectangleGate{{{a, 1, 3}, {c, 2, 4}}}, axes)) << "a side off the plot";
  EXPECT_FALSE(is_editable(PolygonGate{{a, a}, {{0, 0}, {1, 0}, {0, 1}}}, axes));
  EXPECT_FALSE(is_editable(QuadrantGate{{{"a", a, {4}}, {"c", c, {4}}}, {}}, axes));
  EXPECT_FALSE(is_editable(gating::EllipsoidGate{{a, b}, {2, 2}, {1, 0, 0, 1}, 1}, axes));
  EXPECT_FALSE(is_editable(gating::BooleanGate{}, axes));
}

RectangleGate box(double a_min, double a_max, double b_min, double b_max) {
  return {{{a, a_min, a_max}, {b, b_min, b_max}}};
}

struct RectangleCase {
  std::string name;
  GatePart part;
  std::size_t index;
  RectangleGate expected;
  friend std::ostream& operator<<(std::ostream& out, const RectangleCase& row) { return out << row.name; }
};
class Rectangle : public testing::TestWithParam<RectangleCase> {};

TEST_P(Rectangle, MovesTheLimitsOfThePart) {
  const auto& [name, part, index, expected] = GetParam();
  EXPECT_EQ(moved(box(1, 3, 2, 6), axes, part, index, {0.5, -1}), gating::Gate{expected});
}
// Corners and sides counter-clockwise: corner 0 is bottom left, side 0 is the bottom.
INSTANTIATE_TEST_SUITE_P(Parts, Rectangle,
                         testing::Values(RectangleCase{"Body", GatePart::body, 0, box(1.5, 3.5, 1, 5)},
                                         RectangleCase{"BottomLeft", GatePart::vertex, 0, box(1.5, 3, 1, 6)},
                                         RectangleCase{"BottomRight", GatePart::vertex, 1, box(1, 3.5, 1, 6)},
                                         RectangleCase{"TopRight", GatePart::vertex, 2, box(1, 3.5, 2, 5)},
                                         RectangleCase{"TopLeft", GatePart::vertex, 3, box(1.5, 3, 2, 5)},
                                         RectangleCase{"Bottom", GatePart::edge, 0, box(1, 3, 1, 6)},
                                         RectangleCase{"Right", GatePart::edge, 1, box(1, 3.5, 2, 6)},
                                         RectangleCase{"Top", GatePart::edge, 2, box(1, 3, 2, 5)},
                                         RectangleCase{"Left", GatePart::edge, 3, box(1.5, 3, 2, 6)}),
                         [](const auto& row) { return row.param.name; });

TEST(RectangleOnSwappedAxes, MovesAlongThePlotsAxes) {
  EXPECT_EQ(moved(box(1, 3, 2, 6), swapped_axes, GatePart::body, 0, {0.5, -1}), gating::Gate{box(0, 2, 2.5, 6.5)});
  EXPECT_EQ(moved(box(1, 3, 2, 6), swapped_axes, GatePart::edge, 1, {0.5, -1}), gating::Gate{box(1, 3, 2, 6.5)});
}
TEST(RectangleLimit, StopsBeforeTheOneAcross) {
  const gating::Gate gate = box(1, 3, 2, 6);
  EXPECT_EQ(moved(gate, axes, GatePart::edge, 3, {100, 0}), gating::Gate{box(just_below(3), 3, 2, 6)});
  EXPECT_EQ(moved(gate, axes, GatePart::edge, 3, {2, 0}), gating::Gate{box(just_below(3), 3, 2, 6)});
  EXPECT_EQ(moved(gate, axes, GatePart::edge, 1, {-100, 0}), gating::Gate{box(1, just_above(1), 2, 6)});
  EXPECT_EQ(moved(gate, axes, GatePart::vertex, 2, {-100, -100}),
            gating::Gate{box(1, just_above(1), 2, just_above(2))});
}
TEST(RectangleLimit, ThatIsInfiniteStaysAndCannotBeTaken) {
  const RectangleGate gate{{{a, 1, infinity}}};
  EXPECT_EQ(moved(gate, axes, GatePart::body, 0, {2, 5}), (gating::Gate{RectangleGate{{{a, 3, infinity}}}}));
  EXPECT_EQ(moved(gate, axes, GatePart::edge, 3, {-2, 5}), (gating::Gate{RectangleGate{{{a, -1, infinity}}}}));
  EXPECT_EQ(grips(gate, axes, ranges), (std::vector<GateGrip>{{GatePart::edge, 3, {1, 10}, {1, 0}}}));
}
TEST(RectangleGrips, AreCornersAndSides) {
  const std::vector<GateGrip> expected{
      {GatePart::vertex, 0, {1, 2}, {1, 2}}, {GatePart::vertex, 1, {3, 2}, {3, 2}},
      {GatePart::vertex, 2, {3, 6}, {3, 6}}, {GatePart::vertex, 3, {1, 6}, {1, 6}},
      {GatePart::edge, 0, {1, 2}, {3, 2}},   {GatePart::edge, 1, {3, 2}, {3, 6}},
      {GatePart::edge, 2, {3, 6}, {1, 6}},   {GatePart::edge, 3, {1, 6}, {1, 2}},
  };
  EXPECT_EQ(grips(box(1, 3, 2, 6), axes, ranges), expected);
}
TEST(RectangleGrips, OfAHalfOpenBoxHaveCornersWhereBothLimitsAre) {
  const std::vector<GateGrip> expected{
      {GatePart::vertex, 0, {1, 2}, {1, 2}}, {GatePart::vertex, 3, {1, 6}, {1, 6}}, {GatePart::edge, 0, {1, 2}, {8, 2}},
      {GatePart::edge, 2, {8, 6}, {1, 6}},   {GatePart::edge, 3, {1, 6}, {1, 2}},
  };
  EXPECT_EQ(grips(box(1, infinity, 2, 6), axes, ranges), expected);
}
TEST(Moved, NeverPassesWhatADoubleCanHold) {
  const gating::Gate far = RectangleGate{{{a, 1e308, 1.5e308}}};
  EXPECT_EQ(moved(far, axes, GatePart::body, 0, {1e308, 0}), far);
  // 1e17 + 1 and 1e17 + 3 are both 1e17: neighbouring doubles there are 16 apart.
  const gating::Gate narrow = RectangleGate{{{a, 1, 3}}};
  EXPECT_EQ(moved(narrow, axes, GatePart::body, 0, {1e17, 0}), narrow);
  const gating::Gate quadrants = QuadrantGate{{{"a", a, {1, 3}}}, {}};
  EXPECT_EQ(moved(quadrants, axes, GatePart::body, 0, {1e17, 0}), quadrants);
}
TEST(Moved, ByNothingIsTheSameGateToTheBit) {
  const auto gate = moved(RectangleGate{{{a, -0.0, 3}}}, axes, GatePart::body, 0, {0, 0});
  EXPECT_TRUE(std::signbit(std::get<RectangleGate>(gate).sides[0].min));
}

struct PolygonCase {
  std::string name;
  GatePart part;
  std::size_t index;
  std::vector<Point> on_axes, on_swapped_axes;
  friend std::ostream& operator<<(std::ostream& out, const PolygonCase& row) { return out << row.name; }
};
class Polygon : public testing::TestWithParam<PolygonCase> {};

// By 1 along x and 2 along y; on swapped axes the gate's first coordinate is y.
TEST_P(Polygon, MovesTheVerticesOfThePart) {
  const PolygonGate gate{{a, b}, {{5, 1}, {7, 1}, {6, 3}}};
  const auto& row = GetParam();
  EXPECT_EQ(moved(gate, axes, row.part, row.index, {1, 2}), (gating::Gate{PolygonGate{{a, b}, row.on_axes}}));
  EXPECT_EQ(moved(gate, swapped_axes, row.part, row.index, {1, 2}),
            (gating::Gate{PolygonGate{{a, b}, row.on_swapped_axes}}));
}
INSTANTIATE_TEST_SUITE_P(
    Parts, Polygon,
    testing::Values(PolygonCase{"Body", GatePart::body, 0, {{6, 3}, {8, 3}, {7, 5}}, {{7, 2}, {9, 2}, {8, 4}}},
                    PolygonCase{"Vertex", GatePart::vertex, 1, {{5, 1}, {8, 3}, {6, 3}}, {{5, 1}, {9, 2}, {6, 3}}},
                    PolygonCase{"Edge", GatePart::edge, 0, {{6, 3}, {8, 3}, {6, 3}}, {{7, 2}, {9, 2}, {6, 3}}},
                    PolygonCase{
                        "EdgeToTheFirst", GatePart::edge, 2, {{6, 3}, {7, 1}, {7, 5}}, {{7, 2}, {7, 1}, {8, 4}}}),
    [](const auto& row) { return row.param.name; });

TEST(PolygonGrips, AreVerticesAndEdgesOnThePlot) {
  const PolygonGate gate{{b, a}, {{1, 5}, {1, 7}, {3, 6}}};
  const std::vector<GateGrip> expected{
      {GatePart::vertex, 0, {5, 1}, {5, 1}}, {GatePart::vertex, 1, {7, 1}, {7, 1}},
      {GatePart::vertex, 2, {6, 3}, {6, 3}}, {GatePart::edge, 0, {5, 1}, {7, 1}},
      {GatePart::edge, 1, {7, 1}, {6, 3}},   {GatePart::edge, 2, {6, 3}, {5, 1}},
  };
  EXPECT_EQ(grips(gate, axes, ranges), expected);
}

QuadrantGate quadrants(std::vector<double> on_a, std::vector<double> on_b) {
  return {{{"a", a, std::move(on_a)}, {"b", b, std::move(on_b)}}, {}};
}

struct QuadrantCase {
  std::string name;
  GatePart part;
  std::size_t index;
  Point by;
  std::vector<double> on_a, on_b;
  friend std::ostream& operator<<(std::ostream& out, const QuadrantCase& row) { return out << row.name; }
};
class Divider : public testing::TestWithParam<QuadrantCase> {};

TEST_P(Divider, MovesBetweenItsNeighbours) {
  const auto& row = GetParam();
  EXPECT_EQ(moved(quadrants({2, 4, 6}, {5}), axes, row.part, row.index, row.by),
            gating::Gate{quadrants(row.on_a, row.on_b)});
}
INSTANTIATE_TEST_SUITE_P(
    Table, Divider,
    testing::Values(QuadrantCase{"AlongItsAxis", GatePart::divider, 1, {1, 1}, {2, 5, 6}, {5}},
                    QuadrantCase{"OfTheOtherAxis", GatePart::divider, 3, {1, 1}, {2, 4, 6}, {6}},
                    QuadrantCase{"StopsBelowTheNext", GatePart::divider, 1, {2, 0}, {2, just_below(6), 6}, {5}},
                    QuadrantCase{"StopsAboveTheOneBefore", GatePart::divider, 1, {-9, 0}, {2, just_above(2), 6}, {5}},
                    QuadrantCase{"TheLowestIsFreeDownwards", GatePart::divider, 0, {-9, 0}, {-7, 4, 6}, {5}},
                    QuadrantCase{"TheHighestIsFreeUpwards", GatePart::divider, 2, {9, 0}, {2, 4, 15}, {5}},
                    QuadrantCase{"AllTogether", GatePart::body, 0, {1, -1}, {3, 5, 7}, {4}}),
    [](const auto& row) { return row.param.name; });

TEST(Crossing, MovesBothDividers) {
  EXPECT_EQ(moved(quadrants({4}, {5}), axes, GatePart::crossing, 0, {1, -2}), gating::Gate{quadrants({5}, {3})});
  EXPECT_EQ(moved(quadrants({4}, {5}), swapped_axes, GatePart::crossing, 0, {1, -2}),
            gating::Gate{quadrants({2}, {6})});
}
TEST(QuadrantGrips, AreLinesAcrossThePlotAndTheirCrossing) {
  const std::vector<GateGrip> expected{{GatePart::divider, 0, {4, 0}, {4, 10}},
                                       {GatePart::divider, 1, {0, 5}, {8, 5}},
                                       {GatePart::crossing, 0, {4, 5}, {4, 5}}};
  EXPECT_EQ(grips(quadrants({4}, {5}), axes, ranges), expected);
  const std::vector<GateGrip> on_swapped_axes{{GatePart::divider, 0, {0, 4}, {8, 4}},
                                              {GatePart::divider, 1, {5, 0}, {5, 10}},
                                              {GatePart::crossing, 0, {5, 4}, {5, 4}}};
  EXPECT_EQ(grips(quadrants({4}, {5}), swapped_axes, ranges), on_swapped_axes);
}
TEST(QuadrantGrips, HaveNoCrossingWhereADividerHasSeveralValues) {
  const std::vector<GateGrip> expected{{GatePart::divider, 0, {4, 0}, {4, 10}},
                                       {GatePart::divider, 1, {6, 0}, {6, 10}},
                                       {GatePart::divider, 2, {0, 5}, {8, 5}}};
  EXPECT_EQ(grips(quadrants({4, 6}, {5}), axes, ranges), expected);
}

/// Gating-ML's definition: on each divider named, the event lies between the same values as the location.
bool holds(const QuadrantGate& gate, const QuadrantGate::Quadrant& quadrant, Point event) {
  return std::ranges::all_of(quadrant.positions, [&](const auto& position) {
    const auto divider = std::ranges::find(gate.dividers, position.divider, &QuadrantGate::Divider::id);
    const double value = divider->dimension == a ? event.x : event.y;
    return std::ranges::all_of(divider->values,
                               [&](double edge) { return (edge <= position.location) == (edge <= value); });
  });
}

TEST(MovedQuadrants, HoldTheEventsThatTheDividerPassed) {
  auto gate = quadrants({4}, {5});
  gate.quadrants = {{"low", "A-", {{"a", 3.9}}}, {"high", "A+", {{"a", 4}}}};
  const auto after = std::get<QuadrantGate>(moved(gate, axes, GatePart::divider, 0, {2, 0}));
  const auto& low = after.quadrants[0];
  const auto& high = after.quadrants[1];
  EXPECT_TRUE(holds(gate, gate.quadrants[1], {5, 0}));
  EXPECT_TRUE(holds(after, low, {5, 0}));  // 5 is below 6 now
  EXPECT_FALSE(holds(after, high, {5, 0}));
  EXPECT_TRUE(holds(after, low, {3, 0}));
  EXPECT_TRUE(holds(after, high, {7, 0}));
}
TEST(MovedQuadrants, KeepTheirCellsInAnySeriesOfMoves) {
  std::mt19937_64 random{20260101};
  std::uniform_real_distribution<double> by{-6, 6};
  std::uniform_int_distribution<std::size_t> index{0, 3};
  auto gate = quadrants({2, 4, 6}, {5});
  for (const double on_a : {1.9, 2.0, 3.9, 4.0, 5.0, 6.0}) {
    for (const double on_b : {4.9, 5.0}) gate.quadrants.push_back({"", "", {{"a", on_a}, {"b", on_b}}});
  }
  const std::vector<std::size_t> cells_on_a{0, 1, 1, 2, 2, 3};
  for (int move = 0; move < 500; ++move) {
    const auto part = move % 5 == 0 ? GatePart::body : GatePart::divider;
    gate = std::get<QuadrantGate>(moved(gate, axes, part, index(random), {by(random), by(random)}));
    for (std::size_t q = 0; q < gate.quadrants.size(); ++q) {
      const auto cell = [&](std::size_t d) {
        const auto& values = gate.dividers[d].values;
        const double location = gate.quadrants[q].positions[d].location;
        return static_cast<std::size_t>(std::ranges::count_if(values, [&](double v) { return v <= location; }));
      };
      ASSERT_EQ(cell(0), cells_on_a[q / 2]) << "after move " << move;
      ASSERT_EQ(cell(1), q % 2) << "after move " << move;
    }
    ASSERT_TRUE(std::ranges::adjacent_find(gate.dividers[0].values, std::greater_equal{}) ==
                gate.dividers[0].values.end());
  }
}

}  // namespace
