#include "panels/read.h"

#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

#include "fcs/base/error.h"
#include "tests/support/temporary_folder.h"

namespace {

using fcs::Code;

constexpr std::string_view strategy = R"(<?xml version="1.0" encoding="UTF-8"?>
<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
    xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
  <gating:RectangleGate gating:id="CD3pos">
    <gating:dimension gating:compensation-ref="uncompensated" gating:min="1000">
      <data-type:fcs-dimension data-type:name="CD3"/>
    </gating:dimension>
  </gating:RectangleGate>
  <gating:RectangleGate gating:id="CD8pos" gating:parent_id="CD3pos">
    <gating:dimension gating:compensation-ref="uncompensated" gating:min="1000">
      <data-type:fcs-dimension data-type:name="CD8"/>
    </gating:dimension>
  </gating:RectangleGate>
  <gating:PolygonGate gating:id="Cells">
    <gating:dimension gating:compensation-ref="uncompensated">
      <data-type:fcs-dimension data-type:name="FSC-A"/>
    </gating:dimension>
    <gating:dimension gating:compensation-ref="uncompensated">
      <data-type:fcs-dimension data-type:name="SSC-A"/>
    </gating:dimension>
    <gating:vertex><gating:coordinate data-type:value="0"/><gating:coordinate data-type:value="0"/></gating:vertex>
    <gating:vertex><gating:coordinate data-type:value="9"/><gating:coordinate data-type:value="0"/></gating:vertex>
    <gating:vertex><gating:coordinate data-type:value="9"/><gating:coordinate data-type:value="9"/></gating:vertex>
  </gating:PolygonGate>
</gating:Gating-ML>
)";

/// What every panel below begins with: lines 1 and 2.
constexpr std::string_view head = "id = \"p\"\nstrategy = \"strategy.gatingml.xml\"\n";

/// A folder with a panel and its strategy.
class PanelFolder {
 public:
  PanelFolder() { write("strategy.gatingml.xml", strategy); }

  [[nodiscard]] fcs::Result<panels::ReadPanel> read(std::string_view toml) const {
    write("panel.toml", toml);
    return panels::read_panel(file("panel.toml"));
  }
  void write(std::string_view name, std::string_view text) const { folder_.write(name, text); }
  [[nodiscard]] std::filesystem::path file(std::string_view name) const { return folder_.path() / name; }

 private:
  testing_support::TemporaryFolder folder_;
};

TEST(ReadPanel, ReadsAllThatAPanelSays) {
  const PanelFolder folder;
  const auto read = folder.read(R"(id = "activation"
version = 3
title = "T cells"
strategy = "strategy.gatingml.xml"
[[stain]]
marker = "CD3"
aliases = ["CD3e", "OKT3"]
fluorochrome = "FITC"
role = "lineage"
[[stain]]
marker = "HLA-DR"
role = "activation"
[[endpoint]]
id = "cd8_of_cd3"
label = "CD8+ of T cells"
population = "CD3pos/CD8pos"
of = "CD3pos"
statistic = "count"
[[threshold]]
gate = "CD8pos"
dimension = "CD8"
from = "fmo"
quantile = 0.99
)");
  ASSERT_TRUE(read.has_value()) << fcs::message(read.error());
  const auto& panel = read.value().panel;
  EXPECT_TRUE(read.value().findings.empty());
  EXPECT_EQ(panel.id, "activation");
  EXPECT_EQ(panel.version, 3);
  EXPECT_EQ(panel.title, "T cells");
  ASSERT_EQ(panel.stains.size(), 2U);
  EXPECT_THAT(panel.stains[0].aliases, testing::ElementsAre("CD3e", "OKT3"));
  EXPECT_EQ(panel.stains[0].fluorochrome, "FITC");
  EXPECT_EQ(panel.stains[1].marker, "HLA-DR");
  EXPECT_EQ(panel.stains[1].role, panels::Role::activation);
  ASSERT_EQ(panel.endpoints.size(), 1U);
  EXPECT_EQ(panel.endpoints[0].population, "CD3pos/CD8pos");
  EXPECT_EQ(panel.endpoints[0].of, "CD3pos");
  EXPECT_EQ(panel.endpoints[0].statistic, "count");
  ASSERT_EQ(panel.thresholds.size(), 1U);
  EXPECT_EQ(panel.thresholds[0].gate, "CD8pos");
  EXPECT_DOUBLE_EQ(panel.thresholds[0].quantile, 0.99);
  EXPECT_EQ(panel.strategy.gates.size(), 3U);
  EXPECT_EQ(panel.strategy_text, strategy);
  EXPECT_EQ(panel.strategy_file, folder.file("strategy.gatingml.xml").string());
}

TEST(ReadPanel, FillsInWhatMayBeLeftOut) {
  const PanelFolder folder;
  const auto read = folder.read(std::string{head} +
                                "[[stain]]\nmarker = \"CD3\"\n"
                                "[[endpoint]]\nid = \"t\"\npopulation = \"CD3pos\"\nof = \"root\"\n"
                                "[[threshold]]\ngate = \"CD3pos\"\ndimension = \"CD3\"\nfrom = \"fmo\"\n");
  ASSERT_TRUE(read.has_value()) << fcs::message(read.error());
  const auto& panel = read.value().panel;
  EXPECT_EQ(panel.version, 1);
  EXPECT_EQ(panel.title, "p");
  EXPECT_EQ(panel.stains[0].role, panels::Role::lineage);
  EXPECT_EQ(panel.endpoints[0].label, "t");
  EXPECT_EQ(panel.endpoints[0].statistic, "percent");
  EXPECT_DOUBLE_EQ(panel.thresholds[0].quantile, 0.995);
}

TEST(ReadPanel, ReportsUnknownKeysAndReadsOn) {
  const PanelFolder folder;
  const auto read =
      folder.read(std::string{head} + "colour = \"red\"\n[[stain]]\nmarker = \"CD3\"\n  maker = \"UCHT1\"\n");
  ASSERT_TRUE(read.has_value()) << fcs::message(read.error());
  const auto& findings = read.value().findings;
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].deviation.code, Code::unknown_key);
  EXPECT_EQ(findings[0].deviation.found, "colour");
  EXPECT_EQ(std::get<fcs::LineColumn>(findings[0].deviation.where.at), (fcs::LineColumn{3, 1}));
  EXPECT_EQ(findings[1].deviation.found, "maker");
  EXPECT_EQ(findings[1].deviation.where.item, "stain 1");
  EXPECT_EQ(std::get<fcs::LineColumn>(findings[1].deviation.where.at), (fcs::LineColumn{6, 3}));
}

struct Broken {
  std::string_view test;
  std::string toml;
  Code code;
  fcs::LineColumn at;
  std::string_view item;
  std::string_view found;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.test; }
};
class ReadPanelError : public testing::TestWithParam<Broken> {};
TEST_P(ReadPanelError, NamesPlaceAndFinding) {
  const PanelFolder folder;
  const auto& row = GetParam();
  const auto read = folder.read(row.toml);
  ASSERT_TRUE(read.has_error());
  const auto& error = read.error();
  EXPECT_EQ(error.code, row.code) << fcs::message(error);
  EXPECT_EQ(error.where.file, folder.file("panel.toml").string());
  EXPECT_EQ(std::get<fcs::LineColumn>(error.where.at), row.at) << fcs::message(error);
  EXPECT_EQ(error.where.item, row.item);
  EXPECT_THAT(error.found, testing::HasSubstr(std::string{row.found}));
}

std::string after_head(std::string_view rest) { return std::string{head} + std::string{rest}; }

std::string endpoint(std::string_view rest) { return after_head("[[endpoint]]\nid = \"e\"\n" + std::string{rest}); }

std::string threshold(std::string_view rest) { return after_head("[[threshold]]\n" + std::string{rest}); }

INSTANTIATE_TEST_SUITE_P(
    Table, ReadPanelError,
    testing::Values(
        Broken{"NotToml", "id = \"p\"\nstrategy = \n", Code::bad_toml, {2, 12}, "", ""},
        Broken{"HeaderWithoutName", "id = \"p\"\n[}]\n", Code::bad_toml, {2, 2}, "", ""},
        Broken{"RepeatedKey", "id = \"p\"\nid = \"q\"\n", Code::bad_toml, {2, 6}, "", ""},
        Broken{"NoId", "strategy = \"strategy.gatingml.xml\"\n", Code::missing_key, {1, 1}, "id", ""},
        Broken{"EmptyId", "id = \"\"\n", Code::bad_value, {1, 6}, "id", ""},
        Broken{"IdIsANumber", "id = 7\n", Code::bad_value, {1, 6}, "id", "7"},
        Broken{"NoStrategy", "id = \"p\"\n", Code::missing_key, {1, 1}, "strategy", ""},
        Broken{"StrategyFileIsAbsent",
               "id = \"p\"\nstrategy = \"none.xml\"\n",
               Code::cannot_open,
               {2, 12},
               "strategy",
               "none.xml"},
        Broken{"VersionZero", after_head("version = 0\n"), Code::bad_value, {3, 11}, "version", "0"},
        Broken{"VersionIsAText", after_head("version = \"1\"\n"), Code::bad_value, {3, 11}, "version", "1"},
        Broken{
            "StainIsOneTable", after_head("[stain]\nmarker = \"CD3\"\n"), Code::bad_value, {3, 1}, "stain", "a table"},
        Broken{"StainWithoutMarker",
               after_head("[[stain]]\nrole = \"dump\"\n"),
               Code::missing_key,
               {3, 1},
               "stain 1, marker",
               ""},
        Broken{"UnknownRole",
               after_head("[[stain]]\nmarker = \"CD3\"\nrole = \"linage\"\n"),
               Code::bad_value,
               {5, 8},
               "stain 1, role",
               "linage"},
        Broken{"AliasesAreAText",
               after_head("[[stain]]\nmarker = \"CD3\"\naliases = \"CD3e\"\n"),
               Code::bad_value,
               {5, 11},
               "stain 1, aliases",
               "CD3e"},
        Broken{"AliasIsANumber",
               after_head("[[stain]]\nmarker = \"CD3\"\naliases = [\"CD3e\", 3]\n"),
               Code::bad_value,
               {5, 20},
               "stain 1, aliases",
               "3"},
        Broken{"TwoStainsOfOneName",
               after_head("[[stain]]\nmarker = \"HLA-DR\"\n[[stain]]\nmarker = \"DR\"\naliases = [\"HLADR\"]\n"),
               Code::bad_value,
               {6, 10},
               "stain 2, marker",
               "HLADR, which HLA-DR has too"},
        Broken{"EndpointWithoutOf",
               endpoint("population = \"CD3pos\"\n"),
               Code::missing_key,
               {3, 1},
               "endpoint 1, of",
               ""},
        Broken{"UnknownStatistic",
               endpoint("population = \"CD3pos\"\nof = \"root\"\nstatistic = \"percents\"\n"),
               Code::bad_value,
               {7, 13},
               "endpoint 1, statistic",
               "percents"},
        Broken{"UnknownPopulation",
               endpoint("population = \"CD4pos\"\nof = \"root\"\n"),
               Code::no_such_population,
               {5, 14},
               "endpoint 1, population",
               "CD4pos"},
        Broken{"UnknownDenominator",
               endpoint("population = \"CD3pos\"\nof = \"rot\"\n"),
               Code::no_such_population,
               {6, 6},
               "endpoint 1, of",
               "rot"},
        Broken{"RepeatedEndpoint",
               endpoint("population = \"CD3pos\"\nof = \"root\"\n[[endpoint]]\nid = \"e\"\npopulation = \"CD8pos\"\nof "
                        "= \"root\"\n"),
               Code::duplicate_id,
               {8, 6},
               "endpoint 2, id",
               "e"},
        Broken{"ThresholdOfAPolygon",
               threshold("gate = \"Cells\"\ndimension = \"FSC-A\"\nfrom = \"fmo\"\n"),
               Code::bad_value,
               {4, 8},
               "threshold 1, gate",
               "Cells"},
        Broken{"ThresholdOfAnotherDimension",
               threshold("gate = \"CD8pos\"\ndimension = \"CD3\"\nfrom = \"fmo\"\n"),
               Code::bad_value,
               {5, 13},
               "threshold 1, dimension",
               "CD3"},
        Broken{"ThresholdFromElsewhere",
               threshold("gate = \"CD8pos\"\ndimension = \"CD8\"\nfrom = \"isotype\"\n"),
               Code::bad_value,
               {6, 8},
               "threshold 1, from",
               "isotype"},
        Broken{"QuantileOne",
               threshold("gate = \"CD8pos\"\ndimension = \"CD8\"\nfrom = \"fmo\"\nquantile = 1.0\n"),
               Code::bad_value,
               {7, 12},
               "threshold 1, quantile",
               "1"}),
    [](const auto& row) { return std::string{row.param.test}; });

TEST(ReadPanel, LeavesTheStrategysErrorsInTheStrategy) {
  const PanelFolder folder;
  folder.write("strategy.gatingml.xml", "<a/>");
  const auto read = folder.read(head);
  ASSERT_TRUE(read.has_error());
  EXPECT_EQ(read.error().code, Code::not_gating_ml);
  EXPECT_EQ(read.error().where.file, folder.file("strategy.gatingml.xml").string());
}

TEST(ReadPanel, NamesAFileThatIsNotThere) {
  const PanelFolder folder;
  const auto read = panels::read_panel(folder.file("panel.toml"));
  ASSERT_TRUE(read.has_error());
  EXPECT_EQ(read.error().code, Code::cannot_open);
  EXPECT_EQ(read.error().where.file, folder.file("panel.toml").string());
}

TEST(ReadPanel, ReadsTheOneOfTheRealStudy) {
  const auto file = std::filesystem::path{CYTOGATE_SHARED_DIR} / "conformance" / "real_study" / "panel.toml";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the shared folder is absent";
  const auto read = panels::read_panel(file);
  ASSERT_TRUE(read.has_value()) << fcs::message(read.error());
  EXPECT_TRUE(read.value().findings.empty());
  EXPECT_EQ(read.value().panel.stains.size(), 5U);
  EXPECT_EQ(read.value().panel.endpoints[0].population, "CD8_DRpos38pos");
}

}  // namespace
