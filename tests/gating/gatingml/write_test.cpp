#include "gating/gatingml/write.h"

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gating/gatingml/read.h"
#include "tests/gating/random_strategy.h"
#include "tests/support/temporary_folder.h"

namespace {

namespace fs = std::filesystem;
using namespace gating;
using fcs::Code;
using testing::HasSubstr;
using testing_support::bytes_of;
using testing_support::TemporaryFolder;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string written(const Strategy& strategy) {
  const auto text = gatingml::write(strategy);
  EXPECT_TRUE(text.has_value()) << fcs::message(text.error());
  return text.has_value() ? text.value() : std::string{};
}

Strategy read_back(const std::string& text) {
  const auto document = gatingml::read(text, "written.xml");
  EXPECT_TRUE(document.has_value()) << fcs::message(document.error());
  return document.has_value() ? document.value().strategy : Strategy{};
}

Dimension channel(std::string name) { return {ChannelReference{std::move(name)}, Uncompensated{}, std::nullopt}; }

/// A strategy of one range gate, FSC-A of 1 and more.
Strategy range_gate(const std::string& id, const std::string& name) {
  Strategy strategy;
  strategy.gates.push_back({id, name, std::nullopt, RectangleGate{{{channel("FSC-A"), 1, infinity}}}});
  return strategy;
}

fs::path schema() { return fs::path{CYTOGATE_SHARED_DIR} / "spec" / "xsd" / "Gating-ML.v2.0.xsd"; }

/// The text stands in a file that xmllint holds against the schemas of the standard.
void expect_valid(const std::string& text) {
  const TemporaryFolder folder;
  const auto file = folder.write("written.xml", text);
  const auto report = folder.path() / "report.txt";
  const auto command = "xmllint --nonet --noout --schema '" + schema().string() + "' '" + file.string() + "' > '" +
                       report.string() + "' 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << bytes_of(report) << text;
}

bool has_schema_check() { return fs::exists(schema()) && std::system("xmllint --version > /dev/null 2>&1") == 0; }

#define SKIP_WITHOUT_SCHEMA()                                                           \
  if (!has_schema_check()) {                                                            \
    GTEST_SKIP() << "xmllint or the schemas of Gating-ML 2.0 are absent: " << schema(); \
  }

/// Every reading of a Gating-ML document that the standard's test set and the real study hold.
std::vector<Strategy> conformance_strategies() {
  const auto conformance = fs::path{CYTOGATE_SHARED_DIR} / "conformance";
  std::vector<Strategy> out;
  if (!fs::exists(conformance)) return out;
  std::vector<fs::path> files{conformance / "real_study" / "strategy.gatingml.xml"};
  for (const auto& entry : fs::directory_iterator{conformance / "gatingml" / "gml"}) files.push_back(entry.path());
  for (const auto& file : files) {
    const auto document = gatingml::read_file(file);
    EXPECT_TRUE(document.has_value()) << fcs::message(document.error());
    if (document.has_value()) out.push_back(document.value().strategy);
  }
  return out;
}

/// Random strategies, with names for every second population.
std::vector<Strategy> random_strategies(std::size_t count) {
  std::vector<Strategy> out;
  for (std::size_t seed = 0; seed < count; ++seed) {
    std::mt19937_64 random{seed};
    const auto events = reference::random_events(5, 50, random);
    out.push_back(reference::random_strategy(events, random));
    bool is_named = false;
    const auto give_name = [&is_named](std::string& name, const std::string& id) {
      name = is_named ? "Name of " + id + " <&>" : id;
      is_named = !is_named;
    };
    for (auto& node : out.back().gates) {
      if (auto* quadrants = std::get_if<QuadrantGate>(&node.gate)) {
        node.name = node.id;
        for (auto& quadrant : quadrants->quadrants) give_name(quadrant.name, quadrant.id);
      } else {
        give_name(node.name, node.id);
      }
    }
  }
  return out;
}

TEST(WriteGatingMl, GivesBackEveryConformanceDocument) {
  const auto strategies = conformance_strategies();
  if (strategies.empty()) GTEST_SKIP() << "no conformance folder in " CYTOGATE_SHARED_DIR;
  EXPECT_GT(strategies.size(), 30U);
  for (const auto& strategy : strategies) {
    const auto text = written(strategy);
    EXPECT_TRUE(read_back(text) == strategy) << text;
  }
}

TEST(WriteGatingMl, GivesBackRandomStrategies) {
  for (const auto& strategy : random_strategies(200)) {
    const auto text = written(strategy);
    EXPECT_TRUE(read_back(text) == strategy) << text;
  }
}

TEST(WriteGatingMl, WritesTheSameBytesAgain) {
  for (const auto& strategy : random_strategies(50)) {
    const auto text = written(strategy);
    EXPECT_EQ(written(strategy), text);
    EXPECT_EQ(written(read_back(text)), text);
  }
}

TEST(WriteGatingMl, IsValidByTheSchemasForEveryConformanceDocument) {
  SKIP_WITHOUT_SCHEMA();
  for (const auto& strategy : conformance_strategies()) expect_valid(written(strategy));
}

TEST(WriteGatingMl, IsValidByTheSchemasForRandomStrategies) {
  SKIP_WITHOUT_SCHEMA();
  for (const auto& strategy : random_strategies(40)) expect_valid(written(strategy));
}

TEST(WriteGatingMl, SaysAPolygonAsTheStandardDoes) {
  Strategy strategy;
  strategy.transformations.emplace("Log", Transformation::make(Logarithmic{1000, 4.5}, {0, infinity}).value());
  strategy.gates.push_back(
      {"Cells", "Cells & debris", std::nullopt,
       PolygonGate{{channel("FSC-A"), Dimension{ChannelReference{"CD3"}, FileCompensation{}, "Log"}},
                   {{0, 0.1}, {262144, 0.5}, {-1.5, 1e300}}}});
  EXPECT_EQ(written(strategy), R"(<?xml version="1.0" encoding="UTF-8"?>
<gating:Gating-ML
    xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
    xmlns:transforms="http://www.isac-net.org/std/Gating-ML/v2.0/transformations"
    xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">

  <transforms:transformation transforms:id="Log" transforms:boundMin="0">
    <transforms:flog transforms:T="1000" transforms:M="4.5"/>
  </transforms:transformation>

  <gating:PolygonGate gating:id="Cells">
    <data-type:custom_info><name xmlns="urn:cytogate:gating-ml" of="Cells">Cells &amp; debris</name></data-type:custom_info>
    <gating:dimension gating:compensation-ref="uncompensated">
      <data-type:fcs-dimension data-type:name="FSC-A"/>
    </gating:dimension>
    <gating:dimension gating:compensation-ref="FCS" gating:transformation-ref="Log">
      <data-type:fcs-dimension data-type:name="CD3"/>
    </gating:dimension>
    <gating:vertex><gating:coordinate data-type:value="0"/><gating:coordinate data-type:value="0.1"/></gating:vertex>
    <gating:vertex><gating:coordinate data-type:value="262144"/><gating:coordinate data-type:value="0.5"/></gating:vertex>
    <gating:vertex><gating:coordinate data-type:value="-1.5"/><gating:coordinate data-type:value="1e+300"/></gating:vertex>
  </gating:PolygonGate>
</gating:Gating-ML>
)");
}

TEST(WriteGatingMl, SaysQuadrantsWithANameForEach) {
  Strategy strategy;
  QuadrantGate gate;
  gate.dividers = {{"ByCD4", channel("CD4"), {0.25, 0.75}}, {"ByCD8", channel("CD8"), {0.5}}};
  gate.quadrants = {{"CD4dim", "CD4 dim", {{"ByCD4", 0.5}}},
                    {"CD8pos", "CD8+", {{"ByCD4", 0}, {"ByCD8", 1}}},
                    {"Neither", "Neither", {{"ByCD4", 0}, {"ByCD8", 0}}}};
  strategy.gates.push_back({"Lineage", "Lineage", std::nullopt, gate});
  const auto text = written(strategy);
  EXPECT_EQ(text.substr(text.find("  <gating:QuadrantGate")), R"(  <gating:QuadrantGate gating:id="Lineage">
    <data-type:custom_info>
      <name xmlns="urn:cytogate:gating-ml" of="CD4dim">CD4 dim</name>
      <name xmlns="urn:cytogate:gating-ml" of="CD8pos">CD8+</name>
    </data-type:custom_info>
    <gating:divider gating:id="ByCD4" gating:compensation-ref="uncompensated">
      <data-type:fcs-dimension data-type:name="CD4"/>
      <gating:value>0.25</gating:value>
      <gating:value>0.75</gating:value>
    </gating:divider>
    <gating:divider gating:id="ByCD8" gating:compensation-ref="uncompensated">
      <data-type:fcs-dimension data-type:name="CD8"/>
      <gating:value>0.5</gating:value>
    </gating:divider>
    <gating:Quadrant gating:id="CD4dim">
      <gating:position gating:divider_ref="ByCD4" gating:location="0.5"/>
    </gating:Quadrant>
    <gating:Quadrant gating:id="CD8pos">
      <gating:position gating:divider_ref="ByCD4" gating:location="0"/>
      <gating:position gating:divider_ref="ByCD8" gating:location="1"/>
    </gating:Quadrant>
    <gating:Quadrant gating:id="Neither">
      <gating:position gating:divider_ref="ByCD4" gating:location="0"/>
      <gating:position gating:divider_ref="ByCD8" gating:location="0"/>
    </gating:Quadrant>
  </gating:QuadrantGate>
</gating:Gating-ML>
)");
}

TEST(WriteGatingMl, LeavesOutAnOpenSideAndSaysOneWhereBothAre) {
  Strategy strategy;
  strategy.gates.push_back(
      {"R", "R", std::nullopt,
       RectangleGate{
           {{channel("A"), -infinity, 2}, {channel("B"), 1, infinity}, {channel("C"), -infinity, infinity}}}});
  const auto text = written(strategy);
  EXPECT_THAT(text, HasSubstr(R"(<gating:dimension gating:compensation-ref="uncompensated" gating:max="2">)"));
  EXPECT_THAT(text, HasSubstr(R"(<gating:dimension gating:compensation-ref="uncompensated" gating:min="1">)"));
  EXPECT_THAT(text, HasSubstr(R"(<gating:dimension gating:compensation-ref="uncompensated" gating:min="-INF">)"));
  EXPECT_TRUE(read_back(text) == strategy) << text;
}

TEST(WriteGatingMl, KeepsEveryBitOfANumber) {
  for (const double value : {0.1, 1.0 / 3, 5e-324, -1.7976931348623157e308, 9007199254740993.0, -0.0}) {
    Strategy strategy;
    strategy.gates.push_back({"R", "R", std::nullopt, RectangleGate{{{channel("A"), value, infinity}}}});
    EXPECT_TRUE(read_back(written(strategy)) == strategy) << value;
  }
}

TEST(WriteGatingMl, RunsAnInverseOnInRowsOfDetectors) {
  auto strategy = range_gate("R", "R");
  strategy.matrices["Wide"] = {{"Dye1", "Dye2"}, {"D1", "D2", "D3"}, {1, 2, 3, 4, 5, 6}, true};
  const auto text = written(strategy);
  EXPECT_THAT(
      text, HasSubstr(R"(<transforms:spectrumMatrix transforms:id="Wide" transforms:matrix-inverted-already="true">)"));
  EXPECT_THAT(text, HasSubstr(R"(<transforms:spectrum><transforms:coefficient transforms:value="4"/>)"));
  EXPECT_TRUE(read_back(text) == strategy) << text;
}

TEST(WriteGatingMl, IsValidByTheSchemasWithoutAnyGate) {
  SKIP_WITHOUT_SCHEMA();
  expect_valid(written({}));
  EXPECT_TRUE(read_back(written({})) == Strategy{});
}

struct Name {
  std::string_view title, text;
  friend std::ostream& operator<<(std::ostream& out, const Name& row) { return out << row.title; }
};
class WriteGatingMlName : public testing::TestWithParam<Name> {};

TEST_P(WriteGatingMlName, ComesBackAsADisplayNameAndAsAChannel) {
  const std::string name{GetParam().text};
  auto strategy = range_gate("G", name);
  std::get<RectangleGate>(strategy.gates[0].gate).sides[0].dimension = channel(" " + name + "\n");
  strategy.matrices["M"] = {{name, "B"}, {"C", name}, {1, 0, 0, 1}, false};
  strategy.ratios["Ratio"] = {1, 0, 0, name, "B", {}};
  const auto text = written(strategy);
  EXPECT_TRUE(read_back(text) == strategy) << text;
  if (has_schema_check()) expect_valid(text);
}

INSTANTIATE_TEST_SUITE_P(Table, WriteGatingMlName,
                         testing::Values(Name{"Entities", "a & b < c > d \" e ' f &amp; ]]> <!-- -->"},
                                         Name{"Blanks", "two  blanks\ta tab\na line\r\nand another"},
                                         Name{"NonAscii", "CD8\u207A \u03B3\u03B4 T \u7D30\u80DE \U0001F9EC"},
                                         Name{"Signs", "HLA-DR+CD38+"}),
                         [](const auto& row) { return std::string{row.param.title}; });

struct BadName {
  std::string_view title, text;
  friend std::ostream& operator<<(std::ostream& out, const BadName& row) { return out << row.title; }
};
class WriteGatingMlBadName : public testing::TestWithParam<BadName> {};

TEST_P(WriteGatingMlBadName, IsRefused) {
  const auto text = gatingml::write(range_gate("G", std::string{GetParam().text}));
  ASSERT_TRUE(text.has_error());
  EXPECT_EQ(text.error().code, Code::bad_name);
  EXPECT_EQ(text.error().where.item, "gate G");
}

using namespace std::string_view_literals;
INSTANTIATE_TEST_SUITE_P(Table, WriteGatingMlBadName,
                         testing::Values(BadName{"Control", "bell \x07"}, BadName{"Nul", "a\0b"sv},
                                         BadName{"NoUtf8", "\xB5m"}, BadName{"Noncharacter", "\xEF\xBF\xBF"},
                                         BadName{"BlankAtTheEnd", "CD8+ "}, BadName{"Slash", "CD4/CD8"}),
                         [](const auto& row) { return std::string{row.param.title}; });

/// The ids, parents and names of what is read back: "id parent name".
std::vector<std::string> gates_of(const Strategy& strategy) {
  std::vector<std::string> out;
  for (const auto& node : strategy.gates) out.push_back(node.id + "|" + node.parent.value_or("") + "|" + node.name);
  return out;
}

TEST(WriteGatingMl, RenamesIdsThatXmlDoesNotTakeAndKeepsThemAsNames) {
  auto strategy = range_gate("CD8+ T", "");
  const auto range = strategy.gates[0].gate;
  strategy.gates.push_back({"CD8__T", "Taken", "CD8+ T", range});
  strategy.gates.push_back({"8", "Own name", "CD8+ T", range});
  strategy.gates.push_back({"\u03B1\u03B2", "", "CD8+ T", range});
  strategy.gates.push_back({"\u207A", "", "CD8+ T", range});
  const auto text = written(strategy);
  EXPECT_THAT(gates_of(read_back(text)),
              testing::ElementsAre("CD8__T_2||CD8+ T", "CD8__T|CD8__T_2|Taken", "_8|CD8__T_2|Own name",
                                   "\u03B1\u03B2|CD8__T_2|\u03B1\u03B2", "_|CD8__T_2|\u207A"));
  if (has_schema_check()) expect_valid(text);
}

TEST(WriteGatingMl, RenamesEveryReferenceWithItsId) {
  Strategy strategy;
  strategy.transformations.emplace("my scale", Transformation::make(Linear{1000, 0}).value());
  strategy.ratios["my ratio"] = {1, 0, 0, "A", "B", {}};
  strategy.matrices["FCS"] = {{"A", "B"}, {"C", "D"}, {1, 0, 0, 1}, false};
  QuadrantGate quadrants;
  quadrants.dividers = {{"my divider", {RatioReference{"my ratio"}, MatrixCompensation{"FCS"}, "my scale"}, {1}}};
  quadrants.quadrants = {{"Q+", "", {{"my divider", 2}}}};
  strategy.gates.push_back({"Q gate", "", std::nullopt, quadrants});
  strategy.gates.push_back({"Not", "Not", "Q+", BooleanGate{BooleanOperation::not_, {{"Q+", true}}}});
  const auto back = read_back(written(strategy));

  EXPECT_TRUE(back.transformations.contains("my_scale"));
  EXPECT_TRUE(back.ratios.contains("my_ratio"));
  EXPECT_TRUE(back.matrices.contains("FCS_2"));
  ASSERT_EQ(back.gates.size(), 2U);
  EXPECT_EQ(back.gates[0].id, "Q_gate");
  const auto& gate = std::get<QuadrantGate>(back.gates[0].gate);
  EXPECT_EQ(gate.dividers[0].id, "my_divider");
  EXPECT_EQ(gate.dividers[0].dimension,
            (Dimension{RatioReference{"my_ratio"}, MatrixCompensation{"FCS_2"}, "my_scale"}));
  EXPECT_EQ(gate.quadrants[0], (QuadrantGate::Quadrant{"Q_", "Q+", {{"my_divider", 2}}}));
  EXPECT_EQ(back.gates[1].parent, "Q_");
  EXPECT_EQ(std::get<BooleanGate>(back.gates[1].gate).operands[0], (BooleanGate::Operand{"Q_", true}));
}

TEST(WriteGatingMl, RefusesWhatNoDocumentCanHold) {
  auto empty_rectangle = range_gate("R", "R");
  std::get<RectangleGate>(empty_rectangle.gates[0].gate).sides[0].max = 1;
  EXPECT_EQ(gatingml::write(empty_rectangle).error().code, Code::bad_gate);

  auto dangling = range_gate("R", "R");
  dangling.gates[0].parent = "Nobody";
  EXPECT_EQ(gatingml::write(dangling).error().code, Code::dangling_reference);

  auto one_id_twice = range_gate("R", "R");
  one_id_twice.transformations.emplace("R", Transformation::make(Linear{1000, 0}).value());
  EXPECT_EQ(gatingml::write(one_id_twice).error().code, Code::duplicate_id);

  auto one_dye = range_gate("R", "R");
  one_dye.matrices["M"] = {{"A"}, {"B"}, {1}, false};
  EXPECT_EQ(gatingml::write(one_dye).error().code, Code::bad_matrix);

  auto short_matrix = range_gate("R", "R");
  short_matrix.matrices["M"] = {{"A", "B"}, {"C", "D"}, {1, 0, 0}, false};
  EXPECT_EQ(gatingml::write(short_matrix).error().code, Code::bad_matrix);
}

TEST(WriteGatingMlFile, ReplacesTheFile) {
  const TemporaryFolder folder;
  const auto file = folder.write("strategy.xml", "something else");
  const auto strategy = range_gate("G", "Cells");
  ASSERT_TRUE(gatingml::write_file(file, strategy).has_value());
  EXPECT_EQ(bytes_of(file), written(strategy));
  EXPECT_EQ(std::distance(fs::directory_iterator{folder.path()}, {}), 1) << "nothing else is left";
}

TEST(WriteGatingMlFile, LeavesTheFileWhereTheStrategyCannotBeWritten) {
  const TemporaryFolder folder;
  const auto file = folder.write("strategy.xml", "something else");
  const auto result = gatingml::write_file(file, range_gate("G", "a/b"));
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, Code::bad_name);
  EXPECT_EQ(result.error().where.file, file.string());
  EXPECT_EQ(bytes_of(file), "something else");
}

TEST(WriteGatingMlFile, SaysThatAFolderCannotBeWritten) {
  const TemporaryFolder folder;
  EXPECT_EQ(gatingml::write_file(folder.path(), range_gate("G", "G")).error().code, Code::cannot_write);
}

}  // namespace
