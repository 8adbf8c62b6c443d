#include "gating/gatingml/merge.h"

#include <gtest/gtest.h>

namespace {

using namespace gating;

Transformation arcsinh(double T, Bound bound = {}) { return Transformation::make(Arcsinh{T, 4, 1}, bound).value(); }

RectangleGate::Side side(std::variant<ChannelReference, RatioReference> source, CompensationRef compensation,
                         std::string transformation) {
  return {{std::move(source), std::move(compensation), std::move(transformation)}, 0, 1};
}

TEST(MergeEqualDefinitions, LeavesTheFirstOfEachAndRefersToIt) {
  Strategy strategy;
  strategy.transformations = {{"a", arcsinh(1)}, {"b", arcsinh(2)}, {"c", arcsinh(1)}, {"d", arcsinh(1, {0, 1})}};
  strategy.ratios = {{"r", {1, 0, 0, "A", "B", {}}}, {"s", {1, 0, 0, "A", "B", {}}}, {"t", {1, 0, 0, "B", "A", {}}}};
  strategy.matrices = {
      {"m", {{"f"}, {"A"}, {1}, false}}, {"n", {{"f"}, {"A"}, {1}, false}}, {"o", {{"f"}, {"A"}, {1}, true}}};
  QuadrantGate quadrants;
  quadrants.dividers = {{"x", {RatioReference{"s"}, MatrixCompensation{"n"}, "c"}, {1}}};
  quadrants.quadrants = {{"q", "q", {{"x", 2}}}};
  strategy.gates.push_back({"Q", "Q", std::nullopt, quadrants});
  strategy.gates.push_back({"R", "R", "q",
                            RectangleGate{{side(ChannelReference{"A"}, MatrixCompensation{"o"}, "d"),
                                           side(RatioReference{"t"}, Uncompensated{}, "b")}}});

  const auto merged = gatingml::merge_equal_definitions(strategy);
  EXPECT_EQ(merged.replaced, (std::map<std::string, std::string>{{"c", "a"}, {"n", "m"}, {"s", "r"}}));
  auto expected = strategy;
  expected.transformations.erase("c");
  expected.ratios.erase("s");
  expected.matrices.erase("n");
  std::get<QuadrantGate>(expected.gates[0].gate).dividers[0].dimension =
      Dimension{RatioReference{"r"}, MatrixCompensation{"m"}, "a"};
  EXPECT_TRUE(merged.strategy == expected);
}

}  // namespace
