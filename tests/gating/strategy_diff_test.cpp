#include "gating/strategy_diff.h"

#include <algorithm>
#include <limits>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "random_strategy.h"

namespace {

using gating::BooleanOperation;
using gating::ChannelReference;
using gating::Dimension;
using gating::FileCompensation;
using gating::GateNode;
using gating::MatrixCompensation;
using gating::Point;
using gating::RectangleGate;
using gating::Strategy;

Dimension on(const std::string& channel, gating::CompensationRef compensation = {},
             std::optional<std::string> transformation = {}) {
  return {ChannelReference{channel}, std::move(compensation), std::move(transformation)};
}
RectangleGate range(Dimension dimension, double min, double max) { return {{{std::move(dimension), min, max}}}; }
gating::Transformation logicle(double W) {
  return gating::Transformation::make(gating::Logicle{262144, W, 4.5, 0}).value();
}

std::string text(const gating::ChangeValue& value) {
  struct Print {
    std::string operator()(std::monostate) const { return "-"; }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(const std::string& word) const { return word; }
    std::string operator()(const gating::Ratio& ratio) const { return fmt::format("A {}", ratio.A); }
    std::string operator()(const gating::ResolvedCompensation& compensation) const {
      const auto* matrix = std::get_if<gating::ResolvedMatrix>(&compensation);
      if (matrix != nullptr) return matrix->id;
      return std::holds_alternative<FileCompensation>(compensation) ? "FCS" : "uncompensated";
    }
    std::string operator()(const gating::Transformation& transformation) const {
      return fmt::format("W {}", std::get<gating::Logicle>(transformation.parameters()).W);
    }
  };
  return std::visit(Print{}, value);
}

/// A line a difference: "+ path", "- path", "path: kind dimension item: before -> after".
std::string diff(const Strategy& before, const Strategy& after) {
  const auto result = gating::strategy_diff(before, after);
  if (result.has_error()) return fcs::message(result.error());
  const auto& found = result.value();
  std::string out;
  for (const auto& population : found.populations) {
    if (!population.before) out += "+ " + found.after[*population.after].path + "\n";
    if (!population.after) out += "- " + found.before[*population.before].path + "\n";
    for (const auto& change : population.changes) {
      out += fmt::format("{}: {}{}{}{}{}: {} -> {}\n", found.before[*population.before].path, name(change.kind),
                         change.dimension.empty() ? "" : " ", change.dimension, change.item.empty() ? "" : " ",
                         change.item, text(change.before), text(change.after));
    }
  }
  EXPECT_EQ(found.is_different(), !out.empty());
  return out;
}

/// Lymphocytes / CD3+ / {CD4+, CD8+ as Quadrants}; Rest = not CD3+.
Strategy t_cells() {
  Strategy strategy;
  strategy.transformations.emplace("L", logicle(0.5));
  strategy.matrices["M"] = {{"FITC", "PE"}, {"FL1", "FL2"}, {1, 0.1, 0.02, 1}, false};
  strategy.ratios["R"] = {1, 0, 0, "FL3", "FL4", {}};
  const gating::QuadrantGate lineage{
      {{"D4", on("CD4", FileCompensation{}, "L"), {0.5}}, {"D8", on("CD8", FileCompensation{}, "L"), {0.6}}},
      {{"CD4", "CD4+", {{"D4", 0.9}, {"D8", 0.1}}}, {"CD8", "CD8+", {{"D4", 0.1}, {"D8", 0.9}}}}};
  strategy.gates = {{"Lymph", "Lymphocytes", std::nullopt,
                     gating::PolygonGate{{on("FSC-A"), on("SSC-A")}, {{0, 0}, {100, 0}, {100, 80}, {0, 80}}}},
                    {"CD3", "CD3+", "Lymph", range(on("CD3", FileCompensation{}, "L"), 0.4, 1)},
                    {"Lineage", "Lineage", "CD3", lineage},
                    {"Rest", "Rest", std::nullopt, gating::BooleanGate{BooleanOperation::not_, {{"CD3", false}}}}};
  return strategy;
}
GateNode& gate(Strategy& strategy, const std::string& id) {
  return *std::ranges::find(strategy.gates, id, &GateNode::id);
}
template <class Shape>
Shape& shape(Strategy& strategy, const std::string& id) {
  return std::get<Shape>(gate(strategy, id).gate);
}

TEST(StrategyDiff, AStrategyEqualsItself) { EXPECT_EQ(diff(t_cells(), t_cells()), ""); }

TEST(StrategyDiff, NamesWhatIsAddedAndRemoved) {
  auto after = t_cells();
  after.gates.push_back({"CD19", "CD19+", "Lymph", range(on("CD19"), 1, 2)});
  EXPECT_EQ(diff(t_cells(), after), "+ Lymphocytes/CD19+\n");
  EXPECT_EQ(diff(after, t_cells()), "- Lymphocytes/CD19+\n");
}
TEST(StrategyDiff, ARenamedGateIsOneChangeAndNoneOfItsChildren) {
  auto after = t_cells();
  gate(after, "Lymph").name = "Lymphs";
  EXPECT_EQ(diff(t_cells(), after), "Lymphocytes: name: Lymphocytes -> Lymphs\n");
}
TEST(StrategyDiff, ANewIdOfANamedGateIsAChangeOfId) {
  auto after = t_cells();
  gate(after, "CD3").id = "G7";
  gate(after, "Lineage").parent = "G7";
  shape<gating::BooleanGate>(after, "Rest").operands[0].gate = "G7";
  EXPECT_EQ(diff(t_cells(), after), "Lymphocytes/CD3+: id: CD3 -> G7\n");
}
TEST(StrategyDiff, AnIdThatIsTheNameChangesOnce) {
  Strategy before;
  before.gates = {{"A", "A", std::nullopt, range(on("X"), 0, 1)}};
  Strategy after;
  after.gates = {{"B", "B", std::nullopt, range(on("X"), 0, 1)}};
  EXPECT_EQ(diff(before, after), "A: name: A -> B\n");
}
TEST(StrategyDiff, AnotherParentIsAChangeOfTheGateThatHasItAlone) {
  auto after = t_cells();
  gate(after, "CD3").parent = std::nullopt;
  EXPECT_EQ(diff(t_cells(), after), "Lymphocytes/CD3+: parent: Lymphocytes -> root\n");
}
TEST(StrategyDiff, AThresholdHasItsDimensionAndBothValues) {
  auto after = t_cells();
  shape<RectangleGate>(after, "CD3").sides[0].min = 0.45;
  shape<RectangleGate>(after, "CD3").sides[0].max = std::numeric_limits<double>::infinity();
  EXPECT_EQ(diff(t_cells(), after),
            "Lymphocytes/CD3+: threshold CD3 min: 0.4 -> 0.45\nLymphocytes/CD3+: threshold CD3 max: 1 -> -\n");
}
TEST(StrategyDiff, ADividerMovesTheQuadrantsThatItBounds) {
  auto after = t_cells();
  shape<gating::QuadrantGate>(after, "Lineage").dividers[1].values[0] = 0.65;
  EXPECT_EQ(diff(t_cells(), after),
            "Lymphocytes/CD3+/CD4+: threshold CD8 max: 0.6 -> 0.65\n"
            "Lymphocytes/CD3+/CD8+: threshold CD8 min: 0.6 -> 0.65\n");
}
TEST(StrategyDiff, AVertexHasItsNumberAndTheDimensionsThatMoved) {
  auto after = t_cells();
  shape<gating::PolygonGate>(after, "Lymph").vertices[2] = {110, 80};
  EXPECT_EQ(diff(t_cells(), after), "Lymphocytes: vertex FSC-A 3: 100 -> 110\n");
}
TEST(StrategyDiff, VerticesCanBeAddedAndRemoved) {
  auto after = t_cells();
  auto& vertices = shape<gating::PolygonGate>(after, "Lymph").vertices;
  vertices.insert(vertices.begin() + 2, {120, 40});
  EXPECT_EQ(diff(t_cells(), after), "Lymphocytes: vertex FSC-A 3: - -> 120\nLymphocytes: vertex SSC-A 3: - -> 40\n");
  EXPECT_EQ(diff(after, t_cells()), "Lymphocytes: vertex FSC-A 3: 120 -> -\nLymphocytes: vertex SSC-A 3: 40 -> -\n");
}
TEST(StrategyDiff, AnEllipsoidHasMeanCovarianceAndDistance) {
  const gating::EllipsoidGate ellipsoid{{on("X"), on("Y")}, {1, 2}, {4, 1, 1, 9}, 2};
  Strategy before;
  before.gates = {{"E", "E", std::nullopt, ellipsoid}};
  auto after = before;
  shape<gating::EllipsoidGate>(after, "E") = {{on("X"), on("Y")}, {1, 3}, {4, 1, 1, 8}, 2.5};
  EXPECT_EQ(diff(before, after), "E: mean Y: 2 -> 3\nE: covariance Y Y: 9 -> 8\nE: distance_square: 2 -> 2.5\n");
  // Axes in the other order: the same ellipsoid.
  shape<gating::EllipsoidGate>(after, "E") = {{on("Y"), on("X")}, {2, 1}, {9, 1, 1, 4}, 2};
  EXPECT_EQ(diff(before, after), "");
}
TEST(StrategyDiff, ATransformationChangesForEachGateThatUsesIt) {
  auto after = t_cells();
  after.transformations.clear();
  after.transformations.emplace("L", logicle(1));
  EXPECT_EQ(diff(t_cells(), after),
            "Lymphocytes/CD3+: transformation CD3: W 0.5 -> W 1\n"
            "Lymphocytes/CD3+/CD4+: transformation CD4: W 0.5 -> W 1\n"
            "Lymphocytes/CD3+/CD4+: transformation CD8: W 0.5 -> W 1\n"
            "Lymphocytes/CD3+/CD8+: transformation CD4: W 0.5 -> W 1\n"
            "Lymphocytes/CD3+/CD8+: transformation CD8: W 0.5 -> W 1\n");
}
TEST(StrategyDiff, ATransformationThatIsGoneIsAChange) {
  auto after = t_cells();
  shape<RectangleGate>(after, "CD3").sides[0].dimension.transformation.reset();
  EXPECT_EQ(diff(t_cells(), after), "Lymphocytes/CD3+: transformation CD3: W 0.5 -> -\n");
}
TEST(StrategyDiff, CompensationIsComparedByWhatItDoes) {
  auto before = t_cells();
  gate(before, "CD3").gate = range(on("FITC", MatrixCompensation{"M"}), 0, 1);
  auto after = before;
  after.matrices["M"].coefficients[1] = 0.12;
  EXPECT_EQ(diff(before, after), "Lymphocytes/CD3+: compensation FITC: M -> M\n");
  const auto changes = gating::coefficient_changes(before.matrices["M"], after.matrices["M"]);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].fluorochrome + " in " + changes[0].detector, "FITC in FL2");
  EXPECT_EQ(changes[0].before, 0.1);
  EXPECT_EQ(changes[0].after, 0.12);
  after = before;
  shape<RectangleGate>(after, "CD3").sides[0].dimension.compensation = FileCompensation{};
  EXPECT_EQ(diff(before, after), "Lymphocytes/CD3+: compensation FITC: M -> FCS\n");
}
TEST(StrategyDiff, OperandsOfABooleanGate) {
  auto before = t_cells();
  gate(before, "Rest").gate = gating::BooleanGate{BooleanOperation::and_, {{"CD3", true}, {"CD4", false}}};
  auto after = before;
  gate(after, "Rest").gate = gating::BooleanGate{BooleanOperation::or_, {{"CD3", true}, {"CD8", false}}};
  EXPECT_EQ(diff(before, after),
            "Rest: operation: and -> or\nRest: operand: Lymphocytes/CD3+/CD4+ -> -\nRest: operand: - -> "
            "Lymphocytes/CD3+/CD8+\n");
  gate(after, "Rest").gate = gating::BooleanGate{BooleanOperation::and_, {{"CD3", false}, {"CD4", false}}};
  EXPECT_EQ(diff(before, after), "Rest: operand: not Lymphocytes/CD3+ -> -\nRest: operand: - -> Lymphocytes/CD3+\n");
}
TEST(StrategyDiff, AnotherShapeIsOneChange) {
  auto after = t_cells();
  gate(after, "CD3").gate = gating::PolygonGate{{on("CD3"), on("SSC-A")}, {{0, 0}, {1, 0}, {1, 1}}};
  EXPECT_EQ(diff(t_cells(), after), "Lymphocytes/CD3+: shape: rectangle -> polygon\n");
}
TEST(StrategyDiff, AnotherDimensionIsNamed) {
  auto after = t_cells();
  shape<RectangleGate>(after, "CD3").sides[0].dimension.source = ChannelReference{"CD2"};
  EXPECT_EQ(diff(t_cells(), after), "Lymphocytes/CD3+: dimension CD2: CD3 -> CD2\n");
  after = t_cells();
  shape<RectangleGate>(after, "CD3").sides.push_back({on("Time"), 5, 9});
  EXPECT_EQ(diff(t_cells(), after),
            "Lymphocytes/CD3+: dimension Time: - -> Time\nLymphocytes/CD3+: threshold Time min: - -> 5\n"
            "Lymphocytes/CD3+: threshold Time max: - -> 9\n");
}
TEST(StrategyDiff, ARatioIsComparedByItsFormula) {
  auto before = t_cells();
  gate(before, "CD3").gate = range({gating::RatioReference{"R"}, {}, {}}, 0, 1);
  auto after = before;
  after.ratios["R"].A = 2;
  EXPECT_EQ(diff(before, after), "Lymphocytes/CD3+: ratio FL3 / FL4: A 1 -> A 2\n");
}

/// What is no difference: each row changes how a strategy is written and not what it means.
struct Rewriting {
  std::string name;
  void (*rewrite)(Strategy&);
  friend std::ostream& operator<<(std::ostream& out, const Rewriting& row) { return out << row.name; }
};
class SameMeaning : public testing::TestWithParam<Rewriting> {};
TEST_P(SameMeaning, IsNoDifference) {
  auto after = t_cells();
  GetParam().rewrite(after);
  EXPECT_EQ(diff(t_cells(), after), "");
  EXPECT_EQ(diff(after, t_cells()), "");
}
INSTANTIATE_TEST_SUITE_P(
    Table, SameMeaning,
    testing::Values(
        Rewriting{"OrderOfGates", [](Strategy& s) { std::ranges::reverse(s.gates); }},
        Rewriting{"IdOfATransformation",
                  [](Strategy& s) {
                    s.transformations.clear();
                    s.transformations.emplace("Biex", logicle(0.5));
                    shape<RectangleGate>(s, "CD3").sides[0].dimension.transformation = "Biex";
                    for (auto& divider : shape<gating::QuadrantGate>(s, "Lineage").dividers)
                      divider.dimension.transformation = "Biex";
                  }},
        Rewriting{"DefinitionsThatNoGateUses",
                  [](Strategy& s) {
                    s.transformations.emplace("Spare", logicle(1));
                    s.matrices.clear();
                    s.ratios.clear();
                  }},
        Rewriting{"FirstVertex",
                  [](Strategy& s) {
                    auto& vertices = shape<gating::PolygonGate>(s, "Lymph").vertices;
                    std::ranges::rotate(vertices, vertices.begin() + 3);
                  }},
        Rewriting{"DirectionOfThePolygon",
                  [](Strategy& s) { std::ranges::reverse(shape<gating::PolygonGate>(s, "Lymph").vertices); }},
        Rewriting{"AClosedPolygon",
                  [](Strategy& s) {
                    shape<gating::PolygonGate>(s, "Lymph").vertices.push_back({0, 0});
                  }},
        Rewriting{"AxesOfAPolygon",
                  [](Strategy& s) {
                    auto& polygon = shape<gating::PolygonGate>(s, "Lymph");
                    std::swap(polygon.dimensions[0], polygon.dimensions[1]);
                    for (auto& vertex : polygon.vertices) std::swap(vertex.x, vertex.y);
                  }},
        Rewriting{
            "LocationInTheSameCell",
            [](Strategy& s) { shape<gating::QuadrantGate>(s, "Lineage").quadrants[0].positions[0].location = 0.6; }},
        Rewriting{"IdsAndOrderOfDividers",
                  [](Strategy& s) {
                    auto& lineage = shape<gating::QuadrantGate>(s, "Lineage");
                    std::swap(lineage.dividers[0], lineage.dividers[1]);
                    for (auto& divider : lineage.dividers) divider.id += "x";
                    for (auto& quadrant : lineage.quadrants) {
                      for (auto& position : quadrant.positions) position.divider += "x";
                      std::ranges::reverse(quadrant.positions);
                    }
                  }},
        Rewriting{"AQuadrantAsARectangle",
                  [](Strategy& s) {
                    constexpr auto open = std::numeric_limits<double>::infinity();
                    std::erase_if(s.gates, [](const GateNode& node) { return node.id == "Lineage"; });
                    s.gates.push_back({"CD4", "CD4+", "CD3",
                                       RectangleGate{{{on("CD4", FileCompensation{}, "L"), 0.5, open},
                                                      {on("CD8", FileCompensation{}, "L"), -open, 0.6}}}});
                    s.gates.push_back({"CD8", "CD8+", "CD3",
                                       RectangleGate{{{on("CD8", FileCompensation{}, "L"), 0.6, open},
                                                      {on("CD4", FileCompensation{}, "L"), -open, 0.5}}}});
                  }},
        Rewriting{"AnOperandTwice",
                  [](Strategy& s) {
                    gate(s, "Rest").gate = gating::BooleanGate{BooleanOperation::and_, {{"CD3", true}, {"CD3", true}}};
                  }},
        Rewriting{"AnOrOfOneOperand",
                  [](Strategy& s) {
                    gate(s, "Rest").gate = gating::BooleanGate{BooleanOperation::or_, {{"CD3", true}, {"CD3", true}}};
                  }}),
    [](const auto& row) { return row.param.name; });

TEST(StrategyDiff, TheRowsOfAMatrixMayComeInAnyOrder) {
  auto before = t_cells();
  gate(before, "CD3").gate = range(on("FITC", MatrixCompensation{"M"}), 0, 1);
  auto after = before;
  after.matrices.clear();
  after.matrices["Other"] = {{"PE", "FITC"}, {"FL2", "FL1"}, {1, 0.02, 0.1, 1}, false};
  shape<RectangleGate>(after, "CD3").sides[0].dimension.compensation = MatrixCompensation{"Other"};
  EXPECT_EQ(diff(before, after), "");
}

/// A parent with one child, whose gate is 0 to `max`.
Strategy family(const std::string& parent, const std::string& child_id, const std::string& child_name, double max) {
  Strategy strategy;
  strategy.gates = {{parent, parent, std::nullopt, range(on("X"), 0, 10)},
                    {"Other", "Other", std::nullopt, range(on("Z"), 0, 10)},
                    {child_id, child_name, parent, range(on("Y"), 0, max)}};
  return strategy;
}

TEST(PopulationMatching, TheIdDecidesBeforeNameAndGate) {
  // "C" keeps its id and takes another name; a new gate takes over its name and its bounds.
  const auto before = family("P", "C", "Old", 5);
  auto after = family("P", "C", "New", 6);
  after.gates.push_back({"D", "Old", "P", range(on("Y"), 0, 5)});
  EXPECT_EQ(diff(before, after), "P/Old: name: Old -> New\nP/Old: threshold Y max: 5 -> 6\n+ P/Old\n");
}
TEST(PopulationMatching, ThePathDecidesWhereIdsDiffer) {
  const auto before = family("P", "C", "Child", 5);
  auto after = family("P", "D", "Child", 6);
  after.gates.push_back({"E", "Twin", "P", range(on("Y"), 0, 5)});  // the same gate under another name
  EXPECT_EQ(diff(before, after), "P/Child: id: C -> D\nP/Child: threshold Y max: 5 -> 6\n+ P/Twin\n");
}
TEST(PopulationMatching, TheNameDecidesBelowAParentThatIsRenamed) {
  auto before = family("P", "C", "Child", 5);
  auto after = family("P", "D", "Child", 6);
  after.gates[0].name = "Parents";
  EXPECT_EQ(diff(before, after), "P: name: P -> Parents\nP/Child: id: C -> D\nP/Child: threshold Y max: 5 -> 6\n");
}
TEST(PopulationMatching, TheGateDecidesWhereIdAndNameDiffer) {
  EXPECT_EQ(diff(family("P", "C", "C", 5), family("P", "D", "D", 5)), "P/C: name: C -> D\n");
}
TEST(PopulationMatching, AGateThatIsRenamedAndMovedIsStillTheSame) {
  auto after = family("P", "D", "D", 5);
  after.gates[2].parent = "Other";
  EXPECT_EQ(diff(family("P", "C", "C", 5), after), "P/C: name: C -> D\nP/C: parent: P -> Other\n");
}
TEST(PopulationMatching, AGateBelowTheSameParentIsPreferred) {
  auto before = family("P", "C", "C", 5);
  auto after = family("P", "D", "D", 5);
  after.gates.insert(after.gates.begin() + 2, {"E", "E", "Other", range(on("Y"), 0, 5)});
  EXPECT_EQ(diff(before, after), "P/C: name: C -> D\n+ Other/E\n");
}
TEST(PopulationMatching, WhatHasNothingInCommonIsRemovedAndAdded) {
  EXPECT_EQ(diff(family("P", "C", "C", 5), family("P", "D", "D", 6)), "- P/C\n+ P/D\n");
}
TEST(PopulationMatching, OperandsFollowTheirPopulations) {
  auto before = family("P", "C", "C", 5);
  before.gates.push_back({"B", "B", std::nullopt, gating::BooleanGate{BooleanOperation::not_, {{"C", false}}}});
  auto after = family("P", "D", "D", 5);
  after.gates.push_back({"N", "N", std::nullopt, gating::BooleanGate{BooleanOperation::not_, {{"D", false}}}});
  EXPECT_EQ(diff(before, after), "P/C: name: C -> D\nB: name: B -> N\n");
}

TEST(StrategyDiff, OfRandomStrategiesNeitherOrderNorIdsOfDefinitionsMatter) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    std::mt19937_64 random{seed};
    const auto events = gating::reference::random_events(6, 50, random);
    const auto before = gating::reference::random_strategy(events, random);
    auto after = before;
    after.transformations.clear();
    for (const auto& [id, transformation] : before.transformations)
      after.transformations.emplace(id + "x", transformation);
    for (auto& node : after.gates) {
      const auto rename = [](auto& dimension) {
        if (dimension.transformation) *dimension.transformation += "x";
      };
      if (auto* box = std::get_if<RectangleGate>(&node.gate)) {
        for (auto& side : box->sides) rename(side.dimension);
      } else if (auto* polygon = std::get_if<gating::PolygonGate>(&node.gate)) {
        for (auto& dimension : polygon->dimensions) rename(dimension);
      } else if (auto* ellipsoid = std::get_if<gating::EllipsoidGate>(&node.gate)) {
        for (auto& dimension : ellipsoid->dimensions) rename(dimension);
      } else if (auto* quadrants = std::get_if<gating::QuadrantGate>(&node.gate)) {
        for (auto& divider : quadrants->dividers) rename(divider.dimension);
      }
    }
    std::ranges::shuffle(after.gates, random);
    EXPECT_EQ(diff(before, after), "") << "seed " << seed;
  }
}

TEST(StrategyDiff, RefusesAStrategyThatIsNone) {
  auto dangling = t_cells();
  dangling.transformations.clear();
  const auto result = gating::strategy_diff(t_cells(), dangling);
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, fcs::Code::dangling_reference);
}

}  // namespace
