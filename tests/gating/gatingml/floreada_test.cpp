#include <algorithm>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gating/gatingml/read.h"
#include "tests/gating/gatingml/dialect.h"
#include "tests/gating/gatingml/document.h"

// Documents as Floreada writes them: custom-info with a hyphen, names and hierarchy in elements of its own.

namespace {

using namespace gating;
using gatingml_test::dimension;
using gatingml_test::document;
using gatingml_test::range;
using gatingml_test::read;
using gatingml_test::tree;
using testing::Contains;
using testing::HasSubstr;

std::vector<std::string> findings(const gatingml::Document& document) {
  std::vector<std::string> out;
  for (const auto& finding : document.findings) out.push_back(fcs::message(finding));
  return out;
}

TEST(Floreada, NestedElementsBesideTheGatesGiveNamesAndParents) {
  const auto read_document = read(R"(<d:custom-info xmlns:floreada="https://floreada.io">
<floreada:gate id="G1" name="Lymphocytes"><floreada:gate id="G2" name="Singlets"><floreada:gate id="G3" name="CD3+"/>
</floreada:gate><floreada:gate id="G4" name="CD19+"/></floreada:gate></d:custom-info>)" +
                                  range("G1") + range("G2") + range("G3") + range("G4"));
  EXPECT_EQ(tree(read_document.strategy), "Lymphocytes [G1]\n  Singlets [G2]\n    CD3+ [G3]\n  CD19+ [G4]\n");
  EXPECT_THAT(findings(read_document), Contains(HasSubstr("custom-info, as Floreada writes it")));
  EXPECT_THAT(findings(read_document), Contains(HasSubstr("4 names and 3 parents")));
}

TEST(Floreada, ElementsAroundTheGatesGiveNamesAndParents) {
  const auto read_document = read(R"(<f:gate xmlns:f="https://floreada.io/gatingml" id="1" name="Lymphocytes">)" +
                                  range("G1") + R"(<f:gate id="2" name="Singlets">)" + range("G2") +
                                  R"(<f:gate id="3" name="CD3+">)" + range("G3") + "</f:gate></f:gate></f:gate>");
  EXPECT_EQ(tree(read_document.strategy), "Lymphocytes [G1]\n  Singlets [G2]\n    CD3+ [G3]\n");
}

TEST(Floreada, TheElementInAGatesOwnCustomInfoNamesIt) {
  const auto read_document =
      read(range("G1", "", R"(<d:custom-info><floreada:gate id="17" name="Lymphocytes"/></d:custom-info>)") +
           range("G2", "", R"(<d:custom-info><floreada:gate id="G1"><floreada:gate id="G2" name="Singlets"/>
</floreada:gate></d:custom-info>)"));
  EXPECT_EQ(tree(read_document.strategy), "Lymphocytes [G1]\n  Singlets [G2]\n");
}

TEST(Floreada, AGateInsideAnotherIsItsChild) {
  const auto read_document = read(range(
      "G1", "", R"(<d:custom-info><floreada:gate name="Inner">)" + range("G2") + "</floreada:gate></d:custom-info>"));
  EXPECT_EQ(tree(read_document.strategy), "G1 [G1]\n  Inner [G2]\n");
}

TEST(Floreada, AnElementOfNoGateIsPassedOverAndSaidSo) {
  const auto read_document =
      read(R"(<d:custom-info><floreada:gate id="gone" name="x"/></d:custom-info>)" + range("G1"));
  EXPECT_EQ(tree(read_document.strategy), "G1 [G1]\n");
  EXPECT_THAT(findings(read_document), Contains(HasSubstr("a gate gone that the document does not define")));
}

TEST(Floreada, AParentIdStands) {
  const auto read_document =
      read(R"(<d:custom-info><floreada:gate id="G1"><floreada:gate id="G3"/></floreada:gate></d:custom-info>)" +
           range("G1") + range("G2") + range("G3", R"(g:parent_id="G2")"));
  EXPECT_EQ(tree(read_document.strategy), "G1 [G1]\nG2 [G2]\n  G3 [G3]\n");
  EXPECT_THAT(findings(read_document), Contains(HasSubstr("G1 as a second parent of G3")));
}

TEST(Floreada, EdgesOfARangeInDataUnitsAreUsedWithoutTheTransformation) {
  const std::string transformation =
      R"(<t:transformation t:id="Log"><t:flog t:T="262144" t:M="4.5"/></t:transformation><d:custom-info/>)";
  const auto side = [&](std::string_view edges) {
    const auto gate =
        read(transformation + R"(<g:RectangleGate g:id="R">)" +
             dimension("CD3", R"(g:transformation-ref="Log" )" + std::string{edges}) + "</g:RectangleGate>")
            .strategy.gates.at(0);
    return std::get<RectangleGate>(gate.gate).sides.at(0);
  };
  EXPECT_FALSE(side(R"(g:min="120" g:max="5000")").dimension.transformation);
  EXPECT_EQ(side(R"(g:min="120" g:max="5000")").min, 120);
  EXPECT_TRUE(side(R"(g:min="0.2" g:max="0.7")").dimension.transformation);
}

TEST(Floreada, PolygonsStayOnTheirScale) {
  const auto read_document =
      read(R"(<t:transformation t:id="Log"><t:flog t:T="262144" t:M="4.5"/></t:transformation><d:custom-info/>
<g:PolygonGate g:id="P">)" +
           dimension("A", R"(g:transformation-ref="Log")") + dimension("B", R"(g:transformation-ref="Log")") +
           gatingml_test::vertex("0", "0") + gatingml_test::vertex("1", "0") + gatingml_test::vertex("0", "1") +
           "</g:PolygonGate>");
  EXPECT_EQ(std::get<PolygonGate>(read_document.strategy.gates.at(0).gate).dimensions[0].transformation, "Log");
}

TEST(Floreada, GatesNestedWithoutEndAreRefused) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<floreada:gate>";
  for (int i = 0; i < 100'000; ++i) deep += "</floreada:gate>";
  EXPECT_TRUE(gatingml::read(document(deep), "s.xml").has_error());
  EXPECT_TRUE(gatingml::read(document(range("R", "", deep)), "s.xml").has_error());
}

}  // namespace
