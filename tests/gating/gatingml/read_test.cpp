#include "gating/gatingml/read.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gating/gatingml/document.h"

namespace {

using namespace gating;
using gatingml_test::dimension;
using gatingml_test::document;
using gatingml_test::range;
using gatingml_test::vertex;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double infinity = std::numeric_limits<double>::infinity();

gatingml::Document read(const std::string& xml) {
  auto result = gatingml::read(xml, "test.xml");
  EXPECT_TRUE(result.has_value()) << fcs::message(result.error());
  return result.has_value() ? std::move(result).value() : gatingml::Document{};
}

Strategy read_body(const std::string& body) { return read(document(body)).strategy; }

/// The first gate, which must be a `Kind`.
template <class Kind>
Kind first_gate(const std::string& body) {
  const auto strategy = read_body(body);
  if (strategy.gates.empty() || !std::holds_alternative<Kind>(strategy.gates.front().gate)) {
    ADD_FAILURE() << "no gate of this kind";
    return {};
  }
  return std::get<Kind>(strategy.gates.front().gate);
}

Dimension channel(std::string name) { return {ChannelReference{std::move(name)}, Uncompensated{}, std::nullopt}; }

TEST(ReadRectangleGate, KeepsOpenSidesAndTheOrderOfItsDimensions) {
  const auto gate = first_gate<RectangleGate>(R"(<g:RectangleGate g:id="R">)" + dimension("FSC-A", R"(g:min="100")") +
                                              dimension("SSC-A", R"(g:min="-5" g:max="1e5")") +
                                              dimension("Time", R"(g:max=".8")") + "</g:RectangleGate>");
  EXPECT_THAT(gate.sides, ElementsAre(RectangleGate::Side{channel("FSC-A"), 100, infinity},
                                      RectangleGate::Side{channel("SSC-A"), -5, 100000},
                                      RectangleGate::Side{channel("Time"), -infinity, 0.8}));
}

TEST(ReadPolygonGate, KeepsItsVertices) {
  const auto gate =
      first_gate<PolygonGate>(R"(<g:PolygonGate g:id="P">)" + dimension("A") + dimension("B") + vertex("5", "5") +
                              vertex("500", "5") + vertex("500", "-5.5") + "</g:PolygonGate>");
  EXPECT_EQ(gate.dimensions[0], channel("A"));
  EXPECT_EQ(gate.dimensions[1], channel("B"));
  EXPECT_THAT(gate.vertices, ElementsAre(Point{5, 5}, Point{500, 5}, Point{500, -5.5}));
}

/// Covariance {{4, 1}, {lower, 9}}.
std::string ellipsoid(const std::string& lower) {
  return R"(<g:EllipsoidGate g:id="E">)" + dimension("A") + dimension("B") + R"(
<g:mean><g:coordinate d:value="1"/><g:coordinate d:value="2"/></g:mean>
<g:covarianceMatrix><g:row><g:entry d:value="4"/><g:entry d:value="1"/></g:row>
<g:row><g:entry d:value=")" +
         lower + R"("/><g:entry d:value="9"/></g:row></g:covarianceMatrix>
<g:distanceSquare d:value="2"/></g:EllipsoidGate>)";
}

TEST(ReadEllipsoidGate, KeepsMeanMatrixAndDistance) {
  const auto gate = first_gate<EllipsoidGate>(ellipsoid("1"));
  EXPECT_EQ(gate, (EllipsoidGate{{channel("A"), channel("B")}, {1, 2}, {4, 1, 1, 9}, 2}));
}

TEST(ReadEllipsoidGate, KeepsAMatrixThatIsNotSymmetricAndSaysSo) {
  const auto result = read(document(ellipsoid("3")));
  EXPECT_THAT(std::get<EllipsoidGate>(result.strategy.gates.at(0).gate).covariance, ElementsAre(4, 1, 3, 9));
  ASSERT_THAT(result.findings, SizeIs(1));
  EXPECT_EQ(result.findings[0].deviation.code, fcs::Code::bad_gate);
}

TEST(ReadQuadrantGate, KeepsDividersOfSeveralValuesAndQuadrantsOfSomeDividers) {
  const auto gate = first_gate<QuadrantGate>(
      R"(<g:QuadrantGate g:id="Q">
  <g:divider g:id="x" g:compensation-ref="uncompensated"><d:fcs-dimension d:name="A"/><g:value>1</g:value><g:value> 2.5 </g:value></g:divider>
  <g:divider g:id="y" g:compensation-ref="FCS"><d:fcs-dimension d:name="B"/><g:value>-3</g:value></g:divider>
  <g:Quadrant g:id="middle"><g:position g:divider_ref="x" g:location="2"/><g:position g:divider_ref="y" g:location="0"/></g:Quadrant>
  <g:Quadrant g:id="right"><g:position g:divider_ref="x" g:location="INF"/></g:Quadrant>
</g:QuadrantGate>)");
  EXPECT_THAT(gate.dividers,
              ElementsAre(QuadrantGate::Divider{"x", channel("A"), {1, 2.5}},
                          QuadrantGate::Divider{"y", {ChannelReference{"B"}, FileCompensation{}, {}}, {-3}}));
  EXPECT_THAT(gate.quadrants, ElementsAre(QuadrantGate::Quadrant{"middle", "middle", {{"x", 2}, {"y", 0}}},
                                          QuadrantGate::Quadrant{"right", "right", {{"x", infinity}}}));
}

TEST(ReadBooleanGate, KeepsComplementsInBothSpellingsAndForwardReferences) {
  const auto gate = first_gate<BooleanGate>(R"(<g:BooleanGate g:id="B"><g:or>
  <g:gateReference g:ref="R1" g:use-as-complement="true"/><g:gateReference g:ref="R2" g:use-as-complement="1"/>
  <g:gateReference g:ref="R1" g:use-as-complement="false"/><g:gateReference g:ref="R2" g:use-as-complement="0"/>
  <g:gateReference g:ref="R1"/></g:or></g:BooleanGate>)" +
                                            range("R1") + range("R2"));
  EXPECT_EQ(gate.operation, BooleanOperation::or_);
  EXPECT_THAT(gate.operands, ElementsAre(BooleanGate::Operand{"R1", true}, BooleanGate::Operand{"R2", true},
                                         BooleanGate::Operand{"R1", false}, BooleanGate::Operand{"R2", false},
                                         BooleanGate::Operand{"R1", false}));
}

TEST(ReadBooleanGate, TakesOneOperandForNot) {
  const auto gate = first_gate<BooleanGate>(
      R"(<g:BooleanGate g:id="B"><g:not><g:gateReference g:ref="R" g:use-as-complement="true"/></g:not></g:BooleanGate>)" +
      range("R"));
  EXPECT_EQ(gate, (BooleanGate{BooleanOperation::not_, {{"R", true}}}));
}

TEST(ReadStrategy, TakesGatesAndQuadrantsAsParents) {
  const auto strategy = read_body(range("child", R"(g:parent_id="q")") + range("top", R"(g:parent_id="other")") +
                                  range("other") + R"(<g:QuadrantGate g:id="Q" g:parent_id="top">)" +
                                  R"(<g:divider g:id="x" g:compensation-ref="uncompensated">
      <d:fcs-dimension d:name="A"/><g:value>1</g:value></g:divider>
      <g:Quadrant g:id="q"><g:position g:divider_ref="x" g:location="2"/></g:Quadrant></g:QuadrantGate>)");
  ASSERT_THAT(strategy.gates, SizeIs(4));
  EXPECT_EQ(strategy.gates[0].parent, "q");
  EXPECT_EQ(strategy.gates[1].parent, "other");
  EXPECT_EQ(strategy.gates[2].parent, std::nullopt);
  EXPECT_EQ(strategy.gates[3].parent, "top");
}

TEST(ReadStrategy, MixesCompensationsWithinOneGate) {
  const auto gate = first_gate<RectangleGate>(R"(<g:RectangleGate g:id="R">
  <g:dimension g:compensation-ref="M" g:min="1"><d:fcs-dimension d:name="FITC"/></g:dimension>
  <g:dimension g:compensation-ref="FCS" g:min="1"><d:fcs-dimension d:name="FL1"/></g:dimension>
  <g:dimension g:compensation-ref="uncompensated" g:min="1"><d:fcs-dimension d:name="FL2"/></g:dimension></g:RectangleGate>
<t:spectrumMatrix t:id="M"><t:fluorochromes><d:fcs-dimension d:name="FITC"/></t:fluorochromes>
  <t:detectors><d:fcs-dimension d:name="FL1"/></t:detectors><t:spectrum><t:coefficient t:value="1"/></t:spectrum></t:spectrumMatrix>)");
  ASSERT_THAT(gate.sides, SizeIs(3));
  EXPECT_EQ(gate.sides[0].dimension.compensation, CompensationRef{MatrixCompensation{"M"}});
  EXPECT_EQ(gate.sides[1].dimension.compensation, CompensationRef{FileCompensation{}});
  EXPECT_EQ(gate.sides[2].dimension.compensation, CompensationRef{Uncompensated{}});
}

struct TransformationRow {
  std::string_view name, xml;
  TransformationParameters parameters;
  Bound bound = {};
  friend std::ostream& operator<<(std::ostream& out, const TransformationRow& row) { return out << row.name; }
};

class ReadTransformation : public testing::TestWithParam<TransformationRow> {};

TEST_P(ReadTransformation, KeepsParametersAndBound) {
  const auto& row = GetParam();
  const auto strategy = read_body(std::string{row.xml} + range("R"));
  ASSERT_TRUE(strategy.transformations.contains("T"));
  EXPECT_EQ(strategy.transformations.at("T").parameters(), row.parameters);
  EXPECT_EQ(strategy.transformations.at("T").bound(), row.bound);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ReadTransformation,
    testing::Values(
        TransformationRow{"Linear", R"(<t:transformation t:id="T"><t:flin t:T="1000" t:A="100"/></t:transformation>)",
                          Linear{1000, 100}},
        TransformationRow{"Log", R"(<t:transformation t:id="T"><t:flog t:T="1e4" t:M="4.5"/></t:transformation>)",
                          Logarithmic{10000, 4.5}},
        TransformationRow{"Arcsinh",
                          R"(<t:transformation t:id="T"><t:fasinh t:T="1000" t:M="4" t:A="1"/></t:transformation>)",
                          Arcsinh{1000, 4, 1}},
        TransformationRow{
            "Logicle",
            R"(<t:transformation t:id="T"><t:logicle t:T="+262144" t:W=".5" t:M="4.5" t:A="-0.25"/></t:transformation>)",
            Logicle{262144, 0.5, 4.5, -0.25}},
        TransformationRow{
            "Hyperlog",
            R"(<t:transformation t:id="T"><t:hyperlog t:T="262144" t:W="0.5" t:M="4.5" t:A="0"/></t:transformation>)",
            Hyperlog{262144, 0.5, 4.5, 0}},
        TransformationRow{
            "Bound",
            R"(<t:transformation t:id="T" t:boundMin="0.1" t:boundMax="0.9"><t:flin t:T="1" t:A="0"/></t:transformation>)",
            Linear{1, 0},
            {0.1, 0.9}},
        TransformationRow{
            "OneBound",
            R"(<t:transformation t:id="T" t:boundMin="-INF" t:boundMax="9"><t:flin t:T="1" t:A="0"/></t:transformation>)",
            Linear{1, 0},
            {-infinity, 9}},
        TransformationRow{
            "CustomInfoInside",
            R"(<t:transformation t:id="T"><d:custom_info>x</d:custom_info><t:flin t:T="1" t:A="0"><d:custom_info/></t:flin></t:transformation>)",
            Linear{1, 0}}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(ReadRatio, TakesItsInputsFromInside) {
  const auto strategy =
      read_body(R"(<t:transformation t:id="ratio" t:boundMax="15.3"><t:fratio t:A="2" t:B="1" t:C="-1">
  <d:custom_info/><d:fcs-dimension d:name="FL2-H"/><d:fcs-dimension d:name="FL2-A"/></t:fratio></t:transformation>
<t:transformation t:id="log"><t:flog t:T="10" t:M="2"/></t:transformation>
<g:RectangleGate g:id="R"><g:dimension g:compensation-ref="FCS" g:transformation-ref="log" g:min="3">
  <d:new-dimension d:transformation-ref="ratio"/></g:dimension></g:RectangleGate>)");
  EXPECT_EQ(strategy.ratios.at("ratio"), (Ratio{2, 1, -1, "FL2-H", "FL2-A", {-infinity, 15.3}}));
  EXPECT_EQ(std::get<RectangleGate>(strategy.gates.at(0).gate).sides.at(0).dimension,
            (Dimension{RatioReference{"ratio"}, FileCompensation{}, "log"}));
}

TEST(ReadRatio, TakesItsInputsFromBesideAndSaysSo) {
  const auto result = read(document(R"(<t:transformation t:id="ratio"><t:fratio t:A="1" t:B="0" t:C="0"/>
  <d:fcs-dimension d:name="A"/><d:fcs-dimension d:name="B"/></t:transformation>)" +
                                    range("R")));
  EXPECT_EQ(result.strategy.ratios.at("ratio"), (Ratio{1, 0, 0, "A", "B", {}}));
  EXPECT_THAT(result.findings, SizeIs(1));
}

std::string matrix(std::string_view attributes, std::vector<std::string> fluorochromes,
                   std::vector<std::string> detectors, const std::vector<std::vector<std::string>>& spectra) {
  std::string out = R"(<t:spectrumMatrix t:id="M" )" + std::string{attributes} + "><d:custom_info/><t:fluorochromes>";
  for (const auto& name : fluorochromes) out += R"(<d:fcs-dimension d:name=")" + name + R"("/>)";
  out += "</t:fluorochromes><t:detectors>";
  for (const auto& name : detectors) out += R"(<d:fcs-dimension d:name=")" + name + R"("/>)";
  out += "</t:detectors>";
  for (const auto& spectrum : spectra) {
    out += "<t:spectrum>";
    for (const auto& value : spectrum) out += R"(<t:coefficient t:value=")" + value + R"("/>)";
    out += "</t:spectrum>";
  }
  return out + "</t:spectrumMatrix>";
}

TEST(ReadSpectrumMatrix, KeepsRowsOfAMatrixThatIsNotSquare) {
  const auto strategy =
      read_body(matrix("", {"a", "b"}, {"1", "2", "3"}, {{"1", ".1", ".2"}, {".3", "1", "-.4"}}) + range("R"));
  EXPECT_EQ(strategy.matrices.at("M"),
            (SpectrumMatrix{{"a", "b"}, {"1", "2", "3"}, {1, 0.1, 0.2, 0.3, 1, -0.4}, false}));
}

TEST(ReadSpectrumMatrix, TakesAnInverseCutIntoRowsOfFluorochromesOrOfDetectors) {
  const SpectrumMatrix expected{{"a", "b"}, {"1", "2", "3"}, {1, 2, 3, 4, 5, 6}, true};
  for (const auto& cut : {std::vector<std::vector<std::string>>{{"1", "2"}, {"3", "4"}, {"5", "6"}},
                          std::vector<std::vector<std::string>>{{"1", "2", "3"}, {"4", "5", "6"}}}) {
    const auto strategy =
        read_body(matrix(R"(t:matrix-inverted-already="true")", {"a", "b"}, {"1", "2", "3"}, cut) + range("R"));
    EXPECT_EQ(strategy.matrices.at("M"), expected);
  }
}

TEST(ReadSpectrumMatrix, CallsFluorochromesWithoutNamesAsTheirDetectorsAndSaysSo) {
  const auto result = read(document(matrix("", {"", ""}, {"FL1", "FL2"}, {{"1", "0"}, {"0", "1"}}) + range("R")));
  EXPECT_THAT(result.strategy.matrices.at("M").fluorochromes, ElementsAre("FL1", "FL2"));
  EXPECT_THAT(result.findings, SizeIs(2));
}

TEST(ReadNames, AreTakenFromCustomInfoForGatesAndQuadrants) {
  const auto strategy = read_body(
      range("CD8pos", "", R"(<d:custom_info><name xmlns="urn:cytogate:gating-ml">CD8+</name></d:custom_info>)") +
      range("CD4pos", "",
            R"(<d:custom_info xmlns:c="urn:cytogate:gating-ml"><c:name of="CD4pos"> CD4+ </c:name></d:custom_info>)") +
      range("plain") + R"(<g:QuadrantGate g:id="Q"><d:custom_info>
      <name xmlns="urn:cytogate:gating-ml" of="pp">HLA-DR+CD38+</name></d:custom_info>
      <g:divider g:id="x" g:compensation-ref="uncompensated"><d:fcs-dimension d:name="A"/><g:value>1</g:value></g:divider>
      <g:Quadrant g:id="pp"><g:position g:divider_ref="x" g:location="2"/></g:Quadrant>
      <g:Quadrant g:id="nn"><g:position g:divider_ref="x" g:location="0"/></g:Quadrant></g:QuadrantGate>)");
  ASSERT_THAT(strategy.gates, SizeIs(4));
  EXPECT_EQ(strategy.gates[0].name, "CD8+");
  EXPECT_EQ(strategy.gates[1].name, "CD4+");
  EXPECT_EQ(strategy.gates[2].name, "plain");
  const auto& quadrants = std::get<QuadrantGate>(strategy.gates[3].gate).quadrants;
  EXPECT_EQ(quadrants.at(0).name, "HLA-DR+CD38+");
  EXPECT_EQ(quadrants.at(1).name, "nn");
}

TEST(ReadNames, OfOtherNamespacesAreNotOurs) {
  const auto strategy =
      read_body(range("R", R"(g:name="vendor")",
                      R"(<d:custom_info><vendor><name>Not this</name></vendor><name>Nor this</name></d:custom_info>)"));
  EXPECT_EQ(strategy.gates.at(0).name, "R");
}

TEST(ReadNamespaces, AreMatchedByUriWhateverThePrefix) {
  const auto result = read(R"(<?xml version="1.0" encoding="UTF-8"?>
<Gating-ML xmlns="http://www.isac-net.org/std/Gating-ML/v2.0/gating">
  <RectangleGate id="R" xmlns:vendor="urn:vendor" vendor:id="not this"><dimension compensation-ref="uncompensated" min="1" vendor:max="0">
    <x:fcs-dimension xmlns:x="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes" name="CD3"/>
  </dimension></RectangleGate>
</Gating-ML>)");
  ASSERT_THAT(result.strategy.gates, SizeIs(1));
  EXPECT_EQ(result.strategy.gates[0].id, "R");
  EXPECT_THAT(std::get<RectangleGate>(result.strategy.gates[0].gate).sides,
              ElementsAre(RectangleGate::Side{channel("CD3"), 1, infinity}));
  EXPECT_THAT(result.findings, IsEmpty());
}

TEST(ReadStrategy, ReadsGatesInsideForeignElementsAndSaysSo) {
  const auto result = read(document("<sample><group>" + range("R") + "</group></sample><note>text</note>"));
  EXPECT_THAT(result.strategy.gates, SizeIs(1));
  ASSERT_THAT(result.findings, SizeIs(2));
  EXPECT_EQ(result.findings[0].deviation.code, fcs::Code::unexpected_element);
  EXPECT_EQ(result.findings[0].assumed, "the gates in it are read as if they stood outside");
  EXPECT_EQ(result.findings[1].assumed, "it is passed over");
}

TEST(ReadStrategy, ReportsARepeatedDimensionAndKeepsIt) {
  const auto result = read(document(R"(<g:RectangleGate g:id="R">)" + dimension("A", R"(g:min="1")") +
                                    dimension("A", R"(g:max="2")") + "</g:RectangleGate>"));
  EXPECT_THAT(std::get<RectangleGate>(result.strategy.gates.at(0).gate).sides, SizeIs(2));
  EXPECT_THAT(result.findings, SizeIs(1));
}

TEST(ReadStrategy, UsesAnIdThatIsNoXmlIdAndSaysSo) {
  const auto result = read(document(range("CD8+ T cells")));
  EXPECT_EQ(result.strategy.gates.at(0).id, "CD8+ T cells");
  ASSERT_THAT(result.findings, SizeIs(1));
  EXPECT_EQ(result.findings[0].deviation.code, fcs::Code::bad_attribute);
}

TEST(ReadStrategy, TakesChildrenInAnyOrder) {
  const auto gate =
      first_gate<PolygonGate>(R"(<g:PolygonGate g:id="P">)" + vertex("1", "2") + dimension("A") + vertex("3", "4") +
                              "<d:custom_info/>" + dimension("B") + vertex("5", "6") + "</g:PolygonGate>");
  EXPECT_THAT(gate.vertices, ElementsAre(Point{1, 2}, Point{3, 4}, Point{5, 6}));
}

struct Number {
  std::string_view text;
  double value;
  friend std::ostream& operator<<(std::ostream& out, const Number& row) { return out << row.text; }
};

class ReadNumber : public testing::TestWithParam<Number> {};

TEST_P(ReadNumber, TakesEveryFormOfAnXmlSchemaDouble) {
  const auto gate = first_gate<RectangleGate>(R"(<g:RectangleGate g:id="R">)" +
                                              dimension("A", R"(g:min=")" + std::string{GetParam().text} + R"(")") +
                                              "</g:RectangleGate>");
  ASSERT_THAT(gate.sides, SizeIs(1));
  EXPECT_EQ(gate.sides[0].min, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(Table, ReadNumber,
                         testing::Values(Number{"12", 12}, Number{"+1", 1}, Number{"-1.5", -1.5}, Number{".8", 0.8},
                                         Number{"7.", 7}, Number{"1e5", 1e5}, Number{"1.5E-3", 1.5e-3},
                                         Number{" 2 ", 2}, Number{"\n\t+1. ", 1}, Number{"+1.e+2", 100},
                                         Number{"-0", -0.0}, Number{"-INF", -infinity}, Number{"007", 7}));

TEST(ReadEncoding, TakesUtf16AndLatin1ByTheirDeclarations) {
  const auto in_utf8 = document(range("R", "", R"(<d:custom_info/>)"));
  std::string in_utf16{"\xFF\xFE"};
  for (const char c : in_utf8) in_utf16 += {c, '\0'};
  EXPECT_THAT(read(in_utf16).strategy.gates, SizeIs(1));

  const auto in_latin1 =
      R"(<?xml version="1.0" encoding="ISO-8859-1"?>)" +
      document(R"(<g:RectangleGate g:id="R">)" + dimension("\xB5m", R"(g:min="1")") + "</g:RectangleGate>");
  const auto gates = read(in_latin1).strategy.gates;
  ASSERT_THAT(gates, SizeIs(1));
  EXPECT_EQ(std::get<RectangleGate>(gates[0].gate).sides.at(0).dimension, channel("\u00B5m"));
}

TEST(ReadFile, ReadsEveryConformanceDocument) {
  const std::filesystem::path conformance = std::filesystem::path{CYTOGATE_SHARED_DIR} / "conformance";
  if (!std::filesystem::exists(conformance)) GTEST_SKIP() << "the conformance folder is absent: " << conformance;
  std::vector<std::filesystem::path> files{conformance / "real_study" / "strategy.gatingml.xml"};
  for (const auto& entry : std::filesystem::directory_iterator{conformance / "gatingml" / "gml"})
    files.push_back(entry.path());
  EXPECT_GT(files.size(), 30U);
  for (const auto& file : files) {
    const auto result = gatingml::read_file(file);
    ASSERT_TRUE(result.has_value()) << fcs::message(result.error());
    EXPECT_THAT(result.value().strategy.gates, testing::Not(IsEmpty())) << file;
    const auto wrapped = file.filename() == "gml_range_gate_attr_testing.xml";  // a gate inside <sample>
    EXPECT_THAT(result.value().findings, SizeIs(wrapped ? 1 : 0)) << file;
  }
}

TEST(ReadFile, RefusesAFileThatIsNotThere) {
  const auto result = gatingml::read_file("no/such/strategy.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, fcs::Code::cannot_open);
  EXPECT_EQ(result.error().where.file, "no/such/strategy.xml");
}

}  // namespace
