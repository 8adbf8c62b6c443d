#include "apps/viewer_model/quadrant_dividers.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/apps/viewer_model/hand_made_study.h"

namespace {

using Values = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();

gating::QuadrantGate gate_at(const Values& values, double location) {
  return {{{"a", viewer::test::linear("A"), values}, {"b", viewer::test::linear("B"), {4}}},
          {{"q", "q", {{"b", 4}, {"a", location}}}}};
}

struct Case {
  std::string name;
  Values before, after;
  double location, expected;
  friend std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }
};
class SetDividerValues : public testing::TestWithParam<Case> {};

TEST_P(SetDividerValues, KeepsTheLocationInItsCell) {
  const auto& [name, before, after, location, expected] = GetParam();
  auto gate = gate_at(before, location);
  viewer::set_divider_values(gate, 0, after);
  EXPECT_EQ(gate, gate_at(after, expected));  // the other divider's location as it was
}

INSTANTIATE_TEST_SUITE_P(
    Table, SetDividerValues,
    testing::Values(Case{"HighStaysWhereItIsAbove", {4}, {5}, 7, 7},                            //
                    Case{"LowStaysWhereItIsBelow", {4}, {5}, 2, 2},                             //
                    Case{"HighGoesUpWithTheValue", {4}, {6}, 5, 7},                             //
                    Case{"OnTheValueIsTheHighCell", {4}, {6}, 4, std::nextafter(6, infinity)},  //
                    Case{"HighMeetsTheValue", {4}, {5}, 5, 6},                                  //
                    Case{"LowGoesDownWithTheValue", {4}, {1}, 3, 0},                            //
                    Case{"LowMeetsTheValue", {4}, {3}, 3, 2},                                   //
                    Case{"NoRoomAboveTakesTheMiddle", {2, 4}, {3.5, 4}, 3, 3.75},               //
                    Case{"NoRoomBelowTakesTheMiddle", {2, 4}, {2, 2.25}, 3, 2.125},             //
                    Case{"NoDoubleBetweenTakesTheLowerEdge", {2, 4}, {1, std::nextafter(1, 2)}, 3, 1},
                    Case{"NoDoubleBetweenOddAndEvenTakesTheLowerEdge",
                         {2, 4},
                         {std::nextafter(1, 2), std::nextafter(std::nextafter(1, 2), 2)},
                         3,
                         std::nextafter(1, 2)},
                    // -1e17 - 1 rounds to -1e17, which is not below the divider.
                    Case{"RoundingInTheLowestCell", {1}, {-1e17}, 0, std::nextafter(-1e17, -infinity)},
                    Case{"InfinityIsTheHighestCell", {4}, {6}, infinity, infinity},
                    Case{"MinusInfinityIsTheLowestCell", {4}, {1}, -infinity, -infinity}),
    [](const auto& row) { return row.param.name; });

}  // namespace
