#include <chrono>

#include "bad_input.h"
#include "fcs/base/utf8.h"

/// Rows 20 to 36: TEXT.
namespace {

using namespace bad_input;

FcsBytes delimited_by(char delimiter) {
  auto file = three_events();
  file.delimiter = delimiter;
  return file;
}

/// HEADER that says so many bytes of TEXT follow, then `text`, no DATA.
std::string bare(const std::string& text) {
  return fmt::format("FCS3.1    {:8}{:8}{:8}{:8}{:8}{:8}", 58, 57 + text.size(), 0, 0, 0, 0) + text;
}

std::vector<Row> refused() {
  const auto first_byte = fcs::ByteRange{58, 58};
  const std::string ascii = "an ASCII character from 1 to 126";
  const auto whole = three_events().build();
  return {
      {"Row20NulAsDelimiter",
       delimited_by('\0').build(),
       {{"bad_delimiter", "TEXT, first byte", first_byte, "byte 0x00", ascii}}},
      {"Row20HighByteAsDelimiter",
       delimited_by('\x80').build(),
       {{"bad_delimiter", "TEXT, first byte", first_byte, "byte 0x80", ascii}}},
      {"Row21LetterThatKeywordsHold",
       delimited_by('A').build(),
       {{"bad_delimiter", "TEXT, first byte", first_byte, "\"A\"", "a character that keywords are not made of"}}},
      {"Row22DelimitersOnly",
       bare("////////"),
       {{"no_keywords", "TEXT", fcs::ByteRange{58, 65}, "8 bytes", "a delimiter, then names and values"}}},
      {"Row23NoSecondDelimiter",
       bare("/$PAR 5 $TOT 3"),
       {{"no_keywords", "TEXT", fcs::ByteRange{58, 71}, "one name without a value",
         "a delimiter, then names and values"}}},
      {"Row28ValueOf200MB",
       with_header(whole, 18, "20000000"),
       {{"segment_outside_file", "TEXT", fcs::ByteRange{58, 20000000}, fmt::format("a file of {} bytes", whole.size()),
         fmt::format("a last byte below {}", whole.size())}}},
  };
}

class RefusedText : public BadInput {};
TEST_P(RefusedText, SaysWhatAndWhere) { expect_refused(read(), GetParam()); }
TEST_P(RefusedText, IsRefusedInStrictToo) {
  const auto samples = read(fcs::Tolerance::none());
  ASSERT_FALSE(samples);
  EXPECT_EQ(name(samples.error().code), GetParam().said.front().code);
}
INSTANTIATE_TEST_SUITE_P(Rows, RefusedText, testing::ValuesIn(refused()), name_of);

/// TEXT as it is built, with a piece of it replaced by one of the same length or any where the last keywords are.
Row keywords_row(std::string name, const FcsBytes& file, const std::string& piece, Said finding) {
  auto bytes = file.build();
  finding.at = where(bytes, piece);
  return {std::move(name), std::move(bytes), {std::move(finding)}};
}

FcsBytes with_supplement(const std::string& first, const std::string& last) {
  return with(with(three_events(), "$BEGINSTEXT", first), "$ENDSTEXT", last);
}

Row supplement_row(std::string name, const std::string& first, const std::string& last, const std::string& reason) {
  return keywords_row(std::move(name), with_supplement(first, last), "$BEGINSTEXT/" + first,
                      {"bad_supplemental_text",
                       "TEXT, $BEGINSTEXT",
                       {},
                       fmt::format("\"{}\" and \"{}\": {}", first, last, reason),
                       "a segment of its own, or 0 and 0",
                       "it is not read"});
}

/// A supplemental TEXT after DATA.
Row contradiction() {
  const std::string supplement = "/$PAR/7/$P1S/CD4/";
  auto file = with_supplement("00000000", "00000000");
  const auto first = file.build().size();
  file = with_supplement(fmt::format("{:08}", first), fmt::format("{:08}", first + supplement.size() - 1));
  return {"Row35SupplementContradicts",
          file.build() + supplement,
          {{"bad_supplemental_text", "supplemental TEXT", fcs::ByteRange{first + 1, first + 6}, "$PAR",
            "only keywords that TEXT does not have", "the primary TEXT holds"}}};
}

std::vector<Row> tolerated() {
  const auto whole = three_events().build();
  const auto data_first = whole.size() - 12;
  const std::string empty_value = "a doubled delimiter ends an empty value, and is no escape";
  // The last delimiter and the value before it become part of a name without a value.
  auto dangling_bytes = three_events().build();
  const auto end_data = where(dangling_bytes, "$ENDDATA/");
  dangling_bytes[end_data.last] = '#';
  dangling_bytes[data_first - 1] = '#';
  const auto in_data = std::to_string(with_supplement("0000", "0000").build().size() - 10);
  auto duplicate = three_events();
  duplicate.keywords.emplace_back("$PAR", "3");
  auto del = delimited_by('\x7F');
  auto letter = delimited_by('q');
  return {
      {"Row20DelAsDelimiter",
       del.build(),
       {{"bad_delimiter", "TEXT, first byte", fcs::ByteRange{58, 58}, "byte 0x7F", "an ASCII character from 1 to 126",
         "it is the delimiter all the same"}}},
      {"Row21LetterThatKeywordsDoNotHold",
       letter.build(),
       {{"bad_delimiter", "TEXT, first byte", fcs::ByteRange{58, 58}, "\"q\"",
         "a character that keywords are not made of", "it is the delimiter all the same"}}},
      {"Row24DanglingName",
       dangling_bytes,
       {{"missing_final_delimiter", "TEXT", fcs::ByteRange{data_first - 1, data_first - 1}, "none",
         "\"/\" as the last byte", "the last value ends with the segment"},
        {"key_without_value", "TEXT", fcs::ByteRange{end_data.first, data_first - 1},
         dangling_bytes.substr(end_data.first, data_first - end_data.first), "a value", "it is dropped"},
        {"missing_keyword", "TEXT, $ENDDATA", std::nullopt, "no $ENDDATA", "an offset", "HEADER says where DATA is"}}},
      keywords_row("Row25EmptyValues", with(with(three_events(), "$P1S", ""), "$P2S", "CD4"), "$P1S/",
                   {"empty_value", "TEXT", {}, "$P1S", "no empty value", empty_value}),
      keywords_row("Row30TwoPar", duplicate, "$PAR/3",
                   {"duplicate_keyword", "TEXT", {}, "$PAR", "each keyword once", "the first one holds"}),
      keywords_row("Row33Latin1", with(three_events(), "$COM", "5 \xB5m"), "$COM/5 \xB5m",
                   {"bad_text_encoding", "TEXT", {}, "$COM", "UTF-8", "code page 1252, which holds Latin-1"}),
      keywords_row("Row33Overlong", with(three_events(), "$COM", "\xC0\xAF"), "$COM/\xC0\xAF",
                   {"bad_text_encoding", "TEXT", {}, "$COM", "UTF-8", "code page 1252, which holds Latin-1"}),
      keywords_row("Row33LoneSurrogate", with(three_events(), "$COM", "\xED\xA0\x80"), "$COM/\xED\xA0\x80",
                   {"bad_text_encoding", "TEXT", {}, "$COM", "UTF-8", "code page 1252, which holds Latin-1"}),
      supplement_row("Row34SupplementPastTheFile", "100", "99999999", "it reaches past the end of the file"),
      supplement_row("Row34SupplementIsText", "58", "100", "it overlaps the primary TEXT"),
      supplement_row("Row34SupplementOf4GB", "4294967296", "8589934592", "it reaches past the end of the file"),
      supplement_row("Row34SupplementInData", in_data, std::to_string(std::stoul(in_data) + 5), "it lies within DATA"),
      contradiction(),
  };
}

class ToleratedText : public BadInput {};
TEST_P(ToleratedText, IsReadAndSaid) {
  const auto samples = read();
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_EQ(said(samples.value().front().findings), GetParam().said);
  EXPECT_EQ(values_of(samples.value().front()), three_events_values);
  for (const auto& keyword : samples.value().front().keywords) {
    EXPECT_EQ(fcs::first_invalid_utf8(keyword.value), std::string_view::npos) << keyword.name;
  }
}
TEST_P(ToleratedText, IsRefusedInStrict) {
  const auto samples = read(fcs::Tolerance::none());
  ASSERT_FALSE(samples);
  EXPECT_EQ(name(samples.error().code), GetParam().said.front().code);
  EXPECT_EQ(samples.error().further.size(), GetParam().said.size() - 1);
}
INSTANTIATE_TEST_SUITE_P(Rows, ToleratedText, testing::ValuesIn(tolerated()), name_of);

std::string value_of(const FcsBytes& file, const std::string& name, std::size_t findings = 0) {
  testing_support::TemporaryFolder folder;
  const auto samples = fcs::read_samples(folder.write("sample.fcs", file.build()));
  EXPECT_TRUE(samples) << message(samples.error());
  if (!samples) return {};
  EXPECT_EQ(samples.value().front().findings.size(), findings);
  return std::string{samples.value().front().keywords.value(name).value_or("(absent)")};
}

TEST(BadText, Row26BothMeaningsOfADoubledDelimiterNameTheKeywordsConcerned) {
  const auto parsed =
      fcs::parse_text(std::as_bytes(std::span{std::string_view{"/$PAR/1/$P1S//$P1B/16/$P1N/a//b/$DATATYPE/I/"}}));
  ASSERT_TRUE(parsed);
  std::string all;
  for (const auto& finding : parsed.value().findings) all += finding.deviation.found + ";";
  EXPECT_EQ(all, "b;$P1S;");  // a value without a name, a name without a value
}
TEST(BadText, Row27AValueMayEndWithAnEscapedDelimiter) {
  EXPECT_EQ(value_of(with(three_events(), "$COM", "a//"), "$COM"), "a/");
}
TEST(BadText, Row28ALongKeyIsAKey) {
  const std::string key(100'000, 'K');
  EXPECT_EQ(value_of(with(three_events(), key, "x"), key), "x");
}
TEST(BadText, Row22And29TakeTimeInProportionToTheirLength) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string delimiters(10'000'000, '/');
  EXPECT_FALSE(fcs::parse_text(std::as_bytes(std::span{delimiters})));
  std::string many = "/";
  for (int i = 0; i < 1'000'000; ++i) many += fmt::format("KEY{}/{}/", i, i);
  const auto parsed = fcs::parse_text(std::as_bytes(std::span{many}));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed.value().value.keywords.size(), 1'000'000U);
  // 2 s with optimisation; ten times that without it or with sanitizers, on a busy machine.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{30});
}
TEST(BadText, Row31NamesAreFoundInAnyCase) {
  auto file = three_events();
  for (auto& [name, value] : file.keywords) {
    for (auto& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  EXPECT_EQ(value_of(file, "$PAR"), "2");
}
TEST(BadText, Row32And36HostileTextIsKeptAsItIs) {
  for (const std::string text : {"\x1B[31mred", "a\nb",
                                 "\xE2\x80\xAE"
                                 "gpj.exe",
                                 "=cmd()", "<script>alert(1)<\x2Fscript>"}) {
    auto file = three_events();
    file.delimiter = '|';
    EXPECT_EQ(value_of(with(file, "$P1S", text), "$P1S"), text);
  }
}
TEST(BadText, Row32IsEscapedInMessages) {
  const auto shown = fcs::printable("\x1B[31m\n\xE2\x80\xAE");
  EXPECT_EQ(shown, "\\x1B[31m\\n\\xE2\\x80\\xAE");
}
// The bytes that are there end with a delimiter, and there are no events to lose.
TEST(BadText, Row09IsSalvagedWhereTheBytesThereEndWithADelimiter) {
  auto file = with(three_events(), "$TOT", "0");
  file.data.clear();
  file.header_data = file.text_data = FcsBytes::Segment{0, 0};
  const auto whole = file.build();
  const auto bytes = with_header(whole, 18, fmt::format("{:8}", whole.size() + 99));
  testing_support::TemporaryFolder folder;
  const auto path = folder.write("sample.fcs", bytes);
  EXPECT_FALSE(fcs::read_samples(path));
  const auto samples = fcs::read_samples(path, {.tolerance = fcs::Tolerance::salvage()});
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_EQ(samples.value().front().channels.size(), 2U);
  ASSERT_EQ(samples.value().front().findings.size(), 1U);
  EXPECT_EQ(samples.value().front().findings.front().assumed, "TEXT ends with the file, 100 bytes are lost");
}

}  // namespace
