#include "study/quality/study_quality.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/study/example_study.h"

namespace {

bool has_flag(const study::SampleResult& sample, std::string_view name) {
  return std::ranges::find(sample.flags, name, &study::Flag::name) != sample.flags.end();
}

/// Five samples of one batch, alike.
struct Batch {
  study::Manifest manifest;
  std::vector<study::SampleResult> samples;
  Batch() {
    for (int i = 0; i < 5; ++i) {
      const auto number = std::to_string(i);
      manifest.rows.push_back(row_of("s" + number, "P" + number, "C1D1"));
      samples.push_back(counted(1000, 500, 100));
      samples.back().file_sha256 = "hash " + number;
      samples.back().traits = {{}, {{"CD8", "FITC-A"}}};
    }
  }
};

TEST(FlagBesideOthers, SaysNothingOfSamplesThatAreAlike) {
  Batch batch;
  flag_beside_others(batch.manifest, batch.samples);
  for (const auto& sample : batch.samples) EXPECT_TRUE(sample.flags.empty());
}

TEST(FlagBesideOthers, WarnsOfChannelNamesThatMostSamplesDoNotHave) {
  Batch batch;
  batch.samples[1].traits.channels = {{"CD8", "B2-A"}};
  flag_beside_others(batch.manifest, batch.samples);
  ASSERT_TRUE(has_flag(batch.samples[1], "CHANNEL_NAMES_DIFFER"));
  EXPECT_EQ(batch.samples[1].flags[0].message, "CD8 is B2-A, in most samples FITC-A");
  EXPECT_TRUE(batch.samples[0].flags.empty());
}

TEST(MissingVisits, AreThoseOfTheStudyThatASubjectLacks) {
  const study::Manifest manifest{
      "", {row_of("a", "P1", "C1D1"), row_of("b", "P1", "C1D8"), row_of("c", "P2", "C1D1")}, {}, "", ""};
  const auto missing = study::missing_visits(example_study(), manifest);
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].subject, "P2");
  EXPECT_EQ(missing[0].visit, "C1D8");
}

TEST(MissingVisits, AreOfPatientsAlone) {
  auto donor = row_of("a", "QC", "C1D1");
  donor.other = {{"subject_type", "healthy_qc"}};
  auto patient = row_of("b", "P1", "C1D1");
  patient.other = {{"subject_type", "patient"}};
  const auto missing = study::missing_visits(example_study(), {"", {donor, patient}, {}, "", ""});
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].subject, "P1");
}

}  // namespace
