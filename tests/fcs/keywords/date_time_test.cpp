#include "fcs/keywords/date_time.h"

#include <gtest/gtest.h>

namespace {

TEST(Date, IsDayMonthAndYear) {
  for (const auto* text : {"29-FEB-2024", "01-Jan-1999", "31-dec-2020", " 19-Jul-2023 "})
    EXPECT_TRUE(fcs::is_date(text)) << text;
  for (const auto* text : {"", "31-FEB-2024", "29-FEB-2023", "19-10-2020", "2013-Jul-19", "21 Dec 2010", "1-JAN-2020",
                           "00-JAN-2020", "01-JANUARY-2020", "19-May-15", "01-JAN-20200"}) {
    EXPECT_FALSE(fcs::is_date(text)) << text;
  }
}
TEST(Date, HadTwoDigitsForTheYearOnce) {
  EXPECT_TRUE(fcs::is_date_of_any_century("19-May-15"));
  EXPECT_TRUE(fcs::is_date_of_any_century("19-May-2015"));
  EXPECT_FALSE(fcs::is_date_of_any_century("31-Apr-15"));
}
TEST(Time, HasSixtiethsOrHundredthsOrNeither) {
  for (const auto* text : {"00:00:00", "23:59:59", "23:59:59:59", "23:59:59.99"})
    EXPECT_TRUE(fcs::is_time(text)) << text;
  for (const auto* text :
       {"", "24:00:00", "25:61:99", "12:00", "12:00:00:60", "12:00:00.9", "12:00:00:509", "1:00:00"}) {
    EXPECT_FALSE(fcs::is_time(text)) << text;
  }
}
TEST(DateTime, FollowsIso8601) {
  for (const auto* text : {"2024-02-29T23:59:59", "2024-02-29T23:59:59Z", "2024-02-29T23:59:59.123456789+01:00",
                           "2024-02-29T23:59:59-0530", "2024-02-29T23:59:59+01"}) {
    EXPECT_TRUE(fcs::is_date_time(text)) << text;
  }
  for (const auto* text :
       {"", "2023-02-29T00:00:00", "99999-01-01T00:00:00", "2024-02-29 00:00:00", "2024-02-29T24:00:00",
        "2024-02-29T00:00:00.", "2024-02-29T00:00:00+1", "2024-02-29T00:00:00ZZ"}) {
    EXPECT_FALSE(fcs::is_date_time(text)) << text;
  }
}

}  // namespace
