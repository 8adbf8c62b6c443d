#include "gating/strategy.h"

#include <gtest/gtest.h>

namespace {

using gating::BooleanGate;
using gating::BooleanOperation;
using gating::GateNode;
using gating::QuadrantGate;
using gating::RectangleGate;
using gating::Strategy;

RectangleGate range(const std::string& channel) { return {{{{gating::ChannelReference{channel}, {}, {}}, 0, 1}}}; }
QuadrantGate quadrants(const std::vector<std::pair<std::string, std::string>>& ids_and_names) {
  QuadrantGate gate;
  for (const auto& [id, name] : ids_and_names) gate.quadrants.push_back({id, name, {}});
  return gate;
}

/// "path id" a line, in order.
std::string text(const Strategy& strategy) {
  const auto all = gating::populations(strategy);
  if (all.has_error()) return std::string{fcs::name(all.error().code)};
  std::string out;
  for (const auto& population : all.value()) out += population.path + " " + population.id + "\n";
  return out;
}

TEST(Populations, AreDepthFirstWithSiblingsInTheOrderOfTheDocument) {
  Strategy strategy;
  strategy.gates = {{"B", "", "A", range("X")},
                    {"A", "Cells", std::nullopt, range("X")},
                    {"C", "", "Q1", range("X")},
                    {"Q", "", "A", quadrants({{"Q1", "CD8+"}, {"Q2", ""}})},
                    {"Z", "", std::nullopt, range("X")}};
  EXPECT_EQ(text(strategy),
            "root root\n"
            "Cells A\n"
            "Cells/B B\n"
            "Cells/CD8+ Q1\n"
            "Cells/CD8+/C C\n"
            "Cells/Q2 Q2\n"
            "Z Z\n");
}
TEST(Populations, RefuseWhatReferencesCannotMean) {
  const auto code = [](std::vector<GateNode> gates) { return text({std::move(gates), {}, {}, {}}); };
  EXPECT_EQ(code({{"A", "", "Nowhere", range("X")}}), "dangling_reference");
  EXPECT_EQ(code({{"Q", "", std::nullopt, quadrants({{"Q1", ""}})}, {"A", "", "Q", range("X")}}), "dangling_reference");
  EXPECT_EQ(code({{"N", "", std::nullopt, BooleanGate{BooleanOperation::not_, {{"Nowhere", false}}}}}),
            "dangling_reference");
  EXPECT_EQ(code({{"A", "", std::nullopt, range("X")}, {"A", "", std::nullopt, range("X")}}), "duplicate_id");
  EXPECT_EQ(code({{"A", "", std::nullopt, range("X")}, {"Q", "", std::nullopt, quadrants({{"A", ""}})}}),
            "duplicate_id");
  EXPECT_EQ(code({{"root", "", std::nullopt, range("X")}}), "duplicate_id");
  EXPECT_EQ(code({{"A", "root", std::nullopt, range("X")}}), "bad_name");
  EXPECT_EQ(code({{"A", "", "B", range("X")}, {"B", "", "A", range("X")}}), "cyclic_reference");
  EXPECT_EQ(code({{"A", "", "A", range("X")}}), "cyclic_reference");
  EXPECT_EQ(
      code({{"A", "", "N", range("X")}, {"N", "", std::nullopt, BooleanGate{BooleanOperation::not_, {{"A", false}}}}}),
      "cyclic_reference");
  EXPECT_EQ(code({{"A", "CD8+/DR+", std::nullopt, range("X")}}), "bad_name");
  EXPECT_EQ(code({{"A", "Same", std::nullopt, range("X")}, {"B", "Same", std::nullopt, range("X")}}), "bad_name");
}

TEST(Populations, RefuseAHierarchyThatNobodyCanRead) {
  const auto chain = [](int levels) {
    Strategy strategy;
    for (int level = 0; level < levels; ++level) {
      const auto parent = level == 0 ? std::nullopt : std::optional{"G" + std::to_string(level - 1)};
      strategy.gates.push_back({"G" + std::to_string(level), "", parent, range("X")});
    }
    return gating::populations(strategy);
  };
  EXPECT_EQ(chain(1000).value().size(), 1001U);
  EXPECT_EQ(chain(100'000).error().code, fcs::Code::bad_gate);  // and does not run out of stack
}

TEST(FindPopulation, TakesAnIdAPathOrTheUniqueEndOfAPath) {
  Strategy strategy;
  strategy.gates = {{"A", "CD8+", std::nullopt, range("X")},
                    {"B", "DR+", "A", range("X")},
                    {"C", "CD4+", std::nullopt, range("X")},
                    {"D", "DR+", "C", range("X")}};
  const auto all = gating::populations(strategy).value();
  const auto id_of = [&](std::string_view name) {
    const auto found = gating::find_population(all, name);
    return found.has_value() ? all[found.value()].id : std::string{fcs::name(found.error().code)};
  };
  EXPECT_EQ(id_of("B"), "B");
  EXPECT_EQ(id_of("CD4+/DR+"), "D");
  EXPECT_EQ(id_of("CD8+"), "A");
  EXPECT_EQ(id_of("root"), "root");
  EXPECT_EQ(id_of("DR+"), "ambiguous_population");
  EXPECT_EQ(id_of("8+"), "no_such_population");  // the end of a name is not the end of a path
  EXPECT_EQ(id_of(""), "no_such_population");
}

TEST(ChannelNames, AreWhatTheSampleIsAskedFor) {
  Strategy strategy;
  strategy.matrices["M"] = {{"Dye"}, {"FL1", "FL2"}, {1, 0.1}, false};
  strategy.matrices["Unused"] = {{"Other"}, {"FL9"}, {1}, false};
  strategy.ratios["R"] = {1, 0, 0, "Up", "Down", {}};
  RectangleGate gate{{{{gating::ChannelReference{"CD3"}, {}, {}}, 0, 1},
                      {{gating::ChannelReference{"Dye"}, gating::MatrixCompensation{"M"}, {}}, 0, 1},
                      {{gating::RatioReference{"R"}, {}, {}}, 0, 1}}};
  strategy.gates = {{"A", "", std::nullopt, gate}};
  EXPECT_EQ(gating::channel_names(strategy), (std::vector<std::string>{"CD3", "Down", "FL1", "FL2", "Up"}));
}

}  // namespace
