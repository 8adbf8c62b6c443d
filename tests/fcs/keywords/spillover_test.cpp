#include "fcs/keywords/spillover.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

const std::vector<std::string> channels{"FSC-A", "FITC-A", "PE-A", "PE,Cy7-A"};
using Names = std::vector<std::string>;
using Coefficients = std::vector<double>;

TEST(Spillover, ParsesAndPrintsBack) {
  const std::string text = "2,FITC-A,PE-A,1,0.25,0.0125,1";
  const auto parsed = fcs::parse_spillover("$SPILLOVER", text, channels);
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(print(parsed.value().spillover), text);
}

TEST(Spillover, IsRowByRow) {
  const auto parsed = fcs::parse_spillover("SPILL", "2,FITC-A,PE-A,1,0.25,0.0125,1", channels);
  ASSERT_TRUE(parsed);
  const auto& spillover = parsed.value().spillover;
  EXPECT_EQ(spillover.keyword, "SPILL");
  EXPECT_EQ(spillover.detectors, (Names{"FITC-A", "PE-A"}));
  EXPECT_EQ(spillover.at(0, 1), 0.25);
  EXPECT_EQ(spillover.at(1, 0), 0.0125);
  EXPECT_TRUE(parsed.value().repairs.empty());
}

struct Repaired {
  std::string_view name, keyword, text;
  Names detectors;
  Coefficients coefficients;
  friend std::ostream& operator<<(std::ostream& out, const Repaired& row) { return out << row.name; }
};
class RepairedSpillover : public testing::TestWithParam<Repaired> {};
TEST_P(RepairedSpillover, IsReadAndSaid) {
  const auto& row = GetParam();
  const auto parsed = fcs::parse_spillover(row.keyword, row.text, channels);
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(parsed.value().spillover.detectors, row.detectors);
  EXPECT_EQ(parsed.value().spillover.coefficients, row.coefficients);
  EXPECT_EQ(parsed.value().repairs.size(), 1U);
}
INSTANTIATE_TEST_SUITE_P(
    Table, RepairedSpillover,
    testing::Values(
        Repaired{"NumbersForNames", "$SPILLOVER", "2,2,3,1,0.25,0.5,1", {"FITC-A", "PE-A"}, {1, 0.25, 0.5, 1}},
        Repaired{"DecimalCommas", "SPILL", "2,FITC-A,PE-A,1,000,0,25,0,5,1,0", {"FITC-A", "PE-A"}, {1, 0.25, 0.5, 1}},
        Repaired{"NameWithAComma", "SPILL", "2,PE-A,PE,Cy7-A,1,0.25,0.5,1", {"PE-A", "PE,Cy7-A"}, {1, 0.25, 0.5, 1}}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Spillover, BlanksAroundEntriesDoNotCount) {
  EXPECT_TRUE(fcs::parse_spillover("SPILL", " 1 , FITC-A , 1 ", channels));
}

TEST(Spillover, OfCompIsOfAllChannels) {
  const auto parsed = fcs::parse_spillover("$COMP", "4,1,0,0,0,0,1,0.5,0,0,0,1,0,0,0,0,1", channels);
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(parsed.value().spillover.detectors, channels);
  EXPECT_EQ(parsed.value().spillover.at(1, 2), 0.5);
}

struct Broken {
  std::string_view name, text;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.name; }
};
class BrokenSpillover : public testing::TestWithParam<Broken> {};
TEST_P(BrokenSpillover, IsAnError) {
  const auto parsed = fcs::parse_spillover("$SPILLOVER", GetParam().text, channels);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(name(parsed.error().code), "bad_spillover");
}
INSTANTIATE_TEST_SUITE_P(
    Table, BrokenSpillover,
    testing::Values(Broken{"Empty", ""}, Broken{"Zero", "0"}, Broken{"SizeOnly", "2"},
                    Broken{"NegativeSize", "-1,FITC-A,1"}, Broken{"HugeSize", "1000000000,FITC-A,1"},
                    Broken{"SizeWhoseSquareOverflows", "4294967296,FITC-A,1"}, Broken{"NamesOnly", "2,FITC-A,PE-A"},
                    Broken{"OneNumberShort", "2,FITC-A,PE-A,1,0,0"}, Broken{"OneNumberMore", "2,FITC-A,PE-A,1,0,0,1,0"},
                    Broken{"UnknownName", "2,FITC-A,APC-A,1,0,0,1"}, Broken{"NameTwice", "2,FITC-A,FITC-A,1,0,0,1"},
                    Broken{"NoNumber", "1,FITC-A,x"}, Broken{"Nan", "1,FITC-A,nan"},
                    Broken{"NumberPastTheChannels", "1,5,1"}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
