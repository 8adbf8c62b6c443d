#include "gating/dependents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using gating::Strategy;
using testing::ElementsAre;
using testing::IsEmpty;

gating::Gate range() { return gating::RectangleGate{{{{gating::ChannelReference{"X"}, {}, {}}, 0, 1}}}; }
gating::Gate all_of(std::vector<std::string> ids) {
  gating::BooleanGate gate;
  for (auto& id : ids) gate.operands.push_back({std::move(id), false});
  return gate;
}
gating::Gate not_in(std::string id) {
  return gating::BooleanGate{gating::BooleanOperation::not_, {{std::move(id), false}}};
}

/// What an edit of the gate reaches, by ids.
struct Reach {
  std::vector<std::string> populations;
  std::string base;
  std::vector<std::string> outside;
};
Reach reach(const Strategy& strategy, const std::string& gate) {
  const auto populations = gating::populations(strategy).value();
  const auto node = std::ranges::find(strategy.gates, gate, &gating::GateNode::id) - strategy.gates.begin();
  const auto found = gating::dependents_of(strategy, populations, static_cast<std::size_t>(node));
  Reach out;
  for (const auto p : found.populations) out.populations.push_back(populations[p].id);
  out.base = populations[found.base].id;
  for (const auto p : found.outside) out.outside.push_back(populations[p].id);
  return out;
}

// root > Cells > T > (Helper, Killer), Cells > B
Strategy lineage() {
  Strategy strategy;
  strategy.gates = {{"Cells", "Cells", std::nullopt, range()},
                    {"T", "T", "Cells", range()},
                    {"Helper", "Helper", "T", range()},
                    {"Killer", "Killer", "T", range()},
                    {"B", "B", "Cells", range()}};
  return strategy;
}

TEST(Dependents, AreTheGateAndAllBelowIt) {
  const auto found = reach(lineage(), "T");
  EXPECT_THAT(found.populations, ElementsAre("T", "Helper", "Killer"));
  EXPECT_EQ(found.base, "Cells");
  EXPECT_THAT(found.outside, IsEmpty());
}
TEST(Dependents, OfAGateAtTheTopStandOnAllEvents) {
  const auto found = reach(lineage(), "Cells");
  EXPECT_THAT(found.populations, ElementsAre("Cells", "T", "Helper", "Killer", "B"));
  EXPECT_EQ(found.base, "root");
}
TEST(Dependents, OfAQuadrantGateAreAllItsQuadrants) {
  auto strategy = lineage();
  gating::QuadrantGate quadrants{{{"d", {gating::ChannelReference{"X"}, {}, {}}, {0.5}}},
                                 {{"low", "low", {{"d", 0}}}, {"high", "high", {{"d", 1}}}}};
  strategy.gates.push_back({"Q", "Q", "Killer", quadrants});
  strategy.gates.push_back({"Deep", "Deep", "high", range()});
  const auto found = reach(strategy, "Q");
  EXPECT_THAT(found.populations, ElementsAre("low", "high", "Deep"));
  EXPECT_EQ(found.base, "Killer");
}
TEST(Dependents, ReachBooleanGatesWhereverTheyStand) {
  auto strategy = lineage();
  strategy.gates.push_back({"Both", "Both", "Cells", all_of({"Killer", "B"})});
  const auto found = reach(strategy, "Killer");
  EXPECT_THAT(found.populations, ElementsAre("Killer", "Both"));
  EXPECT_EQ(found.base, "Cells");  // parents are T and Cells
  EXPECT_THAT(found.outside, ElementsAre("T", "B"));
}
TEST(Dependents, OfAComplementOverAllEventsStandOnAllEvents) {
  auto strategy = lineage();
  strategy.gates.push_back({"Rest", "Rest", std::nullopt, not_in("Helper")});
  const auto found = reach(strategy, "Helper");
  EXPECT_THAT(found.populations, ElementsAre("Helper", "Rest"));
  EXPECT_EQ(found.base, "root");
  EXPECT_THAT(found.outside, ElementsAre("T"));
}

}  // namespace
