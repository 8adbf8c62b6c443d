#include "study/activation_by_visit.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/summary.h"
#include "tests/study/example_study.h"

namespace {

struct Batch {
  study::Study study = example_study();
  study::Manifest manifest;
  std::vector<study::SampleResult> samples;

  study::ManifestRow& add(study::ManifestRow row, study::SampleResult sample) {
    samples.push_back(std::move(sample));
    return manifest.rows.emplace_back(std::move(row));
  }
  [[nodiscard]] study::ActivationByVisit table() const { return study::activation_by_visit(study, manifest, samples); }
  [[nodiscard]] std::string csv() const { return study::activation_by_visit_csv(study, manifest, table()); }
  [[nodiscard]] std::string text() const { return study::activation_text(study, manifest, table()); }
};

/// The lines of the table from column `endpoint` on, under subject.
std::vector<std::string> subjects_of(const Batch& batch) {
  std::vector<std::string> subjects;
  for (const auto& row : batch.table().rows) subjects.push_back(batch.manifest.rows[row.sample].subject);
  return subjects;
}

study::SampleResult failed() {
  study::SampleResult sample;
  sample.failure = fcs::Error{fcs::Code::cannot_open, {"x.fcs", "", {}}, "", ""};
  return sample;
}

// 0 of 100: the upper Wilson bound is z^2 / (100 + z^2) = 3.841458820694124 / 103.841458820694124 = 3.69934988... %
TEST(ActivationByVisit, HasAColumnAVisitAndItsIntervalAndStatus) {
  Batch batch;
  auto& row = batch.add(row_of("a", "P01", "C1D1"), counted(200, 100, 0));
  row.arm = "A";
  row.dose = 37.5;
  row.dose_unit = "ug";
  const auto csv = batch.csv();
  EXPECT_THAT(
      csv, testing::StartsWith("study,subject,arm,dose,dose_unit,schedule,dex_mg,timepoint,compound,concentration,"
                               "concentration_unit,compound2,concentration2,concentration2_unit,time_h,replicate,panel,"
                               "endpoint,label,C1D1,C1D1_ci_low,C1D1_ci_high,C1D1_status,C1D8,C1D8_ci_low,C1D8_ci_high,"
                               "C1D8_status\n"));
  EXPECT_THAT(csv,
              testing::HasSubstr("\nEX-1,P01,A,37.5,ug,,,,,,,,,,,,example,cd8_of_cd3,CD8+ of T cells,0,0,3.699349"));
  EXPECT_THAT(csv, testing::EndsWith(",BELOW_LOD,,,,\n"));
}

TEST(ActivationByVisit, AMissingVisitDropsNoPatient) {
  Batch batch;
  batch.add(row_of("a", "P02", "C1D8"), counted(200, 100, 60));
  batch.add(row_of("b", "P01", "C1D1"), counted(200, 100, 60));
  batch.add(row_of("c", "P03", "C1D1"), failed());
  EXPECT_THAT(subjects_of(batch), testing::ElementsAre("P02", "P01", "P03"));
  EXPECT_FALSE(batch.table().rows[0].visits[0]);
  EXPECT_EQ(batch.table().rows[0].visits[1]->value, 60);
  EXPECT_EQ(batch.table().rows[2].visits[0]->assessment.status, study::Status::failed);
}

TEST(ActivationByVisit, OneConcentrationIsOneLineHoweverItIsWritten) {
  Batch batch;
  batch.add(row_of("a", "P01", "C1D1"), counted(200, 100, 60)).treatment = {"X", 1, "nM"};
  batch.add(row_of("b", "P01", "C1D8"), counted(200, 100, 70)).treatment = {"X", 0.001, "\u00B5M"};
  const auto table = batch.table();
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0].visits[0]->value, 60);
  EXPECT_EQ(table.rows[0].visits[1]->value, 70);
}

TEST(ActivationByVisit, LeavesControlsAndReplacedRunsOut) {
  Batch batch;
  batch.add(row_of("a", "P01", "C1D1"), counted(200, 100, 60));
  batch.add(row_of("b", "P01", "C1D1"), counted(200, 100, 1)).stain = "FMO";
  batch.add(row_of("c", "P01", "C1D1"), counted(200, 100, 2)).use_for_analysis = false;
  ASSERT_EQ(batch.table().rows.size(), 1U);
  EXPECT_EQ(batch.table().rows[0].visits[0]->value, 60);
}

TEST(ActivationByVisit, ReplicatesHaveARowEach) {
  Batch batch;
  for (const auto* replicate : {"1", "2"}) {
    batch.add(row_of("a", "P01", "C1D1"), counted(200, 100, 60)).replicate = replicate;
    batch.add(row_of("b", "P01", "C1D8"), counted(200, 100, 70)).replicate = replicate;
  }
  ASSERT_EQ(batch.table().rows.size(), 2U);
  EXPECT_EQ(batch.table().rows[1].visits[1]->value, 70);
}

TEST(ActivationByVisit, PlacesVisitsThatTheStudyDoesNotListAfterThoseItDoes) {
  Batch batch;
  for (const auto* visit : {"C10D1", "C2D1", "C1D8", "Screening"})
    batch.add(row_of(visit, "P01", visit), counted(200, 100, 60));
  EXPECT_THAT(batch.table().visits, testing::ElementsAre("C1D1", "C1D8", "Screening", "C2D1", "C10D1"));
}

TEST(ActivationByVisit, ASampleWithoutAVisitHasNoPlace) {
  Batch batch;
  batch.add(row_of("a", "", ""), counted(200, 100, 60)).treatment = {"X", 1, "nM"};
  EXPECT_THAT(batch.table().rows, testing::IsEmpty());
  EXPECT_EQ(batch.text(), "");
}

// Wilson intervals at 95 % with z = 1.959963985: 60 of 100 gives 50.20 to 69.06; 30 of 100: 21.89 to 39.58; 9 of
// 90: 5.35 to 17.92.
TEST(ActivationText, IsATableAnEndpoint) {
  Batch batch;
  batch.add(row_of("a", "P01", "C1D1"), counted(200, 100, 60)).dose = 50;
  batch.manifest.rows.back().schedule = "MWF";
  batch.add(row_of("b", "P01", "C1D8"), counted(200, 100, 30));
  batch.add(row_of("c", "P02", "C1D1"), counted(200, 90, 9));
  batch.add(row_of("d", "P02", "C1D8"), failed());
  batch.add(row_of("e", "P03", "C1D8"), counted(200, 0, 0));
  EXPECT_EQ(batch.text(),
            "cd8_of_cd3: CD8+ of T cells, % [95% interval]\n"
            "  subject  dose                    C1D1                         C1D8\n"
            "  P01      50 MWF  60.00 [50.20, 69.06]         30.00 [21.89, 39.58]  <LLOQ\n"
            "  P02               10.00 [5.35, 17.92]  low n                failed\n"
            "  P03                                 -                not evaluable\n");
}

TEST(TreatmentText, AveragesReplicatesAndOrdersByConcentration) {
  Batch batch;
  const auto add = [&batch](double concentration, const char* unit, double hours, std::uint64_t positive) {
    auto& row = batch.add(row_of("a", "", ""), counted(200, 100, positive));
    row.treatment = {"X", concentration, unit};
    row.time_h = hours;
  };
  add(1, "uM", 24, 80);
  add(100, "nM", 24, 50);
  add(100, "nM", 24, 60);
  add(100, "nM", 4, 10);
  batch.add(row_of("f", "", ""), failed()).treatment = {"Y", {}, ""};
  EXPECT_EQ(study::treatment_text(batch.study, batch.manifest, batch.samples),
            "example: mean over n samples\n"
            "  treatment  hours  n  cd8_of_cd3\n"
            "  X 100 nM       4  1       10.00\n"
            "  X 100 nM      24  2       55.00\n"
            "  X 1 uM        24  1       80.00\n"
            "  Y                 1           -\n");
}

}  // namespace
