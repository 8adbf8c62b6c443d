#include "study/visit.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reference_values.h"

namespace {

nlohmann::json or_null(std::optional<int> value) { return value ? nlohmann::json(*value) : nlohmann::json(nullptr); }

TEST(ParseVisit, AgreesWithReferenceValues) {
  const auto rows = reference_values("visit_parse");
  if (rows.is_null()) GTEST_SKIP() << "the shared folder is absent";
  for (const auto& row : rows) {
    const auto visit = study::parse_visit(row["text"].get<std::string>());
    ASSERT_TRUE(visit.has_value()) << row;
    EXPECT_EQ(or_null(visit.value().cycle), row["cycle"]) << row;
    EXPECT_EQ(or_null(visit.value().day_low), row["day_lo"]) << row;
    EXPECT_EQ(or_null(visit.value().day_high), row["day_hi"]) << row;
    EXPECT_EQ(or_null(study::nominal_study_day(visit.value())), row["nominal_study_day"]) << row;
  }
}

TEST(StudyDay, AgreesWithReferenceValues) {
  const auto rows = reference_values("study_day");
  if (rows.is_null()) GTEST_SKIP() << "the shared folder is absent";
  for (const auto& row : rows) {
    const auto day = study::study_day(row["rfstdtc"].get<std::string>(), row["dtc"].get<std::string>());
    EXPECT_EQ(or_null(day), row["dy"]) << row;
  }
}

TEST(DaysBetween, KnowsThatThereIsNoDayZero) {
  EXPECT_EQ(study::days_between(-1, 1), 1);
  EXPECT_EQ(study::days_between(1, -1), -1);
  EXPECT_EQ(study::days_between(1, 8), 7);
  EXPECT_EQ(study::days_between(-3, -1), 2);
}

TEST(StudyDay, IgnoresTheTimeOfDay) { EXPECT_EQ(study::study_day("2024-03-04T23:59", "2024-03-05T00:01"), 2); }

TEST(StudyDay, NeedsWholeDates) {
  EXPECT_FALSE(study::study_day("2024-03", "2024-03-05"));
  EXPECT_FALSE(study::study_day("2024-03-04", "2024-02-30"));
  EXPECT_FALSE(study::study_day("2024-03-04", ""));
}

struct Spelling {
  std::string_view text, name;
  friend std::ostream& operator<<(std::ostream& out, const Spelling& row) { return out << row.text; }
};
class VisitName : public testing::TestWithParam<Spelling> {};

TEST_P(VisitName, IsOneForAllSpellings) {
  const auto visit = study::parse_visit(GetParam().text);
  ASSERT_TRUE(visit.has_value());
  EXPECT_EQ(name(visit.value()), GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(
    Table, VisitName,
    testing::Values(Spelling{"C1D1", "C1D1"}, Spelling{" c01 d08 ", "C1D8"}, Spelling{"CYCLE 10 DAY 15", "C10D15"},
                    Spelling{"C1_D22", "C1D22"}, Spelling{"C1-D22", "C1D22"}, Spelling{"cycle-1-day-8", "C1D8"},
                    Spelling{"C1D7/8", "C1D7-8"},
                    Spelling{"C1D7\xE2\x80\x93"
                             "8",
                             "C1D7-8"},
                    Spelling{"C2 D15 Pre-dose", "C2D15 pre-dose"}, Spelling{"C1D1-4h", "C1D1 4h"},
                    Spelling{"C1D1 4 h", "C1D1 4 h"}, Spelling{"BL", "C1D1"}, Spelling{"Pre-dose", "C1D1"},
                    Spelling{"SCREENING", "Screening"}, Spelling{"End of treatment", "EOT"},
                    Spelling{"unscheduled 02", "Unscheduled 2"}, Spelling{"Unscheduled", "Unscheduled"}));

class NoVisit : public testing::TestWithParam<std::string_view> {};

TEST_P(NoVisit, IsUnknown) {
  const auto visit = study::parse_visit(GetParam());
  ASSERT_TRUE(visit.has_error());
  EXPECT_EQ(visit.error().code, fcs::Code::unknown_visit);
  EXPECT_EQ(visit.error().found, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Table, NoVisit,
                         testing::Values("", "1", "D8", "C1", "C1D", "C0D1", "C1D0", "C1D8-7", "CD8", "Visit 2",
                                         "C99999999999D1", "C10000D1", "C1D10000", "C1D-1", "Cycle 1 Day -1",
                                         "C1D\xE2\x80\x93"
                                         "1",
                                         "unscheduled x", "C1D1x", "C1D1.5"));

class DamagedVisit : public testing::TestWithParam<std::string_view> {};

TEST_P(DamagedVisit, IsSaidToBeADate) {
  const auto visit = study::parse_visit(GetParam());
  ASSERT_TRUE(visit.has_error());
  EXPECT_THAT(visit.error().expected, testing::HasSubstr("date"));
}

INSTANTIATE_TEST_SUITE_P(Table, DamagedVisit,
                         testing::Values("1-Aug", "Aug-01", "01-Aug-24", "2024-08-01", "8/1/2024", "08.01.24"));

TEST(Visit, OrdersByTimeAndNotBySpelling) {
  std::vector<study::Visit> visits;
  for (const auto* text : {"Unscheduled 1", "EOT", "C10D1", "C2D1", "C1D15", "C1D8", "C1D7/8", "C1D1 24h", "C1D1 4h",
                           "C1D1 pre-dose", "C1D1", "Screening"}) {
    visits.push_back(study::parse_visit(text).value());
  }
  std::ranges::sort(visits);
  std::vector<std::string> names;
  for (const auto& visit : visits) names.push_back(name(visit));
  EXPECT_THAT(names, testing::ElementsAre("Screening", "C1D1", "C1D1 pre-dose", "C1D1 4h", "C1D1 24h", "C1D7-8", "C1D8",
                                          "C1D15", "C2D1", "C10D1", "EOT", "Unscheduled 1"));
}

TEST(NominalStudyDay, FollowsTheLengthOfTheCycle) {
  EXPECT_EQ(study::nominal_study_day(study::parse_visit("C3D1").value(), {21, 14}), 43);  // 2 x 21 + 1
}

}  // namespace
