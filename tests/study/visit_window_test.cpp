#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/manifest.h"
#include "tests/study/example_study.h"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// C1D1, C1D8 a day before or after, C1D15 likewise, C2D1 up to three days after.
study::Study study_with_windows() {
  auto study = example_study();
  study.visits = {"C1D1", "C1D8", "C1D15", "C2D1"};
  study.windows = {{"C1D8", {1, 1}}, {"C1D15", {1, 1}}, {"C2D1", {0, 3}}};
  return study;
}

study::ReadManifest read(const TemporaryFolder& folder, std::string_view csv) {
  folder.write("manifest.csv", csv);
  auto study = study_with_windows();
  study.manifest = folder.path() / "manifest.csv";
  return study::read_manifest(study);
}

/// "sample visit" of each row, in parentheses where it does not count.
std::vector<std::string> visits(const study::Manifest& manifest) {
  std::vector<std::string> lines;
  for (const auto& row : manifest.rows) {
    const auto text = row.sample + " " + row.visit_name;
    lines.push_back(row.use_for_analysis ? text : "(" + text + ")");
  }
  return lines;
}

TEST(VisitWindow, TakesInSamplesOfTheDaysAround) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel\n"
                              "a.fcs,P01,C1D7,example\nb.fcs,P02,C1D9,example\nc.fcs,P03,C1D7/8,example\n"
                              "d.fcs,P04,C2D4,example\ne.fcs,P05,C1D31,example\n"  // day 31 is C2D3
                              "f.fcs,P06,C1D10,example\ng.fcs,P07,C1D28,example\n");
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest),
              ElementsAre("a C1D8", "b C1D8", "c C1D8", "d C2D1", "e C2D1", "f C1D10", "g C1D28"));
}

TEST(VisitWindow, GoesByTheDateWhereThereIsOne) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,rfstdtc,collect_dtc\n"
                              "a.fcs,P01,C1D11,example,2024-03-04,2024-03-12\n");  // 12 March is day 9
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("a C1D8"));
}

TEST(VisitWindow, GoesByTheDateAgainstTheName) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,rfstdtc,collect_dtc\n"
                              "a.fcs,P01,C1D9,example,2024-03-04,2024-04-19\n");  // 19 April is day 47
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("a C1D9"));
}

// Day -1 is one day before day 1, as day 2 is one day after it.
TEST(VisitWindow, TheDayBeforeTheFirstDoseIsAsNearAsTheDayAfter) {
  const TemporaryFolder folder;
  folder.write("manifest.csv",
               "file,subject,visit,panel,rfstdtc,collect_dtc\n"
               "after.fcs,P01,C1D2,example,2024-03-04,2024-03-05\n"
               "before.fcs,P01,C1D1,example,2024-03-04,2024-03-03\n");
  auto study = study_with_windows();
  study.windows = {{"C1D1", {1, 1}}};
  study.manifest = folder.path() / "manifest.csv";
  const auto read_back = study::read_manifest(study);
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("(after C1D1)", "before C1D1"));
}

TEST(VisitWindow, SaysForWhichVisitASampleCounts) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\na.fcs,P01,C1D9,example\n");
  ASSERT_EQ(read_back.findings.size(), 1U);
  EXPECT_THAT(read_back.findings.front().assumed, testing::HasSubstr("C1D8"));
}

TEST(VisitWindow, OfTwoSamplesTakesTheNearestAndOfTwoAsNearTheEarlier) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel\n"
                              "a.fcs,P01,C1D9,example\nb.fcs,P01,C1D8,example\n"
                              "c.fcs,P02,C1D9,example\nd.fcs,P02,C1D7,example\n");
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("(a C1D8)", "b C1D8", "(c C1D8)", "d C1D8"));
  EXPECT_EQ(read_back.manifest.rows[0].superseded_by, 1U);
  EXPECT_EQ(read_back.manifest.rows[2].superseded_by, 3U);
}

TEST(VisitWindow, LeavesTheChoiceToTheManifest) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,use_for_analysis\n"
                              "a.fcs,P01,C1D9,example,yes\nb.fcs,P01,C1D8,example,\n");
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("a C1D8", "(b C1D8)"));
}

TEST(VisitWindow, TwoThatBothSayTheyCountAreAProblem) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,use_for_analysis\n"
                              "a.fcs,P01,C1D9,example,yes\nb.fcs,P01,C1D7,example,yes\n");
  ASSERT_EQ(read_back.problems.size(), 1U);
  EXPECT_EQ(read_back.problems.front().code, fcs::Code::duplicate_row);
  EXPECT_EQ(std::get<fcs::TableCell>(read_back.problems.front().where.at), (fcs::TableCell{3, "use_for_analysis"}));
}

TEST(VisitWindow, TwoRowsOfOneVisitAreNotSaidToBeNearOrFar) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\na.fcs,P01,C1D8,example\nb.fcs,P01,C1D8,example\n");
  EXPECT_EQ(read_back.problems.size(), 1U);
  EXPECT_THAT(read_back.findings, IsEmpty());
}

TEST(VisitWindow, TimepointsAndStainsAreNoRivals) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder,
           "file,subject,visit,panel,stain,fmo_marker\n"
           "a.fcs,P01,C1D9 4h,example,,\nb.fcs,P01,C1D8,example,,\nc.fcs,P01,C1D7,example,FMO,CD8\n");
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("a C1D8", "b C1D8", "c C1D8"));
}

TEST(VisitWindow, UnscheduledVisitsStayWhatTheyAre) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\na.fcs,P01,Unscheduled 1,example\n");
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("a Unscheduled 1"));
}

// Reruns

TEST(Rerun, TheLastAcquiredCounts) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,rerun_of,acq_dtc\n"
                              "a.fcs,P01,C1D1,example,,2024-03-04T10:00\n"
                              "b.fcs,P01,C1D1,example,a,2024-03-04T12:00\n"
                              "c.fcs,P01,C1D1,example,a,2024-03-04T11:00\n");
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("(a C1D1)", "b C1D1", "(c C1D1)"));
  EXPECT_EQ(read_back.manifest.rows[0].superseded_by, 1U);
  EXPECT_THAT(read_back.findings, IsEmpty());
}

TEST(Rerun, TheLastAcceptedCountsWhereTheLastIsNot) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,rerun_of,use_for_analysis\n"
                              "a.fcs,P01,C1D1,example,,\nb.fcs,P01,C1D1,example,a,\nc.fcs,P01,C1D1,example,b,no\n");
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("(a C1D1)", "b C1D1", "(c C1D1)"));
}

TEST(Rerun, WithoutDatesTwoOfThemAreAProblem) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,rerun_of\n"
                              "a.fcs,P01,C1D1,example,\nb.fcs,P01,C1D1,example,a\nc.fcs,P01,C1D1,example,a\n");
  ASSERT_FALSE(read_back.problems.empty());
  EXPECT_EQ(std::get<fcs::TableCell>(read_back.problems.back().where.at), (fcs::TableCell{4, "rerun_of"}));
}

TEST(Rerun, OfAnotherPatientIsAProblem) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder, "file,subject,visit,panel,rerun_of\na.fcs,P01,C1D1,example,\nb.fcs,P02,C1D1,example,a\n");
  ASSERT_EQ(read_back.problems.size(), 1U);
  EXPECT_EQ(std::get<fcs::TableCell>(read_back.problems.front().where.at), (fcs::TableCell{3, "rerun_of"}));
}

TEST(Rerun, AcquiredBeforeWhatItRepeatsIsRemarkedOn) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,rerun_of,acq_dtc\n"
                              "a.fcs,P01,C1D1,example,,2024-03-05\nb.fcs,P01,C1D1,example,a,2024-03-04\n");
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("a C1D1", "(b C1D1)"));
  EXPECT_EQ(read_back.findings.size(), 1U);
}

TEST(Rerun, MayHaveAReplicateNumberOfItsOwn) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,rerun_of,replicate\n"
                              "a.fcs,P01,C1D1,example,,1\nb.fcs,P01,C1D1,example,a,2\n");
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_THAT(visits(read_back.manifest), ElementsAre("(a C1D1)", "b C1D1"));
}

// study.toml

TEST(StudyWindows, AreReadFromTheStudy) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("study.toml", std::string{example_study_toml} + "[windows]\nc1d08 = [1, 2]\nC1D1 = 3\n");
  const auto read_back = study::read_study(folder.path());
  ASSERT_THAT(read_back.problems, IsEmpty());
  EXPECT_EQ(read_back.study.windows.at("C1D8"), (study::VisitWindow{1, 2}));
  EXPECT_EQ(read_back.study.windows.at("C1D1"), (study::VisitWindow{3, 3}));
}

class BadWindow : public testing::TestWithParam<std::string_view> {};
TEST_P(BadWindow, IsAProblemOfItsLine) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("study.toml", std::string{example_study_toml} + "[windows]\n" + std::string{GetParam()} + "\n");
  const auto read_back = study::read_study(folder.path());
  ASSERT_EQ(read_back.problems.size(), 1U);
  EXPECT_EQ(read_back.problems.front().code, fcs::Code::bad_value);
  EXPECT_EQ(read_back.problems.front().where.item, "windows");
}
INSTANTIATE_TEST_SUITE_P(Table, BadWindow,
                         testing::Values("C1D15 = 1", "C1D8 = -1", "C1D8 = [1]", "C1D8 = \"1\"", "C1D8 = [1, 400]",
                                         "C1D8 = 1.5"));

}  // namespace
