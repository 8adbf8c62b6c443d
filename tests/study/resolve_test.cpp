#include "study/resolve.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using gating::QuadrantGate;
using gating::RectangleGate;
using testing::HasSubstr;

constexpr double infinite = std::numeric_limits<double>::infinity();
const std::vector<panels::Threshold> of_cd38{{"G", "CD38", "fmo", 0.995}};

/// One gate, on the scale x / 1000.
gating::Strategy strategy_with(gating::Gate gate) {
  gating::Strategy strategy;
  strategy.transformations.emplace("Scale", gating::Transformation::make(gating::Linear{1000, 0}).value());
  strategy.gates.push_back({"G", "G", std::nullopt, std::move(gate)});
  return strategy;
}

gating::Dimension cd38() { return {gating::ChannelReference{"CD38"}, gating::Uncompensated{}, "Scale"}; }

gating::Strategy range(double min, double max) { return strategy_with(RectangleGate{{{cd38(), min, max}}}); }

/// A divider at 0.1, with a Quadrant on either side.
gating::Strategy quadrants() {
  return strategy_with(
      QuadrantGate{{{"D", cd38(), {0.1}}}, {{"Neg", "Neg", {{"D", 0.05}}}, {"Pos", "Pos", {{"D", 0.2}}}}});
}

study::SampleGates cut_at(double value) {
  study::SampleGates gates;
  study::ControlCut cut;
  cut.control = "fmo";
  cut.value = value;
  gates.edges = {{cut, ""}};
  return gates;
}

RectangleGate::Side side_of(const study::ResolvedStrategy& resolved) {
  return std::get<RectangleGate>(resolved.strategy.gates.front().gate).sides.front();
}

TEST(Resolve, WithoutControlsIsTheTemplate) {
  const auto resolved = study::resolve(range(0.3, 0.9), of_cd38, {}).value();
  EXPECT_EQ(resolved.strategy, range(0.3, 0.9));
  ASSERT_EQ(resolved.thresholds.size(), 1U);
  EXPECT_EQ(resolved.thresholds.front().source, study::ThresholdSource::fixed);
  EXPECT_EQ(resolved.thresholds.front().edge, 0.3);
  EXPECT_NEAR(*resolved.thresholds.front().value, 300, 1e-9);  // 0.3 x 1000
  EXPECT_EQ(resolved.thresholds.front().fallback, "");
}

struct Moved {
  std::string name;
  double min, max, cut;
  double expected_min, expected_max;
  friend std::ostream& operator<<(std::ostream& out, const Moved& row) { return out << row.name; }
};
class MovedRange : public testing::TestWithParam<Moved> {};

// Cuts are in data units, edges on the scale x / 1000.
TEST_P(MovedRange, HasTheCutForItsEdge) {
  const auto& row = GetParam();
  const auto side = side_of(study::resolve(range(row.min, row.max), of_cd38, cut_at(row.cut)).value());
  EXPECT_DOUBLE_EQ(side.min, row.expected_min);
  EXPECT_DOUBLE_EQ(side.max, row.expected_max);
}

INSTANTIATE_TEST_SUITE_P(Table, MovedRange,
                         testing::Values(Moved{"FromBelow", 0.3, infinite, 500, 0.5, infinite},
                                         Moved{"BoundedBothWays", 0.3, 0.9, 500, 0.5, 0.9},
                                         Moved{"BoundedAboveOnly", -infinite, 0.9, 500, -infinite, 0.5},
                                         Moved{"Unbounded", -infinite, infinite, 500, 0.5, infinite},
                                         Moved{"CutBelowZero", 0.3, infinite, -20, -0.02, infinite}),
                         [](const auto& row) { return row.param.name; });

TEST(Resolve, LeavesAnEdgeThatTheCutWouldPushPastTheOther) {
  const auto resolved = study::resolve(range(0.3, 0.9), of_cd38, cut_at(900)).value();
  EXPECT_EQ(resolved.strategy, range(0.3, 0.9));
  EXPECT_EQ(resolved.thresholds.front().source, study::ThresholdSource::fixed);
  EXPECT_THAT(resolved.thresholds.front().fallback, HasSubstr("past the gate's other edge"));
}

TEST(Resolve, LeavesAnEdgeWhoseScaleHasNoPlaceForTheCut) {
  auto strategy = range(0.3, infinite);
  strategy.transformations.clear();
  strategy.transformations.emplace("Scale", gating::Transformation::make(gating::Logarithmic{1000, 4}).value());
  const auto resolved = study::resolve(strategy, of_cd38, cut_at(-5)).value();
  EXPECT_EQ(side_of(resolved).min, 0.3);
  EXPECT_THAT(resolved.thresholds.front().fallback, HasSubstr("no place"));
}

// A location says on which side of the divider a Quadrant lies. At 0.2 the positive one would be negative once the
// divider is at 0.6.
TEST(Resolve, MovesADividerWithAllItsQuadrants) {
  const auto resolved = study::resolve(quadrants(), of_cd38, cut_at(600)).value();
  const auto& gate = std::get<QuadrantGate>(resolved.strategy.gates.front().gate);
  EXPECT_DOUBLE_EQ(gate.dividers.front().values.front(), 0.6);
  EXPECT_LT(gate.quadrants[0].positions.front().location, gate.dividers.front().values.front());
  EXPECT_GE(gate.quadrants[1].positions.front().location, gate.dividers.front().values.front());
  EXPECT_EQ(resolved.thresholds.front().source, study::ThresholdSource::fmo);
}

TEST(Resolve, MovesNoneOfTwoDividersInOneDimension) {
  auto strategy = quadrants();
  std::get<QuadrantGate>(strategy.gates.front().gate).dividers.front().values = {0.1, 0.5};
  const auto resolved = study::resolve(strategy, of_cd38, cut_at(600)).value();
  EXPECT_EQ(resolved.strategy, strategy);
  EXPECT_THAT(resolved.thresholds.front().fallback, HasSubstr("no single edge"));
}

TEST(Resolve, LeavesAGateOfTheOverrideAsItIs) {
  auto gates = cut_at(600);
  gates.changed = study::Override{"overrides/a.gatingml.xml", "", "", range(0.4, infinite), "why"};
  const auto resolved = study::resolve(range(0.3, infinite), of_cd38, gates).value();
  EXPECT_EQ(side_of(resolved).min, 0.4);
  EXPECT_EQ(resolved.thresholds.front().source, study::ThresholdSource::overridden);
  EXPECT_EQ(resolved.thresholds.front().edge, 0.4);
}

TEST(Resolve, SaysWhyTheTemplatesEdgeStands) {
  study::SampleGates gates;
  gates.edges = {{std::nullopt, "no FMO tube"}};
  EXPECT_EQ(study::resolve(range(0.3, 0.9), of_cd38, gates).value().thresholds.front().fallback, "no FMO tube");
}

}  // namespace
