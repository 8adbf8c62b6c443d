#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/manifest.h"
#include "tests/study/example_study.h"

namespace {

study::ReadManifest read(const TemporaryFolder& folder, std::string_view csv) {
  folder.write("manifest.csv", csv);
  auto study = example_study();
  study.manifest = folder.path() / "manifest.csv";
  return study::read_manifest(study);
}

/// "3 visit: 1-Aug" for each problem.
std::vector<std::string> places(const study::ReadManifest& read) {
  std::vector<std::string> lines;
  for (const auto& problem : read.problems) {
    const auto& cell = std::get<fcs::TableCell>(problem.where.at);
    lines.push_back(std::to_string(cell.row) + (cell.column.empty() ? "" : " " + cell.column) + ": " + problem.found);
  }
  return lines;
}

// What came of a manifest that went through three spreadsheets: twenty kinds of damage, one a row but for the first,
// and rows without damage between them.
TEST(DamagedManifest, ListsAllTwentyKindsInOneRunEachWithRowAndColumn) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder,
           "file;subject;visit;panel;dose;stain;fmo_marker;rerun_of;use_for_analysis;collect_dtc;acq_dtc;well;comment;"
           "arm;arm"
           ";\r\n"                                                          // 1 semicolons, 2 arm twice, a blank column
           "a.fcs;P01;C1D1;example;37.5;;;;;2024-03-04;;A01;;A;;\r\n"       // row 2 is sound
           "b.fcs;P02;1-Aug;example;37.5;;;;;2024-03-04;;A02;;A;;\r\n"      // 3 C1D8 made a date
           "c.fcs;1-Mar;C1D1;example;37.5;;;;;2024-03-04;;A03;;A;;\r\n"     // 4 a subject made a date
           "d.fcs;1.00E+05;C1D1;example;37.5;;;;;2024-03-04;;A04;;A;;\r\n"  // 5 a subject made a power of ten
           "e.fcs;P05;C1D1;example;37,5;;;;;2024-03-04;;A05;;A;;\r\n"       // 6 a decimal comma
           "f.fcs;P06;C1D1;example;37.5;;;;;3/4/2024;;A06;;A;;\r\n"         // 7 a date of a country
           "g.fcs;P07;C1D1;example;37.5;;;;;2024-03-04;45355;A07;;A;;\r\n"  // 8 a date as a count of days
           "h.fcs;P08;C1D1;example;#REF!;;;;;2024-03-04;;A08;;A;;\r\n"      // 9 a formula's error
           "i.fcs;P09;C1D1;example;37.5;;;;;2024-03-04;########;A09;;A;;\r\n"          // 10 a narrow column
           "j.fcs;P10;C1D1;example;37.5;;;;;2024-03-04;;A10;50 \xB5g;A;;\r\n"          // 11 Latin-1
           "k.fcs;P11;C1D1;example;37.5;;;;;2024-03-04;;A11;50 \u00C2\u00B5g;A;;\r\n"  // 12 UTF-8 read as Latin-1
           "l.fcs;;C1D1;example;37.5;;;;;2024-03-04;;A12;;A;;\r\n"                     // 13 a merged cell
           "file;subject;visit;panel;dose;stain;fmo_marker;rerun_of;use_for_analysis;collect_dtc;acq_dtc;well;comment;"
           "arm;arm"
           ";\r\n"                                                                     // 14 the header once more
           ";;;;;;;;;;;;;;;\r\n"                                                       // row 15 is blank
           "n.fcs;P14;C1D1;example;37.5;;;;;2024-03-04\r\n"                            // 15 a short row
           "o.fcs;P15;C1D1;example;37.5;HALF;;;;2024-03-04;;A15;;A;;\r\n"              // 16 an unknown stain
           "p.fcs;P16;C1D1;example;37.5;FMO;;;;2024-03-04;;A16;;A;;\r\n"               // 17 an FMO of nothing
           "q.fcs;P17;C1D1;b_cells;37.5;;;;;2024-03-04;;A17;;A;;\r\n"                  // 18 an unknown panel
           "x/a.fcs;P18;C1D1;example;37.5;;;;;2024-03-04;;A18;;A;;\r\n"                // 19 a name twice
           "s.fcs;P01;c01d01;example;37.5;;;;;2024-03-04;;A19;\"two\nlines\";A;;\r\n"  // 20 a key twice
           "t.fcs;P20;C1D1;example;37.5;;;;;2024-03-04;;A20;;A;;\r\n"                  // row 22 is sound
           ";;;;;;;;;;;;;;;\r\n");
  EXPECT_THAT(
      places(read_back),
      testing::ElementsAre("1: semicolons", "1 arm: arm", "3 visit: 1-Aug", "4 subject: 1-Mar", "5 subject: 1.00E+05",
                           "6 dose: 37,5", "7 collect_dtc: 3/4/2024", "8 acq_dtc: 45355", "9 dose: #REF!",
                           "10 acq_dtc: ########", "11 comment: 50 \\xB5g", "12 comment: 50 \u00C2\u00B5g",
                           "13 subject: an empty cell", "14: the header once more", "16: 10", "17 stain: HALF",
                           "18 fmo_marker: an empty cell", "19 panel: b_cells", "20 sample: a",
                           "21: subject P01, visit C1D1, panel example, stain FULL"));
  EXPECT_EQ(read_back.manifest.rows.size(), 18U);  // all but the short one and the header
}

TEST(DamagedManifest, SaysWhatHappenedToEachCell) {
  const TemporaryFolder folder;
  const auto read_back = read(folder,
                              "file,subject,visit,panel,dose,collect_dtc\n"
                              "a.fcs,1-Mar,45505,example,NA,4/3/2024\n");
  ASSERT_EQ(read_back.problems.size(), 4U);
  EXPECT_THAT(read_back.problems[0].expected, testing::HasSubstr("turned it into a date"));
  EXPECT_THAT(read_back.problems[1].expected, testing::HasSubstr("date"));
  EXPECT_THAT(read_back.problems[2].expected, testing::HasSubstr("empty cell"));
  EXPECT_THAT(read_back.problems[3].expected, testing::HasSubstr("order of a country"));
}

TEST(DamagedManifest, ReportsACellOnce) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel,dose\na.fcs,P01,#N/A,#N/A,#N/A\n");
  EXPECT_THAT(places(read_back), testing::ElementsAre("2 visit: #N/A", "2 panel: #N/A", "2 dose: #N/A"));
}

// Zeros are gone from one of them, or the names of two patients differ in nothing else.
TEST(DamagedManifest, SubjectsThatAreOneNumberAreAProblem) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder, "file,subject,visit,panel\na.fcs,007,C1D1,example\nb.fcs,7,C1D8,example\nc.fcs,7,C1D1,example\n");
  EXPECT_THAT(places(read_back), testing::ElementsAre("3 subject: 7"));
}

TEST(DamagedManifest, SubjectsThatDifferInCaseAndBlanksAreRemarkedOn) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\na.fcs,P 01,C1D1,example\nb.fcs,p01,C1D8,example\n");
  EXPECT_THAT(read_back.problems, testing::IsEmpty());
  ASSERT_EQ(read_back.findings.size(), 1U);
  EXPECT_EQ(read_back.findings.front().deviation.found, "p01");
}

TEST(DamagedManifest, ANameThatIsANumberToASpreadsheetIsRemarkedOn) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\na.fcs,1E5,C1D1,example\n");
  EXPECT_THAT(read_back.problems, testing::IsEmpty());
  ASSERT_EQ(read_back.findings.size(), 1U);
  EXPECT_EQ(read_back.findings.front().deviation.found, "1E5");
}

TEST(DamagedManifest, BlanksThatNobodySeesBelongToNoCell) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel\na.fcs,\u00A0P01 \u200B,C1D1,example\n");
  ASSERT_THAT(read_back.problems, testing::IsEmpty());
  EXPECT_EQ(read_back.manifest.rows.front().subject, "P01");
}

TEST(DamagedManifest, AColumnOfAnotherSpellingIsReadAndRemarkedOn) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "File,Subject,Visit,panel,Dose Unit\na.fcs,P01,C1D1,example,mg\n");
  ASSERT_THAT(read_back.problems, testing::IsEmpty());
  EXPECT_EQ(read_back.manifest.rows.front().subject, "P01");
  EXPECT_EQ(read_back.manifest.rows.front().dose_unit, "mg");
  EXPECT_EQ(read_back.findings.size(), 4U);
}

TEST(DamagedManifest, SchedulesAndUnitsThatAreNotKnownAreRemarkedOn) {
  const TemporaryFolder folder;
  const auto read_back =
      read(folder,
           "file,subject,visit,panel,dose,dose_unit,schedule,compound,concentration,concentration_unit\n"
           "a.fcs,P01,C1D1,example,50,ug,MFW,X,1,\u03BCM\n"
           "b.fcs,P02,C1D1,example,50,UG,MWF,X,1,uN\n"
           "c.fcs,P03,C1D1,example,50,IU,QD,X,1,nM\n"
           "d.fcs,P04,C1D1,example,50,ug,QD 21/ 7,X,1,nM\n"
           "e.fcs,P05,C1D1,example,50,ug,QD 0/7,X,1,nM\n"
           "f.fcs,P06,C1D1,example,50,ug,QD 21/7,X,1,nM\n");
  EXPECT_THAT(read_back.problems, testing::IsEmpty());
  std::vector<std::string> found;
  for (const auto& finding : read_back.findings) found.push_back(finding.deviation.found);
  EXPECT_THAT(found, testing::ElementsAre("MFW", "uN", "IU", "QD 21/ 7", "QD 0/7"));
}

TEST(DamagedManifest, AMarkerOfAnFmoNeedsTheStainFmo) {
  const TemporaryFolder folder;
  const auto read_back = read(folder, "file,subject,visit,panel,stain,fmo_marker\na.fcs,P01,C1D1,example,,CD38\n");
  EXPECT_THAT(places(read_back), testing::ElementsAre("2 stain: FULL"));
}

struct KeptCell {
  std::string_view column, good, bad;
  friend std::ostream& operator<<(std::ostream& out, const KeptCell& row) { return out << row.column; }
};
class KeptColumn : public testing::TestWithParam<KeptCell> {};
TEST_P(KeptColumn, HasATypeOfItsOwn) {
  const auto& [column, good, bad] = GetParam();
  const TemporaryFolder folder;
  const auto manifest_with = [&](std::string_view cell) {
    return read(folder, "file,subject,visit,panel," + std::string{column} + "\na.fcs,P01,C1D1,example," +
                            std::string{cell} + "\n");
  };
  const auto sound = manifest_with(good);
  EXPECT_THAT(sound.problems, testing::IsEmpty());
  EXPECT_EQ(sound.manifest.rows.front().kept(column), good);
  EXPECT_THAT(places(manifest_with(bad)), testing::ElementsAre("2 " + std::string{column} + ": " + std::string{bad}));
}
INSTANTIATE_TEST_SUITE_P(Table, KeptColumn,
                         testing::Values(KeptCell{"subject_type", "healthy_qc", "mouse"},
                                         KeptCell{"carrier", "beads", "plastic"},
                                         KeptCell{"is_technical", "yes", "perhaps"},
                                         KeptCell{"beads_per_test", "10000", "many"},
                                         KeptCell{"sample_uL", "100", "100uL"}, KeptCell{"dilution", "2", "1:2"},
                                         KeptCell{"alc_10e9L", "1.2", "<0.1"}, KeptCell{"lymph_pct", "35", "350"},
                                         KeptCell{"hgb", "9.5", "-9.5"}, KeptCell{"cbc_dtc", "2024-03", "3/2/24"},
                                         KeptCell{"well", "A01", "1-Aug"}, KeptCell{"run_id", "4-Mar-24", "2E+10"}));

}  // namespace
