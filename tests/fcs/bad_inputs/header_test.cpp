#include "bad_input.h"

/// Rows 1 to 19: HEADER, and how the segments lie.
namespace {

using namespace bad_input;

const std::string versions = "FCS2.0, FCS3.0, FCS3.1 or FCS3.2";

Row not_fcs(std::string name, std::string bytes, std::string found) {
  const auto last = std::min<std::size_t>(bytes.size(), 6) - 1;
  return {std::move(name),
          std::move(bytes),
          {{"not_fcs", "HEADER, version", fcs::ByteRange{0, last}, std::move(found), versions}}};
}

/// @param at  first byte of the offset in HEADER
Row bad_offset(std::string name, std::size_t at, const std::string& text, std::string item, std::string expected) {
  return {std::move(name),
          with_header(three_events().build(), at, text),
          {{"bad_offset", "HEADER, " + item, fcs::ByteRange{at, at + 7}, "\"" + text + "\"", std::move(expected)}}};
}

std::vector<Row> refused() {
  const auto whole = three_events().build();
  const std::string number = "a decimal number of at most 8 digits";
  const auto text_last = whole.size() - 13;
  FcsBytes nowhere = with(three_events(), "$TOT", "5");
  nowhere.version = "FCS2.0";
  nowhere.header_data = {0, 0};
  FcsBytes far = three_events();
  far.version = "FCS2.0";
  far.header_data = {99999000, 99999011};
  FcsBytes overlapping = three_events();
  overlapping.version = "FCS2.0";
  overlapping.header_data = {100, 111};
  const auto overlapping_end = overlapping.build().size() - 13;
  return {
      {"Row01EmptyFile", "", {{"empty_file", "HEADER", fcs::ByteRange{0, 0}, "0 bytes", "58 bytes"}}},
      {"Row02VersionOnly",
       "FCS3.1    ",
       {{"truncated_header", "HEADER", fcs::ByteRange{0, 9}, "10 bytes", "58 bytes"}}},
      {"Row03OneByteShort",
       whole.substr(0, 57),
       {{"truncated_header", "HEADER", fcs::ByteRange{0, 56}, "57 bytes", "58 bytes"}}},
      {"Row04Version4",
       with_header(whole, 0, "FCS4.0"),
       {{"unsupported_version", "HEADER, version", fcs::ByteRange{0, 5}, "\"FCS4.0\"", versions}}},
      {"Row04Version1",
       with_header(whole, 0, "FCS1.0"),
       {{"unsupported_version", "HEADER, version", fcs::ByteRange{0, 5}, "\"FCS1.0\"", versions}}},
      not_fcs("Row04LowerCase", with_header(whole, 0, "fcs3.0"), "\"fcs3.0\""),
      not_fcs("Row04OtherLetters", with_header(whole, 0, "FCX3.0"), "\"FCX3.0\""),
      not_fcs("Row04Jpeg", "\xFF\xD8\xFF\xE0 JFIF", "a JPEG picture"),
      not_fcs("Row04Hdf5", "\x89HDF\r\n\x1A\n", "an HDF5 file"),
      not_fcs("Row04Workspace", "<Workspace version=\"20.0\">", "a FlowJo workspace"),
      not_fcs("Row04Csv", "FSC-A,SSC-A\n1,2\n", "\"FSC-A,\""),
      bad_offset("Row06LetterInside", 10, "    12x4", "first byte of TEXT", number),
      bad_offset("Row06NulInside", 10, std::string{"    5\0008 ", 8}, "first byte of TEXT", number),
      bad_offset("Row06Sign", 10, "     +58", "first byte of TEXT", number),
      bad_offset("Row06Hexadecimal", 10, "    0x3A", "first byte of TEXT", number),
      bad_offset("Row06FullWidthDigits", 10, "  \xEF\xBC\x95\xEF\xBC\x98", "first byte of TEXT", number),
      bad_offset("Row06LastByte", 18, "     abc", "last byte of TEXT", number),
      {"Row07TextFromZero",
       with_header(whole, 10, "       0"),
       {{"bad_offset", "HEADER, first byte of TEXT", fcs::ByteRange{10, 17}, "0", "at least 58, after HEADER"}}},
      {"Row07TextInsideHeader",
       with_header(whole, 10, "      57"),
       {{"bad_offset", "HEADER, first byte of TEXT", fcs::ByteRange{10, 17}, "57", "at least 58, after HEADER"}}},
      {"Row08TextEndsBeforeItBegins",
       with_header(whole, 18, "      57"),
       {{"bad_offset", "HEADER, last byte of TEXT", fcs::ByteRange{18, 25}, "57", "more than 58, the first byte"}}},
      {"Row09TextEndsAfterTheFile",
       whole.substr(0, text_last - 2),
       {{"segment_outside_file", "TEXT", fcs::ByteRange{58, text_last},
         fmt::format("a file of {} bytes", text_last - 2), fmt::format("a last byte below {}", text_last - 2)}}},
      {"Row10TextOfOneByte",
       with_header(whole, 18, "      58"),
       {{"no_keywords", "HEADER, last byte of TEXT", fcs::ByteRange{18, 25}, "1 byte",
         "more than 58, the first byte"}}},
      {"Row11DataFarBeyondTheFile",
       far.build(),
       {{"segment_outside_file", "DATA", fcs::ByteRange{99999000, 99999011},
         "a file of " + std::to_string(far.build().size()) + " bytes",
         "12 bytes from byte 99999000 on, 3 events of 4 bytes"}}},
      {"Row12DataNowhere",
       nowhere.build(),
       {{"no_data_segment", "HEADER and TEXT", std::nullopt, "0 and 0 in HEADER, nothing usable in TEXT",
         "first and last byte of DATA in HEADER, or $BEGINDATA and $ENDDATA"}}},
      {"Row16DataWithinText",
       overlapping.build(),
       {{"segments_overlap", "DATA", fcs::ByteRange{100, 111},
         "HEADER says bytes 100 to 111, TEXT is bytes 58 to " + std::to_string(overlapping_end),
         "DATA outside HEADER and TEXT"}}},
      not_fcs("Row18ByteOrderMark", "\xEF\xBB\xBF" + whole,
              "a UTF-8 byte order mark before \"FCS\"; a text editor has saved this file"),
  };
}

class RefusedHeader : public BadInput {};
TEST_P(RefusedHeader, SaysWhatAndWhere) { expect_refused(read(), GetParam()); }
TEST_P(RefusedHeader, IsRefusedInStrictToo) { expect_refused(read(fcs::Tolerance::none()), GetParam()); }
TEST_P(RefusedHeader, IsNotToBeSalvaged) { expect_refused(read(fcs::Tolerance::salvage()), GetParam()); }
INSTANTIATE_TEST_SUITE_P(Rows, RefusedHeader, testing::ValuesIn(refused()), name_of);

/// HEADER of 58 bytes, `between`, TEXT, DATA.
std::string with_other_segments(const std::string& between) {
  const auto shift = between.size();
  auto file = three_events();
  const auto text_size = file.text({0, 0}).size();
  const FcsBytes::Segment data{58 + shift + text_size, 58 + shift + text_size + file.data.size() - 1};
  return fmt::format("FCS3.1    {:8}{:8}{:8}{:8}{:8}{:8}", 58 + shift, 57 + shift + text_size, data.first, data.second,
                     0, 0) +
         between + file.text(data) + file.data;
}

Row other_segments(std::string name, const std::string& between, std::string found) {
  return {std::move(name),
          with_other_segments(between),
          {{"bad_offset", "HEADER, OTHER segments", fcs::ByteRange{58, 57 + between.size()}, std::move(found),
            "pairs of offsets inside the file, or blanks", "there are none"}}};
}

Row header_data(std::string name, std::size_t at, const std::string& text, Said finding) {
  return {std::move(name), with_header(three_events().build(), at, text), {std::move(finding)}};
}

std::vector<Row> tolerated() {
  const auto whole = three_events().build();
  const std::string assumed = "TEXT says where DATA is";
  auto one_byte = three_events();
  const auto data_first = whole.size() - 12;
  one_byte.header_data = {data_first, data_first + 11};
  auto in_text = three_events();
  in_text.header_data = {100, 111};
  std::string many;
  for (int i = 0; i < 500; ++i) many += "99999998        ";
  many.back() = '9';
  return {
      {"Row05PaddingIsNotBlank",
       with_header(whole, 6, "v2.1"),
       {{"bad_header_padding", "HEADER", fcs::ByteRange{6, 9}, "\"v2.1\"", "4 blanks",
         "they are ignored"}}},
      header_data("Row13DataIsBlank", 26, "                ",
                  {"bad_offset", "HEADER, first byte of DATA", fcs::ByteRange{26, 33}, "blanks", "0 where TEXT says it",
                   assumed}),
      header_data("Row14DataEndIsNegative", 26, "       0      -1",
                  {"bad_offset", "HEADER, last byte of DATA", fcs::ByteRange{34, 41}, "\"      -1\"",
                   "no negative number", "the segment is taken as absent"}),
      header_data("Row14DataIsNoNumber", 26, "    12x4",
                  {"bad_offset", "HEADER, first byte of DATA", fcs::ByteRange{26, 33}, "\"    12x4\"",
                   "a decimal number of at most 8 digits", assumed}),
      {"Row15DataBeginsOnTheLastByteOfText",
       with_header(whole, 18, fmt::format("{:8}", data_first)),
       {{"segments_overlap", "DATA", fcs::ByteRange{data_first, data_first + 11},
         fmt::format("TEXT ends with byte {}", data_first), "DATA after TEXT", "the byte is of DATA"}}},
      {"Row16OneClaimIsClean",
       in_text.build(),
       {{"offsets_differ", "DATA", fcs::ByteRange{data_first, data_first + 11},
         fmt::format("HEADER says bytes 100 to 111, TEXT says bytes {} to {}", data_first, data_first + 11),
         "one place for DATA", "TEXT holds"}}},
      other_segments("Row17OtherOffsetsGarbage", "#@!&*()_{}[]|;:x", "\"#@!&*()_{}[]|;:x\""),
      other_segments("Row17OtherPastTheFile", "99999990 9999999", "\"99999990 9999999\""),
      other_segments("Row17FiveHundredOthers", many, "\"" + many.substr(0, 80) + "...\""),
  };
}

class ToleratedHeader : public BadInput {};
TEST_P(ToleratedHeader, IsReadAndSaid) {
  const auto samples = read();
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_EQ(said(samples.value().front().findings), GetParam().said);
  EXPECT_EQ(values_of(samples.value().front()), three_events_values);
}
TEST_P(ToleratedHeader, IsRefusedInStrict) {
  const auto samples = read(fcs::Tolerance::none());
  ASSERT_FALSE(samples);
  EXPECT_EQ(name(samples.error().code), GetParam().said.front().code);
}
INSTANTIATE_TEST_SUITE_P(Rows, ToleratedHeader, testing::ValuesIn(tolerated()), name_of);

TEST(OtherSegments, MayHaveAnyUsualWidthOrBeBlank) {
  testing_support::TemporaryFolder folder;
  for (const std::string between : {"                ", "       0       0", "      58     100", "         0         0",
                                    "             0             0"}) {
    const auto samples = fcs::read_samples(folder.write("sample.fcs", with_other_segments(between)));
    ASSERT_TRUE(samples) << message(samples.error());
    EXPECT_TRUE(samples.value().front().findings.empty()) << between;
  }
}

}  // namespace
