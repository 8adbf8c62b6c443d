#include <nlohmann/json.hpp>

#include "gating/gatingml/read.h"
#include "run.h"
#include "tests/study/stained_controls.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::rows_of;
using cli::test::run;
using nlohmann::json;
using study::test::StainedControls;
using testing_support::FcsBytes;
using testing_support::keywords_of;

/// Two channels and one event, with further keywords.
std::string two_channels(const std::vector<std::pair<std::string, std::string>>& further,
                         const std::string& prefix = "", const std::string& version = "FCS3.1") {
  FcsBytes file{.version = version,
                .keywords = keywords_of("F", "1,2,3,4", {{prefix + "FITC-A", 32}, {prefix + "PE-A", 32}}, 1)};
  file.keywords.insert(file.keywords.end(), further.begin(), further.end());
  file.data = testing_support::little_endian<float>({100, 50});
  return file.build();
}

json shown(const std::string& bytes) {
  const Folder folder;
  const auto outcome = run({"compensation", "show", folder.write("a.fcs", bytes), "--json"});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  return json::parse(outcome.table);
}

TEST(CompensationShow, NamesTheKeywordTheMatrixAndItsCondition) {
  const auto found = shown(two_channels({{"SPILL", "2,FITC-A,PE-A,1,0.6,0.6,1"}}));
  EXPECT_EQ(found.at("keyword"), "SPILL");
  EXPECT_EQ(found.at("detectors"), json::parse(R"(["FITC-A","PE-A"])"));
  EXPECT_EQ(found.at("coefficients"), json::parse("[[1,0.6],[0.6,1]]"));
  EXPECT_NEAR(found.at("condition_number").get<double>(), 1.6 / 0.4, 1e-12);  // eigenvalues 1 +- 0.6
  EXPECT_EQ(found.at("identity"), false);
  EXPECT_EQ(found.at("invertible"), true);
  EXPECT_TRUE(found.at("already_compensated").empty());
}
TEST(CompensationShow, KnowsAnIdentityAndAMatrixThatCannotBeInverted) {
  EXPECT_EQ(shown(two_channels({{"$SPILLOVER", "2,FITC-A,PE-A,1,0,0,1"}})).at("identity"), true);
  EXPECT_EQ(shown(two_channels({{"$SPILLOVER", "2,FITC-A,PE-A,1,1,1,1"}})).at("invertible"), false);
}
TEST(CompensationShow, AFileWithoutAMatrixSaysSo) { EXPECT_TRUE(shown(two_channels({})).at("keyword").is_null()); }
TEST(CompensationShow, ListsTheNamesThatAreNoChannel) {
  const auto found = shown(two_channels({{"SPILL", "3,FITC-A,Gone-A,Lost-A,1,0,0,0,1,0,0,0,1"}}));
  EXPECT_TRUE(found.at("keyword").is_null());
  EXPECT_EQ(found.at("unusable").at(0).at("keyword"), "SPILL");
  EXPECT_EQ(found.at("unusable").at(0).at("unmatched"), json::parse(R"(["Gone-A","Lost-A"])"));
}
TEST(CompensationShow, AMatrixOfAllChannelsHasNoNamesToMiss) {
  const auto found = shown(two_channels({{"$COMP", "2,0,0.1,0.1,1"}}));  // refused for its diagonal
  EXPECT_EQ(found.at("unusable").at(0).at("keyword"), "$COMP");
  EXPECT_TRUE(found.at("unusable").at(0).at("unmatched").empty());
}
TEST(CompensationShow, CsvIsTheMatrix) {
  const Folder folder;
  const auto file = folder.write("a.fcs", two_channels({{"$SPILLOVER", "2,FITC-A,PE-A,1,0.25,0.03125,1"}}));
  EXPECT_EQ(run({"compensation", "show", file, "--format", "csv"}).table,
            "fluorochrome,FITC-A,PE-A\nFITC-A,1,0.25\nPE-A,0.03125,1\n");
}

/// What says that values are compensated already, a row each.
struct Evidence {
  std::string name;
  std::string bytes;
  std::string because;
  friend std::ostream& operator<<(std::ostream& out, const Evidence& row) { return out << row.name; }
};
class AlreadyCompensated : public testing::TestWithParam<Evidence> {};
TEST_P(AlreadyCompensated, IsSaidWithItsReason) {
  const auto channels = shown(GetParam().bytes).at("already_compensated");
  ASSERT_EQ(channels.size(), 2U);
  EXPECT_EQ(channels[0].at("because"), GetParam().because);
}
const std::pair<std::string, std::string> applied{"CYTOGATE COMPENSATED", "$SPILLOVER 2,FITC-A,PE-A,1,0.1,0.1,1"};
INSTANTIATE_TEST_SUITE_P(
    Table, AlreadyCompensated,
    testing::Values(Evidence{"CompName", two_channels({}, "Comp-"), "its name"},
                    Evidence{"FlowJoName", two_channels({}, "FJComp-"), "its name"},
                    Evidence{"UnmixedType",
                             two_channels({{"$P1TYPE", "Unmixed Fluorescence"}, {"$P2TYPE", "Unmixed_Fluorescence"}}),
                             "$P1TYPE Unmixed Fluorescence"},
                    Evidence{"OurOwnExport", two_channels({applied}), "CYTOGATE COMPENSATED"},
                    Evidence{
                        "FirstOfLmd",
                        two_channels({{"@CYTOMETERID", "AN1"}, {"$DFC1TO2", "10"}, {"$DFC2TO1", "5"}}, "", "FCS2.0"),
                        "the first data set of an LMD file"}),
    [](const auto& row) { return row.param.name; });

/// Files of instruments, and of how many channels they say that the values are compensated or unmixed.
struct RealFile {
  std::string name;
  std::string file;
  std::string dataset;
  std::size_t compensated;
  friend std::ostream& operator<<(std::ostream& out, const RealFile& row) { return out << row.name; }
};
class CompensatedInRealFiles : public testing::TestWithParam<RealFile> {};
TEST_P(CompensatedInRealFiles, AreKnown) {
  const auto file = cli::test::conformance / "fcs" / GetParam().file;
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no conformance files in " CYTOGATE_SHARED_DIR;
  const auto outcome = run({"compensation", "show", file.string(), "--dataset", GetParam().dataset, "--json"});
  ASSERT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_EQ(json::parse(outcome.table).at("already_compensated").size(), GetParam().compensated);
}
INSTANTIATE_TEST_SUITE_P(Table, CompensatedInRealFiles,
                         testing::Values(
                             // Of 43 channels 33 have the type Unmixed_Fluorescence; the rest is scatter and time.
                             RealFile{"SpectroFloUnmixed", "coereba__2025_07_26_AB_02_NY068_02_SEB.fcs", "1", 33},
                             RealFile{"SpectroFloRaw", "luciernaga__DR_CD38_APC-Fire_810_Cells.fcs", "1", 0},
                             RealFile{"RawSpectralWithIdentity", "cytoflow__Cytek_NL-2000.fcs", "1", 0},
                             RealFile{"LmdSecondDataSet", "cytoflow__Beckman_Coulter_-_Gallios.LMD", "2", 0},
                             RealFile{"FacsDivaRaw", "cytopipeline__Donor1.fcs", "1", 0}),
                         [](const auto& row) { return row.param.name; });

/// A gate on PE-A after the file's matrix.
const std::string strategy = R"(<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
 xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes"><gating:RectangleGate gating:id="G">
<gating:dimension gating:compensation-ref="FCS" gating:min="45"><data-type:fcs-dimension data-type:name="PE-A"/></gating:dimension>
</gating:RectangleGate></gating:Gating-ML>)";

TEST(CompensationSentinel, RefusesCompensatedValuesUnlessToldAndSaysWhichMatrixWasUsed) {
  const Folder folder;
  const auto gates = folder.write("gates.xml", strategy).string();
  const auto file =
      folder.write("a.lmd", two_channels({{"@CYTOMETERID", "AN1"}, {"$DFC1TO2", "10"}}, "", "FCS2.0")).string();
  const auto gated = [&](const std::string& compensation) {
    const auto outcome = run({"gate", file, "--strategy", gates, "--json", "--compensation", compensation});
    EXPECT_EQ(outcome.exit, compensation == "auto" ? Exit::partial_or_different : Exit::done) << outcome.log;
    return json::parse(outcome.table).at(1);
  };
  EXPECT_EQ(gated("auto").at("status"), "NOT_EVALUABLE");
  EXPECT_EQ(gated("auto").at("compensation"), json::array());
  EXPECT_EQ(gated("none").at("count"), 1);  // 50 as it is
  EXPECT_EQ(gated("none").at("compensation"), json::array());
  EXPECT_EQ(gated("file").at("count"), 0);  // 50 - 0.1 * 100 = 40
  EXPECT_EQ(gated("file").at("compensation"), json::parse(R"(["file $DFCnTOm"])"));

  const auto exported = [&](const std::string& compensation) {
    return run({"export", file, "--values", "compensated", "--channels", "PE-A", "--compensation", compensation});
  };
  EXPECT_EQ(exported("auto").exit, Exit::unusable_input);
  EXPECT_EQ(exported("file").table, "PE-A\n40\n");
  EXPECT_EQ(exported("none").table, "PE-A\n50\n");
}
TEST(CompensationSentinel, AnIdentityMatrixIsUsedAsItIsWithAFinding) {
  const Folder folder;
  const auto gates = folder.write("gates.xml", strategy).string();
  const auto file = folder.write("a.fcs", two_channels({{"$SPILLOVER", "2,FITC-A,PE-A,1,0,0,1"}})).string();
  const auto gated = run({"gate", file, "--strategy", gates, "--json"});
  EXPECT_EQ(gated.exit, Exit::done);
  EXPECT_EQ(json::parse(gated.table).at(1).at("count"), 1);
  EXPECT_THAT(gated.log, testing::HasSubstr("the identity matrix"));
  const auto exported = run({"export", file, "--values", "compensated", "--channels", "PE-A"});
  EXPECT_EQ(exported.table, "PE-A\n50\n");
  EXPECT_THAT(exported.log, testing::HasSubstr("the identity matrix"));
}
TEST(CompensationSentinel, TheRecordOfARunHasEachMatrixOnceWithItsSamples) {
  const Folder folder;
  const auto out = folder / "results";
  ASSERT_EQ(run({"batch", (cli::test::sample_data / "pbmc").string(), "-o", out}).exit, Exit::done);
  const auto record = json::parse(testing_support::bytes_of(out + "/run.json"));
  const auto& matrices = record.at("compensation");
  ASSERT_EQ(matrices.size(), 1U);  // the simulated cytometer has one matrix
  EXPECT_EQ(matrices[0].at("source"), "$SPILLOVER");
  EXPECT_EQ(matrices[0].at("samples").size(), 8U);
  EXPECT_EQ(matrices[0].at("coefficients").size(),
            matrices[0].at("detectors").size() * matrices[0].at("detectors").size());
}

TEST(CompensationCompute, WritesAMatrixThatReadsBackTheSame) {
  const Folder folder;
  StainedControls controls{3};
  std::vector<std::string> words{"compensation", "compute", "--unstained",
                                 folder.write("u.fcs", controls.fcs(std::nullopt))};
  const auto truth = controls.truth();
  for (std::size_t dye = 0; dye < truth.size(); ++dye) {
    const auto file = folder.write(truth.detectors[dye] + ".fcs", controls.fcs(dye));
    words.insert(words.end(), {"--control", truth.detectors[dye] + "=" + file.string()});
  }
  const auto with = [&](std::vector<std::string> further) {
    auto all = words;
    all.insert(all.end(), further.begin(), further.end());
    const auto outcome = run(all);
    EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
    return outcome.table;
  };
  const auto computed = json::parse(with({"--json"}));
  const auto coefficients = computed.at("coefficients").get<std::vector<double>>();
  const auto read = gating::gatingml::read(with({"--format", "gatingml", "--id", "Mine"}), "m.xml");
  ASSERT_TRUE(read.has_value()) << fcs::message(read.error());
  const auto& matrix = read.value().strategy.matrices.at("Mine");
  EXPECT_EQ(matrix.coefficients, coefficients);
  EXPECT_EQ(matrix.detectors, truth.detectors);
  const auto rows = rows_of(with({"--format", "csv"}));
  ASSERT_EQ(rows.size(), truth.size());
  EXPECT_EQ(std::stod(rows[0].at("PE-A")), coefficients[1]);
  EXPECT_THAT(with({}), testing::HasSubstr("estimator median, condition number "));
  EXPECT_EQ(computed.at("controls").at(0).at("detectors").at(1).at("detector"), "PE-A");
  EXPECT_NE(json::parse(with({"--json", "--estimator", "slope"})).at("coefficients"), computed.at("coefficients"));
}
TEST(CompensationCompute, TakesTheControlsOfAStudy) {
  const Folder folder;
  StainedControls controls{3};
  folder.write("u.fcs", controls.fcs(std::nullopt));
  folder.write("one.fcs", controls.fcs(0));
  folder.write("two.fcs", controls.fcs(1));
  folder.write("study.toml",
               "id = \"S\"\ntitle = \"S\"\nmanifest = \"manifest.csv\"\nvisits = [\"V1\"]\n\n[[panel]]\nid = "
               "\"t_cell_activation\"\n");
  folder.write("manifest.csv",
               "file,subject,visit,panel,stain,single_marker\nu.fcs,C,V1,t_cell_activation,UNSTAINED,\n"
               "one.fcs,C,V1,t_cell_activation,SINGLE,FITC-A\ntwo.fcs,C,V1,t_cell_activation,SINGLE,PE-A\n");
  const auto outcome = run({"compensation", "compute", "--study", folder.path(), "--json"});
  ASSERT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_EQ(json::parse(outcome.table).at("detectors"), json::parse(R"(["FITC-A","PE-A"])"));
}
TEST(CompensationCompute, WrongWordsAreUsage) {
  EXPECT_EQ(run({"compensation", "compute"}).exit, Exit::usage);
  EXPECT_EQ(run({"compensation", "compute", "--unstained", "u.fcs", "--control", "FITC-A"}).exit, Exit::usage);
  EXPECT_EQ(run({"compensation", "compute", "--unstained", "u.fcs", "--control", "FITC-A=a.fcs"}).exit, Exit::usage);
}
TEST(CompensationCompute, AMissingFileIsAnUnusableInput) {
  EXPECT_EQ(
      run({"compensation", "compute", "--unstained", "u.fcs", "--control", "A=a.fcs", "--control", "B=b.fcs"}).exit,
      Exit::unusable_input);
}

}  // namespace
