#include "study/date_time.h"

#include <chrono>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using study::parse_date_time;

TEST(ParseDateTime, ReadsDayTimeAndOffset) {
  const auto day = std::chrono::sys_days{std::chrono::year{2024} / 3 / 5};
  EXPECT_EQ(parse_date_time("2024-03-05"), (study::DateTime{day, {}, {}}));
  EXPECT_EQ(parse_date_time("2024-03-05T14:30"), (study::DateTime{day, 14h + 30min, {}}));
  EXPECT_EQ(parse_date_time("2024-03-05 14:30:59"), (study::DateTime{day, 14h + 30min + 59s, {}}));
  EXPECT_EQ(parse_date_time("2024-03-05T14:30:59.25Z"), (study::DateTime{day, 14h + 30min + 59s, {}}));
  EXPECT_EQ(parse_date_time("2024-03-05T14:30-05:00"), (study::DateTime{day, 14h + 30min, -5h}));
}

class NoDateTime : public testing::TestWithParam<std::string_view> {};
TEST_P(NoDateTime, IsRefused) { EXPECT_FALSE(parse_date_time(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Table, NoDateTime,
                         testing::Values("", "2024", "2024-03", "2024-3-5", "2023-02-29", "2024-13-01", "2024-00-01",
                                         "2024-03-05T", "2024-03-05T24:00", "2024-03-05T14:60", "2024-03-05T14:30x",
                                         "2024-03-05x", "05-03-2024"));

TEST(IsPartialDate, IsAYearWithOrWithoutAMonth) {
  EXPECT_TRUE(study::is_partial_date("2024"));
  EXPECT_TRUE(study::is_partial_date("2024-03"));
  EXPECT_FALSE(study::is_partial_date("2024-03-05"));
  EXPECT_FALSE(study::is_partial_date("2024-13"));
  EXPECT_FALSE(study::is_partial_date("24"));
}

TEST(TimeBetween, CountsAcrossMidnightAndOffsets) {
  const auto from = parse_date_time("2024-03-05T23:00+01:00");  // 22:00 UTC
  const auto to = parse_date_time("2024-03-06T00:30Z");
  ASSERT_TRUE(from && to);
  EXPECT_EQ(study::time_between(*from, *to), 2h + 30min);
  EXPECT_EQ(study::time_between(*to, *from), -(2h + 30min));
}

TEST(TimeBetween, NeedsBothTimesOfDay) {
  EXPECT_FALSE(study::time_between(*parse_date_time("2024-03-05"), *parse_date_time("2024-03-06T00:30")));
}

TEST(IsEarlier, ComparesDaysWhereATimeIsNotKnown) {
  const auto evening = *parse_date_time("2024-03-05T20:00");
  const auto same_day = *parse_date_time("2024-03-05");
  EXPECT_FALSE(study::is_earlier(same_day, evening));
  EXPECT_FALSE(study::is_earlier(evening, same_day));
  EXPECT_TRUE(study::is_earlier(evening, *parse_date_time("2024-03-06")));
  EXPECT_TRUE(study::is_earlier(*parse_date_time("2024-03-05T19:59"), evening));
}

}  // namespace
