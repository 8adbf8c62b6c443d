#include "study/row_flags.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/example_study.h"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Cells = std::vector<std::pair<std::string, std::string>>;

/// The flags of a row by its file's keywords.
std::vector<study::Flag> metadata_flags_of(Cells kept, const fcs::Keywords& keywords) {
  auto row = row_of("a", "P01", "C1D8");
  row.other = std::move(kept);
  fcs::Sample sample;
  sample.keywords = keywords;
  return study::metadata_flags(row, sample);
}

/// The row's flags, in a study in which C1D8 has a window of a day before and two days after.
std::vector<study::Flag> flags_of(Cells kept, bool use = true) {
  auto study = example_study();
  study.windows = {{"C1D8", {1, 2}}};
  study::Manifest manifest;
  manifest.rows = {row_of("a", "P01", "C1D8"), row_of("b", "P01", "C1D8")};
  auto& row = manifest.rows.front();
  row.other = std::move(kept);
  row.use_for_analysis = use;
  return study::row_flags(study, manifest, row);
}

std::vector<std::string> names(const std::vector<study::Flag>& flags) {
  std::vector<std::string> out;
  for (const auto& flag : flags) out.push_back(flag.name);
  return out;
}

TEST(FileMetaMismatch, IsWhatManifestAndFileSayDifferently) {
  const fcs::Keywords keywords{{"$CYT", "Fortessa "}, {"$WELLID", "B02"}, {"$DATE", "05-MAR-2024"}};
  EXPECT_THAT(
      metadata_flags_of({{"instrument", "fortessa"}, {"well", "B02"}, {"acq_dtc", "2024-03-05T10:00"}}, keywords),
      IsEmpty());
  EXPECT_THAT(
      names(metadata_flags_of({{"instrument", "Aurora"}, {"well", "B03"}, {"acq_dtc", "2024-03-04"}}, keywords)),
      ElementsAre("FILE_META_MISMATCH", "FILE_META_MISMATCH", "FILE_META_MISMATCH"));
}

TEST(FileMetaMismatch, NeedsBothToSaySomething) {
  EXPECT_THAT(metadata_flags_of({{"instrument", "Aurora"}, {"acq_dtc", "2024-03-04"}}, {}), IsEmpty());
  EXPECT_THAT(metadata_flags_of({{"instrument", ""}}, {{"$CYT", "Fortessa"}}), IsEmpty());
}

// The first dose is on 4 March, so day 8 is 11 March, and the window 10 to 13 March.
TEST(VisitOutOfWindow, IsByTheDateOfTheSample) {
  const auto on = [](const char* day) { return flags_of({{"rfstdtc", "2024-03-04"}, {"collect_dtc", day}}); };
  EXPECT_THAT(on("2024-03-10"), IsEmpty());
  EXPECT_THAT(on("2024-03-13"), IsEmpty());
  const auto late = on("2024-03-14");
  ASSERT_THAT(names(late), ElementsAre("VISIT_OUT_OF_WINDOW"));
  EXPECT_EQ(late[0].value, 3);
  EXPECT_EQ(late[0].limit, 2);
  const auto before_the_first_dose = on("2024-03-03");  // study day -1, eight days before day 8
  ASSERT_THAT(names(before_the_first_dose), ElementsAre("VISIT_OUT_OF_WINDOW"));
  EXPECT_EQ(before_the_first_dose[0].value, -8);
  EXPECT_EQ(before_the_first_dose[0].limit, -1);
}

TEST(StabilityExceeded, CountsHoursFromTakingToStaining) {
  EXPECT_THAT(flags_of({{"collect_dtc", "2024-03-04T08:00"}, {"stain_dtc", "2024-03-06T08:00"}}), IsEmpty());
  const auto late = flags_of({{"collect_dtc", "2024-03-04T08:00"}, {"stain_dtc", "2024-03-06T08:30"}});
  ASSERT_THAT(names(late), ElementsAre("STABILITY_EXCEEDED"));
  EXPECT_EQ(late[0].value, 48.5);
  EXPECT_THAT(names(flags_of({{"collect_dtc", "2024-03-04T08:00"}, {"acq_dtc", "2024-03-07T08:00"}})),
              ElementsAre("STABILITY_EXCEEDED"));
  EXPECT_THAT(names(flags_of({{"collect_dtc", "2024-03-04T08:00"}, {"stain_dtc", "2024-03-04T07:00"}})),
              ElementsAre("STABILITY_EXCEEDED"));  // stained before it was taken
}

struct Dates {
  const char* collected;
  const char* stained;
  std::optional<double> hours;  ///< that the flag says
};

class StabilityByDates : public testing::TestWithParam<Dates> {};

TEST_P(StabilityByDates, CountsOnlyWhatIsCertain) {
  const auto& [collected, stained, hours] = GetParam();
  const auto flags = flags_of({{"collect_dtc", collected}, {"stain_dtc", stained}});
  ASSERT_EQ(flags.size(), hours ? 1U : 0U);
  if (!hours) return;
  EXPECT_EQ(flags[0].name, "STABILITY_EXCEEDED");
  EXPECT_NEAR(*flags[0].value, *hours, 1e-9);
}

// Shortest is from the last minute of the first day, 23:59, to the first of the second, 00:00.
INSTANTIATE_TEST_SUITE_P(
    Dates, StabilityByDates,
    testing::Values(Dates{"2024-03-05", "2024-03-20", 14 * 24 + 1.0 / 60},
                    Dates{"2024-03-05", "2024-03-08", 48 + 1.0 / 60}, Dates{"2024-03-05", "2024-03-07", {}},
                    Dates{"2024-03-05T23:00", "2024-03-08", 49}, Dates{"2024-03-05", "2024-03-08T01:00", 49 + 1.0 / 60},
                    Dates{"2024-03-05T10:00", "2024-03", {}}, Dates{"2024-02-27", "2024-04", 33 * 24 + 1.0 / 60},
                    Dates{"2023", "2024-01", {}}, Dates{"2023", "2024-01-04", 72 + 1.0 / 60},
                    Dates{"2024-03-05", "2024-03-04", -1.0 / 60}, Dates{"2024-03-05", "yesterday", {}}));

TEST(StabilityExceeded, TakesTheDayOfMeasuringWhereStainingNamesNone) {
  const auto flags = flags_of({{"collect_dtc", "2024-03-05"}, {"stain_dtc", "2024-03"}, {"acq_dtc", "2024-03-13"}});
  ASSERT_THAT(names(flags), ElementsAre("STABILITY_EXCEEDED"));
  EXPECT_EQ(flags[0].message, "at least 168 hours from collect_dtc to acq_dtc");
}

TEST(StabilityExceeded, HasALimitThatTheStudySets) {
  auto study = example_study();
  study.quality.max_hours_to_stain = {24, true};
  study::Manifest manifest;
  manifest.rows = {row_of("a", "P01", "C1D8")};
  manifest.rows[0].other = {{"collect_dtc", "2024-03-04T08:00"}, {"stain_dtc", "2024-03-05T09:00"}};
  const auto flags = study::row_flags(study, manifest, manifest.rows[0]);
  ASSERT_THAT(names(flags), ElementsAre("STABILITY_EXCEEDED"));
  EXPECT_EQ(flags[0].limit, 24);
  EXPECT_EQ(flags[0].limit_source, "max_hours_to_stain of study.toml");
}

TEST(Excluded, SaysWhy) {
  const auto flags = flags_of({{"exclude_reason", "clotted"}}, false);
  ASSERT_THAT(names(flags), ElementsAre("EXCLUDED"));
  EXPECT_EQ(flags[0].message, "clotted");
}

TEST(Superseded, SaysByWhich) {
  auto study = example_study();
  study::Manifest manifest;
  manifest.rows = {row_of("a", "P01", "C1D8"), row_of("b", "P01", "C1D8")};
  manifest.rows[0].use_for_analysis = false;
  manifest.rows[0].superseded_by = 1;
  const auto flags = study::row_flags(study, manifest, manifest.rows[0]);
  ASSERT_THAT(names(flags), ElementsAre("SUPERSEDED"));
  EXPECT_THAT(flags[0].message, testing::HasSubstr("b counts"));
}

}  // namespace
