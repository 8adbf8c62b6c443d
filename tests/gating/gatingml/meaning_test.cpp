// From the text of a document to the events of its populations, by hand calculation.

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "gating/gatingml/read.h"
#include "tests/gating/gatingml/document.h"
#include "tests/gating/gatingml/evaluated.h"

namespace {

using gating::reference::Events;
using gatingml_test::document;

/// Events of the channels X, Y and Z; the file's matrix is over X and Y: Y sees half of what X does.
Events events_of(std::vector<double> x, std::vector<double> y, std::vector<double> z) {
  Events events{{}, {std::move(x), std::move(y), std::move(z)}, fcs::Spillover{{"X", "Y"}, {1, 0.5, 0, 1}, "$SPILLOVER"}};
  for (const auto* name : {"X", "Y", "Z"}) {
    events.channels.push_back({fcs::ChannelIndex{events.channels.size()}, name, "", {}, {}, 1, false});
  }
  return events;
}

/// "0110": which of the events are in the population.
std::string members_of(const std::string& id, const std::string& body, const Events& events) {
  const auto read = gating::gatingml::read(document(body), "test.xml");
  EXPECT_TRUE(read.has_value()) << fcs::message(read.error());
  if (read.has_error()) return "unread";
  std::string out;
  const auto populations = gatingml_test::evaluated(read.value().strategy, events);
  for (const bool is_member : populations.at(id)) out += is_member ? '1' : '0';
  return out;
}

std::string dimension(std::string_view name, std::string_view compensation, std::string_view sides,
                      std::string_view source = "fcs-dimension d:name") {
  return R"(<g:dimension g:compensation-ref=")" + std::string{compensation} + R"(" )" + std::string{sides} +
         "><d:" + std::string{source} + R"(=")" + std::string{name} + R"("/></g:dimension>)";
}
std::string rectangle(std::string_view id, const std::string& dimensions, std::string_view attributes = "") {
  return R"(<g:RectangleGate g:id=")" + std::string{id} + R"(" )" + std::string{attributes} + ">" + dimensions +
         "</g:RectangleGate>";
}

std::string names(std::string_view list, const std::vector<std::string>& all) {
  std::string out = "<t:" + std::string{list} + ">";
  for (const auto& name : all) out += R"(<d:fcs-dimension d:name=")" + name + R"("/>)";
  return out + "</t:" + std::string{list} + ">";
}
std::string matrix(const std::vector<std::string>& fluorochromes, const std::vector<std::string>& detectors,
                   const std::vector<std::vector<std::string>>& rows, std::string_view attributes = "") {
  std::string out = R"(<t:spectrumMatrix t:id="M" )" + std::string{attributes} + ">" +
                    names("fluorochromes", fluorochromes) + names("detectors", detectors);
  for (const auto& row : rows) {
    out += "<t:spectrum>";
    for (const auto& value : row) out += R"(<t:coefficient t:value=")" + value + R"("/>)";
    out += "</t:spectrum>";
  }
  return out + "</t:spectrumMatrix>";
}
std::string ratio(std::string_view numerator, std::string_view denominator) {
  return R"(<t:transformation t:id="ratio"><t:fratio t:A="1" t:B="0" t:C="0"><d:fcs-dimension d:name=")" +
         std::string{numerator} + R"("/><d:fcs-dimension d:name=")" + std::string{denominator} +
         R"("/></t:fratio></t:transformation>)";
}
constexpr std::string_view of_ratio = "new-dimension d:transformation-ref";

/// X = 10, Y = 4. The file's matrix leaves X = 10 and Y = 4 - 0.5 x 10 = -1; M, where X sees a quarter of f2, leaves
/// f1 = 10 - 0.25 x 4 = 9 and f2 = 4.
const Events one_event = events_of({10}, {4}, {0});
const auto quarter = matrix({"f1", "f2"}, {"X", "Y"}, {{"1", "0"}, {"0.25", "1"}});

TEST(Ratio, OfUncompensatedChannels) {  // 10 / 4
  EXPECT_EQ(members_of("R",
                       ratio("X", "Y") + rectangle("R", dimension("ratio", "uncompensated",
                                                                  R"(g:min="2.49" g:max="2.51")", of_ratio)),
                       one_event),
            "1");
}
TEST(Ratio, OfChannelsCompensatedByTheFile) {  // 10 / -1
  EXPECT_EQ(
      members_of(
          "R", ratio("X", "Y") + rectangle("R", dimension("ratio", "FCS", R"(g:min="-10.01" g:max="-9.99")", of_ratio)),
          one_event),
      "1");
}
TEST(Ratio, OfFluorochromesOfASpectrumMatrix) {  // 9 / 4
  EXPECT_EQ(members_of("R",
                       quarter + ratio("f1", "f2") +
                           rectangle("R", dimension("ratio", "M", R"(g:min="2.24" g:max="2.26")", of_ratio)),
                       one_event),
            "1");
}

TEST(Gate, TakesEachDimensionWithItsOwnCompensation) {
  const auto gate = [](std::string_view y) {
    return quarter + rectangle("R", dimension("f1", "M", R"(g:min="8.9" g:max="9.1")") +
                                        dimension("Y", "FCS", R"(g:min="-1.1" g:max="-0.9")") +
                                        dimension("Y", "uncompensated", y));
  };
  EXPECT_EQ(members_of("R", gate(R"(g:min="3.9" g:max="4.1")"), one_event), "1");
  EXPECT_EQ(members_of("R", gate(R"(g:min="4.1")"), one_event), "0");
}

/// Both fluorochromes of one event with X = 2, Y = 6, Z = 4.
void expect_fluorochromes(const std::string& spectrum_matrix, double first, double second) {
  const auto around = [](double value) {
    return R"(g:min=")" + std::to_string(value - 0.01) + R"(" g:max=")" + std::to_string(value + 0.01) + R"(")";
  };
  const auto gate = rectangle("R", dimension("f1", "M", around(first)) + dimension("f2", "M", around(second)));
  EXPECT_EQ(members_of("R", spectrum_matrix + gate, events_of({2}, {6}, {4})), "1");
}

TEST(SpectrumMatrix, IsInverted) {  // f1 = 2, f2 = 6 - 0.5 x 2
  expect_fluorochromes(matrix({"f1", "f2"}, {"X", "Y"}, {{"1", "0.5"}, {"0", "1"}}), 2, 5);
}

/// Least squares: S S^T = {{1.25, 0.25}, {0.25, 1.25}}, its inverse {{1.25, -0.25}, {-0.25, 1.25}} / 1.5;
/// (2, 6, 4) S^T = (5, 7); (5 x 1.25 - 7 x 0.25, 7 x 1.25 - 5 x 0.25) / 1.5 = (3, 5).
TEST(SpectrumMatrix, ThatIsNotSquareGivesTheLeastSquares) {
  expect_fluorochromes(matrix({"f1", "f2"}, {"X", "Y", "Z"}, {{"1", "0.5", "0"}, {"0", "0.5", "1"}}), 3, 5);
}

TEST(SpectrumMatrix, ThatIsInvertedAlreadyIsMultipliedWith) {  // f1 = 2 x 1 + 6 x 0, f2 = 2 x 2 + 6 x 1
  for (const auto* flag : {"true", "1"}) {
    expect_fluorochromes(matrix({"f1", "f2"}, {"X", "Y"}, {{"1", "2"}, {"0", "1"}},
                                R"(t:matrix-inverted-already=")" + std::string{flag} + R"(")"),
                         2, 10);
  }
}

/// Detectors x fluorochromes {{1, 0}, {0, 1}, {1, 2}}: f1 = 2 + 4, f2 = 6 + 2 x 4.
TEST(SpectrumMatrix, ThatIsNotSquareAndInvertedAlreadyMayBeCutBothWays) {
  const auto* inverted = R"(t:matrix-inverted-already="true")";
  expect_fluorochromes(matrix({"f1", "f2"}, {"X", "Y", "Z"}, {{"1", "0"}, {"0", "1"}, {"1", "2"}}, inverted), 6, 14);
  expect_fluorochromes(matrix({"f1", "f2"}, {"X", "Y", "Z"}, {{"1", "0", "0"}, {"1", "1", "2"}}, inverted), 6, 14);
}

/// The inverse of {{2, 1, 0}, {0, 1, 0}, {0, 0, 1}} is {{0.5, -0.5, 0}, {0, 1, 0}, {0, 0, 1}}: (2, 2, 0) is at
/// 0.5 x 4 - 0.5 x 4 + 4 = 4, and (2, 2, 0.1) at 4.01. Of the symmetric part of the matrix the first would be at 4.57.
TEST(EllipsoidGate, OfThreeDimensionsTakesThePlainInverseOfTheMatrixAsItStands) {
  std::string gate = R"(<g:EllipsoidGate g:id="E">)";
  for (const auto* name : {"X", "Y", "Z"}) gate += dimension(name, "uncompensated", "");
  gate += R"(<g:mean><g:coordinate d:value="0"/><g:coordinate d:value="0"/><g:coordinate d:value="0"/></g:mean>
<g:covarianceMatrix><g:row><g:entry d:value="2"/><g:entry d:value="1"/><g:entry d:value="0"/></g:row>
<g:row><g:entry d:value="0"/><g:entry d:value="1"/><g:entry d:value="0"/></g:row>
<g:row><g:entry d:value="0"/><g:entry d:value="0"/><g:entry d:value="1"/></g:row></g:covarianceMatrix>
<g:distanceSquare d:value="4"/></g:EllipsoidGate>)";
  EXPECT_EQ(members_of("E", gate, events_of({2, 2}, {2, 2}, {0, 0.1})), "10");
}

/// X is cut at 1 and 2, Y at 5. `middle` is X of [1, 2) and Y below 5; `right` is X of 2 and more, whatever Y.
TEST(QuadrantGate, TakesDividersOfSeveralValuesAndMergedCells) {
  const std::string gate =
      R"(<g:QuadrantGate g:id="Q" g:parent_id="P">
<g:divider g:id="x" g:compensation-ref="uncompensated"><d:fcs-dimension d:name="X"/><g:value>1</g:value><g:value>2</g:value></g:divider>
<g:divider g:id="y" g:compensation-ref="uncompensated"><d:fcs-dimension d:name="Y"/><g:value>5</g:value></g:divider>
<g:Quadrant g:id="middle"><g:position g:divider_ref="x" g:location="1.5"/><g:position g:divider_ref="y" g:location="0"/></g:Quadrant>
<g:Quadrant g:id="right"><g:position g:divider_ref="x" g:location="9"/></g:Quadrant></g:QuadrantGate>)" +
      rectangle("below", dimension("X", "uncompensated", R"(g:min="3")"), R"(g:parent_id="right")") +
      rectangle("P", dimension("Z", "uncompensated", R"(g:max="1")"));
  //                            0.9 1   1.5  2   3   3
  const auto events = events_of({0.9, 1, 1.5, 2, 3, 3}, {4, 4, 5, 5, 4, 4}, {0, 0, 0, 0, 0, 1});
  EXPECT_EQ(members_of("middle", gate, events), "010000");
  EXPECT_EQ(members_of("right", gate, events), "000110");
  EXPECT_EQ(members_of("below", gate, events), "000010");
}

/// C, of its parent P, holds 7 of 3, 7 and 12. A complement is taken over all events, and only the BooleanGate's own
/// parent narrows it.
TEST(BooleanGate, NestsComplementsOverAllEvents) {
  const auto refer = [](std::string_view id, bool complement = false) {
    return R"(<g:gateReference g:ref=")" + std::string{id} + (complement ? R"(" g:use-as-complement="1"/>)" : R"("/>)");
  };
  const auto boolean = [](std::string_view id, const std::string& operation, std::string_view attributes = "") {
    return R"(<g:BooleanGate g:id=")" + std::string{id} + R"(" )" + std::string{attributes} + ">" + operation +
           "</g:BooleanGate>";
  };
  const auto gates = boolean("NotNotC", "<g:not>" + refer("NotC") + "</g:not>") +
                     boolean("NotC", "<g:not>" + refer("C") + "</g:not>") +
                     boolean("NotComplement", "<g:not>" + refer("C", true) + "</g:not>") +
                     boolean("Or", "<g:or>" + refer("C") + refer("P", true) + "</g:or>") +
                     boolean("And", "<g:and>" + refer("Or", true) + refer("NotC") + "</g:and>") +
                     boolean("NotCOfP", "<g:not>" + refer("C") + "</g:not>", R"(g:parent_id="P")") +
                     rectangle("C", dimension("X", "uncompensated", R"(g:min="5")"), R"(g:parent_id="P")") +
                     rectangle("P", dimension("X", "uncompensated", R"(g:max="10")"));
  const auto events = events_of({3, 7, 12}, {0, 0, 0}, {0, 0, 0});
  EXPECT_EQ(members_of("C", gates, events), "010");
  EXPECT_EQ(members_of("NotC", gates, events), "101");
  EXPECT_EQ(members_of("NotNotC", gates, events), "010");
  EXPECT_EQ(members_of("NotComplement", gates, events), "010");
  EXPECT_EQ(members_of("Or", gates, events), "011");
  EXPECT_EQ(members_of("And", gates, events), "100");
  EXPECT_EQ(members_of("NotCOfP", gates, events), "100");
}

TEST(Ids, MayHaveBlanksAroundThem) {
  EXPECT_EQ(members_of("C",
                       rectangle("C", dimension("X", "uncompensated", R"(g:min="5")"), R"(g:parent_id=" P ")") +
                           rectangle(" P", dimension("X", "uncompensated", R"(g:max=" 10")")),
                       events_of({3, 7, 12}, {0, 0, 0}, {0, 0, 0})),
            "010");
}

}  // namespace
