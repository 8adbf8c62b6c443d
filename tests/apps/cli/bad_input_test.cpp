// Each thing that can be wrong gives one clear message with file, place, found and expected, and its exit code.

#include "run.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::rows_of;
using cli::test::run;
using testing::HasSubstr;
using testing_support::bytes_of;

/// Small samples, a strategy and a study made once for all tests of this file.
class BadInput : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<Folder>();
    ASSERT_EQ(
        run({"simulate", "-o", *folder_ / "study", "--events", "500", "--subjects", "2", "--visits", "C1D1,C1D8"}).exit,
        Exit::done);
    folder_->write("empty.fcs", "");
    folder_->write("text.fcs", "subject,visit\nS01,C1D1\n");
    const auto whole = bytes_of(sample(1, "C1D1"));
    folder_->write("truncated.fcs", whole.substr(0, whole.size() / 2));
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::string sample(int subject, const std::string& visit) {
    return *folder_ / ("study/fcs/SYNTHETIC_PBMC_S0" + std::to_string(subject) + "_" + visit + ".fcs");
  }
  /// A copy of the study with one of its files replaced.
  static std::string study_with(const std::string& name, const std::string& text) {
    static int count = 0;
    const auto copy = *folder_ / ("copy" + std::to_string(++count));
    std::filesystem::copy(*folder_ / "study", copy, std::filesystem::copy_options::recursive);
    std::ofstream{std::filesystem::path{copy} / name, std::ios::binary} << text;
    return copy;
  }

  static std::unique_ptr<Folder> folder_;
};
std::unique_ptr<Folder> BadInput::folder_;

TEST_F(BadInput, AFileThatIsNotThere) {
  const auto outcome = run({"gate", *folder_ / "nowhere.fcs", "--panel", "t_cell_activation"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.log, HasSubstr("nowhere.fcs"));
  EXPECT_EQ(outcome.table, "");
}
TEST_F(BadInput, AnEmptyFile) {
  const auto outcome = run({"info", *folder_ / "empty.fcs"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.log, HasSubstr("empty.fcs"));
  EXPECT_THAT(outcome.log, HasSubstr("the file is empty"));
}
TEST_F(BadInput, AFileThatIsNoFcsFile) {
  const auto outcome = run({"export", *folder_ / "text.fcs"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.log, HasSubstr("not an FCS file"));
  EXPECT_EQ(outcome.table, "");
}
TEST_F(BadInput, ATruncatedFile) {
  const auto outcome = run({"gate", *folder_ / "truncated.fcs", "--panel", "t_cell_activation"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.log, HasSubstr("truncated.fcs: DATA"));
  EXPECT_THAT(outcome.log, HasSubstr("expected"));
  EXPECT_EQ(outcome.table, "");
}
TEST_F(BadInput, ADanglingReferenceInTheStrategy) {
  const auto strategy =
      folder_->write("dangling.xml",
                     "<gating:Gating-ML xmlns:gating=\"http://www.isac-net.org/std/Gating-ML/v2.0/gating\"\n"
                     " xmlns:data-type=\"http://www.isac-net.org/std/Gating-ML/v2.0/datatypes\">\n"
                     "<gating:RectangleGate gating:id=\"A\" gating:parent_id=\"Nowhere\">\n"
                     "<gating:dimension gating:compensation-ref=\"uncompensated\" gating:min=\"1\">\n"
                     "<data-type:fcs-dimension data-type:name=\"FSC-A\"/></gating:dimension></gating:RectangleGate>\n"
                     "</gating:Gating-ML>\n");
  const auto outcome = run({"gate", sample(1, "C1D1"), "--strategy", strategy});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.log, HasSubstr("dangling.xml"));
  EXPECT_THAT(outcome.log, HasSubstr("line 3"));
  EXPECT_THAT(outcome.log, HasSubstr("found Nowhere"));
}
TEST_F(BadInput, AMarkerThatNoChannelCarriesIsNotEvaluableAndTheRestIs) {
  const auto strategy =
      folder_->write("absent.xml",
                     "<gating:Gating-ML xmlns:gating=\"http://www.isac-net.org/std/Gating-ML/v2.0/gating\"\n"
                     " xmlns:data-type=\"http://www.isac-net.org/std/Gating-ML/v2.0/datatypes\">\n"
                     "<gating:RectangleGate gating:id=\"Absent\"><gating:dimension "
                     "gating:compensation-ref=\"uncompensated\" gating:min=\"1\">\n"
                     "<data-type:fcs-dimension data-type:name=\"CD69\"/></gating:dimension></gating:RectangleGate>\n"
                     "<gating:RectangleGate gating:id=\"Present\"><gating:dimension "
                     "gating:compensation-ref=\"uncompensated\" gating:min=\"1\">\n"
                     "<data-type:fcs-dimension data-type:name=\"FSC-A\"/></gating:dimension></gating:RectangleGate>\n"
                     "</gating:Gating-ML>\n");
  const auto outcome = run({"gate", sample(1, "C1D1"), "--strategy", strategy, "--json"});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  EXPECT_THAT(outcome.log, HasSubstr("gate Absent"));
  EXPECT_THAT(outcome.log, HasSubstr("CD69"));
  EXPECT_THAT(outcome.table, HasSubstr("\"count\": null"));
  EXPECT_THAT(outcome.table, HasSubstr("\"NOT_EVALUABLE\""));
  EXPECT_THAT(outcome.table, HasSubstr("\"count\": 500"));
}
TEST_F(BadInput, AManifestWithAnUnknownPanelAndMore) {
  const auto study = study_with("manifest.csv",
                                "file,subject,visit,panel\n"
                                "fcs/SYNTHETIC_PBMC_S01_C1D1.fcs,S01,C1D1,b_cells\n"
                                "fcs/SYNTHETIC_PBMC_S01_C1D8.fcs,S01,1-Aug,t_cell_activation\n"
                                "fcs/SYNTHETIC_PBMC_S02_C1D1.fcs,,C1D1,t_cell_activation\n");
  const auto outcome = run({"batch", study, "-o", *folder_ / "never"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.log, HasSubstr("row 2, column panel"));
  EXPECT_THAT(outcome.log, HasSubstr("found b_cells"));
  EXPECT_THAT(outcome.log, HasSubstr("row 3, column visit"));
  EXPECT_THAT(outcome.log, HasSubstr("row 4, column subject"));
  EXPECT_FALSE(std::filesystem::exists(*folder_ / "never"));
}
TEST_F(BadInput, OneBadSampleLeavesAllOthersComplete) {
  const auto good = *folder_ / "study";
  ASSERT_EQ(run({"batch", good, "-o", *folder_ / "complete"}).exit, Exit::done);
  const auto study = study_with("fcs/SYNTHETIC_PBMC_S01_C1D8.fcs", "FCS3.1");
  const auto outcome = run({"batch", study, "-o", *folder_ / "one_failed"});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  EXPECT_THAT(outcome.log, HasSubstr("S01_C1D8.fcs"));
  const auto complete = rows_of(bytes_of(*folder_ / "complete/results.csv"));
  std::ostringstream others;
  std::size_t failed = 0;
  std::istringstream lines{bytes_of(*folder_ / "one_failed/results.csv")};
  std::string all_others;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("S01_C1D8") == std::string::npos) {
      all_others += line + "\n";
    } else {
      EXPECT_THAT(line, HasSubstr(",FAILED,"));
      ++failed;
    }
  }
  std::string expected;
  std::istringstream complete_lines{bytes_of(*folder_ / "complete/results.csv")};
  for (std::string line; std::getline(complete_lines, line);) {
    if (line.find("S01_C1D8") == std::string::npos) expected += line + "\n";
  }
  EXPECT_EQ(all_others, expected);
  EXPECT_EQ(failed, complete.size() / 4);  // four samples of one panel
}
TEST_F(BadInput, AnOutputThatWouldReplaceAnInput) {
  const auto file = folder_->write("precious.fcs", bytes_of(sample(1, "C1D1")));
  const auto before = bytes_of(file);
  EXPECT_EQ(run({"export", file, "-o", file}).exit, Exit::usage);
  EXPECT_EQ(run({"gate", file, "--panel", "t_cell_activation", "-o", file}).exit, Exit::usage);
  EXPECT_EQ(run({"panel", "match", "t_cell_activation", file, "-o", file}).exit, Exit::usage);
  EXPECT_EQ(bytes_of(file), before);
}
TEST_F(BadInput, APanelWhoseNameTheSystemRefuses) {
  const std::string name(300, 'x');
  const auto outcome = run({"panel", "show", name});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.log, HasSubstr("t_cell_activation"));
}
TEST_F(BadInput, AFolderOfABuiltInPanelsNameIsNotThePanel) {
  std::filesystem::create_directory(*folder_ / "t_cell_activation");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_->path());
  const auto outcome = run({"panel", "show", "t_cell_activation"});
  std::filesystem::current_path(before);
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
}

struct UsageCase {
  std::string name;
  std::vector<std::string> words;
  friend std::ostream& operator<<(std::ostream& out, const UsageCase& row) { return out << row.name; }
};
class Usage : public testing::TestWithParam<UsageCase> {};
TEST_P(Usage, WrongWordsExitWith2AndPrintNoTable) {
  const auto outcome = run(GetParam().words);
  EXPECT_EQ(outcome.exit, Exit::usage);
  EXPECT_EQ(outcome.table, "");
  EXPECT_NE(outcome.log, "");
}
INSTANTIATE_TEST_SUITE_P(Table, Usage,
                         testing::Values(UsageCase{"Nothing", {}}, UsageCase{"NoSuchCommand", {"gait"}},
                                         UsageCase{"NoFile", {"info"}},
                                         UsageCase{"NeitherStrategyNorPanel", {"gate", "x.fcs"}},
                                         UsageCase{"NoSuchFormat", {"gate", "x.fcs", "--format", "xls"}},
                                         UsageCase{"NoSuchOption", {"batch", "study", "-o", "out", "--colour"}},
                                         UsageCase{"NoOutput", {"batch", "study"}},
                                         UsageCase{"JobsAreNoNumber", {"batch", "s", "-o", "o", "--jobs", "two"}},
                                         UsageCase{"DataSetZero", {"export", "x.fcs", "--dataset", "0"}},
                                         UsageCase{"NoSuchStudy", {"simulate", "-o", "x", "--study", "mice"}}),
                         [](const auto& row) { return row.param.name; });

struct ForeignOption {
  std::string study;
  std::vector<std::string> words;
  friend std::ostream& operator<<(std::ostream& out, const ForeignOption& row) {
    return out << row.study << row.words.front();
  }
};
class SimulateOptionOfTheOtherStudy : public testing::TestWithParam<ForeignOption> {};
TEST_P(SimulateOptionOfTheOtherStudy, IsRefusedByName) {
  const testing_support::TemporaryFolder folder;
  const auto out = folder.path() / "study";
  std::vector<std::string> words{"simulate", "--study", GetParam().study, "-o", out.string()};
  words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
  const auto outcome = run(words);
  EXPECT_EQ(outcome.exit, Exit::usage);
  EXPECT_THAT(outcome.log, HasSubstr(GetParam().words.front()));
  EXPECT_FALSE(std::filesystem::exists(out));
}
INSTANTIATE_TEST_SUITE_P(
    Table, SimulateOptionOfTheOtherStudy,
    testing::Values(ForeignOption{"apoptosis", {"--subjects", "3"}}, ForeignOption{"apoptosis", {"--visits", "C1D1"}},
                    ForeignOption{"apoptosis", {"--missing", "4"}}, ForeignOption{"apoptosis", {"--defects"}},
                    ForeignOption{"apoptosis", {"--fmo"}}, ForeignOption{"pbmc", {"--concentrations", "0,10"}},
                    ForeignOption{"pbmc", {"--dexamethasone", "0"}}, ForeignOption{"pbmc", {"--times", "4"}},
                    ForeignOption{"pbmc", {"--replicates", "2"}}));

class Help : public testing::TestWithParam<std::string> {};
TEST_P(Help, ShowsTheOptionsAndAnExample) {
  const auto outcome = run({GetParam(), "--help"});
  EXPECT_EQ(outcome.exit, Exit::done);
  EXPECT_THAT(outcome.table, HasSubstr("Usage: cytogate " + GetParam()));
  EXPECT_THAT(outcome.table, HasSubstr("Example:\n  cytogate " + GetParam()));
  EXPECT_EQ(outcome.log, "");
}
INSTANTIATE_TEST_SUITE_P(Commands, Help,
                         testing::Values("info", "export", "gate", "batch", "study", "panel", "plot", "strategy",
                                         "compensation", "audit", "lock", "simulate"),
                         [](const auto& command) { return command.param; });

TEST(Dispatch, NamesTheVersionAndEveryCommand) {
  EXPECT_THAT(run({"--version"}).table, testing::StartsWith("cytogate "));
  const auto help = run({"--help"});
  EXPECT_EQ(help.exit, Exit::done);
  for (const auto* command :
       {"info", "export", "gate", "batch", "study", "panel", "plot", "strategy", "audit", "lock", "simulate"})
    EXPECT_THAT(help.table, HasSubstr(command));
}

}  // namespace
