#include "study/dose.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

study::ManifestRow row_with(std::optional<double> dose, std::string unit, std::string schedule) {
  study::ManifestRow row;
  row.dose = dose;
  row.dose_unit = std::move(unit);
  row.schedule = std::move(schedule);
  return row;
}

TEST(Micrograms, KnowsEverySpellingOfMicro) {
  for (const auto* unit : {"ug", "\u00B5g", "\u03BCg", "mcg", "microgram"}) {
    EXPECT_EQ(study::micrograms(37.5, unit), 37.5) << unit;
  }
  EXPECT_EQ(study::micrograms(0.5, "mg"), 500);
  EXPECT_EQ(study::micrograms(500, "ng"), 0.5);
  EXPECT_EQ(study::micrograms(100, "UG"), 100);
  EXPECT_FALSE(study::micrograms(1, "mg/kg"));
}

TEST(DosesAWeek, FollowTheSchedule) {
  EXPECT_EQ(study::doses_a_week("QD"), 7);
  EXPECT_EQ(study::doses_a_week("mwf"), 3);
  EXPECT_EQ(study::doses_a_week("QOD"), 3.5);
  EXPECT_EQ(study::doses_a_week("Q2W"), 0.5);
  EXPECT_EQ(study::doses_a_week("QD 14/14"), 7);
  EXPECT_FALSE(study::doses_a_week("sometimes"));
  EXPECT_FALSE(study::doses_a_week(""));
}

TEST(StatedCycle, IsDaysOnAndOffAfterTheFirstWord) {
  const auto cycle = study::stated_cycle("QD 21/7");
  ASSERT_TRUE(cycle);
  EXPECT_EQ(cycle->days, 28);
  EXPECT_EQ(cycle->treatment_days, 21);
  for (const auto* none : {"QD", "", "MWF fasted", "QD 21", "QD 21/", "QD 0/28", "QD -7/7", "QD 21/7 x"}) {
    EXPECT_FALSE(study::stated_cycle(none)) << none;
  }
}

struct TreatmentDay {
  std::string_view visit, schedule;
  std::optional<int> study_day;
  std::optional<bool> is_on;
};

class OnTreatment : public testing::TestWithParam<TreatmentDay> {};

TEST_P(OnTreatment, FollowsTheDayAndTheSchedule) {
  study::ManifestRow row;
  row.visit = study::parse_visit(GetParam().visit).value();
  row.schedule = GetParam().schedule;
  row.study_day = GetParam().study_day;
  EXPECT_EQ(study::is_on_treatment(row, {28, 14}), GetParam().is_on);
}

INSTANTIATE_TEST_SUITE_P(
    Days, OnTreatment,
    testing::Values(TreatmentDay{"C1D1", "QD", {}, true}, TreatmentDay{"C1D14", "QD", {}, true},
                    TreatmentDay{"C1D15", "QD", {}, false}, TreatmentDay{"C1D15", "QD 21/7", {}, true},
                    TreatmentDay{"C2D22", "QD 21/7", {}, false},
                    TreatmentDay{"C1D29", "QD", {}, true},  // day 1 of the second cycle
                    TreatmentDay{"Screening", "QD", {}, false}, TreatmentDay{"Unscheduled 1", "QD", 30, true},
                    TreatmentDay{"Unscheduled 1", "QD", 50, false}, TreatmentDay{"Unscheduled 1", "QD", -3, false},
                    TreatmentDay{"Unscheduled 1", "QD", {}, {}},
                    TreatmentDay{"C1D1", "QD", -1, false},  // taken the day before the first dose
                    TreatmentDay{"EOT", "QD", 100, {}}));

// 50 ug three times a week are 150 ug; 37.5 ug a day 262.5; 62.5, 75 and 100 ug a day 437.5, 525 and 700.
TEST(WeeklyDose, IsWhatIsTakenInAWeek) {
  EXPECT_EQ(study::weekly_dose(row_with(50, "\u00B5g", "MWF")), (study::WeeklyDose{150, "ug"}));
  EXPECT_EQ(study::weekly_dose(row_with(0.0375, "mg", "QD")), (study::WeeklyDose{262.5, "ug"}));
  EXPECT_EQ(study::weekly_dose(row_with(2, "mg/kg", "QW")), (study::WeeklyDose{2, "mg/kg"}));
  EXPECT_FALSE(study::weekly_dose(row_with(50, "ug", "")));
  EXPECT_FALSE(study::weekly_dose(row_with({}, "ug", "QD")));
}

TEST(LowerDose, OrdersByTheWeekAndNotByTheSingleDose) {
  std::vector<study::ManifestRow> rows{
      row_with({}, "", ""),   row_with(100, "ug", "QD"),  row_with(62.5, "mcg", "QD"), row_with(50, "ug", "MWF"),
      row_with(80, "ug", ""), row_with(37.5, "ug", "QD"), row_with(0.075, "mg", "QD"), row_with(60, "ug", "")};
  std::ranges::sort(rows, study::is_lower_dose);
  std::vector<std::optional<double>> doses;
  for (const auto& row : rows) doses.push_back(row.dose);
  EXPECT_THAT(doses, testing::ElementsAre(50, 37.5, 62.5, 0.075, 100, 60, 80, std::nullopt));
}

}  // namespace
