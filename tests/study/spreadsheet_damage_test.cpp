#include "study/detail/spreadsheet_damage.h"

#include <string_view>

#include <gtest/gtest.h>

namespace {

namespace detail = study::detail;

class DateForAName : public testing::TestWithParam<std::string_view> {};
TEST_P(DateForAName, IsDamage) { EXPECT_TRUE(detail::damage_of_name(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Table, DateForAName,
                         testing::Values("1-Aug", "01-Mar", "Mar-01", "1. Okt", "05-Dec-24", "2024-08-01",
                                         "2024-08-01 00:00:00", "8/1/2024", "01.08.24", "1.00E+05", "2.3E+15", "1e+05",
                                         "4E-02"));

// A false alarm would stop a study, so names that people give stay names.
class Name : public testing::TestWithParam<std::string_view> {};
TEST_P(Name, IsNone) { EXPECT_FALSE(detail::damage_of_name(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Table, Name,
                         testing::Values("", "P01", "001", "MAR-01", "101-002-003", "01-02-24", "NY_068", "1E5", "E+5",
                                         "12E+05x", "SYN-001", "4h", "3/14", "Donor 7", "May", "A1", "20240801"));

class CellOfAnyColumn : public testing::TestWithParam<std::string_view> {};
TEST_P(CellOfAnyColumn, IsDamage) { EXPECT_TRUE(detail::damage_of_any_cell(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Table, CellOfAnyColumn, testing::Values("#REF!", "#N/A", "#DIV/0!", "#WERT!", "########"));

TEST(DamageOfAnyCell, IsNotInANumberSign) { EXPECT_FALSE(detail::damage_of_any_cell("#3")); }

class DateOfACountry : public testing::TestWithParam<std::string_view> {};
TEST_P(DateOfACountry, IsDamage) { EXPECT_TRUE(detail::damage_of_date(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Table, DateOfACountry,
                         testing::Values("3/4/2024", "04.03.2024", "4-Mar-24", "45355", "45355.5", "2024/03/04"));

class IsoDate : public testing::TestWithParam<std::string_view> {};
TEST_P(IsoDate, IsNoDamage) { EXPECT_FALSE(detail::damage_of_date(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Table, IsoDate,
                         testing::Values("2024-03-04", "2024-03", "2024", "2024-03-04T08:30", "2024-03-04 08:30:00",
                                         "2024-02-31", "unknown", ""));

TEST(NameOfABatch, MayBeADateButNoPowerOfTen) {
  EXPECT_FALSE(detail::damage_of_dated_name("2024-03-04"));
  EXPECT_FALSE(detail::damage_of_dated_name("4-Mar-24"));
  EXPECT_TRUE(detail::damage_of_dated_name("1.00E+05"));
}

TEST(NameAtRisk, IsANumberToASpreadsheet) {
  EXPECT_TRUE(detail::is_name_at_risk("1E5"));
  EXPECT_FALSE(detail::is_name_at_risk("1E"));
  EXPECT_FALSE(detail::is_name_at_risk("P1E5"));
}

}  // namespace
