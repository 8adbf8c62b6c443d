#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gating/gatingml/read.h"
#include "gating/gatingml/write.h"
#include "tests/gating/gatingml/dialect.h"
#include "tests/gating/gatingml/document.h"
#include "tests/gating/reference_evaluation.h"

// Documents as Cytobank exports them: gates without parents, and populations ("gate sets") as Boolean gates over
// every gate on their path.

namespace {

using namespace gating;
using gatingml_test::dimension;
using gatingml_test::read;
using gatingml_test::tree;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string info(std::string_view name, std::string_view gate_id, std::string_view file = "") {
  return "<d:custom_info><cytobank><name>" + std::string{name} + "</name><gate_id>" + std::string{gate_id} +
         "</gate_id><tailored>" + (file.empty() ? "false" : "true") + "</tailored><fcs_file_filename>" +
         std::string{file} + "</fcs_file_filename><definition>{\"scale\":{}}</definition></cytobank></d:custom_info>";
}

std::string range(std::string_view id, std::string_view gate_info, std::string_view channel, std::string_view min,
                  std::string_view max) {
  return "<g:RectangleGate g:id=\"" + std::string{id} + "\">" + std::string{gate_info} +
         dimension(channel, "g:min=\"" + std::string{min} + "\" g:max=\"" + std::string{max} + "\"") +
         "</g:RectangleGate>\n";
}

struct Reference {
  std::string_view gate;
  bool complement = false;
};

/// A gate set; one gate alone stands twice, because "and" takes two.
std::string gate_set(std::string_view id, std::string_view name, std::vector<Reference> gates,
                     std::string_view operation = "and") {
  if (gates.size() == 1) gates.push_back(gates.front());
  std::string references;
  for (const auto& [gate, complement] : gates) {
    references += "<g:gateReference g:ref=\"" + std::string{gate} + "\"" +
                  (complement ? " g:use-as-complement=\"true\"" : "") + "/>";
  }
  const std::string tag{operation};
  return "<g:BooleanGate g:id=\"" + std::string{id} + "\"><d:custom_info><cytobank><name>" + std::string{name} +
         "</name><gate_set_id>1</gate_set_id></cytobank></d:custom_info><g:" + tag + ">" + references + "</g:" + tag +
         "></g:BooleanGate>\n";
}

/// Dividers on A at 5 and on B at 50; Quadrants UR, UL, LL, LR of `number`, "tsub UR" and so on in Base64.
std::string quadrants(std::string_view id, std::string_view gate_info, int number, std::string_view a = "5",
                      std::string_view b = "50") {
  const std::string gate{id};
  const auto divider = [&](std::string_view which, std::string_view channel, std::string_view value) {
    return "<g:divider g:id=\"" + gate + std::string{which} +
           "\" g:compensation-ref=\"uncompensated\"><d:fcs-dimension d:name=\"" + std::string{channel} +
           "\"/><g:value>" + std::string{value} + "</g:value></g:divider>";
  };
  std::string out =
      "<g:QuadrantGate g:id=\"" + gate + "\">" + std::string{gate_info} + divider("_x", "A", a) + divider("_y", "B", b);
  struct Corner {
    std::string_view name, x, y;
  };
  for (const auto& [name, x, y] : {Corner{"dHN1YiBVUg..", "1000", "1000"}, Corner{"dHN1YiBVTA..", "-1000", "1000"},
                                   Corner{"dHN1YiBMTA..", "-1000", "-1000"}, Corner{"dHN1YiBMUg..", "1000", "-1000"}}) {
    out += "<g:Quadrant g:id=\"Gate_" + std::to_string(number++) + "_" + std::string{name} +
           "\"><g:position g:divider_ref=\"" + gate + "_x\" g:location=\"" + std::string{x} +
           "\"/><g:position g:divider_ref=\"" + gate + "_y\" g:location=\"" + std::string{y} + "\"/></g:Quadrant>";
  }
  return out + "</g:QuadrantGate>\n";
}

std::vector<std::string> notes(const gatingml::Document& document) {
  std::vector<std::string> out;
  for (const auto& finding : document.findings) {
    EXPECT_EQ(finding.deviation.code, fcs::Code::other_dialect) << fcs::message(finding);
    EXPECT_TRUE(finding.is_note);
    out.push_back(fcs::message(finding));
  }
  return out;
}

const std::string three_gates = range("Gate_1_YQ..", info("cells", "1"), "A", "2", "90") +
                                range("Gate_2_Yg..", info("CD3+", "2"), "B", "10", "80") +
                                range("Gate_3_Yw..", info("CD4+", "3"), "A", "20", "60");

TEST(Cytobank, AGateSetStandsBelowTheOneWhoseGatesAreTheMostOfItsOwn) {
  const auto read_document =
      read(three_gates + gate_set("GateSet_12", "helper", {{"Gate_2_Yg.."}, {"Gate_1_YQ.."}, {"Gate_3_Yw.."}}) +
           gate_set("GateSet_10", "leukocytes", {{"Gate_1_YQ.."}}) +
           gate_set("GateSet_11", "T cells", {{"Gate_1_YQ.."}, {"Gate_2_Yg.."}}));
  EXPECT_EQ(tree(read_document.strategy),
            "leukocytes [GateSet_10]\n"
            "  T cells [GateSet_11]\n"
            "    helper [GateSet_12]\n");
  const auto& gates = read_document.strategy.gates;
  ASSERT_THAT(gates, SizeIs(3));
  for (const auto& node : gates) EXPECT_TRUE(std::holds_alternative<RectangleGate>(node.gate)) << node.id;
  EXPECT_EQ(std::get<RectangleGate>(gates[0].gate).sides[0].min, 20);  // what helper adds to T cells
}

TEST(Cytobank, QuadrantsOfOneParentStandInOneQuadrantGateUnderTheNamesOfTheirGateSets) {
  const auto read_document = read(three_gates + quadrants("Gate_9_dHN1Yg..", info("tsub", "6"), 5) +
                                  gate_set("S1", "cells", {{"Gate_1_YQ.."}}) +
                                  gate_set("S2", "DP", {{"Gate_1_YQ.."}, {"Gate_5_dHN1YiBVUg.."}}) +
                                  gate_set("S3", "CD8", {{"Gate_1_YQ.."}, {"Gate_6_dHN1YiBVTA.."}}) +
                                  gate_set("S4", "CD3+", {{"Gate_1_YQ.."}, {"Gate_2_Yg.."}}) +
                                  gate_set("S5", "DP", {{"Gate_1_YQ.."}, {"Gate_2_Yg.."}, {"Gate_5_dHN1YiBVUg.."}}) +
                                  gate_set("S6", "CD4+", {{"Gate_1_YQ.."}, {"Gate_3_Yw.."}}));
  EXPECT_EQ(tree(read_document.strategy),
            "cells [S1]\n"
            "  DP [S2]\n"
            "  CD8 [S3]\n"
            "  CD3+ [S4]\n"
            "    DP [S5]\n"
            "  CD4+ [S6]\n");
  std::vector<std::string> quadrant_gates;
  for (const auto& node : read_document.strategy.gates) {
    if (std::holds_alternative<QuadrantGate>(node.gate)) quadrant_gates.push_back(node.id);
  }
  EXPECT_THAT(quadrant_gates, ElementsAre("Gate_9_dHN1Yg..", "Gate_9_dHN1Yg.._2"));
  // LL and LR are no populations.
  EXPECT_THAT(notes(read_document), Contains(HasSubstr("Quadrant that no population uses")).Times(2));
}

TEST(Cytobank, WithoutAGateSetAGateIsKeptAndAQuadrantIsNamedByItsId) {
  const auto read_document = read(quadrants("Gate_9_dHN1Yg..", info("tsub", "6"), 5) + three_gates);
  EXPECT_EQ(tree(read_document.strategy),
            "tsub UR [Gate_5_dHN1YiBVUg..]\ntsub UL [Gate_6_dHN1YiBVTA..]\ntsub LL [Gate_7_dHN1YiBMTA..]\n"
            "tsub LR [Gate_8_dHN1YiBMUg..]\ncells [Gate_1_YQ..]\nCD3+ [Gate_2_Yg..]\nCD4+ [Gate_3_Yw..]\n");
  EXPECT_THAT(notes(read_document), Contains(HasSubstr("a gate that no population uses")).Times(4));
}

TEST(Cytobank, ANegatedGateBecomesItsComplementWithinTheParent) {
  const auto read_document =
      read(three_gates + gate_set("S1", "cells", {{"Gate_1_YQ.."}}) +
           gate_set("S2", "not CD3", {{"Gate_1_YQ.."}, {"Gate_2_Yg..", true}}) +
           gate_set("S3", "rest", {{"Gate_1_YQ.."}, {"Gate_3_Yw..", true}, {"Gate_2_Yg..", true}}));
  EXPECT_EQ(tree(read_document.strategy),
            "CD3+ [Gate_2_Yg..]\n"
            "CD4+ [Gate_3_Yw..]\n"
            "cells [S1]\n"
            "  not CD3 [S2]\n"
            "    rest [S3]\n");
}

TEST(Cytobank, WhatIsNoPlainListOfGatesStaysABooleanGate) {
  const auto read_document = read(three_gates + gate_set("S1", "any", {{"Gate_1_YQ.."}, {"Gate_2_Yg.."}}, "or"));
  const auto& last = read_document.strategy.gates.back();
  EXPECT_EQ(std::get<BooleanGate>(last.gate).operation, BooleanOperation::or_);
  EXPECT_EQ(last.name, "any");
  EXPECT_THAT(notes(read_document), Contains(HasSubstr("no plain \"and\" of gates")));
}

TEST(Cytobank, OfSeveralPossibleParentsTheOneWithoutTheLastGateIsTakenAndSaidSo) {
  const auto read_document =
      read(three_gates + gate_set("S1", "a", {{"Gate_1_YQ.."}}) + gate_set("S2", "b", {{"Gate_2_Yg.."}}) +
           gate_set("S3", "both", {{"Gate_2_Yg.."}, {"Gate_1_YQ.."}}));
  EXPECT_EQ(tree(read_document.strategy), "CD4+ [Gate_3_Yw..]\na [S1]\nb [S2]\n  both [S3]\n");
  EXPECT_THAT(notes(read_document), Contains(HasSubstr("the parent is b")));
}

TEST(Cytobank, SiblingsGetNamesOfTheirOwnAndNoSlash) {
  const auto read_document =
      read(three_gates + gate_set("S1", "CD4/CD8", {{"Gate_1_YQ.."}}) + gate_set("S2", "same", {{"Gate_2_Yg.."}}) +
           gate_set("S3", "same", {{"Gate_3_Yw.."}}) + gate_set("S4", "root", {{"Gate_3_Yw.."}}));
  EXPECT_EQ(tree(read_document.strategy), "CD4|CD8 [S1]\nsame [S2]\nsame (2) [S3]\nroot (2) [S4]\n");
}

TEST(Cytobank, ATailoredGateIsUsedForItsFileAloneAndTheGlobalOneForAllOthers) {
  const auto read_document = read(range("Gate_1_YQ..", info("cells", "1"), "A", "2", "90") +
                                  range("Gate_4_YQ..", info("cells", "1", "patient 7.fcs"), "A", "3", "70") +
                                  quadrants("Gate_9_dHN1Yg..", info("tsub", "6"), 5) +
                                  quadrants("Gate_29_dHN1Yg..", info("tsub", "6", "patient 7.fcs"), 25, "6", "61") +
                                  gate_set("S1", "cells", {{"Gate_1_YQ.."}}) +
                                  gate_set("S2", "UR", {{"Gate_1_YQ.."}, {"Gate_5_dHN1YiBVUg.."}}) +
                                  gate_set("S3", "LR", {{"Gate_1_YQ.."}, {"Gate_8_dHN1YiBMUg.."}}));
  EXPECT_EQ(tree(read_document.strategy), "cells [S1]\n  UR [S2]\n  LR [S3]\n");
  const auto min = [](const Strategy& strategy) {
    return std::get<RectangleGate>(strategy.gates[0].gate).sides[0].min;
  };
  const auto dividers = [](const Strategy& strategy) {
    std::vector<double> out;
    for (const auto& divider : std::get<QuadrantGate>(strategy.gates[1].gate).dividers)
      out.push_back(divider.values[0]);
    return out;
  };
  const auto other = strategy_for(read_document.strategy, read_document.tailored, "/data/patient 8.fcs");
  EXPECT_EQ(other, read_document.strategy);
  EXPECT_EQ(min(other), 2);
  EXPECT_THAT(dividers(other), ElementsAre(5, 50));
  const auto own = strategy_for(read_document.strategy, read_document.tailored, "/data/patient 7.fcs");
  EXPECT_EQ(tree(own), tree(other));
  EXPECT_EQ(min(own), 3);
  EXPECT_THAT(dividers(own), ElementsAre(6, 61));
  EXPECT_EQ(std::get<QuadrantGate>(own.gates[1].gate).quadrants[1].positions[1].location, -1000);  // LR
  EXPECT_THAT(notes(read_document), Contains(HasSubstr("patient 7.fcs")).Times(2));
}

TEST(Cytobank, ASetThatNamesATailoredShapeMeansTheGate) {
  const auto read_document =
      read(range("Gate_4_YQ..", info("cells", "1", "one.fcs"), "A", "3", "70") +
           range("Gate_1_YQ..", info("cells", "1"), "A", "2", "90") + gate_set("S1", "cells", {{"Gate_4_YQ.."}}));
  EXPECT_EQ(std::get<RectangleGate>(read_document.strategy.gates[0].gate).sides[0].min, 2);
}

TEST(Cytobank, SaysThatItsTimeIsInTicks) {
  EXPECT_THAT(notes(read(range("Gate_1_YQ..", info("start", "1"), "Time", "0", "90"))), Contains(HasSubstr("ticks")));
}

TEST(Cytobank, IsReadByTheStandardWhereGatesHaveParents) {
  const auto read_document =
      read(range("A", info("cells", "1"), "A", "2", "90") + R"(<g:RectangleGate g:id="B" g:parent_id="A">)" +
           info("CD3+", "2") + dimension("B", R"(g:min="1")") + "</g:RectangleGate>");
  EXPECT_EQ(tree(read_document.strategy), "cells [A]\n  CD3+ [B]\n");
}

TEST(Cytobank, WhatWasReadCanBeWrittenAndReadAsPlainGatingMl) {
  const auto read_document = read(three_gates + quadrants("Gate_9_dHN1Yg..", info("tsub", "6"), 5) +
                                  gate_set("S1", "cells", {{"Gate_1_YQ.."}}) +
                                  gate_set("S2", "DP", {{"Gate_1_YQ.."}, {"Gate_5_dHN1YiBVUg.."}}));
  const auto written = gatingml::write(read_document.strategy);
  ASSERT_TRUE(written.has_value()) << fcs::message(written.error());
  const auto again = gatingml::read(written.value(), "written.xml");
  ASSERT_TRUE(again.has_value()) << fcs::message(again.error());
  EXPECT_EQ(again.value().strategy, read_document.strategy);
  EXPECT_THAT(again.value().findings, IsEmpty());
}

/// Every population, event by event, by the plain rule: an event is inside where it is inside all its gates.
TEST(Cytobank, TheTreeHoldsTheEventsThatTheListsOfGatesHold) {
  std::mt19937_64 random{7};
  const auto chance = [&random](unsigned most) { return std::uniform_int_distribution<unsigned>{0, most - 1}(random); };
  for (int round = 0; round < 40; ++round) {
    std::vector<std::string> gates{"Gate_5_dHN1YiBVUg..", "Gate_6_dHN1YiBVTA..", "Gate_7_dHN1YiBMTA..",
                                   "Gate_8_dHN1YiBMUg.."};
    std::string body = quadrants("Gate_9_dHN1Yg..", info("tsub", "6"), 5);
    struct Sides {
      double min, max;
      bool on_a;
    };
    std::vector<Sides> ranges;
    for (int g = 0; g < 5; ++g) {
      const double min = chance(60);
      ranges.push_back({min, min + 20 + chance(40), chance(2) == 0});
      gates.push_back("Gate_" + std::to_string(100 + g) + "_YQ..");
      body +=
          range(gates.back(), info("g" + std::to_string(g), std::to_string(100 + g)), ranges.back().on_a ? "A" : "B",
                std::to_string(ranges.back().min), std::to_string(ranges.back().max));
    }
    std::vector<std::vector<std::pair<std::size_t, bool>>> sets;
    for (int s = 0; s < 8; ++s) {
      auto& set = sets.emplace_back();
      std::vector<Reference> references;
      if (s > 0 && chance(3) != 0) set = sets[chance(static_cast<unsigned>(s))];  // so that there is a hierarchy
      const auto more = 1 + chance(2);
      for (unsigned i = 0; i < more; ++i) set.emplace_back(chance(9), chance(4) == 0);
      for (const auto& [gate, complement] : set) references.push_back({gates[gate], complement});
      body += gate_set("S" + std::to_string(s), "s" + std::to_string(s), references);
    }
    reference::Events events;
    for (const auto* name : {"A", "B"}) {
      events.channels.push_back({fcs::ChannelIndex{events.channels.size()}, name, "", 100.0, {}, 1, false});
      auto& column = events.values.emplace_back();
      for (int e = 0; e < 300; ++e) column.push_back(chance(101));  // on edges often
    }
    const auto found = reference::memberships(read(body).strategy, events);
    for (std::size_t s = 0; s < sets.size(); ++s) {
      for (std::size_t e = 0; e < events.size(); ++e) {
        const double a = events.values[0][e];
        const double b = events.values[1][e];
        const auto inside = [&](std::size_t gate) {
          if (gate < 4) return (a >= 5) == (gate == 0 || gate == 3) && (b >= 50) == (gate < 2);
          const auto& [min, max, on_a] = ranges[gate - 4];
          return (on_a ? a : b) >= min && (on_a ? a : b) < max;
        };
        const bool expected = std::all_of(sets[s].begin(), sets[s].end(), [&](const auto& reference) {
          return inside(reference.first) != reference.second;
        });
        ASSERT_EQ(found.at("S" + std::to_string(s))[e], expected)
            << "set " << s << " event " << e << " round " << round;
      }
    }
  }
}

}  // namespace
