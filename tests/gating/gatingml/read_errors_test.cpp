#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "gating/gatingml/read.h"
#include "tests/gating/gatingml/document.h"

namespace {

using fcs::Code;
using gatingml_test::dimension;
using gatingml_test::document;
using gatingml_test::range;
using gatingml_test::vertex;

/// A document with one '@' where its error stands; the '@' is taken out before it is read.
struct Broken {
  std::string name;
  Code code;
  std::string xml;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.name; }
};

class BrokenDocument : public testing::TestWithParam<Broken> {};

TEST_P(BrokenDocument, IsRefusedByCodeFileLineAndColumn) {
  auto xml = GetParam().xml;
  const auto mark = xml.find('@');
  ASSERT_NE(mark, std::string::npos);
  xml.erase(mark, 1);
  const auto before = std::string_view{xml}.substr(0, mark);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = mark - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0

  const auto result = gating::gatingml::read(xml, "strategy.xml");
  ASSERT_TRUE(result.has_error());
  const auto text = fcs::message(result.error());
  EXPECT_EQ(result.error().code, GetParam().code) << text;
  EXPECT_EQ(result.error().where.file, "strategy.xml") << text;
  const auto* at = std::get_if<fcs::LineColumn>(&result.error().where.at);
  ASSERT_NE(at, nullptr) << text;
  EXPECT_EQ(at->line, line) << text;
  EXPECT_EQ(at->column, column) << text;
}

Broken row(std::string name, Code code, const std::string& body) { return {std::move(name), code, document(body)}; }

std::string rectangle(const std::string& content) {
  return R"(<g:RectangleGate g:id="R">)" + content + "</g:RectangleGate>";
}
std::string polygon(const std::string& content) { return R"(<g:PolygonGate g:id="P">)" + content + "</g:PolygonGate>"; }
std::string boolean(const std::string& content) { return R"(<g:BooleanGate g:id="B">)" + content + "</g:BooleanGate>"; }
std::string transformation(const std::string& content) {
  return R"(<t:transformation t:id="T">)" + content + "</t:transformation>";
}

const std::string axes = dimension("A") + dimension("B");
const std::string two_vertices = vertex("1", "2") + vertex("3", "4");

std::string ellipsoid(const std::string& mean, const std::string& rows, const std::string& distance) {
  return R"(<g:EllipsoidGate g:id="E">)" + axes + mean + rows + distance + "</g:EllipsoidGate>";
}
const std::string mean = R"(<g:mean><g:coordinate d:value="1"/><g:coordinate d:value="2"/></g:mean>)";
const std::string covariance = R"(<g:covarianceMatrix><g:row><g:entry d:value="4"/><g:entry d:value="1"/></g:row>
<g:row><g:entry d:value="1"/><g:entry d:value="9"/></g:row></g:covarianceMatrix>)";
const std::string distance = R"(<g:distanceSquare d:value="1"/>)";

const std::string divider =
    R"(<g:divider g:id="x" g:compensation-ref="FCS"><d:fcs-dimension d:name="A"/><g:value>1</g:value></g:divider>)";
std::string quadrants(const std::string& content) {
  return R"(<g:QuadrantGate g:id="Q">)" + content + "</g:QuadrantGate>";
}
const std::string quadrant = R"(<g:Quadrant g:id="q"><g:position g:divider_ref="x" g:location="2"/></g:Quadrant>)";

std::string matrix(const std::string& content) {
  return R"(<t:spectrumMatrix t:id="M">)" + content + "</t:spectrumMatrix>";
}
const std::string two_names = R"(<d:fcs-dimension d:name="a"/><d:fcs-dimension d:name="b"/>)";
const std::string fluorochromes = "<t:fluorochromes>" + two_names + "</t:fluorochromes>";
const std::string detectors = "<t:detectors>" + two_names + "</t:detectors>";
const std::string spectrum = R"(<t:spectrum><t:coefficient t:value="1"/><t:coefficient t:value="0"/></t:spectrum>)";

std::string name_row(const std::string& attributes, const std::string& text) {
  return range("R", "",
               R"(<d:custom_info><n:name xmlns:n="urn:cytogate:gating-ml")" + attributes + ">" + text +
                   "</n:name></d:custom_info>");
}
std::string name_row_marked(const std::string& text) {
  return range("R", "",
               R"(<d:custom_info>@<n:name xmlns:n="urn:cytogate:gating-ml">)" + text + "</n:name></d:custom_info>");
}

const auto broken_documents = testing::Values(
    // the document
    Broken{"MismatchedTag", Code::bad_xml, "<a>\n  <b></@c>\n</a>"}, Broken{"CutOff", Code::bad_xml, "<a>\n  <b@>"},
    Broken{"NoElement", Code::bad_xml, "just text@"}, Broken{"Empty", Code::bad_xml, "@"},
    Broken{"SecondRoot", Code::bad_xml, document("") + "@<more/>"},
    Broken{"NulByte", Code::bad_xml, std::string{"<a>@"} + '\0' + "</a>"},
    Broken{"UndeclaredEntity", Code::bad_xml, "<a>@&nbsp;</a>"},
    Broken{"BareAmpersand", Code::bad_xml, "<a b='x' c='R@&D'/>"},
    Broken{"EntityInAnAttribute", Code::bad_xml, document(range("R", R"(g:parent_id="@&p;")"))},
    Broken{"NotUtf8", Code::bad_xml, "<a>@\xFF</a>"},
    Broken{"OtherXml", Code::not_gating_ml, "<?xml version=\"1.0\"?>\n@<Workspace/>"},
    Broken{"UndeclaredPrefix", Code::not_gating_ml, "@<gating:Gating-ML/>"},
    Broken{"OtherRootOfOurNamespace", Code::not_gating_ml,
           R"(@<g:RectangleGate xmlns:g="http://www.isac-net.org/std/Gating-ML/v2.0/gating"/>)"},
    Broken{"Version15", Code::unsupported_gating_ml,
           "<!-- old -->\n@<g:Gating-ML xmlns:g=\"http://www.isac-net.org/std/Gating-ML/v1.5/gating\"/>"},
    row("UnknownGate", Code::unexpected_element, R"( @<g:SphereGate g:id="S"/>)"),

    // ids and references
    row("NoId", Code::bad_attribute, "@<g:RectangleGate>" + dimension("A", R"(g:min="1")") + "</g:RectangleGate>"),
    row("EmptyId", Code::bad_attribute,
        R"(<g:RectangleGate @g:id="">)" + dimension("A", R"(g:min="1")") + "</g:RectangleGate>"),
    row("TwoIds", Code::bad_attribute,
        R"(<g:RectangleGate g:id="a" @id="b">)" + dimension("A", R"(g:min="1")") + "</g:RectangleGate>"),
    row("DuplicateGate", Code::duplicate_id, range("R") + "\n<g:RectangleGate @g:id=\"R\"/>"),
    row("GateAsTransformation", Code::duplicate_id,
        transformation(R"(<t:flin t:T="1" t:A="0"/>)") + "\n<g:RectangleGate @g:id=\"T\"/>"),
    row("QuadrantAsDivider", Code::duplicate_id, quadrants(divider + R"(<g:Quadrant @g:id="x"/>)")),
    row("IdRoot", Code::duplicate_id, R"(<g:RectangleGate @g:id="root"/>)"),
    row("MatrixCalledFCS", Code::bad_attribute, R"(<t:spectrumMatrix @t:id="FCS"/>)"),
    row("NoSuchParent", Code::dangling_reference, range("R", R"(@g:parent_id="nobody")")),
    row("ParentIsQuadrantGate", Code::dangling_reference,
        range("R", R"(@g:parent_id="Q")") + quadrants(divider + quadrant)),
    row("ParentIsDivider", Code::dangling_reference, range("R", R"(@g:parent_id="x")") + quadrants(divider + quadrant)),
    row("OperandIsQuadrantGate", Code::dangling_reference,
        boolean(R"(<g:not><g:gateReference @g:ref="Q"/></g:not>)") + quadrants(divider + quadrant)),
    row("OperandIsTransformation", Code::dangling_reference,
        boolean(R"(<g:not><g:gateReference @g:ref="T"/></g:not>)") + transformation(R"(<t:flin t:T="1" t:A="0"/>)")),
    row("ParentsInACircle", Code::cyclic_reference,
        "@" + range("a", R"(g:parent_id="b")") + range("b", R"(g:parent_id="a")")),
    row("OwnParent", Code::cyclic_reference, "@" + range("a", R"(g:parent_id="a")")),
    row("BooleanOfItsChild", Code::cyclic_reference,
        "@" + boolean(R"(<g:not><g:gateReference g:ref="c"/></g:not>)") + range("c", R"(g:parent_id="B")")),
    row("NoSuchTransformation", Code::dangling_reference,
        rectangle(dimension("A", R"(g:min="1" @g:transformation-ref="T")"))),
    row("RatioAsTransformation", Code::dangling_reference,
        rectangle(dimension("A", R"(g:min="1" @g:transformation-ref="T")")) +
            transformation(R"(<t:fratio t:A="1" t:B="0" t:C="0">)" + two_names + "</t:fratio>")),
    row("NoSuchRatio", Code::dangling_reference,
        rectangle(
            R"(<g:dimension g:compensation-ref="FCS" g:min="1"><d:new-dimension @d:transformation-ref="T"/></g:dimension>)") +
            transformation(R"(<t:flin t:T="1" t:A="0"/>)")),
    row("NoSuchMatrix", Code::dangling_reference,
        rectangle(R"(<g:dimension @g:compensation-ref="M" g:min="1"><d:fcs-dimension d:name="A"/></g:dimension>)")),
    row("NoSuchDivider", Code::dangling_reference,
        quadrants(divider + R"(<g:Quadrant g:id="q"><g:position @g:divider_ref="y" g:location="2"/></g:Quadrant>)")),

    // dimensions and rectangles
    row("NoCompensation", Code::bad_attribute,
        rectangle(R"(@<g:dimension g:min="1"><d:fcs-dimension d:name="A"/></g:dimension>)")),
    row("EmptyCompensation", Code::bad_attribute,
        rectangle(R"(<g:dimension @g:compensation-ref="" g:min="1"><d:fcs-dimension d:name="A"/></g:dimension>)")),
    row("NoDimensionInside", Code::missing_element, rectangle(R"(@<g:dimension g:compensation-ref="FCS" g:min="1"/>)")),
    row("TwoDimensionsInside", Code::unexpected_element,
        rectangle(
            R"(<g:dimension g:compensation-ref="FCS" g:min="1"><d:fcs-dimension d:name="A"/>@<d:fcs-dimension d:name="B"/></g:dimension>)")),
    row("EmptyChannel", Code::bad_attribute,
        rectangle(R"(<g:dimension g:compensation-ref="FCS" g:min="1"><d:fcs-dimension @d:name=""/></g:dimension>)")),
    row("RectangleOfNothing", Code::missing_element, "@" + rectangle("")),
    row("SideWithoutBound", Code::bad_gate, rectangle("@" + dimension("A"))),
    row("MinEqualsMax", Code::bad_gate, rectangle("@" + dimension("A", R"(g:min="1" g:max="1")"))),
    row("MinAboveMax", Code::bad_gate, rectangle("\n  @" + dimension("A", R"(g:min="2" g:max="1")"))),
    row("MinIsNaN", Code::bad_gate, rectangle("@" + dimension("A", R"(g:min="NaN")"))),
    row("MinIsNoNumber", Code::bad_number, rectangle(dimension("A", R"(@g:min="1,5")"))),
    row("MinIsInfinity", Code::bad_number, rectangle(dimension("A", R"(@g:min="infinity")"))),
    row("MinIsHexadecimal", Code::bad_number, rectangle(dimension("A", R"(@g:min="0x10")"))),
    row("MinHasTwoSigns", Code::bad_number, rectangle(dimension("A", R"(@g:min="+-1")"))),
    row("MinOverflows", Code::bad_number, rectangle(dimension("A", R"(@g:min="1e999")"))),
    row("MisspeltChild", Code::unexpected_element, rectangle("@<g:dimensions/>")),

    // polygons
    row("PolygonOfOneDimension", Code::bad_gate, "@" + polygon(dimension("A"))),
    row("PolygonOfTwoVertices", Code::bad_gate, "@" + polygon(axes + vertex("1", "2") + vertex("3", "4"))),
    row("VertexOfOneCoordinate", Code::bad_gate,
        polygon(axes + R"(@<g:vertex><g:coordinate d:value="1"/></g:vertex>)" + two_vertices)),
    row("VertexAtInfinity", Code::bad_gate,
        polygon(axes + R"(<g:vertex><g:coordinate @d:value="INF"/></g:vertex>)" + two_vertices)),
    row("VertexWithoutValue", Code::bad_attribute,
        polygon(axes + "<g:vertex>@<g:coordinate/></g:vertex>" + two_vertices)),

    // ellipsoids
    row("EllipsoidOfOneDimension", Code::bad_gate,
        R"(@<g:EllipsoidGate g:id="E">)" + dimension("A") + "</g:EllipsoidGate>"),
    row("NoMean", Code::missing_element, "@" + ellipsoid("", covariance, distance)),
    row("TwoMeans", Code::unexpected_element, ellipsoid(mean + "@" + mean, covariance, distance)),
    row("MeanOfOneCoordinate", Code::bad_gate,
        ellipsoid(R"(@<g:mean><g:coordinate d:value="1"/></g:mean>)", covariance, distance)),
    row("NoCovariance", Code::missing_element, "@" + ellipsoid(mean, "", distance)),
    row("CovarianceOfOneRow", Code::bad_gate,
        ellipsoid(
            mean,
            R"(@<g:covarianceMatrix><g:row><g:entry d:value="4"/><g:entry d:value="1"/></g:row></g:covarianceMatrix>)",
            distance)),
    row("CovarianceRowOfOne", Code::bad_gate,
        ellipsoid(mean, R"(<g:covarianceMatrix><g:row><g:entry d:value="4"/><g:entry d:value="1"/></g:row>
@<g:row><g:entry d:value="4"/></g:row></g:covarianceMatrix>)",
                  distance)),
    row("NoDistance", Code::missing_element, "@" + ellipsoid(mean, covariance, "")),
    row("NegativeDistance", Code::bad_gate, ellipsoid(mean, covariance, R"(<g:distanceSquare @d:value="-1"/>)")));

const auto broken_definitions = testing::Values(
    // quadrants
    row("NoDivider", Code::missing_element, "@" + quadrants("")),
    row("NoQuadrant", Code::missing_element, "@" + quadrants(divider)),
    row("DividerWithoutId", Code::bad_attribute, quadrants(R"(@<g:divider g:compensation-ref="FCS"/>)")),
    row("DividerWithoutValue", Code::missing_element,
        quadrants(R"(@<g:divider g:id="x" g:compensation-ref="FCS"><d:fcs-dimension d:name="A"/></g:divider>)" +
                  quadrant)),
    row("DividerDescends", Code::bad_gate,
        quadrants(
            R"(<g:divider g:id="x" g:compensation-ref="FCS"><d:fcs-dimension d:name="A"/><g:value>2</g:value>@<g:value>1</g:value></g:divider>)" +
            quadrant)),
    row("DividerTwiceTheSame", Code::bad_gate,
        quadrants(
            R"(<g:divider g:id="x" g:compensation-ref="FCS"><d:fcs-dimension d:name="A"/><g:value>2</g:value>@<g:value>2</g:value></g:divider>)" +
            quadrant)),
    row("DividerValueIsNoNumber", Code::bad_number,
        quadrants(
            R"(<g:divider g:id="x" g:compensation-ref="FCS"><d:fcs-dimension d:name="A"/>@<g:value>two</g:value></g:divider>)" +
            quadrant)),
    row("QuadrantWithoutPosition", Code::missing_element, quadrants(divider + R"(@<g:Quadrant g:id="q"/>)")),
    row("LocationOnTheDivider", Code::bad_gate,
        quadrants(divider + R"(<g:Quadrant g:id="q"><g:position g:divider_ref="x" @g:location="1.0"/></g:Quadrant>)")),
    row("TwoPositionsOfOneDivider", Code::bad_gate,
        quadrants(
            divider +
            R"(<g:Quadrant g:id="q"><g:position g:divider_ref="x" g:location="2"/><g:position @g:divider_ref="x" g:location="3"/></g:Quadrant>)")),

    // Booleans
    row("NoOperation", Code::missing_element, "@" + boolean("")),
    row("TwoOperations", Code::unexpected_element,
        range("R") +
            boolean(R"(<g:not><g:gateReference g:ref="R"/></g:not>@<g:not><g:gateReference g:ref="R"/></g:not>)")),
    row("AndOfOne", Code::bad_gate, range("R") + boolean(R"(@<g:and><g:gateReference g:ref="R"/></g:and>)")),
    row("NotOfTwo", Code::bad_gate,
        range("R") + boolean(R"(@<g:not><g:gateReference g:ref="R"/><g:gateReference g:ref="R"/></g:not>)")),
    row("NestedGate", Code::unexpected_element, boolean("<g:not>@" + range("R") + "</g:not>")),
    row("ComplementIsNoBoolean", Code::bad_attribute,
        range("R") + boolean(R"(<g:not><g:gateReference g:ref="R" @g:use-as-complement="yes"/></g:not>)")),

    // transformations and ratios
    row("TransformationOfNothing", Code::missing_element, "@" + transformation("")),
    row("TransformationOfTwo", Code::unexpected_element,
        transformation(R"(<t:flin t:T="1" t:A="0"/>@<t:flin t:T="1" t:A="0"/>)")),
    row("UnknownFunction", Code::unexpected_element, transformation(R"(@<t:fquadratic t:T="1"/>)")),
    row("MissingParameter", Code::bad_attribute, transformation(R"(@<t:logicle t:T="1000" t:M="4" t:A="0"/>)")),
    row("ParameterIsNoNumber", Code::bad_number, transformation(R"(<t:flog t:T="1000" @t:M="four"/>)")),
    row("ParameterOutOfRange", Code::bad_transformation,
        transformation(R"(@<t:logicle t:T="1000" t:W="3" t:M="4" t:A="0"/>)")),
    row("HyperlogWithoutW", Code::bad_transformation,
        transformation(R"(@<t:hyperlog t:T="1000" t:W="0" t:M="4" t:A="0"/>)")),
    row("BoundsUpsideDown", Code::bad_transformation,
        R"(<t:transformation t:id="T" @t:boundMin="1" t:boundMax="0"><t:flin t:T="1" t:A="0"/></t:transformation>)"),
    row("RatioOfOne", Code::bad_transformation,
        transformation(R"(@<t:fratio t:A="1" t:B="0" t:C="0"><d:fcs-dimension d:name="A"/></t:fratio>)")),
    row("RatioWithoutA", Code::bad_attribute,
        transformation(R"(@<t:fratio t:B="0" t:C="0">)" + two_names + "</t:fratio>")),
    row("RatioOfInfinity", Code::bad_transformation,
        transformation(R"(<t:fratio t:A="1" @t:B="INF" t:C="0">)" + two_names + "</t:fratio>")),

    // matrices
    row("NoFluorochromes", Code::missing_element, "@" + matrix(detectors + spectrum + spectrum)),
    row("NoSpectra", Code::bad_matrix, "@" + matrix(fluorochromes + detectors)),
    row("TooFewSpectra", Code::bad_matrix, "@" + matrix(fluorochromes + detectors + spectrum)),
    row("ShortSpectrum", Code::bad_matrix,
        "@" +
            matrix(fluorochromes + detectors + spectrum + R"(<t:spectrum><t:coefficient t:value="1"/></t:spectrum>)")),
    row("MoreFluorochromesThanDetectors", Code::bad_matrix,
        "@" + matrix(fluorochromes + R"(<t:detectors><d:fcs-dimension d:name="a"/></t:detectors>)" + spectrum +
                     spectrum)),
    row("RepeatedDetector", Code::bad_matrix,
        matrix(fluorochromes +
               R"(@<t:detectors><d:fcs-dimension d:name="a"/><d:fcs-dimension d:name="a"/></t:detectors>)")),
    row("CoefficientNaN", Code::bad_matrix,
        matrix(fluorochromes + detectors + spectrum + R"(<t:spectrum><t:coefficient @t:value="NaN"/></t:spectrum>)")),

    // names
    row("SlashInName", Code::bad_name, name_row_marked("CD4/CD8")),
    row("EmptyName", Code::bad_name, name_row_marked("  ")),
    row("NameOfNobody", Code::dangling_reference, name_row(R"( @of="S")", "S")),
    row("SlashInId", Code::bad_name, "@" + range("CD4/CD8")),
    row("SiblingsOfOneName", Code::bad_name,
        name_row("", "twin") + "\n@" +
            range("S", "", R"(<d:custom_info><name xmlns="urn:cytogate:gating-ml">twin</name></d:custom_info>)")));

constexpr auto name_of = [](const auto& tested) { return tested.param.name; };
INSTANTIATE_TEST_SUITE_P(Documents, BrokenDocument, broken_documents, name_of);
INSTANTIATE_TEST_SUITE_P(Definitions, BrokenDocument, broken_definitions, name_of);

TEST(ReadError, NamesTheGateThatItStandsIn) {
  const auto result =
      gating::gatingml::read(document("\n" + rectangle(dimension("A", R"(g:min="2" g:max="1")"))), "s.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(
      fcs::message(result.error()),
      "s.xml: gate R, line 3, column 27: a gate is not well defined: found min = 2 and max = 1; expected min < max");
}

TEST(ReadError, NamesTheVersionOfAnOlderDocument) {
  const auto result =
      gating::gatingml::read(R"(<g:Gating-ML xmlns:g="http://www.isac-net.org/std/Gating-ML/v1.5/gating"/>)", "s.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().found, "version 1.5");
}

TEST(ReadError, HasNoLineWhereTheTextWasRecoded) {
  const auto result = gating::gatingml::read("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><caf\xE9/>", "s.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, Code::not_gating_ml);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(result.error().where.at));
}

TEST(ReadError, OfEverythingThatIsWrongInOnePass) {
  const auto result = gating::gatingml::read(document(R"(
<g:RectangleGate g:id="R" g:parent_id="nobody">
  <g:dimension g:compensation-ref="M" g:transformation-ref="T" g:min="2" g:max="1"><d:fcs-dimension/></g:dimension>
</g:RectangleGate>
<t:transformation t:id="L"><t:logicle t:T="x" t:W="1" t:M="y" t:A="0"/></t:transformation>
<g:RectangleGate g:id="R"/>
<g:BooleanGate g:id="B" g:parent_id="C"><g:and><g:gateReference g:ref="X"/></g:and></g:BooleanGate>
<g:BooleanGate g:id="C"><g:not><g:gateReference g:ref="B" g:use-as-complement="no"/></g:not></g:BooleanGate>
<g:PolygonGate g:id="a/b">)" + axes + vertex("1", "NaN") +
                                                      "</g:PolygonGate>"),
                                             "s.xml");
  ASSERT_TRUE(result.has_error());
  std::string all;
  const auto add = [&all](const fcs::Error& error) {
    const auto& at = std::get<fcs::LineColumn>(error.where.at);
    all += std::to_string(at.line) + " " + std::string{name(error.code)} + " " + error.found + "\n";
  };
  add(result.error());
  for (const auto& further : result.error().further) add(further);
  EXPECT_EQ(all,
            "3 dangling_reference nobody\n"
            "4 bad_gate min = 2 and max = 1\n"
            "4 dangling_reference M\n"
            "4 dangling_reference T\n"
            "4 bad_attribute none\n"
            "6 bad_number x\n"
            "6 bad_number y\n"
            "7 duplicate_id R\n"
            "8 cyclic_reference B, C\n"
            "8 bad_gate 1\n"
            "8 dangling_reference X\n"
            "9 bad_attribute no\n"
            "10 bad_gate 1\n"
            "10 bad_name a/b\n"
            "10 bad_gate nan\n");
}

std::string nested(int levels, const std::string& inside = "") {
  std::string xml;
  for (int i = 0; i < levels; ++i) xml += "<a>";
  xml += inside;
  for (int i = 0; i < levels; ++i) xml += "</a>";
  return xml;
}

TEST(ReadError, OfElementsNestedTooDeepComesBeforeAnythingIsBuiltOfThem) {
  const std::string start = document("").substr(0, document("").find('\n') + 1);
  const auto result = gating::gatingml::read(start + nested(200'000), "s.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, Code::bad_xml);
  EXPECT_EQ(std::get<fcs::LineColumn>(result.error().where.at), (fcs::LineColumn{2, 255 * 3 + 1}));  // root is level 1
  EXPECT_EQ(result.error().expected, "elements nested at most 256 deep");
}

TEST(Read, TakesNestingThatIsNotTooDeep) {
  const auto foreign = gating::gatingml::read(document(nested(200)), "s.xml");
  ASSERT_TRUE(foreign.has_error());  // gates may stand in foreign elements, but not in so many
  EXPECT_EQ(foreign.error().code, Code::unexpected_element);
  EXPECT_TRUE(
      gating::gatingml::read(document("<d:custom_info>" + nested(200) + "</d:custom_info>" + range("R")), "s.xml")
          .has_value());
}

/// Ten entities of ten of the one before would be 10^10 letters.
TEST(ReadError, RefusesADocumentThatDeclaresEntities) {
  std::string bomb = "<!DOCTYPE g:Gating-ML [\n<!ENTITY e0 \"lol\">\n";
  for (int i = 1; i <= 10; ++i) {
    bomb += "<!ENTITY e" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) bomb += "&e" + std::to_string(i - 1) + ";";
    bomb += "\">\n";
  }
  const auto result = gating::gatingml::read("<?xml version=\"1.0\"?>\n" + bomb + "]>\n<a>&e10;</a>", "s.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(fcs::message(result.error()),
            "s.xml, line 2, column 1: the XML is not well-formed: found one with declarations of entities or the like; "
            "expected no document type declaration");
}

TEST(ReadError, OfALongCircleNamesItsFirstGatesAndHowManyThereAre) {
  std::string body;
  for (int i = 0; i < 2000; ++i) {
    body += range("G" + std::to_string(i), "g:parent_id=\"G" + std::to_string((i + 1) % 2000) + "\"");
  }
  const auto result = gating::gatingml::read(document(body), "s.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, Code::cyclic_reference);
  EXPECT_TRUE(result.error().found.starts_with("G0, G1, G2, ")) << result.error().found;
  EXPECT_TRUE(result.error().found.ends_with(", G19, ... (2000 gates)")) << result.error().found;
  EXPECT_TRUE(result.error().further.empty());
}

TEST(ReadError, NamesEveryCircle) {
  std::string body;
  for (int i = 0; i < 10; ++i) body += range("G" + std::to_string(i), "g:parent_id=\"G" + std::to_string(i ^ 1) + "\"");
  const auto result = gating::gatingml::read(document(body), "s.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().found, "G0, G1");
  EXPECT_EQ(result.error().further.size(), 4U);
}

TEST(ReadError, StopsWhereNobodyReadsOn) {
  std::string body;
  for (int i = 0; i < 5000; ++i) body += range("G" + std::to_string(i), R"(g:parent_id="nobody")");
  const auto result = gating::gatingml::read(document(body), "s.xml");
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().further.size(), 999U);
}

TEST(Read, KeepsNoMoreFindingsThanAnyoneReads) {
  std::string body;
  for (int i = 0; i < 5000; ++i) body += "<note/>";
  const auto result = gating::gatingml::read(document(body + range("R")), "s.xml");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result.value().findings.size(), 1000U);
}

TEST(Read, TakesADocumentTypeThatDeclaresNothing) {
  EXPECT_TRUE(gating::gatingml::read("<!DOCTYPE x SYSTEM 'gating.dtd'>\n<!-- <a&b> -->" + document(range("R")), "s.xml")
                  .has_value());
}

TEST(Read, TakesReferencesToCharactersAndTheFiveEntities) {
  const auto result = gating::gatingml::read(
      document(R"(<![CDATA[&x; <a]]>)" + range("R&#43;&#x2b;&lt;&gt;&amp;&quot;&apos;")), "s.xml");
  ASSERT_TRUE(result.has_value()) << fcs::message(result.error());
  EXPECT_EQ(result.value().strategy.gates.front().id, "R++<>&\"'");
}

}  // namespace
