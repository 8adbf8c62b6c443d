#include "study/manifest.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/example_study.h"

namespace {

using fcs::Code;

study::ReadManifest read(const TemporaryFolder& folder, std::string_view csv) {
  folder.write("manifest.csv", csv);
  auto study = example_study();
  study.manifest = folder.path() / "manifest.csv";
  return study::read_manifest(study);
}

TEST(ReadManifest, ReadsARow) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder,
           "file,subject,arm,dose,dose_unit,schedule,dex_mg,visit,panel,specimen,batch,collect_dtc,rfstdtc\n"
           "fcs/a.b.fcs,P01,A,37.5,ug,QD,20,c01d08,example,S7,B2,2024-03-12,2024-03-04\n");
  ASSERT_THAT(read_back.problems, testing::IsEmpty());
  EXPECT_THAT(read_back.findings, testing::IsEmpty());
  ASSERT_EQ(read_back.manifest.rows.size(), 1U);
  const auto& row = read_back.manifest.rows.front();
  EXPECT_EQ(row.row, 2U);
  EXPECT_EQ(row.file, "fcs/a.b.fcs");
  EXPECT_EQ(row.path, folder.path() / "fcs/a.b.fcs");
  EXPECT_EQ(row.sample, "a.b");
  EXPECT_EQ(row.dataset, 1U);
  EXPECT_EQ(row.subject, "P01");
  EXPECT_EQ(row.dose, 37.5);
  EXPECT_EQ(row.dex_mg, 20);
  EXPECT_EQ(row.visit_name, "C1D8");
  EXPECT_EQ(row.study_day, 9);  // 12 March is day 9 after a first dose on 4 March
  EXPECT_EQ(row.stain, "FULL");
  EXPECT_TRUE(row.use_for_analysis);
}

TEST(ReadManifest, TakesCycleAndDayForAVisit) {
  const TemporaryFolder folder;
  const auto manifest = read(folder, "file,subject,cycle,day,panel\na.fcs,P01,1,7/8,example\n").manifest;
  ASSERT_EQ(manifest.rows.size(), 1U);
  EXPECT_EQ(manifest.rows.front().visit_name, "C1D7-8");
  EXPECT_EQ(manifest.rows.front().study_day, 8);
}

TEST(ReadManifest, TakesACompoundAndHoursForSubjectAndVisit) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder,
           "file,compound,concentration,concentration_unit,compound2,concentration2,time_h,replicate,panel\n"
           "a.fcs,X,0.1,nM,dex,40,24,1,example\n");
  ASSERT_THAT(read_back.problems, testing::IsEmpty());
  const auto& row = read_back.manifest.rows.front();
  EXPECT_EQ(row.treatment, (study::Treatment{"X", 0.1, "nM"}));
  EXPECT_EQ(row.treatment2, (study::Treatment{"dex", 40, ""}));
  EXPECT_EQ(row.time_h, 24);
  EXPECT_FALSE(row.visit);
}

TEST(ReadManifest, TakesTheTimepointOutOfTheVisit) {
  const TemporaryFolder folder;
  const auto row = read(folder, "file,subject,visit,panel\na.fcs,P01,C1D1 4h,example\n").manifest.rows.front();
  EXPECT_EQ(row.visit_name, "C1D1");
  EXPECT_EQ(row.timepoint, "4h");
}

TEST(ReadManifest, RefusesTwoTimepointsThatContradict) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,timepoint\n"
                              "a.fcs,P01,C1D1 4h,example,predose\nb.fcs,P02,C1D1 Pre-dose,example,predose\n");
  ASSERT_EQ(read_back.problems.size(), 1U);
  EXPECT_EQ(std::get<fcs::TableCell>(read_back.problems.front().where.at), (fcs::TableCell{2, "timepoint"}));
}

TEST(ReadManifest, KeepsColumnsItDoesNotKnowAndSaysSo) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel,freezer,comment\na.fcs,P01,C1D1,example,F3,ok\n");
  EXPECT_THAT(read_back.problems, testing::IsEmpty());
  ASSERT_EQ(read_back.findings.size(), 1U);
  EXPECT_EQ(read_back.findings.front().deviation.code, Code::unknown_column);
  EXPECT_EQ(std::get<fcs::TableCell>(read_back.findings.front().deviation.where.at), (fcs::TableCell{1, "freezer"}));
  EXPECT_THAT(read_back.manifest.rows.front().other,
              testing::ElementsAre(testing::Pair("freezer", "F3"), testing::Pair("comment", "ok")));
}

TEST(ReadManifest, SaysOnceThatAVisitIsNotListed) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\na.fcs,P01,C3D1,example\nb.fcs,P02,C3D1,example\n");
  EXPECT_THAT(read_back.problems, testing::IsEmpty());
  ASSERT_EQ(read_back.findings.size(), 1U);
  EXPECT_EQ(read_back.findings.front().deviation.code, Code::unknown_visit);
}

TEST(ReadManifest, DoesNotLookForTheFiles) {
  const TemporaryFolder folder;
  EXPECT_THAT(read(folder, "file,subject,visit,panel\nabsent.fcs,P01,C1D1,example\n").problems, testing::IsEmpty());
}

TEST(ReadManifest, ARerunReplacesWhatItRepeats) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder, "file,subject,visit,panel,rerun_of\na.fcs,P01,C1D1,example,\nb.fcs,P01,C1D1,example,a\n");
  ASSERT_THAT(read_back.problems, testing::IsEmpty());
  EXPECT_FALSE(read_back.manifest.rows[0].use_for_analysis);
  EXPECT_TRUE(read_back.manifest.rows[1].use_for_analysis);
}

TEST(ReadManifest, TheManifestsWordStandsAgainstARerun) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,rerun_of,use_for_analysis\n"
                              "a.fcs,P01,C1D1,example,,yes\nb.fcs,P01,C1D1,example,a,no\n");
  ASSERT_THAT(read_back.problems, testing::IsEmpty());
  EXPECT_TRUE(read_back.manifest.rows[0].use_for_analysis);
  EXPECT_FALSE(read_back.manifest.rows[1].use_for_analysis);
}

// Each would replace the other, and the visit would be gone.
TEST(ReadManifest, RefusesRerunsThatReplaceEachOther) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder, "file,subject,visit,panel,rerun_of\na.fcs,P01,C1D1,example,b\nb.fcs,P01,C1D1,example,a\n");
  const auto concern_reruns = [](const fcs::Error& problem) {
    return std::get<fcs::TableCell>(problem.where.at).column == "rerun_of";
  };
  EXPECT_EQ(std::ranges::count_if(read_back.problems, concern_reruns), 2);
}

TEST(ReadManifest, SaysWhereADateIsNoneAndTheStudyDayOnlyNominal) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,collect_dtc,rfstdtc\n"
                              "a.fcs,P01,C1D8,example,2024-02-31,2024-02-20\n");
  EXPECT_THAT(read_back.problems, testing::IsEmpty());
  EXPECT_EQ(read_back.manifest.rows.front().study_day, 8);
  ASSERT_EQ(read_back.findings.size(), 1U);
  EXPECT_EQ(std::get<fcs::TableCell>(read_back.findings.front().deviation.where.at),
            (fcs::TableCell{2, "collect_dtc"}));
  EXPECT_EQ(read_back.findings.front().deviation.found, "2024-02-31");
}

struct Broken {
  std::string_view title, csv;
  Code code;
  std::uint32_t row;
  std::string_view column;
  std::string_view found;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.title; }
};
class ManifestProblem : public testing::TestWithParam<Broken> {};

TEST_P(ManifestProblem, NamesRowAndColumn) {
  const auto& row = GetParam();
  const TemporaryFolder folder;
  const auto read_back = read(folder, row.csv);
  ASSERT_EQ(read_back.problems.size(), 1U) << message(read_back.problems.back());
  const auto& problem = read_back.problems.front();
  EXPECT_EQ(name(problem.code), name(row.code));
  EXPECT_EQ(problem.where.file, (folder.path() / "manifest.csv").string());
  EXPECT_EQ(std::get<fcs::TableCell>(problem.where.at), (fcs::TableCell{row.row, std::string{row.column}}));
  EXPECT_EQ(problem.found, row.found);
  EXPECT_FALSE(problem.expected.empty());
}

#define HEADER "file,subject,visit,panel"
#define GOOD "good.fcs,P99,C1D1,example"
INSTANTIATE_TEST_SUITE_P(
    Table, ManifestProblem,
    testing::Values(
        Broken{"NoFileColumn", "subject,visit,panel\nP01,C1D1,example\n", Code::missing_column, 1, "file", ""},
        Broken{"NoSubjectColumn", "file,visit,panel\na.fcs,C1D1,example\n", Code::missing_column, 1, "subject", ""},
        Broken{"NoVisitColumn", "file,subject,cycle,panel\na.fcs,P01,,example\n", Code::missing_column, 1, "visit", ""},
        Broken{"NoPanelColumn", "file,subject,visit\na.fcs,P01,C1D1\n", Code::missing_column, 1, "panel", ""},
        Broken{"NoFile", HEADER "\n" GOOD "\n,P01,C1D1,example\n", Code::bad_value, 3, "file", "an empty cell"},
        Broken{"NoSubject", HEADER "\na.fcs, ,C1D1,example\n", Code::bad_value, 2, "subject", "an empty cell"},
        Broken{"NoVisit", HEADER "\na.fcs,P01,,example\n", Code::bad_value, 2, "visit", "an empty cell"},
        Broken{"NoPanel", HEADER "\na.fcs,P01,C1D1,\n", Code::bad_value, 2, "panel", "an empty cell"},
        Broken{"UnknownPanel", HEADER "\na.fcs,P01,C1D1,b_cells\n", Code::no_such_panel, 2, "panel", "b_cells"},
        Broken{"UnknownVisit", HEADER "\na.fcs,P01,Visit 3,example\n", Code::unknown_visit, 2, "visit", "Visit 3"},
        Broken{"DamagedVisit", HEADER "\na.fcs,P01,1-Aug,example\n", Code::unknown_visit, 2, "visit", "1-Aug"},
        Broken{"VisitAgainstCycle", "file,subject,visit,cycle,day,panel\na.fcs,P01,C1D8,1,15,example\n",
               Code::bad_value, 2, "visit", "C1D8"},
        Broken{"NoDay", "file,subject,cycle,day,panel\na.fcs,P01,1,,example\n", Code::bad_value, 2, "day",
               "an empty cell"},
        Broken{"NoCycle", "file,subject,cycle,day,panel\na.fcs,P01,,8,example\n", Code::bad_value, 2, "cycle",
               "an empty cell"},
        Broken{"DayIsNone", "file,subject,cycle,day,panel\na.fcs,P01,1,x,example\n", Code::unknown_visit, 2, "day",
               "C1Dx"},
        Broken{"DecimalComma", HEADER ",dose\na.fcs,P01,C1D1,example,\"37,5\"\n", Code::bad_value, 2, "dose", "37,5"},
        Broken{"NoNumber", HEADER ",dose\na.fcs,P01,C1D1,example,high\n", Code::bad_value, 2, "dose", "high"},
        Broken{"NotANumber", HEADER ",dose\na.fcs,P01,C1D1,example,nan\n", Code::bad_value, 2, "dose", "nan"},
        Broken{"NegativeNumber", HEADER ",dex_mg\na.fcs,P01,C1D1,example,-1\n", Code::bad_value, 2, "dex_mg", "-1"},
        Broken{"DatasetFromZero", HEADER ",dataset\na.fcs,P01,C1D1,example,0\n", Code::bad_value, 2, "dataset", "0"},
        Broken{"UnknownStain", HEADER ",stain\na.fcs,P01,C1D1,example,HALF\n", Code::bad_value, 2, "stain", "HALF"},
        Broken{"FmoOfNothing", HEADER ",stain\na.fcs,P01,C1D1,example,FMO\n", Code::bad_value, 2, "fmo_marker",
               "an empty cell"},
        Broken{"NeitherYesNorNo", HEADER ",use_for_analysis\na.fcs,P01,C1D1,example,maybe\n", Code::bad_value, 2,
               "use_for_analysis", "maybe"},
        Broken{"RerunOfNothing", HEADER ",rerun_of\na.fcs,P01,C1D1,example,z\n", Code::bad_value, 2, "rerun_of", "z"},
        Broken{"SameSampleName", HEADER "\na.fcs,P01,C1D1,example\nx/a.fcs,P02,C1D1,example\n", Code::duplicate_row, 3,
               "sample", "a"},
        Broken{"SameKey", HEADER "\na.fcs,P01,C1D8,example\nb.fcs,P01,c1d08,example\n", Code::duplicate_row, 3, "",
               "subject P01, visit C1D8, panel example, stain FULL"},
        Broken{"SameConcentration",
               "file,compound,concentration,concentration_unit,time_h,panel\n"
               "a.fcs,X,1,nM,4,example\nb.fcs,X,0.001,uM,4,example\n",
               Code::duplicate_row, 3, "", "compound X 1 nM, time_h 4, panel example, stain FULL"},
        Broken{"RaggedRow", HEADER "\n" GOOD "\na.fcs,P01,C1D1\n", Code::bad_table, 3, "", "3"}),
    [](const auto& row) { return std::string{row.param.title}; });

class DistinctRows : public testing::TestWithParam<std::string_view> {};

TEST_P(DistinctRows, HaveKeysOfTheirOwn) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, GetParam());
  EXPECT_THAT(read_back.problems, testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, DistinctRows,
    testing::Values(
        HEADER ",replicate\na.fcs,P01,C1D1,example,1\nb.fcs,P01,C1D1,example,2\n",
        HEADER ",timepoint\na.fcs,P01,C1D1,example,pre-dose\nb.fcs,P01,C1D1,example,4h\n",
        HEADER ",stain,fmo_marker\na.fcs,P01,C1D1,example,FULL,\nb.fcs,P01,C1D1,example,fmo,CD38\n"
               "c.fcs,P01,C1D1,example,FMO,HLA-DR\n",
        HEADER ",dataset,sample\na.lmd,P01,C1D1,example,1,a1\na.lmd,P02,C1D1,example,2,a2\n",
        "file,subject,visit,compound,concentration,panel\na.fcs,P01,C1D1,X,1,example\nb.fcs,P01,C1D1,X,10,example\n"));
#undef GOOD
#undef HEADER

TEST(ManifestProblem, AllAreCollectedInTheOrderOfRows) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,dose\n"
                              "a.fcs,,C1D1,example,1\n"            // no subject
                              "b.fcs,P02,1-Aug,nothing,\"1,5\"\n"  // visit, panel and dose
                              "c.fcs,P03,C1D1,example\n"           // short
                              "d.fcs,P04,C1D1,example,1\n"
                              "e.fcs,P04,C1D1,example,1\n");  // the key of the row above
  std::vector<std::string> places;
  for (const auto& problem : read_back.problems) {
    const auto& cell = std::get<fcs::TableCell>(problem.where.at);
    places.push_back(std::to_string(cell.row) + " " + cell.column);
  }
  EXPECT_THAT(places, testing::ElementsAre("2 subject", "3 visit", "3 panel", "3 dose", "4 ", "6 "));
}

TEST(ManifestProblem, SaysThatASpreadsheetMadeADate) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\na.fcs,P01,1-Aug,example\n");
  ASSERT_EQ(read_back.problems.size(), 1U);
  EXPECT_THAT(read_back.problems.front().expected, testing::HasSubstr("date"));
}

TEST(ManifestProblem, AnEmptyManifestIsNone) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\n");
  ASSERT_EQ(read_back.problems.size(), 1U);
  EXPECT_EQ(read_back.problems.front().code, Code::bad_table);
}

TEST(ManifestProblem, AnAbsentManifestIsNamed) {
  auto study = example_study();
  study.manifest = "no/such/manifest.csv";
  const auto read_back = study::read_manifest(study);
  ASSERT_EQ(read_back.problems.size(), 1U);
  EXPECT_EQ(read_back.problems.front().code, Code::cannot_open);
}

}  // namespace
