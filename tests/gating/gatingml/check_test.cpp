#include "gating/gatingml/check.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gating/gatingml/document.h"
#include "tests/support/temporary_folder.h"

namespace {

using fcs::Code;
using gating::gatingml::check;
using gating::gatingml::CheckReport;
using gatingml_test::dimension;
using gatingml_test::document;
using gatingml_test::range;
using gatingml_test::vertex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

CheckReport report_of(const std::string& body) { return check(document(body), "s.xml"); }

/// A document with one '@' where the one thing to say of it stands; the '@' is taken out before it is read.
struct Odd {
  std::string_view name;
  std::string body;
  std::string_view found;  ///< part of the message
  friend std::ostream& operator<<(std::ostream& out, const Odd& row) { return out << row.name; }
};

fcs::LineColumn take_mark(std::string& xml) {
  const auto mark = xml.find('@');
  EXPECT_NE(mark, std::string::npos);
  xml.erase(mark, 1);
  const auto before = std::string_view{xml}.substr(0, mark);
  return {static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n')),
          static_cast<std::uint32_t>(mark - (before.rfind('\n') + 1) + 1)};
}

const std::string scale =
    R"(<t:transformation t:id="L"><t:logicle t:T="262144" t:W="0.5" t:M="4.5" t:A="0"/></t:transformation>)";
const std::string bounded =
    R"(<t:transformation t:id="L" t:boundMin="0.2" t:boundMax="0.8"><t:logicle t:T="262144" t:W="0.5" t:M="4.5" t:A="0"/></t:transformation>)";

std::string on_scale(std::string_view id, std::string_view sides, std::string_view attributes = "") {
  return R"(<g:RectangleGate g:id=")" + std::string{id} + R"(" )" + std::string{attributes} + ">" +
         dimension("CD3", R"(g:transformation-ref="L" )" + std::string{sides}) + "</g:RectangleGate>";
}

std::string ellipsoid(std::string_view first_row, std::string_view second_row) {
  return R"(<g:EllipsoidGate g:id="E">)" + dimension("A") + dimension("B") +
         R"(<g:mean><g:coordinate d:value="1"/><g:coordinate d:value="2"/></g:mean><g:covarianceMatrix><g:row>)" +
         std::string{first_row} + "</g:row><g:row>" + std::string{second_row} +
         R"(</g:row></g:covarianceMatrix><g:distanceSquare d:value="1"/></g:EllipsoidGate>)";
}

/// Dividers x at 1 and 2, y at 5.
std::string quadrants(const std::string& content) {
  return R"(<g:QuadrantGate g:id="Q">
<g:divider g:id="x" g:compensation-ref="uncompensated"><d:fcs-dimension d:name="A"/><g:value>1</g:value><g:value>2</g:value></g:divider>
<g:divider g:id="y" g:compensation-ref="uncompensated"><d:fcs-dimension d:name="B"/><g:value>5</g:value></g:divider>)" +
         content + "</g:QuadrantGate>";
}
std::string quadrant(std::string_view id, std::string_view x, std::string_view y) {
  return R"(<g:Quadrant g:id=")" + std::string{id} + R"("><g:position g:divider_ref="x" g:location=")" +
         std::string{x} + R"("/><g:position g:divider_ref="y" g:location=")" + std::string{y} + R"("/></g:Quadrant>)";
}

class OddDocument : public testing::TestWithParam<Odd> {};

TEST_P(OddDocument, IsWarnedOfOnceWithLineAndColumnAndCanBeUsed) {
  auto xml = document(GetParam().body);
  const auto place = take_mark(xml);
  const auto report = check(xml, "s.xml");
  EXPECT_THAT(report.errors, IsEmpty());
  ASSERT_THAT(report.warnings, SizeIs(1));
  const auto text = fcs::message(report.warnings.front());
  EXPECT_EQ(std::get<fcs::LineColumn>(report.warnings.front().deviation.where.at), place) << text;
  EXPECT_THAT(text, HasSubstr(GetParam().found));
}

INSTANTIATE_TEST_SUITE_P(
    Schema, OddDocument,
    testing::Values(
        Odd{"MisspeltAttribute", range("R", R"(@g:parentid="S")"), "found g:parentid"},
        Odd{"MisspeltAttributeWithoutPrefix", range("R", R"(@parent-id="S")"), "found parent-id"},
        Odd{"AttributeOfAnotherElement",
            R"(<g:RectangleGate g:id="R">)" + dimension("A", R"(@g:location="2" g:min="1")") + "</g:RectangleGate>",
            "found g:location"},
        Odd{"VendorsAttributeOfADimension",
            R"(<g:RectangleGate g:id="R">)" + dimension("A", R"(@v:colour="red" xmlns:v="urn:v" g:min="1")") +
                "</g:RectangleGate>",
            "found v:colour"},
        Odd{"AttributeOfAnotherNamespace",
            R"(<g:RectangleGate @t:id="R">)" + dimension("A", R"(g:min="1")") + "</g:RectangleGate>",
            "found t:id; expected gating:id"},
        Odd{"AttributesWithoutPrefix",
            R"(<g:RectangleGate @id="R">)" + dimension("A", R"(min="1")") + "</g:RectangleGate>",
            "found id without a prefix, as 1 more are; expected gating:id"},
        Odd{"VertexBeforeItsDimensions",
            R"(<g:PolygonGate g:id="P">)" + vertex("1", "2") + "@" + dimension("A") + dimension("B") +
                vertex("3", "4") + vertex("5", "0") + "</g:PolygonGate>",
            "found dimension after vertex"},
        Odd{"CustomInfoLast",
            R"(<g:RectangleGate g:id="R">)" + dimension("A", R"(g:min="1")") + "@<d:custom_info/></g:RectangleGate>",
            "found custom_info after dimension"},
        Odd{"CustomInfoOfADimension",
            R"(<g:RectangleGate g:id="R"><g:dimension g:compensation-ref="FCS" g:min="1">@<d:custom_info/><d:fcs-dimension d:name="A"/></g:dimension></g:RectangleGate>)",
            "expected no custom_info in dimension"},
        Odd{"ForeignElement", range("R", "", "@<note/>"), "found note"},
        Odd{"IdThatIsNoXmlId",
            R"(<g:RectangleGate @g:id="CD8+ T">)" + dimension("A", R"(g:min="1")") + "</g:RectangleGate>",
            "found CD8+ T"},
        Odd{"MatrixOfOne",
            R"(<t:spectrumMatrix t:id="M">@<t:fluorochromes><d:fcs-dimension d:name="f"/></t:fluorochromes><t:detectors><d:fcs-dimension d:name="a"/><d:fcs-dimension d:name="b"/></t:detectors><t:spectrum><t:coefficient t:value="1"/><t:coefficient t:value="0.5"/></t:spectrum></t:spectrumMatrix>)",
            "expected two fluorochromes or more"}),
    [](const auto& row) { return std::string{row.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Meaning, OddDocument,
    testing::Values(
        Odd{"CovarianceThatIsNotSymmetric",
            // the mark stands at the matrix
            R"(<g:EllipsoidGate g:id="E">)" + dimension("A") + dimension("B") +
                R"(<g:mean><g:coordinate d:value="1"/><g:coordinate d:value="2"/></g:mean>@<g:covarianceMatrix><g:row><g:entry d:value="4"/><g:entry d:value="1"/></g:row><g:row><g:entry d:value="2"/><g:entry d:value="9"/></g:row></g:covarianceMatrix><g:distanceSquare d:value="1"/></g:EllipsoidGate>)",
            "symmetric"},
        Odd{"CovarianceThatIsNotPositive",  // eigenvalues 3 and -1
            "@" + ellipsoid(R"(<g:entry d:value="1"/><g:entry d:value="2"/>)",
                            R"(<g:entry d:value="2"/><g:entry d:value="1"/>)"),
            "positive definite"},
        Odd{"TwoQuadrantsOfOneCell",
            quadrants(quadrant("a", "0", "0") + quadrant("b", "1.5", "0") + "@" + quadrant("c", "1.9", "4")),
            "found that of b"},
        Odd{"AboveTheTopOfTheScale", "@" + on_scale("R", R"(g:min="1.01")") + scale,
            "found 1.01 to inf; expected a gate that reaches into"},
        Odd{"AboveTheBound", "@" + on_scale("R", R"(g:min="0.81" g:max="0.9")") + bounded, "its bound 0.2 to 0.8"},
        Odd{"BelowTheBound", "@" + on_scale("R", R"(g:max="0.2")") + bounded, "its bound 0.2 to 0.8"},
        Odd{"BesideItsParent",
            on_scale("P", R"(g:min="0.5")") + "@" + on_scale("R", R"(g:max="0.5")", R"(g:parent_id="P")") + scale,
            "by the gate P"},
        Odd{"BesideTheQuadrantAboveIt",
            quadrants(quadrant("low", "0", "0")) + R"(<g:RectangleGate g:id="M" g:parent_id="low">)" +
                dimension("C", R"(g:min="1")") + R"(</g:RectangleGate>@<g:PolygonGate g:id="P" g:parent_id="M">)" +
                dimension("C") + dimension("B") + vertex("1", "6") + vertex("2", "5") + vertex("3", "7") +
                "</g:PolygonGate>",
            "by the gate low"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Check, SaysNothingOfADocumentInOrder) {
  const auto report =
      report_of(scale + on_scale("P", R"(g:min="0.5")") + on_scale("R", R"(g:max="0.5000001")", R"(g:parent_id="P")") +
                range("V", R"(xmlns:v="urn:v" v:name="vendor")") +
                quadrants(quadrant("a", "0", "0") + quadrant("b", "1.5", "0")));
  EXPECT_THAT(report.errors, IsEmpty());
  EXPECT_THAT(report.warnings, IsEmpty());
}

TEST(Check, WarnsOncePerBranchThatNoEventReaches) {
  const auto report =
      report_of(scale + on_scale("A", R"(g:min="2")") + on_scale("B", R"(g:min="3")", R"(g:parent_id="A")") +
                on_scale("C", R"(g:min="0.5")") + on_scale("D", R"(g:min="4")", R"(g:parent_id="C")"));
  ASSERT_THAT(report.warnings, SizeIs(2));
  EXPECT_EQ(report.warnings[0].deviation.where.item, "gate A");
  EXPECT_EQ(report.warnings[1].deviation.where.item, "gate D");
}

TEST(Check, KnowsTheRangeOfAChannelFromASample) {
  const auto xml = document("\n" + range("R"));  // CD3 of 1 and more
  EXPECT_THAT(check(xml, "s.xml", {{{"CD3", 1.0}}, "a.fcs"}).warnings, IsEmpty());
  const auto report = check(xml, "s.xml", {{{"CD3", 0.5}}, "a.fcs"});
  ASSERT_THAT(report.warnings, SizeIs(1));
  EXPECT_EQ(fcs::message(report.warnings[0]),
            "s.xml: gate R, line 3, column 1: a gate is not well defined: found 1 to inf; expected a gate that reaches "
            "into -0.5 to 0.5 of CD3, by the range of channel CD3 of a.fcs, 0.5; hardly an event can be in it");
}

std::string matrix(std::string_view second_row) {
  return R"(<t:spectrumMatrix t:id="M"><t:fluorochromes><d:fcs-dimension d:name="f"/><d:fcs-dimension d:name="g"/></t:fluorochromes>
<t:detectors><d:fcs-dimension d:name="a"/><d:fcs-dimension d:name="b"/></t:detectors>
<t:spectrum><t:coefficient t:value="1"/><t:coefficient t:value="0.5"/></t:spectrum><t:spectrum>)" +
         std::string{second_row} + "</t:spectrum></t:spectrumMatrix>";
}

TEST(Check, RefusesAMatrixThatCannotBeInvertedWithItsCondition) {
  const auto report = report_of(matrix(R"(<t:coefficient t:value="2"/><t:coefficient t:value="1"/>)"));
  ASSERT_THAT(report.errors, SizeIs(1));
  EXPECT_EQ(report.errors[0].code, Code::singular_matrix);
  EXPECT_EQ(report.errors[0].where.item, "matrix M");
  EXPECT_THAT(report.errors[0].found, HasSubstr("condition number"));
}

TEST(Check, RefusesACovarianceThatCannotBeInvertedWithItsCondition) {
  const auto report = report_of(
      ellipsoid(R"(<g:entry d:value="1"/><g:entry d:value="2"/>)", R"(<g:entry d:value="2"/><g:entry d:value="4"/>)"));
  ASSERT_THAT(report.errors, SizeIs(1));
  EXPECT_EQ(report.errors[0].code, Code::singular_matrix);
  EXPECT_EQ(report.errors[0].where.item, "gate E");
  EXPECT_THAT(report.errors[0].found, HasSubstr("condition number"));
}

TEST(Check, SaysErrorsAndWarningsInOnePass) {
  const auto report = report_of(range("R", R"(g:parent_id="nobody" g:colour="red")") +
                                matrix(R"(<t:coefficient t:value="2"/><t:coefficient t:value="1"/>)") + range("R"));
  ASSERT_THAT(report.errors, SizeIs(3));
  EXPECT_EQ(report.errors[0].code, Code::dangling_reference);
  EXPECT_EQ(report.errors[1].code, Code::singular_matrix);
  EXPECT_EQ(report.errors[2].code, Code::duplicate_id);
  ASSERT_THAT(report.warnings, SizeIs(1));
  EXPECT_EQ(report.warnings[0].deviation.found, "g:colour");
}

TEST(Check, RefusesOtherVersionsAndOtherXml) {
  EXPECT_EQ(
      check(R"(<g:Gating-ML xmlns:g="http://www.isac-net.org/std/Gating-ML/v1.5/gating"/>)", "s.xml").errors.at(0).code,
      Code::unsupported_gating_ml);
  EXPECT_EQ(check("<Workspace/>", "s.xml").errors.at(0).code, Code::not_gating_ml);
  EXPECT_EQ(check("<a>", "s.xml").errors.at(0).code, Code::bad_xml);
}

/// The published documents can all be used. What is odd with them is known: xmllint, an independent program, refuses
/// for its schema exactly the one that we warn of.
TEST(Check, SaysOfTheConformanceDocumentsOnlyWhatAValidatorSays) {
  const auto folder = std::filesystem::path{CYTOGATE_SHARED_DIR} / "conformance" / "gatingml" / "gml";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the conformance folder is absent: " << folder;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    const auto report = check(testing_support::bytes_of(entry.path()), "s.xml");
    EXPECT_THAT(report.errors, IsEmpty()) << entry.path();
    const bool is_valid = entry.path().filename() != "gml_range_gate_attr_testing.xml";
    EXPECT_EQ(report.warnings.empty(), is_valid)
        << entry.path() << (report.warnings.empty() ? "" : ": " + fcs::message(report.warnings.front()));
  }
}

}  // namespace
