#include "study/baseline.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/study/example_study.h"

namespace {

study::Manifest manifest_of(std::vector<study::ManifestRow> rows) {
  study::Manifest manifest;
  manifest.rows = std::move(rows);
  for (std::size_t i = 0; i < manifest.rows.size(); ++i) manifest.rows[i].row = static_cast<std::uint32_t>(i + 2);
  return manifest;
}

study::ManifestRow at(std::string_view visit, std::string timepoint = "") {
  auto row = row_of("s", "P01", visit);
  row.timepoint = std::move(timepoint);
  return row;
}

std::string reason(const study::Manifest& manifest, std::size_t row) {
  const auto baseline = study::find_baseline(example_study(), manifest, row);
  return baseline ? std::to_string(baseline->row) + ": " + baseline->reason : "none";
}

TEST(Baseline, IsOfTheBaselineVisitBeforeTheDose) {
  const auto manifest = manifest_of({at("Screening"), at("C1D1", "4h"), at("C1D1", "pre-dose"), at("C1D8")});
  for (std::size_t row = 0; row < 4; ++row) EXPECT_EQ(reason(manifest, row), "2: C1D1, before the dose");
}

TEST(Baseline, IsOfTheScreeningWhereThereIsNoOther) {
  EXPECT_EQ(reason(manifest_of({at("C1D8"), at("C1D1", "4h"), at("Screening")}), 0),
            "2: Screening: no sample of C1D1 before the dose");
}

TEST(Baseline, IsNoneWhereNothingWasTakenBeforeTheDose) {
  EXPECT_EQ(reason(manifest_of({at("C1D8"), at("C1D1", "4h")}), 0), "none");
}

TEST(Baseline, IsTheLastOfSeveral) {
  auto manifest = manifest_of({at("C1D8"), at("Screening"), at("Screening")});
  EXPECT_EQ(reason(manifest, 0).front(), '2');
  manifest.rows[1].other = {{"collect_dtc", "2024-03-02"}};
  manifest.rows[2].other = {{"collect_dtc", "2024-03-01"}};
  EXPECT_EQ(reason(manifest, 0).front(), '1');
}

TEST(Baseline, LeavesOutWhatDoesNotCountAndWhoseItIsNot) {
  auto manifest = manifest_of({at("C1D8"), at("C1D1"), at("C1D1"), at("C1D1")});
  manifest.rows[1].use_for_analysis = false;
  manifest.rows[2].subject = "P02";
  manifest.rows[3].stain = "FMO";
  EXPECT_EQ(reason(manifest, 0), "none");
}

}  // namespace
