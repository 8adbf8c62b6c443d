#include "fcs/detail/locate_data.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using fcs::Code;
using fcs::Segment;

/// TEXT is bytes 58 to 999, the file has 2000 bytes, an event has 4; ten events are 40 bytes.
struct Case {
  std::string_view name;
  Segment header;
  std::optional<Segment> text;
  std::string_view total;  ///< $TOT; empty: none
  std::uint64_t first;
  std::uint64_t events;
  std::string_view findings;
  fcs::Version version = fcs::Version::fcs3_1;
  friend std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }
};

fcs::Keywords keywords_of(const std::optional<Segment>& text, std::string_view total) {
  fcs::Keywords keywords;
  if (text) {
    keywords.set("$BEGINDATA", std::to_string(text->first));
    keywords.set("$ENDDATA", std::to_string(text->last));
  }
  if (!total.empty()) keywords.set("$TOT", std::string{total});
  return keywords;
}

fcs::detail::DataClaims claims_of(const Segment& header, fcs::Version version = fcs::Version::fcs3_1) {
  return {.version = version, .header_data = header, .text = {58, 999}, .size = 2000};
}

std::string codes(const std::vector<fcs::Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) out += std::string{name(finding.deviation.code)} + " ";
  return out;
}

class LocateData : public testing::TestWithParam<Case> {};
TEST_P(LocateData, TakesTheClaimThatFits) {
  const auto& row = GetParam();
  fcs::Findings findings{fcs::Tolerance::standard()};
  const auto place = locate_data(claims_of(row.header, row.version), keywords_of(row.text, row.total), 4, findings);
  ASSERT_TRUE(place) << message(place.error());
  EXPECT_EQ(place.value().first, row.first);
  EXPECT_EQ(place.value().event_count, row.events);
  EXPECT_EQ(place.value().size, 4 * row.events);
  EXPECT_EQ(codes(findings.take()), row.findings);
}
INSTANTIATE_TEST_SUITE_P(
    Table, LocateData,
    testing::Values(
        Case{"BothAgree", {1000, 1039}, Segment{1000, 1039}, "10", 1000, 10, ""},
        Case{"OnlyText", {0, 0}, Segment{1000, 1039}, "10", 1000, 10, ""},
        Case{"OnlyHeader", {1000, 1039}, std::nullopt, "10", 1000, 10, "missing_keyword "},
        Case{"OnlyHeaderInFcs2", {1000, 1039}, std::nullopt, "10", 1000, 10, "", fcs::Version::fcs2_0},
        Case{"OnlyHeaderAsTextSaysZero", {1000, 1039}, Segment{0, 0}, "10", 1000, 10, ""},
        Case{"HeaderFits", {1000, 1039}, Segment{1000, 1046}, "10", 1000, 10, "offsets_differ "},
        Case{"TextFits", {900, 1039}, Segment{1000, 1039}, "10", 1000, 10, "offsets_differ "},
        Case{"BothFitHeaderHolds", {1100, 1139}, Segment{1200, 1239}, "10", 1100, 10, "offsets_differ "},
        Case{"BothFitOneFollowsText", {1100, 1139}, Segment{1000, 1039}, "10", 1000, 10, "offsets_differ "},
        Case{"EndOneByteLate", {1000, 1040}, Segment{1000, 1040}, "10", 1000, 10, "data_end_off_by_one "},
        Case{"EndOneByteLateAtTheEndOfTheFile",
             {1960, 2000},
             Segment{1960, 2000},
             "10",
             1960,
             10,
             "data_end_off_by_one "},
        Case{"ExactOneBeatsOneByteLate", {1000, 1040}, Segment{1000, 1039}, "10", 1000, 10, "offsets_differ "},
        Case{"EndIsZero", {1000, 0}, Segment{1000, 0}, "10", 1000, 10, "bad_offset bad_offset "},
        Case{"EndIsBegin", {1000, 1000}, std::nullopt, "10", 1000, 10, "bad_offset ", fcs::Version::fcs2_0},
        Case{"BeginsOnTheLastByteOfText", {999, 1038}, Segment{999, 1038}, "10", 999, 10, "segments_overlap "},
        Case{"OneClaimIsWithinText", {500, 539}, Segment{1000, 1039}, "10", 1000, 10, "offsets_differ "},
        Case{"OneClaimIsWithinHeader", {1, 1}, Segment{1000, 1039}, "10", 1000, 10, "bad_offset offsets_differ "},
        Case{"LongerByEvents", {1000, 1099}, Segment{1000, 1099}, "10", 1000, 10, "event_count_mismatch "},
        Case{"LongerByBytes", {1000, 1042}, Segment{1000, 1042}, "10", 1000, 10, "trailing_data "},
        Case{"EndPastTheFile", {1000, 5000}, Segment{1000, 5000}, "10", 1000, 10, "segment_outside_file "},
        Case{"NoTotal", {1000, 1039}, Segment{1000, 1039}, "", 1000, 10, "missing_keyword "},
        Case{"NoTotalInFcs2", {1000, 1039}, std::nullopt, "", 1000, 10, "", fcs::Version::fcs2_0},
        Case{"NoTotalEndOneByteLate",
             {1000, 1040},
             std::nullopt,
             "",
             1000,
             10,
             "data_end_off_by_one ",
             fcs::Version::fcs2_0},
        Case{"NoTotalBytesLeft", {1000, 1042}, std::nullopt, "", 1000, 10, "trailing_data ", fcs::Version::fcs2_0},
        Case{"TotalWithBlanks", {1000, 1039}, Segment{1000, 1039}, " 10      ", 1000, 10, ""},
        Case{"TotalWithDecimals", {1000, 1039}, Segment{1000, 1039}, "10.0", 1000, 10, "bad_keyword "},
        Case{"TotalZero", {0, 0}, Segment{0, 0}, "0", 0, 0, ""},
        Case{"TotalZeroButThereAreEvents", {1000, 1039}, Segment{1000, 1039}, "0", 1000, 10, "event_count_mismatch "}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(LocateData, TakesTextWhereHeaderHoldsItsLargestNumber) {
  auto claims = claims_of({1000, 99'999'999});
  claims.size = 300'000'000;
  fcs::Findings findings{fcs::Tolerance::standard()};
  const auto place = locate_data(claims, keywords_of(Segment{1000, 200'000'999}, "50000000"), 4, findings);
  ASSERT_TRUE(place) << message(place.error());
  EXPECT_EQ(place.value().event_count, 50'000'000U);
  EXPECT_EQ(codes(findings.take()), "bad_offset ");
}

struct Broken {
  std::string_view name;
  Segment header;
  std::optional<Segment> text;
  std::string_view total;
  Code code;
  std::string_view said;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.name; }
};
class LocateDataError : public testing::TestWithParam<Broken> {};
TEST_P(LocateDataError, SaysWhatIsMissing) {
  const auto& row = GetParam();
  fcs::Findings findings{fcs::Tolerance::standard()};
  const auto place = locate_data(claims_of(row.header), keywords_of(row.text, row.total), 4, findings);
  ASSERT_FALSE(place);
  EXPECT_EQ(name(place.error().code), name(row.code));
  EXPECT_NE(message(place.error()).find(row.said), std::string::npos) << message(place.error());
}
INSTANTIATE_TEST_SUITE_P(
    Table, LocateDataError,
    testing::Values(
        Broken{"Nowhere", {0, 0}, std::nullopt, "10", Code::no_data_segment, "HEADER and TEXT"},
        Broken{"ShorterThanTotal",
               {1000, 1038},
               Segment{1000, 1038},
               "10",
               Code::truncated_data,
               "found 39 bytes, 9 whole events"},
        Broken{"FileEndsInside",
               {1980, 2019},
               Segment{1980, 2019},
               "10",
               Code::truncated_data,
               "found 20 bytes, 5 whole events"},
        Broken{"PastTheFile",
               {99'999'000, 99'999'039},
               std::nullopt,
               "10",
               Code::segment_outside_file,
               "a file of 2000 bytes"},
        Broken{
            "TotalHuge", {1000, 1039}, Segment{1000, 1039}, "1000000000000", Code::truncated_data, "250 whole events"},
        Broken{
            "TotalOverflows", {1000, 1039}, Segment{1000, 1039}, "18446744073709551615", Code::truncated_data, "$TOT"},
        Broken{"TotalNegative", {1000, 1039}, Segment{1000, 1039}, "-1", Code::bad_keyword, "$TOT"},
        Broken{"TotalNan", {1000, 1039}, Segment{1000, 1039}, "NaN", Code::bad_keyword, "$TOT"},
        Broken{"TotalHexadecimal", {1000, 1039}, Segment{1000, 1039}, "0x10", Code::bad_keyword, "$TOT"},
        Broken{"WithinText", {500, 539}, Segment{500, 539}, "10", Code::segments_overlap, "TEXT is bytes 58 to 999"},
        Broken{"TotalFraction", {1000, 1039}, std::nullopt, "0.5", Code::bad_keyword, "$TOT"},
        Broken{"BeginAfterEnd", {1039, 1000}, std::nullopt, "10", Code::no_data_segment, "1039 and 1000 in HEADER"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(EventSizeFits, WhenAClaimHoldsTheEventsOfTotal) {
  EXPECT_TRUE(event_size_fits(claims_of({1000, 1039}), keywords_of(std::nullopt, "10"), 4));
  EXPECT_TRUE(event_size_fits(claims_of({1000, 1040}), keywords_of(std::nullopt, "10"), 4));
  EXPECT_FALSE(event_size_fits(claims_of({1000, 1039}), keywords_of(std::nullopt, "10"), 2));
  EXPECT_TRUE(event_size_fits(claims_of({0, 0}), keywords_of(Segment{1000, 1039}, ""), 20));
}

}  // namespace
