#include "fcs/text.h"

#include <chrono>
#include <span>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using fcs::Code;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span{text}); }

/// "NAME=VALUE|" for each keyword, in order.
std::string flat(const fcs::Keywords& keywords) {
  std::string out;
  for (const auto& keyword : keywords) out += keyword.name + "=" + keyword.value + "|";
  return out;
}

std::string codes(const std::vector<fcs::Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) out += std::string{name(finding.deviation.code)} + " ";
  return out;
}

struct Case {
  std::string_view name, text, keywords, findings;
  friend std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }
};
class ParseText : public testing::TestWithParam<Case> {};
TEST_P(ParseText, GivesKeywordsAndFindings) {
  const auto& [name, text, keywords, findings] = GetParam();
  const auto parsed = fcs::parse_text(bytes_of(text));
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(flat(parsed.value().value.keywords), keywords);
  EXPECT_EQ(codes(parsed.value().findings), findings);
}
TEST_P(ParseText, IsRefusedInStrictWhereThereAreFindings) {
  const auto& [name, text, keywords, findings] = GetParam();
  const auto parsed = fcs::parse_text(bytes_of(text), 0, fcs::Tolerance::none());
  EXPECT_EQ(parsed.has_value(), findings.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Table, ParseText,
    testing::Values(
        Case{"TwoPairs", "/$PAR/5/$TOT/10/", "$PAR=5|$TOT=10|", ""},
        Case{"DelimiterIsFormFeed", "\f$PAR\f5\f", "$PAR=5|", ""},
        Case{"DelimiterIsCarriageReturn", "\r$PAR\r5\r", "$PAR=5|", ""},
        Case{"BlanksInAValueAreKept", "/A/ 5 /", "A= 5 |", ""},
        Case{"DoubledDelimiterIsOneInAValue", "/A/x//y/", "A=x/y|", ""},
        Case{"DoubledDelimiterIsOneInAName", "/A//B/x/", "A/B=x|", ""},
        Case{"ValueEndsWithADelimiter", "/A/x///B/y/", "A=x/|B=y|", ""},
        Case{"TwoDelimitersInAValue", "/A/x////y/", "A=x//y|", ""},
        Case{"EmptyValues", "/$PAR/1/$P1S//$P2S/CD4/$SRC//$DATATYPE/F/", "$PAR=1|$P1S=|$P2S=CD4|$SRC=|$DATATYPE=F|",
             "empty_value "},
        Case{"LastValueIsEmpty", "/$PAR/1/$COM//", "$PAR=1|$COM=|", "empty_value "},
        Case{"NoFinalDelimiter", "/A/x/B/y", "A=x|B=y|", "missing_final_delimiter "},
        Case{"DanglingName", "/A/x/B/", "A=x|", "key_without_value "},
        Case{"DanglingNameWithoutDelimiter", "/A/x/B", "A=x|", "missing_final_delimiter key_without_value "},
        Case{"PaddingAfterTheEnd", std::string_view{"/A/x/ \r\n\0\0", 10}, "A=x|", "missing_final_delimiter "},
        Case{"PaddedNames", "/A/x/    $DATATYPE /F/", "A=x|$DATATYPE=F|", "padded_key "},
        Case{"FirstOfTwoHolds", "/$PAR/5/$par/3/", "$PAR=5|", "duplicate_keyword "},
        Case{"Utf8IsKept", "/A/\xC2\xB5m/", "A=\xC2\xB5m|", ""},
        Case{"OtherBytesAreCodePage1252", "/A/\xB5m\x99/B/\xC3\xA9/", "A=\xC2\xB5m\xE2\x84\xA2|B=\xC3\xA9|",
             "bad_text_encoding "},
        Case{"ControlCharactersAreKept", "/A/x\ny\x1B[m/", "A=x\ny\x1B[m|", ""},
        Case{"LetterAsDelimiterWhereItWorks", "x$PARx5x$DATATYPExFx", "$PAR=5|$DATATYPE=F|", "bad_delimiter "}),
    [](const auto& row) { return std::string{row.param.name}; });

struct Broken {
  std::string_view name, text;
  Code code;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.name; }
};
class ParseTextError : public testing::TestWithParam<Broken> {};
TEST_P(ParseTextError, HasItsCode) {
  const auto parsed = fcs::parse_text(bytes_of(GetParam().text));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(name(parsed.error().code), name(GetParam().code));
}
INSTANTIATE_TEST_SUITE_P(
    Table, ParseTextError,
    testing::Values(Broken{"Empty", "", Code::no_keywords}, Broken{"DelimiterOnly", "/", Code::no_keywords},
                    Broken{"AllDelimiters", "////////", Code::no_keywords},
                    Broken{"NoSecondDelimiter", "/$PAR 5", Code::no_keywords},
                    Broken{"NulAsDelimiter", std::string_view{"\0$PAR\0005\0", 8}, Code::bad_delimiter},
                    Broken{"HighByteAsDelimiter",
                           "\xFF$PAR\xFF"
                           "5\xFF",
                           Code::bad_delimiter},
                    Broken{"FirstDelimiterMissing", "$PAR/5/$DATATYPE/F/", Code::bad_delimiter}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(ParseText, TellsWhereInTheFileAKeywordStands) {
  const auto parsed = fcs::parse_text(bytes_of("/$PAR/5/$TOT/10/"), 100);
  ASSERT_TRUE(parsed);
  // "$TOT/10" is bytes 8 to 14 of TEXT.
  EXPECT_EQ(parsed.value().value.keywords.find("$TOT")->bytes, (fcs::ByteRange{108, 114}));
}

TEST(ParseText, NamesTheKeywordsWithEmptyValues) {
  const auto parsed = fcs::parse_text(bytes_of("/$PAR/1/$P1S//$DATATYPE/F/$OP//"));
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed.value().findings.size(), 1U);
  EXPECT_EQ(parsed.value().findings.front().deviation.found, "$P1S, $OP");
}

TEST(ParseText, OneFindingForAnyNumberOfFaults) {
  std::string text = "/";
  for (int i = 0; i < 1000; ++i) text += "A/x/";
  const auto parsed = fcs::parse_text(bytes_of(text));
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed.value().findings.size(), 1U);
  EXPECT_EQ(parsed.value().findings.front().deviation.found, "A, A, A, A, A and 994 more");
}

TEST(ParseText, TakesTimeInProportionToItsLength) {
  const std::string delimiters(10'000'000, '/');
  std::string many = "/";
  for (int i = 0; i < 200'000; ++i) many += fmt::format("KEY{}/{}/", i, i);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(fcs::parse_text(bytes_of(delimiters)));
  const auto parsed = fcs::parse_text(bytes_of(many));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed.value().value.keywords.size(), 200'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{20});
}

TEST(Keywords, AreFoundInAnyCaseAndKeepTheirSpelling) {
  const fcs::Keywords keywords{{"$Par", "5"}, {"Tube Name", "A1"}};
  EXPECT_EQ(keywords.value("$PAR"), "5");
  EXPECT_EQ(keywords.value("TUBE NAME"), "A1");
  EXPECT_EQ(keywords.find("$par")->name, "$Par");
  EXPECT_EQ(keywords.value("$TOT"), std::nullopt);
}

TEST(Keywords, SetReplacesOrAddsAtTheEnd) {
  fcs::Keywords keywords{{"A", "1"}, {"B", "2"}};
  keywords.set("a", "3");
  keywords.set("C", "4");
  EXPECT_EQ(flat(keywords), "A=3|B=2|C=4|");
}

TEST(Keywords, EraseKeepsTheOthersWhereTheyAre) {
  fcs::Keywords keywords{{"A", "1"}, {"B", "2"}, {"C", "3"}};
  EXPECT_TRUE(keywords.erase("b"));
  EXPECT_FALSE(keywords.erase("b"));
  EXPECT_EQ(flat(keywords), "A=1|C=3|");
  EXPECT_EQ(keywords.value("C"), "3");
  EXPECT_TRUE(keywords.add({"B", "4", {}}));
  EXPECT_EQ(flat(keywords), "A=1|C=3|B=4|");
}

TEST(ParameterKeyword, CountsFromOne) { EXPECT_EQ(fcs::parameter_keyword(fcs::ChannelIndex{0}, "N"), "$P1N"); }

struct Supplement {
  std::string_view name, text, keywords, findings;
  friend std::ostream& operator<<(std::ostream& out, const Supplement& row) { return out << row.name; }
};
class SupplementalText : public testing::TestWithParam<Supplement> {};
TEST_P(SupplementalText, AddsWhatThePrimaryTextDoesNotHave) {
  const auto& [name, text, keywords, findings] = GetParam();
  fcs::Text primary{{{"$PAR", "5"}}, '/'};
  const auto tolerated = fcs::add_supplemental_text(primary, bytes_of(text));
  ASSERT_TRUE(tolerated) << message(tolerated.error());
  EXPECT_EQ(flat(primary.keywords), keywords);
  EXPECT_EQ(codes(tolerated.value()), findings);
}
INSTANTIATE_TEST_SUITE_P(
    Table, SupplementalText,
    testing::Values(Supplement{"WithLeadingDelimiter", "/A/x/", "$PAR=5|A=x|", ""},
                    Supplement{"WithoutLeadingDelimiter", "A/x/", "$PAR=5|A=x|", ""},
                    Supplement{"RepeatsThePrimary", "/$PAR/5/A/x/", "$PAR=5|A=x|", ""},
                    Supplement{"ContradictsThePrimary", "/$PAR/3/A/x/", "$PAR=5|A=x|", "bad_supplemental_text "},
                    Supplement{"BinaryNames", "/PK\x03\x04/x/A/y/", "$PAR=5|A=y|", "bad_supplemental_text "}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
