#include <cmath>
#include <fstream>
#include <limits>

#include "bad_input.h"

/// Rows 53 to 68, and 19: DATA.
namespace {

using namespace bad_input;

/// Where DATA of three_events() is.
fcs::ByteRange data_of(const FcsBytes& file) {
  const auto size = file.build().size();
  return {size - file.data.size(), size - 1};
}

FcsBytes fixed_digits(std::string data) {
  return {.version = "FCS2.0",
          .keywords = testing_support::keywords_of("A", "1,2,3,4", {{"A", 3}, {"B", 2}}, 2),
          .data = std::move(data)};
}
FcsBytes delimited_digits(std::string data) {
  auto file = fixed_digits(std::move(data));
  return with(with(file, "$P1B", "*"), "$P2B", "*");
}

Row total(std::string name, const std::string& value, Said said) {
  auto file = with(three_events(), "$TOT", value);
  auto bytes = file.build();
  if (said.item == "DATA") said.at = data_of(file);
  if (said.item == "TEXT, $TOT") said.at = where(bytes, "$TOT/" + value);
  return {std::move(name), std::move(bytes), {std::move(said)}};
}

std::vector<Row> refused() {
  const std::string whole_number = "a whole number";
  const auto first = data_of(with(three_events(), "$TOT", "1000000000000")).first;
  const auto size = first + 12;
  auto backwards = three_events();
  backwards.header_data = backwards.text_data = FcsBytes::Segment{300, 200};
  const auto longer = fixed_digits("  1 2  3 4\r\n");
  const auto longer_at = data_of(longer);
  return {
      total("Row53TotalHuge", "1000000000000",
            {"truncated_data",
             "DATA",
             {},
             "12 bytes, 3 whole events",
             fmt::format("4000000000000 bytes from byte {} on, 1000000000000 events of 4 bytes", first)}),
      total("Row54TotalOverflows", "18446744073709551615",
            {"truncated_data",
             "TEXT, $TOT",
             {},
             fmt::format("a file of {} bytes", size + 7),
             "18446744073709551615 events of 4 bytes"}),
      total("Row55TotalNegative", "-1", {"bad_keyword", "TEXT, $TOT", {}, "\"-1\"", whole_number}),
      total("Row55TotalNan", "NaN", {"bad_keyword", "TEXT, $TOT", {}, "\"NaN\"", whole_number}),
      total("Row55TotalHexadecimal", "0x10", {"bad_keyword", "TEXT, $TOT", {}, "\"0x10\"", whole_number}),
      {"Row60DataEndsBeforeItBegins",
       backwards.build(),
       {{"no_data_segment", "HEADER and TEXT", std::nullopt, "300 and 200 in HEADER, nothing usable in TEXT",
         "first and last byte of DATA in HEADER, or $BEGINDATA and $ENDDATA"}}},
      {"Row64FixedDigitsTooLong",
       longer.build(),
       {{"trailing_data", "DATA", longer_at, "12 bytes", "10 bytes, 2 events of 5 bytes"}}},
  };
}

class RefusedData : public BadInput {};
TEST_P(RefusedData, SaysWhatAndWhere) { expect_refused(read(), GetParam()); }
TEST_P(RefusedData, IsRefusedInStrictToo) {
  const auto samples = read(fcs::Tolerance::none());
  ASSERT_FALSE(samples);
  EXPECT_EQ(said(samples.error()), GetParam().said.front());
}
INSTANTIATE_TEST_SUITE_P(Rows, RefusedData, testing::ValuesIn(refused()), name_of);

std::vector<Row> tolerated() {
  auto more_events = three_events();
  more_events.data += little_endian<std::uint16_t>({7, 8});
  auto more_bytes = three_events();
  more_bytes.data += "abc";
  auto one_byte = three_events();
  one_byte.data += 'a';
  const auto row = [](std::string name, const FcsBytes& file, std::string code, std::string found, std::string expected,
                      std::string assumed) {
    return Row{std::move(name),
               file.build(),
               {{std::move(code), "DATA", data_of(file), std::move(found), std::move(expected), std::move(assumed)}}};
  };
  const std::string beyond = "the bytes beyond are ignored";
  const std::string three = "12 bytes, 3 events of 4 bytes";
  return {
      total("Row55TotalWithDecimals", "3.0", {"bad_keyword", "TEXT, $TOT", {}, "\"3.0\"", "a whole number", "it is 3"}),
      total("Row56TotalZero", "0",
            {"event_count_mismatch", "TEXT, $TOT", {}, "0", "the number of events in DATA", "as many as DATA has"}),
      row("Row57TotalTooSmall", more_events, "event_count_mismatch", "16 bytes", three, beyond),
      row("Row58ThreeBytesMore", more_bytes, "trailing_data", "15 bytes", three, beyond),
      row("Row58OneByteMore", one_byte, "data_end_off_by_one", std::to_string(data_of(one_byte).last),
          std::to_string(data_of(one_byte).last - 1), "DATA ends one byte earlier"),
  };
}

class ToleratedData : public BadInput {};
TEST_P(ToleratedData, IsReadAndSaid) {
  const auto samples = read();
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_EQ(said(samples.value().front().findings), GetParam().said);
  EXPECT_EQ(values_of(samples.value().front()), three_events_values);
}
TEST_P(ToleratedData, IsRefusedInStrict) {
  const auto samples = read(fcs::Tolerance::none());
  ASSERT_FALSE(samples);
  EXPECT_EQ(name(samples.error().code), GetParam().said.front().code);
}
INSTANTIATE_TEST_SUITE_P(Rows, ToleratedData, testing::ValuesIn(tolerated()), name_of);

class Data : public testing::Test {
 protected:
  fcs::Result<fcs::Sample> read(const std::string& bytes, fcs::Tolerance tolerance = fcs::Tolerance::standard()) {
    return fcs::read_sample(folder_.write("sample.fcs", bytes), 1, {.tolerance = tolerance});
  }
  testing_support::TemporaryFolder folder_;
};

// Blanks around a number leave no doubt, and the most common instrument writes them after $TOT.
TEST_F(Data, Row55BlanksAroundTotalAreNoDeviation) {
  const auto sample = read(with(three_events(), "$TOT", " 3        ").build(), fcs::Tolerance::none());
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().event_count, 3U);
}

TEST_F(Data, Row59ATruncatedFileIsSalvagedToItsLastWholeEvent) {
  auto bytes = three_events().build();
  bytes.resize(bytes.size() - 3);
  const auto data_first = bytes.size() - 9;
  Said said_of{"truncated_data", "DATA", fcs::ByteRange{data_first, data_first + 11}, "9 bytes, 2 whole events",
               fmt::format("12 bytes from byte {} on, 3 events of 4 bytes", data_first)};
  for (const auto tolerance : {fcs::Tolerance::standard(), fcs::Tolerance::none()}) {
    const auto refused = read(bytes, tolerance);
    ASSERT_FALSE(refused);
    EXPECT_EQ(said(refused.error()), said_of);
  }
  const auto sample = read(bytes, fcs::Tolerance::salvage());
  ASSERT_TRUE(sample) << message(sample.error());
  said_of.assumed = "2 of 3 events are read, 1 are lost";
  EXPECT_EQ(said(sample.value().findings), std::vector{said_of});
  EXPECT_EQ(values_of(sample.value()), (std::vector<std::vector<double>>{{1, 3}, {2, 4}}));
}
TEST_F(Data, Row57ATotalTooLargeIsSalvagedToWhatIsThere) {
  const auto bytes = with(three_events(), "$TOT", "5").build();
  EXPECT_FALSE(read(bytes));
  const auto sample = read(bytes, fcs::Tolerance::salvage());
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(values_of(sample.value()), three_events_values);
  EXPECT_EQ(sample.value().findings.front().assumed, "3 of 5 events are read, 2 are lost");
}
TEST_F(Data, SalvageTakesNoSideWhereTwoPlacesAreCutShort) {
  auto file = with(three_events(), "$TOT", "5");
  const auto data = data_of(file);
  file.text_data = {data.first + 2, data.last};
  EXPECT_FALSE(read(file.build(), fcs::Tolerance::salvage()));
}
TEST_F(Data, SalvageNeedsAWholeEvent) {
  auto bytes = three_events().build();
  bytes.resize(bytes.size() - 9);
  EXPECT_FALSE(read(bytes, fcs::Tolerance::salvage()));
}

/// As a transfer in text mode leaves it: a carriage return before each line feed.
std::string in_text_mode(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

TEST_F(Data, Row19TranslatedLineEndsAreRefusedAndSalvagedExactly) {
  auto file = three_events();
  file.data = little_endian<std::uint16_t>({0x0A0A, 0x0D0A, 3, 0x0A0D, 0x0D0D, 0x0A00});
  const auto bytes = in_text_mode(file.build());
  const auto data = data_of(file);
  // Line feeds: two in the first value, one in each of three others.
  const Said refused{"translated_line_ends", "DATA", data,
                     "5 line feeds, each after a carriage return, and 5 bytes after DATA",
                     "no carriage return before every line feed; transfer the file again, in binary mode"};
  for (const auto tolerance : {fcs::Tolerance::standard(), fcs::Tolerance::none()}) {
    const auto sample = read(bytes, tolerance);
    ASSERT_FALSE(sample);
    EXPECT_EQ(said(sample.error()), refused);
  }
  const auto sample = read(bytes, fcs::Tolerance::salvage());
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().findings.front().assumed, "5 carriage returns are taken away, and all 3 events are read");
  EXPECT_EQ(values_of(sample.value()),
            (std::vector<std::vector<double>>{{0x0A0A, 3, 0x0D0D}, {0x0D0A, 0x0A0D, 0x0A00}}));
}
TEST_F(Data, Row19LongDataIsRestoredBlockByBlock) {
  FcsBytes file{.keywords = testing_support::keywords_of("I", "1,2,3,4", {{"A", 16}}, 200'000)};
  std::vector<double> expected;
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    const auto value = static_cast<std::uint16_t>(i * 40503U);
    file.data += little_endian({value});
    expected.push_back(value);
  }
  const auto sample = read(in_text_mode(file.build()), fcs::Tolerance::salvage());
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_TRUE(values_of(sample.value())[0] == expected);
}
TEST_F(Data, Row19BytesAfterDataAloneAreNoSuchFile) {
  auto file = three_events();
  file.data = little_endian<std::uint16_t>({0x0A0A, 0x0D0A, 3, 4, 5, 6});
  const auto sample = read(file.build() + "00000000");
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_TRUE(sample.value().findings.empty());
}

TEST_F(Data, Row61NoEventsAreReadAsNone) {
  auto file = with(three_events(), "$TOT", "0");
  file.data.clear();
  file.header_data = file.text_data = FcsBytes::Segment{0, 0};
  const auto sample = read(file.build(), fcs::Tolerance::none());
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(values_of(sample.value()), (std::vector<std::vector<double>>{{}, {}}));
}
TEST_F(Data, Row62NanInfinityZeroesAndDenormalsAreKept) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const float tiny = std::numeric_limits<float>::denorm_min();
  const auto sample = read(FcsBytes{.keywords = testing_support::keywords_of("F", "1,2,3,4", {{"A", 32}}, 5),
                                    .data = little_endian({nan, infinity, -infinity, -0.0F, tiny})}
                               .build());
  ASSERT_TRUE(sample) << message(sample.error());
  const auto values = values_of(sample.value())[0];
  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_EQ(values[1], infinity);
  EXPECT_EQ(values[2], -infinity);
  EXPECT_TRUE(values[3] == 0 && std::signbit(values[3]));
  EXPECT_EQ(values[4], tiny);
}

struct Digits {
  std::string name, data, token;
  friend std::ostream& operator<<(std::ostream& out, const Digits& row) { return out << row.name; }
};
class BadDigits : public testing::TestWithParam<Digits> {};
TEST_P(BadDigits, Row63NamesTheTokenAndItsByte) {
  const auto& [name, data, token] = GetParam();
  testing_support::TemporaryFolder folder;
  const auto bytes = delimited_digits(data).build();
  const auto sample = fcs::read_sample(folder.write("sample.fcs", bytes));
  ASSERT_TRUE(sample) << message(sample.error());
  auto reader = fcs::BlockReader::open(sample.value(), {fcs::ChannelIndex{0}});
  ASSERT_TRUE(reader);
  const auto block = reader.value().next();
  ASSERT_FALSE(block);
  const auto first = bytes.rfind(token);
  EXPECT_EQ(said(block.error()), (Said{"bad_number", "DATA", fcs::ByteRange{first, first + token.size() - 1},
                                       "\"" + token + "\"", "a whole number below 2^64"}));
}
INSTANTIATE_TEST_SUITE_P(
    Rows, BadDigits,
    testing::Values(Digits{"Letters", "1 2 3x 4", "3x"}, Digits{"Exponent", "1 2 1e9999 4", "1e9999"},
                    Digits{"Of25Digits", "1 2 1234567890123456789012345 4", "1234567890123456789012345"}),
    [](const auto& row) { return row.param.name; });

TEST_F(Data, Row63AMissingLastValueIsNamedAndSalvaged) {
  const auto bytes = delimited_digits("1 2 3").build();
  const auto refused = read(bytes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(said(refused.error()), (Said{"truncated_data", "DATA", data_of(delimited_digits("1 2 3")),
                                         "3 numbers, 1 whole events", "2 events of 2 numbers"}));
  const auto sample = read(bytes, fcs::Tolerance::salvage());
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(values_of(sample.value()), (std::vector<std::vector<double>>{{1}, {2}}));
}
TEST_F(Data, Row64FixedDigitsTooShortAreRefused) {
  const auto refused = read(fixed_digits("  1 2  3").build());
  ASSERT_FALSE(refused);
  EXPECT_EQ(name(refused.error().code), "truncated_data");
}

struct Width {
  int bits;
  bool big;
  friend std::ostream& operator<<(std::ostream& out, const Width& row) {
    return out << (row.big ? "Big" : "Little") << row.bits;
  }
};
class OddWidths : public testing::TestWithParam<Width> {};
// Row 65: the last value ends with the file. Row 66: DATA begins wherever TEXT ends, so it is unaligned for some
// widths.
TEST_P(OddWidths, Row65And66AreReadAtTheVeryEndOfTheFile) {
  const auto [bits, big] = GetParam();
  const auto bytes_of_value = static_cast<std::size_t>(bits) / 8;
  const auto largest = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  FcsBytes file{.keywords = testing_support::keywords_of("I", big ? "4,3,2,1" : "1,2,3,4", {{"A", bits}}, 2)};
  file = with(file, "$P1R", std::to_string(largest));
  for (const auto value : {std::uint64_t{0x010203}, largest - 1}) {
    const auto word = little_endian({value}).substr(0, bytes_of_value);
    file.data += big ? std::string{word.rbegin(), word.rend()} : word;
  }
  testing_support::TemporaryFolder folder;
  for (const std::string padding : {"", "x"}) {
    const auto sample = fcs::read_sample(folder.write("sample.fcs", with(file, "$COM", "c" + padding).build()));
    ASSERT_TRUE(sample) << message(sample.error());
    EXPECT_TRUE(sample.value().findings.empty());
    auto reader = fcs::StoredReader::open(sample.value(), {fcs::ChannelIndex{0}});
    ASSERT_TRUE(reader);
    const auto columns = reader.value().next();
    ASSERT_TRUE(columns);
    EXPECT_EQ(std::get<std::vector<std::uint64_t>>(columns.value()->front()),
              (std::vector<std::uint64_t>{0x010203, largest - 1}));
  }
}
INSTANTIATE_TEST_SUITE_P(Rows, OddWidths,
                         testing::Values(Width{24, false}, Width{24, true}, Width{40, false}, Width{40, true},
                                         Width{48, false}, Width{48, true}, Width{56, false}, Width{56, true},
                                         Width{64, false}, Width{64, true}),
                         testing::PrintToStringParamName());

/// Two floats at the end of a sparse file.
void expect_read_at(std::uint64_t data_first) {
  testing_support::TemporaryFolder folder;
  FcsBytes file{.keywords = testing_support::keywords_of("F", "1,2,3,4", {{"A", 32}}, 2)};
  file.header_data = {0, 0};
  file.text_data = {data_first, data_first + 7};
  const auto path = folder.write("sparse.fcs", file.build());
  std::error_code refused;
  std::filesystem::resize_file(path, data_first, refused);
  if (refused)
    GTEST_SKIP() << "the file system holds no sparse file of " << data_first << " bytes: " << refused.message();
  std::ofstream{path, std::ios::binary | std::ios::app} << little_endian({1.5F, 2.5F});
  const auto sample = fcs::read_sample(path, 1, {.tolerance = fcs::Tolerance::none()});
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(values_of(sample.value()), (std::vector<std::vector<double>>{{1.5, 2.5}}));
}
TEST(FarData, BeyondTheEightDigitsOfHeaderIsRead) { expect_read_at(100'000'000); }
TEST(FarData, Row67BeyondFourGigabytesIsRead) { expect_read_at(5'000'000'000); }

/// The most memory that this process has held at once, in bytes.
std::uint64_t peak_memory() {
  std::ifstream status{"/proc/self/status"};
  std::string word;
  while (status >> word) {
    std::uint64_t kibibytes = 0;
    if (word == "VmHWM:" && status >> kibibytes) return kibibytes * 1024;
  }
  return 0;
}

TEST(LargeData, TakesTheMemoryOfAFewBlocks) {
  constexpr std::uint64_t events = 16 * 1024 * 1024;
  constexpr std::uint64_t size = events * 16;
  testing_support::TemporaryFolder folder;
  FcsBytes file{.keywords =
                    testing_support::keywords_of("F", "1,2,3,4", {{"A", 32}, {"B", 32}, {"C", 32}, {"D", 32}}, events)};
  const auto first = file.build().size();
  file.header_data = {0, 0};
  file.text_data = {first, first + size - 1};
  const auto path = folder.write("sparse.fcs", file.build());
  std::error_code refused;
  std::filesystem::resize_file(path, first + size, refused);
  if (refused) GTEST_SKIP() << "the file system holds no sparse file of " << size << " bytes: " << refused.message();

  const auto before = peak_memory();
  ASSERT_GT(before, 0U);
  const auto sample = fcs::read_sample(path, 1, {.tolerance = fcs::Tolerance::none()});
  ASSERT_TRUE(sample) << message(sample.error());
  auto reader = fcs::BlockReader::open(sample.value(), {fcs::ChannelIndex{0}, fcs::ChannelIndex{3}});
  ASSERT_TRUE(reader) << message(reader.error());
  std::uint64_t read = 0;
  for (;;) {
    const auto block = reader.value().next();
    ASSERT_TRUE(block) << message(block.error());
    if (!block.value()) break;
    read += block.value()->size;
  }
  EXPECT_EQ(read, events);
  EXPECT_LT(peak_memory() - before, size / 8);
}

TEST_F(Data, Row68AFileThatShrinksGivesAnError) {
  FcsBytes file{.keywords = testing_support::keywords_of("I", "1,2,3,4", {{"A", 16}}, 300'000),
                .data = std::string(600'000, 'x')};
  const auto path = folder_.write("sample.fcs", file.build());
  const auto sample = fcs::read_sample(path);
  ASSERT_TRUE(sample);
  auto reader = fcs::BlockReader::open(sample.value(), {fcs::ChannelIndex{0}});
  ASSERT_TRUE(reader);
  std::filesystem::resize_file(path, 1000);
  const auto block = reader.value().next();
  ASSERT_FALSE(block);
  EXPECT_EQ(name(block.error().code), "cannot_read");
  EXPECT_EQ(block.error().found, "the end of the file at byte 1000");
}

}  // namespace
