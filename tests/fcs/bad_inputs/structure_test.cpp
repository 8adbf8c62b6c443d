#include <chrono>

#include <sys/stat.h>
#include <unistd.h>

#include "bad_input.h"

/// Rows 69 to 81, as far as they concern the reader: data sets, compensation, dates, what is no regular file.
namespace {

using namespace bad_input;

class Structure : public testing::Test {
 protected:
  fcs::Result<std::vector<fcs::Sample>> read(const std::string& bytes,
                                             fcs::Tolerance tolerance = fcs::Tolerance::standard()) {
    return fcs::read_samples(folder_.write("sample.fcs", bytes), {.tolerance = tolerance});
  }
  testing_support::TemporaryFolder folder_;
};

constexpr std::size_t next_digits = 8;

/// One integer channel with one event; $NEXTDATA has 8 digits.
FcsBytes one_event(std::uint16_t value, std::uint64_t next) {
  FcsBytes file{.version = "FCS2.0",
                .keywords = testing_support::keywords_of("I", "1,2", {{"A", 16}}, 1),
                .data = little_endian({value})};
  return with(file, "$NEXTDATA", fmt::format("{:0{}}", next, next_digits));
}
const std::uint64_t size_of_one = one_event(1, 0).build().size();

Said bad_next(const std::string& value, std::string assumed, std::uint64_t origin = 0) {
  auto bytes = with(one_event(1, 0), "$NEXTDATA", value).build();
  auto at = where(bytes, "$NEXTDATA/" + value);
  at.first += origin;
  at.last += origin;
  return {
      "bad_next_dataset", "TEXT, $NEXTDATA", at, "\"" + value + "\"", "the distance from this HEADER to the next, or 0",
      std::move(assumed)};
}

TEST_F(Structure, Row69And70ANextThatLeadsNowhereEndsTheList) {
  // Into itself, past the end, backwards, to no HEADER, to no number.
  for (const std::string value : {"00000010", "99999999", "-0000058", "00000001", "abcdefgh"}) {
    const auto bytes = with(one_event(1, 0), "$NEXTDATA", value).build() + "no data set at all";
    const auto samples = read(bytes);
    ASSERT_TRUE(samples) << message(samples.error());
    ASSERT_EQ(samples.value().size(), 1U);
    EXPECT_EQ(said(samples.value().front().findings), std::vector{bad_next(value, "this is the last data set")})
        << value;
    EXPECT_FALSE(read(bytes, fcs::Tolerance::none()));
  }
}
TEST_F(Structure, Row69ALoopOfTwoEnds) {
  // The second set's offset leads, counted from the start of the file, to the first.
  const auto samples = read(one_event(1, size_of_one).build() + one_event(2, 0).build());
  ASSERT_TRUE(samples);
  EXPECT_EQ(samples.value().size(), 2U);
  const auto loop = read(one_event(1, size_of_one).build() +
                         with(one_event(2, 0), "$NEXTDATA", fmt::format("-{:07}", size_of_one)).build());
  ASSERT_TRUE(loop);
  EXPECT_EQ(loop.value().size(), 2U);
  EXPECT_EQ(name(loop.value().back().findings.front().deviation.code), "bad_next_dataset");
}
TEST_F(Structure, Row70ALaterDataSetThatCannotBeReadKeepsTheOnesBefore) {
  const auto samples = read(one_event(1, size_of_one).build() + "FCS2.0 and no more");
  ASSERT_TRUE(samples) << message(samples.error());
  ASSERT_EQ(samples.value().size(), 1U);
  EXPECT_EQ(name(samples.value().front().findings.front().deviation.code), "bad_next_dataset");
}
TEST_F(Structure, Row71TenThousandDataSetsAreCutAndSaid) {
  std::string bytes;
  for (int i = 0; i < 9'999; ++i) bytes += one_event(1, size_of_one).build();
  bytes += one_event(1, 0).build();
  const auto begin = std::chrono::steady_clock::now();
  const auto samples = read(bytes);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{30});
  ASSERT_TRUE(samples) << message(samples.error());
  ASSERT_EQ(samples.value().size(), 1000U);
  const auto& findings = samples.value().back().findings;
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().deviation.expected, "at most 1000 data sets");
  EXPECT_EQ(findings.front().assumed, "the ones after it are not read");
  EXPECT_FALSE(read(bytes, fcs::Tolerance::none()));
}

TEST_F(Structure, Row72NextdataMayCountFromTheStartOfTheFile) {
  const auto bytes =
      one_event(1, size_of_one).build() + one_event(2, 2 * size_of_one).build() + one_event(3, 0).build();
  const auto samples = read(bytes);
  ASSERT_TRUE(samples) << message(samples.error());
  ASSERT_EQ(samples.value().size(), 3U);
  EXPECT_EQ(values_of(samples.value()[2])[0], std::vector{3.0});
  EXPECT_EQ(said(samples.value()[1].findings),
            std::vector{
                bad_next(fmt::format("{:08}", 2 * size_of_one), "it counts from the start of the file", size_of_one)});
  EXPECT_FALSE(read(bytes, fcs::Tolerance::none()));
}
TEST_F(Structure, Row72TheOffsetsOfTheSecondSetMayCountFromTheStartOfTheFile) {
  auto second = one_event(2, 0).build();
  const auto text_size = size_of_one - 60;
  second = with_header(second, 10,
                       fmt::format("{:8}{:8}{:8}{:8}", size_of_one + 58, size_of_one + 57 + text_size,
                                   size_of_one + 58 + text_size, size_of_one + 59 + text_size));
  const auto bytes = one_event(1, size_of_one).build() + second;
  const auto samples = read(bytes);
  ASSERT_TRUE(samples) << message(samples.error());
  ASSERT_EQ(samples.value().size(), 2U);
  EXPECT_EQ(values_of(samples.value()[1])[0], std::vector{2.0});
  EXPECT_EQ(said(samples.value()[1].findings),
            (std::vector<Said>{{"bad_offset", "HEADER", fcs::ByteRange{size_of_one + 10, size_of_one + 57},
                                fmt::format("TEXT from byte {} of the file on", size_of_one + 58),
                                "offsets from this HEADER", "the offsets count from the start of the file"}}));
  EXPECT_FALSE(read(bytes, fcs::Tolerance::none()));
}

TEST_F(Structure, Row73AChecksumHasNoEffect) {
  for (const std::string checksum : {"", "00000000", "99999999", "ABCDEFGH"}) {
    const auto samples = read(three_events().build() + checksum, fcs::Tolerance::none());
    ASSERT_TRUE(samples) << message(samples.error());
    EXPECT_EQ(values_of(samples.value().front()), three_events_values);
  }
}

/// Bit by bit: x^16 + x^12 + x^5 + 1, highest bit first; the register begins with ones and takes in sixteen zeros
/// first.
std::uint32_t crc_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFF;
  for (const char byte : std::string(2, '\0') + std::string{bytes}) {
    for (int bit = 7; bit >= 0; --bit) {
      const bool top = ((crc >> 15) & 1) != ((static_cast<unsigned char>(byte) >> bit) & 1U);
      crc = (crc << 1) & 0xFFFF;
      if (top) crc ^= 0x1021;
    }
  }
  return crc;
}

TEST_F(Structure, Row73AChecksumIsComparedWhereItIsAskedFor) {
  const auto bytes = three_events().build();
  const auto verified = [&](const std::string& checksum, fcs::Tolerance tolerance = fcs::Tolerance::standard()) {
    return fcs::read_sample(folder_.write("sample.fcs", bytes + checksum), 1,
                            {.tolerance = tolerance, .verify_checksum = true});
  };
  for (const std::string absent : {"", "00000000", "        ", "ABCDEFGH", "1234567"}) {
    const auto sample = verified(absent, fcs::Tolerance::none());
    ASSERT_TRUE(sample) << message(sample.error());
    EXPECT_EQ(sample.value().checksum, fcs::Checksum::absent) << absent;
  }
  const auto right = fmt::format("{:08}", crc_of(bytes));
  const auto sample = verified(right, fcs::Tolerance::none());
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().checksum, fcs::Checksum::matches);

  const auto wrong = fmt::format("{:08}", crc_of(bytes) ^ 1U);
  const auto other = verified(wrong);
  ASSERT_TRUE(other) << message(other.error());
  EXPECT_EQ(other.value().checksum, fcs::Checksum::differs);
  EXPECT_EQ(said(other.value().findings),
            (std::vector<Said>{{"wrong_checksum", "checksum", fcs::ByteRange{bytes.size(), bytes.size() + 7},
                                "\"" + wrong + "\"", fmt::format("{}, of bytes 0 to {}", right, bytes.size() - 1),
                                "the values are read as they are"}}));
  EXPECT_EQ(values_of(other.value()), three_events_values);
  EXPECT_FALSE(verified(wrong, fcs::Tolerance::none()));
}
TEST_F(Structure, Row73TheChecksumOfALaterDataSetBeginsAtItsHeader) {
  const auto second = one_event(2, 0).build();
  const auto path = folder_.write(
      "sample.fcs", one_event(1, size_of_one + 8).build() + "00000000" + second + fmt::format("{:08}", crc_of(second)));
  const auto sample = fcs::read_sample(path, 2, {.tolerance = fcs::Tolerance::none(), .verify_checksum = true});
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().checksum, fcs::Checksum::matches);
}

struct Matrix {
  std::string name, value, found, expected;
  friend std::ostream& operator<<(std::ostream& out, const Matrix& row) { return out << row.name; }
};
class UnusableMatrix : public testing::TestWithParam<Matrix> {};
TEST_P(UnusableMatrix, Row74LeavesTheFileWithoutOne) {
  const auto& row = GetParam();
  testing_support::TemporaryFolder folder;
  const auto bytes = with(three_events(), "$SPILLOVER", row.value).build();
  const auto path = folder.write("sample.fcs", bytes);
  const auto sample = fcs::read_sample(path);
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_FALSE(sample.value().spillover);
  EXPECT_EQ(said(sample.value().findings),
            (std::vector<Said>{{"bad_spillover", "TEXT, $SPILLOVER", where(bytes, "$SPILLOVER/" + row.value), row.found,
                                row.expected, "no matrix is taken from it"}}));
  EXPECT_FALSE(fcs::read_sample(path, 1, {.tolerance = fcs::Tolerance::none()}));
}
INSTANTIATE_TEST_SUITE_P(Rows, UnusableMatrix,
                         testing::Values(Matrix{"Negative", "-1,A,B,1,0,0,1", "\"-1\"", "the number of channels first"},
                                         Matrix{"Huge", "1000000000,A,B,1,0,0,1", "6 entries",
                                                "1000000000 names and 1000000000 x 1000000000 numbers"},
                                         Matrix{"TooFewNumbers", "2,A,B,1,0,0", "3", "4 numbers"},
                                         Matrix{"UnknownName", "2,A,C,1,0,0,1", "\"C\"", "$PnN of a channel"},
                                         Matrix{"Letters", "2,A,B,1,x,0,1", "\"x\"", "a number"},
                                         Matrix{"NotANumber", "2,A,B,1,nan,0,1", "\"nan\"", "a number"},
                                         Matrix{"ZeroDiagonal", "2,A,B,0,0.5,0.5,1", "0 for A", "a diagonal above 0"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Structure, Row74DecimalCommasAreRepaired) {
  const auto samples = read(with(three_events(), "$SPILLOVER", "2,A,B,1,000,0,250,0,000,1,000").build());
  ASSERT_TRUE(samples) << message(samples.error());
  ASSERT_TRUE(samples.value().front().spillover);
  EXPECT_EQ(samples.value().front().spillover->coefficients, (std::vector<double>{1, 0.25, 0, 1}));
  EXPECT_EQ(samples.value().front().findings.front().assumed, "the numbers have decimal commas");
}
// No standard says what SPILL must be, so strict passes it.
TEST_F(Structure, Row74AVendorsOwnKeywordIsANote) {
  const auto samples = read(with(three_events(), "SPILL", "2,A,B").build(), fcs::Tolerance::none());
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_TRUE(samples.value().front().findings.front().is_note);
}
TEST_F(Structure, Row75CompOfAnotherNumberOfChannelsIsNoMatrix) {
  const auto samples = read(with(three_events(), "$COMP", "3,1,0,0,0,1,0,0,0,1").build());
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_FALSE(samples.value().front().spillover);
  EXPECT_EQ(name(samples.value().front().findings.front().deviation.code), "bad_spillover");
}
TEST_F(Structure, Row75PercentagesAreAMatrix) {
  const auto samples = read(with(with(three_events(), "$DFC1TO2", "12.5"), "$DFC2TO1", "0").build());
  ASSERT_TRUE(samples) << message(samples.error());
  const auto& spillover = samples.value().front().spillover;
  ASSERT_TRUE(spillover);
  EXPECT_EQ(spillover->keyword, "$DFCnTOm");
  EXPECT_EQ(spillover->detectors, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(spillover->coefficients, (std::vector<double>{1, 0.125, 0, 1}));
  EXPECT_TRUE(samples.value().front().findings.empty());
}
TEST_F(Structure, Row75PercentagesOfZeroAreNoMatrix) {
  const auto samples = read(with(three_events(), "$DFC1TO2", "0.0").build());
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_FALSE(samples.value().front().spillover);
}
TEST_F(Structure, Row75PercentagesOfChannelsBeyondParLeaveNoMatrixUnlessTheyAreZero) {
  for (const auto& [value, has_matrix, assumed] :
       {std::tuple{"0", true, "they are ignored"}, std::tuple{"7", false, "no matrix is taken from $DFCnTOm"}}) {
    const auto file = with(with(three_events(), "$DFC1TO2", "12.5"), "$DFC9TO99", value);
    const auto samples = read(file.build());
    ASSERT_TRUE(samples) << message(samples.error());
    EXPECT_EQ(samples.value().front().spillover.has_value(), has_matrix);
    EXPECT_EQ(
        said(samples.value().front().findings),
        (std::vector<Said>{{"bad_spillover", "TEXT, $DFCnTOm", where(file.build(), std::string{"$DFC9TO99/"} + value),
                            "$DFC9TO99", "channels of $PAR", assumed}}));
    EXPECT_FALSE(read(file.build(), fcs::Tolerance::none()));
  }
}

std::vector<Row> dates() {
  const std::string date = "a date such as 29-FEB-2024";
  const std::string time = "a time such as 23:59:59 or 23:59:59.99";
  const std::string date_time = "a time such as 2024-02-29T23:59:59Z";
  const std::string kept = "it is kept as text";
  return {
      keyword_row("Row76NoSuchDay", three_events(), "$DATE", "31-FEB-2024", "bad_keyword", date, kept),
      keyword_row("Row76NumberForMonth", three_events(), "$DATE", "19-10-2020", "bad_keyword", date, kept),
      keyword_row("Row76NoSuchTime", three_events(), "$BTIM", "25:61:99", "bad_keyword", time, kept),
      keyword_row("Row76YearOfFiveDigits", three_events(), "$BEGINDATETIME", "99999-01-01T00:00:00Z", "bad_keyword",
                  date_time, kept),
  };
}
class UnusableDate : public BadInput {};
TEST_P(UnusableDate, IsKeptAsTextAndSaid) {
  const auto samples = read();
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_EQ(said(samples.value().front().findings), GetParam().said);
  const auto& said = GetParam().said.front();
  EXPECT_EQ(fmt::format("\"{}\"", samples.value().front().keywords.value(said.item.substr(6)).value_or("")),
            said.found);
  EXPECT_FALSE(read(fcs::Tolerance::none()));
}
INSTANTIATE_TEST_SUITE_P(Rows, UnusableDate, testing::ValuesIn(dates()), name_of);

// The keywords are a vendor's own, so strict passes them.
TEST_F(Structure, Row77WellsThatDoNotFitTheEventsAreNoTable) {
  const std::string name = "INDEX SORTING LOCATIONS_1";
  const auto check = [&](const std::string& value, const std::string& found, const std::string& expected) {
    const auto bytes = with(three_events(), name, value).build();
    const auto samples = read(bytes, fcs::Tolerance::none());
    ASSERT_TRUE(samples) << message(samples.error());
    const auto& sample = samples.value().front();
    EXPECT_EQ(said(sample.findings),
              (std::vector<Said>{{"bad_keyword", "TEXT, " + name, where(bytes, name + "/" + value), found, expected,
                                  "the events have no wells"}}));
    EXPECT_TRUE(sample.wells.empty());
    EXPECT_EQ(sample.keywords.value(name), value);
  };
  check("0,1;0,2;", "2 wells", "a well for each of 3 events");
  check("0,1;0,2;99999,1;", "\"99999,1\"", "row,column; of a plate of 48 x 72 wells");
}
TEST_F(Structure, Row77WellsThatFitAreThoseOfTheEvents) {
  const auto samples = read(with(three_events(), "INDEX SORTING LOCATIONS_1", "0,1;0,2;7,11;").build());
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_TRUE(samples.value().front().findings.empty());
  EXPECT_EQ(samples.value().front().wells, (std::vector<fcs::Well>{{0, 1}, {0, 2}, {7, 11}}));
}

struct NoFile {
  std::string name, path, code, found;
};
TEST_F(Structure, Row78WhatIsNoRegularFileIsRefusedAtOnce) {
  const auto pipe = folder_ / "pipe.fcs";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& [name, path, code, found] :
       {NoFile{"Folder", folder_.path().string(), "cannot_read", "a folder"},
        NoFile{"Pipe", pipe, "cannot_read", "a pipe"}, NoFile{"Device", "/dev/zero", "cannot_read", "a device"},
        NoFile{"NoName", "", "cannot_open", "No such file or directory"},
        NoFile{"NewlineInName", folder_ / "a\nb.fcs", "cannot_open", "No such file or directory"}}) {
    const auto samples = fcs::read_samples(path);
    ASSERT_FALSE(samples) << name;
    EXPECT_EQ(fcs::name(samples.error().code), code) << name;
    EXPECT_EQ(samples.error().found, found) << name;
    EXPECT_EQ(message(samples.error()).find('\n'), std::string::npos) << name;
  }
}
TEST_F(Structure, Row78AFileThatMayNotBeReadIsRefused) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read every file";
  const auto path = folder_.write("locked.fcs", three_events().build());
  std::filesystem::permissions(path, std::filesystem::perms::none);
  const auto samples = fcs::read_samples(path);
  ASSERT_FALSE(samples);
  EXPECT_EQ(name(samples.error().code), "cannot_open");
}
TEST_F(Structure, Row79And81FilesOfOtherKindsAreNamed) {
  for (const auto& [bytes, found] :
       {std::pair<std::string, std::string>{"\x1F\x8B\x08", "gzip-compressed data; unpack it first"},
        {"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
         "a Git LFS pointer; fetch the real file with \"git lfs pull\""},
        {"/annex/objects/SHA256E-s1--0.fcs\n", "a git-annex pointer; fetch the real file with \"git annex get\""}}) {
    const auto samples = read(bytes);
    ASSERT_FALSE(samples);
    EXPECT_EQ(name(samples.error().code), "not_fcs");
    EXPECT_EQ(samples.error().found, found);
  }
}

TEST_F(Structure, SeveralProblemsAreNamedInOnePass) {
  auto file = with(with(with(three_events(), "$P1B", "7"), "$P2B", "129"), "$MODE", "C");
  const auto refused = read(file.build());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where.item, "TEXT, $MODE");
  ASSERT_EQ(refused.error().further.size(), 2U);
  EXPECT_EQ(refused.error().further[0].where.item, "TEXT, $P1B");
  EXPECT_EQ(refused.error().further[1].where.item, "TEXT, $P2B");
  EXPECT_EQ(refused.error().further[1].where.file, refused.error().where.file);
}
TEST_F(Structure, StrictNamesAllDeviationsUpToTwenty) {
  auto file = with(with(with(three_events(), "$P1E", "4,0"), "$DATE", "x"), "$SPILLOVER", "2");
  const auto refused = read(file.build(), fcs::Tolerance::none());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().further.size(), 2U);
  std::vector<std::pair<std::string, int>> channels(100, {"A", 4000});
  const auto many = read(FcsBytes{.keywords = testing_support::keywords_of("I", "1,2,3,4", channels, 1)}.build());
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().further.size(), 19U);
}

}  // namespace
