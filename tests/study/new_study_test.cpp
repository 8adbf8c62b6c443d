#include "study/new_study.h"

#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/manifest.h"
#include "study/study.h"
#include "study/table.h"
#include "tests/study/example_study.h"

namespace {

namespace fs = std::filesystem;
using fcs::Code;
using testing::ElementsAre;

/// An FCS file of one event.
void write_sample(const fs::path& file, const fcs::Keywords& keywords = {}) {
  fs::create_directories(file.parent_path());
  fcs::WrittenSample sample;
  sample.channels.push_back({});
  sample.channels.back().name = "CD3";
  sample.channels.back().range = 1024;
  sample.keywords = keywords;
  const std::vector<float> values{1.0F};
  const std::vector<std::span<const float>> columns{values};
  const auto written = fcs::write_sample(file, sample, columns);
  ASSERT_TRUE(written.has_value()) << message(written.error());
}

/// The proposed manifest's chosen columns, a line a row, cells joined by '|'.
std::vector<std::string> proposed(const TemporaryFolder& folder, const std::vector<std::string>& columns,
                                  const study::NewStudyOptions& options = {}) {
  const auto result = study::new_study(folder.path(), options);
  EXPECT_TRUE(result.has_value()) << message(result.error());
  const auto table = study::parse_table(bytes_of(folder.path() / "manifest.csv"), "manifest.csv").table;
  std::vector<std::string> lines;
  for (const auto& row : table.rows) {
    std::string line;
    for (const auto& column : columns)
      line += (&column == &columns.front() ? "" : "|") + row.cells[table.find_column(column).value()];
    lines.push_back(line);
  }
  return lines;
}

struct FileName {
  std::string_view stem, cells;  ///< subject|visit|stain|fmo_marker
  friend std::ostream& operator<<(std::ostream& out, const FileName& row) { return out << row.stem; }
};
class NewStudyName : public testing::TestWithParam<FileName> {};

TEST_P(NewStudyName, IsUnderstood) {
  const TemporaryFolder folder;
  write_sample(folder.path() / (std::string{GetParam().stem} + ".fcs"));
  EXPECT_THAT(proposed(folder, {"subject", "visit", "stain", "fmo_marker"}), ElementsAre(GetParam().cells));
}

INSTANTIATE_TEST_SUITE_P(
    Table, NewStudyName,
    testing::Values(FileName{"P01_C1D8", "P01|C1D8|FULL|"}, FileName{"P01-C10D15-tube2", "P01|C10D15|FULL|"},
                    FileName{"SYN_001 Cycle 1 Day 15", "SYN_001|Cycle 1 Day 15|FULL|"},
                    FileName{"P01_C1_D8", "P01|C1_D8|FULL|"}, FileName{"P01_C1D7-8", "P01|C1D7-8|FULL|"},
                    FileName{"C1D1_P07", "P07|C1D1|FULL|"}, FileName{"P01_Baseline", "P01|Baseline|FULL|"},
                    FileName{"P01_C1D8_predose", "P01|C1D8|FULL|"}, FileName{"P01_C1D1_FMO_CD38", "P01|C1D1|FMO|CD38"},
                    FileName{"P01_C1D1_FMO HLA-DR", "P01|C1D1|FMO|HLA-DR"},
                    FileName{"P01_C1D1_Unstained", "P01|C1D1|UNSTAINED|"},
                    FileName{"Specimen_001_Tube_004", "||FULL|"}));

TEST(NewStudy, TakesThePatternsFields) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "NY_068_C1D1_run3.fcs");
  write_sample(folder.path() / "odd.fcs");
  study::NewStudyOptions options;
  options.pattern = "{subject}_{visit}";
  EXPECT_THAT(proposed(folder, {"file", "subject", "visit"}, options),
              ElementsAre("NY_068_C1D1_run3.fcs|NY_068|C1D1", "odd.fcs||"));
}

class BadPattern : public testing::TestWithParam<std::string_view> {};

TEST_P(BadPattern, IsRefusedBeforeAnythingIsWritten) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "P01_C1D1.fcs");
  study::NewStudyOptions options;
  options.pattern = GetParam();
  const auto result = study::new_study(folder.path(), options);
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, Code::bad_usage);
  EXPECT_FALSE(fs::exists(folder.path() / "study.toml"));
}

INSTANTIATE_TEST_SUITE_P(Table, BadPattern,
                         testing::Values("", "plain", "{subject", "subject}", "{subject}{visit}", "{who}_{visit}",
                                         "{visit}_{visit}"));

TEST(NewStudy, FallsBackOnKeywords) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "tube_004.fcs", {{"PATIENT ID", "P09"}, {"TUBE NAME", "C1D15"}, {"$SRC", "donor"}});
  write_sample(folder.path() / "tube_005.fcs", {{"$SRC", "donor"}});
  EXPECT_THAT(proposed(folder, {"subject", "visit"}), ElementsAre("P09|C1D15", "donor|"));
}

struct NamedCells {
  std::string_view stem, column, cell;
  friend std::ostream& operator<<(std::ostream& out, const NamedCells& row) { return out << row.stem << row.column; }
};
class NewStudyWord : public testing::TestWithParam<NamedCells> {};
TEST_P(NewStudyWord, FillsAColumn) {
  const auto& [stem, column, cell] = GetParam();
  const TemporaryFolder folder;
  write_sample(folder.path() / (std::string{stem} + ".fcs"));
  EXPECT_THAT(proposed(folder, {std::string{column}}), ElementsAre(cell));
}
INSTANTIATE_TEST_SUITE_P(
    Table, NewStudyWord,
    testing::Values(
        NamedCells{"P01_C1D1_37.5ug_QD", "dose", "37.5"}, NamedCells{"P01_C1D1_50\u00B5g_MWF", "dose_unit", "\u00B5g"},
        NamedCells{"P01_C1D1_50ug_MWF", "schedule", "MWF"}, NamedCells{"P01_C1D1_4h", "timepoint", "4h"},
        NamedCells{"P01_C1D1_predose", "timepoint", "pre-dose"}, NamedCells{"50ug_C1D1", "dose", ""},  // the subject
        NamedCells{"CC1_10nM_24h_rep2", "concentration", "10"},
        NamedCells{"CC1_10nM_24h_rep2", "concentration_unit", "nM"}, NamedCells{"CC1_10nM_24h_rep2", "time_h", "24"},
        NamedCells{"CC1_10nM_24h_rep2", "replicate", "2"}, NamedCells{"Single_CD3", "single_marker", "CD3"},
        NamedCells{"Single_CD3", "stain", "SINGLE"}, NamedCells{"P01_C1D1_Isotype", "stain", "ISOTYPE"}));

TEST(NewStudy, TakesFromKeywordsWhenAndWhereAFileWasMeasured) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "P01_C1D1.fcs", {{"$DATE", "04-Mar-2024"},
                                                {"$BTIM", "14:30:59.25"},
                                                {"$CYT", "Fortessa"},
                                                {"$CYTSN", "H1"},
                                                {"$OP", "Ann"},
                                                {"$PLATEID", "PL1"},
                                                {"$WELLID", "A01"},
                                                {"EXPERIMENT NAME", "Run 7"}});
  EXPECT_THAT(proposed(folder, {"acq_dtc", "instrument", "cytometer_sn", "operator", "plate", "well", "run_id"}),
              ElementsAre("2024-03-04T14:30:59|Fortessa|H1|Ann|PL1|A01|Run 7"));
}

TEST(NewStudy, SaysWhichSampleARerunRepeats) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "P01_C1D1.fcs");
  write_sample(folder.path() / "P01_C1D1_rerun.fcs", {{"TUBE NAME", "2"}});
  write_sample(folder.path() / "P02_C1D1.fcs", {{"TUBE NAME", "3"}});
  EXPECT_THAT(proposed(folder, {"sample", "rerun_of"}),
              ElementsAre("P01_C1D1|", "P01_C1D1_rerun|P01_C1D1", "P02_C1D1|"));
}

TEST(NewStudy, SaysWhereTwoFilesAreTheSame) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "P01_C1D1.fcs");
  write_sample(folder.path() / "P02_C1D1.fcs");
  write_sample(folder.path() / "P03_C1D1.fcs", {{"TUBE NAME", "3"}});
  const auto result = study::new_study(folder.path());
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result.value().findings.size(), 1U);
  EXPECT_EQ(result.value().findings.front().deviation.where.file, "P02_C1D1.fcs");
}

TEST(NewStudy, FindsTheVisitInAKeywordOfVeryManyWords) {
  const TemporaryFolder folder;
  std::string words = "C1D15";
  for (int word = 0; word < 20'000; ++word) words += " x";
  write_sample(folder.path() / "tube.fcs", {{"TUBE NAME", words}});
  EXPECT_THAT(proposed(folder, {"visit"}), ElementsAre("C1D15"));
}

TEST(NewStudy, KnowsFcsFilesByTheirBytesAndSaysWhatItPassesBy) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "deep/er/P01_C1D1.lmd");
  folder.write("notes.txt", "no FCS");
  folder.write("fake.fcs", "no FCS either");
  folder.write(".hidden/P02_C1D1.fcs", "x");
  const auto result = study::new_study(folder.path());
  ASSERT_TRUE(result.has_value()) << message(result.error());
  EXPECT_EQ(result.value().samples, 1U);
  ASSERT_EQ(result.value().findings.size(), 1U);
  EXPECT_THAT(result.value().findings.front().deviation.where.file, testing::EndsWith("fake.fcs"));
}

TEST(NewStudy, GivesEachSampleANameOfItsOwn) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "P01/C1D1.fcs");
  write_sample(folder.path() / "P02/C1D1.fcs");
  write_sample(folder.path() / "P01_C1D1.fcs");
  EXPECT_THAT(proposed(folder, {"sample"}), ElementsAre("P01_C1D1", "P01_C1D1_2", "P02_C1D1"));
}

TEST(NewStudy, OrdersVisitsByTime) {
  const TemporaryFolder folder;
  for (const auto* visit : {"C10D1", "C1D15", "C1D8", "C2D1", "c01d01"})
    write_sample(folder.path() / (std::string{"P01_"} + visit + ".fcs"));
  ASSERT_TRUE(study::new_study(folder.path()).has_value());
  const auto toml = bytes_of(folder.path() / "study.toml");
  EXPECT_THAT(toml, testing::HasSubstr(R"(visits = ["C1D1", "C1D8", "C1D15", "C2D1", "C10D1"])"));
  EXPECT_THAT(toml, testing::HasSubstr(R"(baseline = "C1D1")"));
}

TEST(NewStudy, IsReadBackByBatch) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "fcs/P01_C1D1.fcs");
  write_sample(folder.path() / "fcs/P01_C1D8.fcs");
  ASSERT_TRUE(study::new_study(folder.path()).has_value());
  const auto read = study::read_study(folder.path());
  ASSERT_THAT(read.problems, testing::IsEmpty()) << message(read.problems.front());
  const auto manifest = study::read_manifest(read.study);
  EXPECT_THAT(manifest.problems, testing::IsEmpty()) << message(manifest.problems.front());
  EXPECT_EQ(manifest.manifest.rows.size(), 2U);
}

TEST(NewStudy, BatchAsksForWhatIsLeftEmpty) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "tube.fcs");
  const auto result = study::new_study(folder.path());
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result.value().findings.size(), 2U);
  const auto problems = study::read_manifest(study::read_study(folder.path()).study).problems;
  std::vector<std::string> columns;
  for (const auto& problem : problems) columns.push_back(std::get<fcs::TableCell>(problem.where.at).column);
  EXPECT_THAT(columns, ElementsAre("subject", "visit"));
}

TEST(NewStudy, OverwritesNothing) {
  const TemporaryFolder folder;
  write_sample(folder.path() / "P01_C1D1.fcs");
  folder.write("manifest.csv", "mine");
  const auto result = study::new_study(folder.path());
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, Code::cannot_write);
  EXPECT_EQ(bytes_of(folder.path() / "manifest.csv"), "mine");
  EXPECT_FALSE(fs::exists(folder.path() / "study.toml"));
}

TEST(NewStudy, NeedsFcsFiles) {
  const TemporaryFolder folder;
  const auto result = study::new_study(folder.path());
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, Code::bad_usage);
}

}  // namespace
