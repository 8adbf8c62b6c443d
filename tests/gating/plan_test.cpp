#include "gating/plan.h"

#include <array>

#include <gtest/gtest.h>

#include "gating/detail/cell_map.h"
#include "gating/detail/program.h"

namespace {

using fcs::Channel;
using fcs::ChannelIndex;
using fcs::Code;
using gating::Dimension;
using gating::FileCompensationPolicy;
using gating::Plan;
using gating::RectangleGate;
using gating::Strategy;

Channel channel(std::size_t index, const std::string& name) {
  return {ChannelIndex{index}, name, "", 262144.0, {}, 1, false};
}

RectangleGate range(const std::string& name, gating::CompensationRef compensation = {}) {
  return {{{Dimension{gating::ChannelReference{name}, std::move(compensation), {}}, 0, 1}}};
}

struct Sample {
  std::vector<Channel> channels{channel(0, "FSC-A"), channel(1, "FITC-A"), channel(2, "PE-A")};
  std::optional<fcs::Spillover> spillover;
  FileCompensationPolicy policy = FileCompensationPolicy::refuse_twice;
  std::map<ChannelIndex, std::string> compensated;
  const gating::ShapeMaps* maps = nullptr;

  fcs::Result<Plan> compile(const Strategy& strategy) const {
    return Plan::compile(strategy, gating::map_by_name(gating::channel_names(strategy), channels),
                         {channels, spillover ? &*spillover : nullptr, policy, compensated, maps});
  }
};

std::vector<Code> codes(const Plan& plan) {
  std::vector<Code> out;
  for (const auto& finding : plan.findings()) out.push_back(finding.deviation.code);
  return out;
}

const Strategy asks_for_file_compensation{
    {{"G", "", std::nullopt, range("PE-A", gating::FileCompensation{})}}, {}, {}, {}};
const fcs::Spillover two_colours{{"FITC-A", "PE-A"}, {1, 0.1, 0.02, 1}, "$SPILLOVER"};

TEST(Plan, AsksOnlyForTheChannelsThatGatesNeed) {
  Sample sample;
  const auto plan = sample.compile({{{"G", "", std::nullopt, range("PE-A")}}, {}, {}, {}});
  EXPECT_EQ(plan.value().channels(), std::vector{ChannelIndex{2}});
  sample.spillover = two_colours;
  EXPECT_EQ(sample.compile(asks_for_file_compensation).value().channels(),
            (std::vector{ChannelIndex{1}, ChannelIndex{2}}));
}

TEST(Plan, AMissingChannelIsAnObstacleOfItsGateAndOfWhatDependsOnIt) {
  Strategy strategy;
  strategy.gates = {{"Present", "", std::nullopt, range("PE-A")},
                    {"Absent", "", std::nullopt, range("APC-A")},
                    {"Child", "", "Absent", range("PE-A")},
                    {"Not", "", std::nullopt, gating::BooleanGate{gating::BooleanOperation::not_, {{"Child", false}}}}};
  const auto plan = Sample{}.compile(strategy);
  ASSERT_TRUE(plan.has_value());
  std::string obstacles;
  for (std::size_t p = 0; p < plan.value().populations().size(); ++p) {
    const auto& obstacle = plan.value().obstacle(p);
    obstacles +=
        plan.value().populations()[p].id + " " + (obstacle ? std::string{fcs::name(obstacle->code)} : "-") + "\n";
  }
  EXPECT_EQ(obstacles,
            "root -\nPresent -\nAbsent no_such_channel\nChild unevaluable_operand\nNot unevaluable_operand\n");
}

TEST(Plan, WhatDependsOnAMissingChannelNamesItsGateOnceHoweverFarAbove) {
  Strategy strategy;
  strategy.gates = {{"Absent", "", std::nullopt, range("APC-A")},
                    {"Child", "", "Absent", range("PE-A")},
                    {"Grandchild", "", "Child", range("PE-A")}};
  const auto plan = Sample{}.compile(strategy).value();
  for (const std::size_t population : {2U, 3U}) {
    ASSERT_TRUE(plan.obstacle(population));
    EXPECT_EQ(plan.obstacle(population)->found, "Absent (" + fcs::message(*plan.obstacle(1)) + ")");
  }
}

TEST(Plan, WithoutAMatrixValuesAreUsedAsTheyAreAndSaidSo) {
  const auto plan = Sample{}.compile(asks_for_file_compensation);
  EXPECT_EQ(codes(plan.value()), std::vector{Code::no_compensation});
  EXPECT_FALSE(plan.value().obstacle(1));
}
TEST(Plan, AnIdentityMatrixMeansCompensatedAlready) {
  Sample sample;
  sample.spillover = fcs::Spillover{{"FITC-A", "PE-A"}, {1, 0, 0, 1}, "$SPILLOVER"};
  const auto plan = sample.compile(asks_for_file_compensation);
  EXPECT_EQ(codes(plan.value()), std::vector{Code::already_compensated});
  EXPECT_FALSE(plan.value().obstacle(1));
}
TEST(Plan, RefusesToCompensateTwiceUnlessTold) {
  Sample sample;
  sample.channels[1] = channel(1, "Comp-FITC-A");
  sample.channels[2] = channel(2, "Comp-PE-A");
  sample.spillover = fcs::Spillover{{"Comp-FITC-A", "Comp-PE-A"}, {1, 0.1, 0.02, 1}, "$SPILLOVER"};
  const Strategy strategy{{{"G", "", std::nullopt, range("Comp-PE-A", gating::FileCompensation{})}}, {}, {}, {}};
  const auto refused = sample.compile(strategy).value();
  ASSERT_TRUE(refused.obstacle(1));
  EXPECT_EQ(refused.obstacle(1)->code, Code::already_compensated);
  sample.policy = FileCompensationPolicy::use_file;
  EXPECT_FALSE(sample.compile(strategy).value().obstacle(1));
  sample.policy = FileCompensationPolicy::ignore_file;
  EXPECT_EQ(sample.compile(strategy).value().channels(), std::vector{ChannelIndex{2}});
}
TEST(Plan, RefusesToCompensateTwiceWhereTheFileSaysThatItIsDone) {
  Sample sample;
  sample.spillover = two_colours;
  sample.compensated[ChannelIndex{2}] = "$P3TYPE Unmixed Fluorescence";
  const auto refused = sample.compile(asks_for_file_compensation).value();
  ASSERT_TRUE(refused.obstacle(1));
  EXPECT_EQ(refused.obstacle(1)->code, Code::already_compensated);
  EXPECT_EQ(refused.obstacle(1)->found,
            "a compensated channel ($P3TYPE Unmixed Fluorescence) and a spillover matrix ($SPILLOVER)");
  EXPECT_TRUE(refused.matrices().empty());
  sample.policy = FileCompensationPolicy::use_file;
  EXPECT_FALSE(sample.compile(asks_for_file_compensation).value().obstacle(1));
  sample.policy = FileCompensationPolicy::ignore_file;
  EXPECT_FALSE(sample.compile(asks_for_file_compensation).value().obstacle(1));
  // Without a matrix there is nothing to do twice.
  sample.policy = FileCompensationPolicy::refuse_twice;
  sample.spillover.reset();
  const auto plain = sample.compile(asks_for_file_compensation).value();
  EXPECT_FALSE(plain.obstacle(1));
  EXPECT_EQ(codes(plain), std::vector{Code::already_compensated});
}
TEST(Plan, RefusesTheStrategysOwnMatrixOnCompensatedChannelsUnlessItIsTheIdentity) {
  Sample sample;
  sample.compensated[ChannelIndex{1}] = "the first data set of an LMD file";
  Strategy strategy{{{"G", "", std::nullopt, range("PE", gating::MatrixCompensation{"M"})}}, {}, {}, {}};
  strategy.matrices["M"] = {{"FITC", "PE"}, {"FITC-A", "PE-A"}, {1, 0.1, 0.02, 1}, false};
  const auto refused = sample.compile(strategy).value();
  ASSERT_TRUE(refused.obstacle(1));
  EXPECT_EQ(refused.obstacle(1)->code, Code::already_compensated);
  sample.policy = FileCompensationPolicy::use_file;
  EXPECT_FALSE(sample.compile(strategy).value().obstacle(1));
  sample.policy = FileCompensationPolicy::refuse_twice;
  strategy.matrices["M"].coefficients = {1, 0, 0, 1};
  EXPECT_FALSE(sample.compile(strategy).value().obstacle(1));
}
TEST(Plan, SaysWhichMatricesItApplies) {
  Sample sample;
  sample.spillover = two_colours;
  Strategy strategy{{{"F", "", std::nullopt, range("PE-A", gating::FileCompensation{})},
                     {"F2", "", std::nullopt, range("FITC-A", gating::FileCompensation{})},
                     {"M", "", std::nullopt, range("PE", gating::MatrixCompensation{"Mine"})},
                     {"U", "", std::nullopt, range("PE-A")}},
                    {},
                    {},
                    {}};
  strategy.matrices["Mine"] = {{"FITC", "PE"}, {"FITC-A", "PE-A"}, {1, 0.2, 0.03, 1}, false};
  strategy.matrices["Unused"] = strategy.matrices["Mine"];
  const auto matrices = sample.compile(strategy).value().matrices();
  ASSERT_EQ(matrices.size(), 2U);
  EXPECT_TRUE(matrices[0].is_of_file);
  EXPECT_EQ(matrices[0].source, "$SPILLOVER");
  EXPECT_EQ(matrices[0].coefficients, two_colours.coefficients);
  EXPECT_FALSE(matrices[1].is_of_file);
  EXPECT_EQ(matrices[1].source, "Mine");
  EXPECT_EQ(matrices[1].fluorochromes, (std::vector<std::string>{"FITC", "PE"}));
}
TEST(Plan, AMatrixThatNamesNoChannelOfTheFileIsAnObstacle) {
  Sample sample;
  sample.spillover = fcs::Spillover{{"Gone-A", "PE-A"}, {1, 0.1, 0.02, 1}, "$SPILLOVER"};
  const auto plan = sample.compile(asks_for_file_compensation).value();
  ASSERT_TRUE(plan.obstacle(1));
  EXPECT_EQ(plan.obstacle(1)->code, Code::bad_spillover);
}
TEST(Plan, AChannelOutsideTheFilesMatrixIsRaw) {
  Sample sample;
  sample.spillover = two_colours;
  const Strategy strategy{{{"G", "", std::nullopt, range("FSC-A", gating::FileCompensation{})}}, {}, {}, {}};
  const auto plan = sample.compile(strategy).value();
  EXPECT_EQ(plan.channels(), std::vector{ChannelIndex{0}});
  EXPECT_TRUE(plan.findings().empty());
}

TEST(Plan, SaysWhereAScaleDoesNotFitTheChannel) {
  const auto with_top = [](double T) {
    Strategy strategy;
    strategy.transformations.emplace("L", gating::Transformation::make(gating::Logicle{T, 0.5, 4.5, 0}).value());
    auto gate = range("PE-A");
    gate.sides[0].dimension.transformation = "L";
    strategy.gates = {{"G", "", std::nullopt, gate}};
    return codes(Sample{}.compile(strategy).value());
  };
  EXPECT_TRUE(with_top(262144).empty());
  EXPECT_TRUE(with_top(131072).empty());  // twofold, and no more
  EXPECT_EQ(with_top(131071), std::vector{Code::scale_mismatch});
  EXPECT_EQ(with_top(4194304), std::vector{Code::scale_mismatch});
}

/// The maps of a polygon and an ellipse of two channels.
std::array<const gating::CellMap*, 2> maps_of(const Sample& sample, const Strategy& strategy) {
  const auto plan = sample.compile(strategy).value();
  std::array<const gating::CellMap*, 2> out{};
  for (const auto& step : plan.program().steps) {
    if (const auto* polygon = std::get_if<gating::PolygonTest>(&step.test)) out[0] = polygon->cells.get();
    if (const auto* ellipse = std::get_if<gating::EllipsoidTest>(&step.test)) out[1] = ellipse->cells.get();
  }
  return out;
}

/// A polygon and an ellipse on a logicle scale and a plain one.
Strategy two_shapes(const std::string& channel, double edge, double decades) {
  const Dimension x{gating::ChannelReference{channel}, {}, "L"}, y{gating::ChannelReference{"PE-A"}, {}, {}};
  return {{{"P", "", std::nullopt, gating::PolygonGate{{x, y}, {{0, 0}, {edge, 0}, {0, 9000}}}},
           {"E", "", std::nullopt, gating::EllipsoidGate{{x, y}, {edge, 500}, {0.1, 0, 0, 9000}, 1}}},
          {{"L", gating::Transformation::make(gating::Logicle{262144, 0.5, decades, 0}).value()}},
          {},
          {}};
}

TEST(Plan, SharesTheMapsOfTheSameShapesOnTheSameScales) {
  const gating::ShapeMaps shared;
  Sample first, second;
  first.maps = second.maps = &shared;
  second.channels[1] = channel(1, "APC-A");  // on another channel a shape is the same
  const auto maps = maps_of(first, two_shapes("FITC-A", 0.7, 4.5));
  ASSERT_NE(maps[0], nullptr);
  ASSERT_NE(maps[1], nullptr);
  EXPECT_EQ(maps_of(second, two_shapes("APC-A", 0.7, 4.5)), maps);
  const auto of_other_shapes = maps_of(first, two_shapes("FITC-A", 0.8, 4.5));
  const auto on_another_scale = maps_of(first, two_shapes("FITC-A", 0.7, 4));
  for (const std::size_t shape : {0U, 1U}) {
    EXPECT_NE(of_other_shapes[shape], maps[shape]);
    EXPECT_NE(on_another_scale[shape], maps[shape]);
    EXPECT_NE(on_another_scale[shape], of_other_shapes[shape]);
  }
}

TEST(Plan, TakesNoMoreMemoryHoweverManyShapesThereWere) {
  const gating::ShapeMaps shared;
  Sample sample;
  sample.maps = &shared;
  const auto maps = maps_of(sample, two_shapes("FITC-A", 0.7, 4.5));
  const auto plan = sample.compile(two_shapes("FITC-A", 0.7, 4.5)).value();  // keeps its own
  for (int shape = 0; shape < 300; ++shape) maps_of(sample, two_shapes("FITC-A", 0.71 + 1e-4 * shape, 4.5));
  const auto again = maps_of(sample, two_shapes("FITC-A", 0.7, 4.5));
  EXPECT_NE(again[0], maps[0]);
  EXPECT_NE(again[0], nullptr);
}

TEST(Plan, RefusesAStrategyThatIsWrongInItself) {
  const auto code = [](gating::Gate gate) {
    return Sample{}.compile({{{"G", "", std::nullopt, std::move(gate)}}, {}, {}, {}}).error().code;
  };
  auto gate = range("PE-A");
  gate.sides[0].dimension.transformation = "Nowhere";
  EXPECT_EQ(code(gate), Code::dangling_reference);
  EXPECT_EQ(code(range("PE-A", gating::MatrixCompensation{"Nowhere"})), Code::dangling_reference);
  EXPECT_EQ(code(gating::BooleanGate{gating::BooleanOperation::and_, {{"root", false}}}), Code::dangling_reference);
  const Dimension dimension{gating::ChannelReference{"PE-A"}, {}, {}};
  EXPECT_EQ(code(gating::PolygonGate{{dimension, dimension}, {{0, 0}, {1, 1}}}), Code::bad_gate);
  EXPECT_EQ(code(gating::EllipsoidGate{{dimension, dimension}, {0, 0}, {1, 0, 0}, 1}), Code::bad_gate);
}

}  // namespace
