#include "fcs/writer.h"

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fcs/reader.h"
#include "tests/support/temporary_folder.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

fcs::Channel channel(std::string name, std::string label = "") {
  fcs::Channel out;
  out.name = std::move(name);
  out.label = std::move(label);
  out.range = 262144;
  return out;
}

/// Two events of two channels, in a folder of this test's own.
class WriteSample : public testing::Test {
 protected:
  WriteSample() { sample_.channels = {channel("FSC-A"), channel("FITC-A", "CD3")}; }

  [[nodiscard]] fcs::Result<void> write() const {
    std::vector<std::span<const float>> columns(sample_.channels.size());
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = columns_.at(i);
    return fcs::write_sample(file(), sample_, columns);
  }
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "sample.fcs"; }
  [[nodiscard]] std::string bytes() const {
    std::ifstream in{file(), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{folder_.path()}, {}));
  }

  testing_support::TemporaryFolder folder_;
  fcs::WrittenSample sample_;
  std::vector<std::vector<float>> columns_ = {{1.5F, 3.0F}, {-2.0F, 262143.0F}};
};

std::size_t number(std::string_view text) { return std::stoul(std::string{text}); }

std::vector<double> read_column(const fcs::Sample& sample, std::size_t index) {
  auto reader = fcs::BlockReader::open(sample, {fcs::ChannelIndex{index}});
  EXPECT_TRUE(reader.has_value());
  std::vector<double> out;
  for (;;) {
    auto block = reader.value().next();
    EXPECT_TRUE(block.has_value());
    if (!block.value()) return out;
    const auto column = block.value()->columns[0];
    out.insert(out.end(), column.begin(), column.end());
  }
}

// FCS 3.1, 3.1: the version, four blanks, then right-aligned offsets of eight characters, both ends inclusive.
TEST_F(WriteSample, HeaderPlacesTextAndData) {
  ASSERT_TRUE(write().has_value());
  const auto file = bytes();
  EXPECT_EQ(file.substr(0, 10), "FCS3.1    ");
  EXPECT_EQ(file.substr(10, 8), "      58");
  const auto text_last = number(file.substr(18, 8));
  const auto data_first = number(file.substr(26, 8));
  const auto data_last = number(file.substr(34, 8));
  EXPECT_EQ(file[58], file[text_last]) << "TEXT begins and ends with its delimiter";
  EXPECT_EQ(data_first, text_last + 1);
  EXPECT_EQ(data_last - data_first + 1, 2U * 2U * 4U);
  EXPECT_EQ(data_last + 1, file.size());
}

TEST_F(WriteSample, TextRepeatsTheOffsetsInFixedWidth) {
  ASSERT_TRUE(write().has_value());
  const auto file = bytes();
  const auto padded = [](std::string_view field) {
    const auto digits = std::to_string(number(field));
    return std::string(20 - digits.size(), '0') + digits;
  };
  EXPECT_THAT(file, HasSubstr("|$BEGINDATA|" + padded(file.substr(26, 8)) + "|$ENDDATA|" + padded(file.substr(34, 8))));
}

TEST_F(WriteSample, DataAreLittleEndianFloatsEventAfterEvent) {
  ASSERT_TRUE(write().has_value());
  const auto file = bytes();
  const auto at = [&](std::size_t value) {
    std::uint32_t word = 0;
    for (std::size_t i = 4; i-- > 0;) {
      word = word << 8 | static_cast<unsigned char>(file[file.size() - 16 + 4 * value + i]);
    }
    return std::bit_cast<float>(word);
  };
  EXPECT_THAT((std::vector{at(0), at(1), at(2), at(3)}), ElementsAre(1.5F, -2.0F, 3.0F, 262143.0F));
}

TEST_F(WriteSample, ReadsBackAsWritten) {
  sample_.channels.push_back(channel("Time"));
  columns_.push_back({0, 250});
  sample_.timestep = 0.01;
  sample_.spillover = fcs::Spillover{{"FITC-A", "FSC-A"}, {1, 0.125, 0.1, 1}, "$SPILLOVER"};
  sample_.keywords = {{"$CYT", "a cytometer"}, {"$COM", "µ|/ and more"}};
  ASSERT_TRUE(write().has_value());

  const auto read = fcs::read_sample(file(), 1, {.tolerance = fcs::Tolerance::none()});
  ASSERT_TRUE(read.has_value()) << fcs::message(read.error());
  const auto& sample = read.value();
  EXPECT_TRUE(sample.findings.empty());
  EXPECT_EQ(sample.version, "FCS3.1");
  EXPECT_EQ(sample.event_count, 2U);
  ASSERT_EQ(sample.channels.size(), 3U);
  EXPECT_EQ(sample.channels[1].name, "FITC-A");
  EXPECT_EQ(sample.channels[1].label, "CD3");
  EXPECT_EQ(sample.channels[1].range, 262144);
  EXPECT_EQ(sample.channels[0].label, "");
  ASSERT_TRUE(sample.spillover.has_value());
  EXPECT_THAT(sample.spillover->detectors, ElementsAre("FITC-A", "FSC-A"));
  EXPECT_THAT(sample.spillover->coefficients, ElementsAre(1, 0.125, 0.1, 1));
  EXPECT_EQ(sample.timestep, 0.01);
  EXPECT_EQ(sample.keywords.value("$COM"), "µ|/ and more");
  EXPECT_THAT(read_column(sample, 1), ElementsAre(-2, 262143));
  EXPECT_THAT(read_column(sample, 2), ElementsAre(0, 2.5)) << "seconds";
}

TEST_F(WriteSample, ChoosesADelimiterThatNoValueUses) {
  sample_.keywords = {{"$COM", "a|b"}, {"$SRC", "c/d"}};
  ASSERT_TRUE(write().has_value());
  EXPECT_EQ(bytes()[58], '\\');
}

// FCS 3.1, 3.2.3: "the values must not be empty".
TEST_F(WriteSample, AKeywordWithoutAValueGetsABlank) {
  sample_.keywords = {{"$OP", ""}};
  ASSERT_TRUE(write().has_value());
  EXPECT_THAT(bytes(), HasSubstr("|$OP| |"));
  EXPECT_THAT(bytes(), Not(HasSubstr("$P1S"))) << "FSC-A has no marker";
}

TEST_F(WriteSample, ADelimiterThatBeginsNoValueIsDoubledWhereEveryCharacterIsUsed) {
  std::string all = "x";
  for (char c = 1; c < 127; ++c) all += c;
  sample_.keywords = {{"$COM", all}, {"$SRC", "|begins with it"}};
  ASSERT_TRUE(write().has_value());
  EXPECT_EQ(bytes()[58], '/');
  EXPECT_EQ(fcs::read_sample(file()).value().keywords.value("$COM"), all);
  EXPECT_EQ(fcs::read_sample(file()).value().keywords.value("$SRC"), "|begins with it");
}

// Another file's TEXT can be passed on whole: what says how its bytes lie is ours, what describes a channel is kept.
TEST_F(WriteSample, KeepsItsOwnLayoutKeywords) {
  sample_.keywords = {{"$DATATYPE", "I"},  {"$p1b", "16"}, {"$P9N", "gone"},
                      {"$BEGINDATA", "7"}, {"SPILL", "0"}, {"$P1V", "450"}};
  ASSERT_TRUE(write().has_value());
  const auto file = bytes();
  EXPECT_THAT(file, HasSubstr("$DATATYPE|F|"));
  EXPECT_THAT(file, Not(HasSubstr("$p1b")));
  EXPECT_THAT(file, Not(HasSubstr("$P9N")));
  EXPECT_THAT(file, Not(HasSubstr("$BEGINDATA|7|")));
  EXPECT_THAT(file, Not(HasSubstr("SPILL")));
  EXPECT_THAT(file, HasSubstr("$P1V|450|"));
}

TEST_F(WriteSample, RangeIsTheNextWholeNumberWhereTheChannelHasNone) {
  sample_.channels[0].range.reset();
  columns_[0] = {1.5F, std::numeric_limits<float>::infinity()};
  ASSERT_TRUE(write().has_value());
  EXPECT_THAT(bytes(), HasSubstr("$P1R|3|"));
}

TEST_F(WriteSample, NoEventsMeansNoDataSegment) {
  columns_ = {{}, {}};
  ASSERT_TRUE(write().has_value());
  EXPECT_EQ(bytes().substr(26, 16), "       0       0");
  EXPECT_THAT(bytes(), HasSubstr("$TOT|0|"));
}

// FCS 3.1, 3.1: offsets past eight digits stand in TEXT alone, and HEADER says 0.
TEST_F(WriteSample, HeaderSaysZeroWhereDataEndPastEightDigits) {
  sample_.channels = {channel("FSC-A")};
  columns_ = {std::vector<float>(25'000'000, 1.0F)};
  ASSERT_TRUE(write().has_value());
  std::ifstream in{file(), std::ios::binary};
  std::string header(58, ' ');
  in.read(header.data(), 58);
  EXPECT_EQ(header.substr(26, 16), "       0       0");
  const auto read = fcs::read_sample(file(), 1, {.tolerance = fcs::Tolerance::none()});
  ASSERT_TRUE(read.has_value()) << fcs::message(read.error());
  EXPECT_EQ(read.value().event_count, 25'000'000U);
}

TEST_F(WriteSample, ReplacesAnEarlierFileAndLeavesNothingBeside) {
  ASSERT_TRUE(write().has_value());
  columns_[0] = {7, 8};
  ASSERT_TRUE(write().has_value());
  EXPECT_EQ(files(), 1U);
  EXPECT_THAT(read_column(fcs::read_sample(file()).value(), 0), ElementsAre(7, 8));
}

TEST_F(WriteSample, SaysWhereItCannotWrite) {
  std::filesystem::remove_all(folder_.path());
  const auto written = write();
  ASSERT_TRUE(written.has_error());
  EXPECT_EQ(written.error().code, fcs::Code::cannot_write);
  EXPECT_EQ(written.error().where.file, file().string());
}

/// One block of columns.
class OneBlock final : public fcs::EventSupply {
 public:
  explicit OneBlock(std::vector<fcs::StoredColumn> columns, std::uint64_t event_count)
      : columns_{std::move(columns)}, event_count_{event_count} {}
  [[nodiscard]] std::uint64_t event_count() const override { return event_count_; }
  [[nodiscard]] fcs::Result<void> restart() override {
    is_done_ = false;
    return fcs::success();
  }
  [[nodiscard]] fcs::Result<const std::vector<fcs::StoredColumn>*> next() override {
    return std::exchange(is_done_, true) ? nullptr : &columns_;
  }

 private:
  std::vector<fcs::StoredColumn> columns_;
  std::uint64_t event_count_ = 0;
  bool is_done_ = false;
};

using Integers = std::vector<std::uint64_t>;

TEST_F(WriteSample, IntegersHaveTheirOwnWidthsAndAreLittleEndian) {
  sample_.columns = {{fcs::StoredType::unsigned_integer, 1, "256"}, {fcs::StoredType::unsigned_integer, 3, "16777216"}};
  OneBlock events{{Integers{0x12, 0xFF}, Integers{0x345678, 0x010203}}, 2};
  ASSERT_TRUE(fcs::write_sample(file(), sample_, events).has_value());
  EXPECT_TRUE(bytes().ends_with("\x12\x78\x56\x34\xFF\x03\x02\x01"));
  EXPECT_THAT(bytes(), HasSubstr("$DATATYPE|I|"));
  EXPECT_THAT(bytes(), HasSubstr("$P2B|24|"));
}

TEST_F(WriteSample, EveryBitOf64BitIntegersIsKept) {
  sample_.columns = {{fcs::StoredType::unsigned_integer, 8, "18446744073709551616"},
                     {fcs::StoredType::unsigned_integer, 8, "18446744073709551616"}};
  OneBlock events{{Integers{0xFFFFFFFFFFFFFFFF}, Integers{(1ULL << 53) + 1}}, 1};
  EXPECT_TRUE(fcs::write_sample(file(), sample_, events).has_value()) << "it is read back and compared";
}

TEST_F(WriteSample, SeveralDataTypesNeedFcs32) {
  sample_.columns = {{fcs::StoredType::unsigned_integer, 2, "1024"}, {fcs::StoredType::float64, 8, "262144"}};
  OneBlock events{{Integers{7}, std::vector<double>{0.1}}, 1};
  const auto refused = fcs::write_sample(file(), sample_, events);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, fcs::Code::unsupported_layout);

  sample_.version = fcs::Version::fcs3_2;
  ASSERT_TRUE(fcs::write_sample(file(), sample_, events).has_value());
  EXPECT_TRUE(bytes().starts_with("FCS3.2    "));
  EXPECT_THAT(bytes(), HasSubstr("$P2DATATYPE|D|"));
  EXPECT_THAT(bytes(), HasSubstr("$CYT|unknown|")) << "FCS 3.2 requires it";
  EXPECT_THAT(read_column(fcs::read_sample(file()).value(), 1), ElementsAre(0.1));
}

TEST_F(WriteSample, AnIntegerThatReadersWouldCutIsRefused) {
  sample_.columns = {{fcs::StoredType::unsigned_integer, 2, "1024"}, {fcs::StoredType::unsigned_integer, 2, "1024"}};
  OneBlock events{{Integers{1023}, Integers{1024}}, 1};
  const auto refused = fcs::write_sample(file(), sample_, events);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, fcs::Code::bad_value);
  EXPECT_EQ(files(), 0U);
}

TEST_F(WriteSample, NoFileAppearsWhenEventsDifferTheSecondTime) {
  class Unsteady final : public fcs::EventSupply {
   public:
    [[nodiscard]] std::uint64_t event_count() const override { return 1; }
    [[nodiscard]] fcs::Result<void> restart() override {
      is_done_ = false;
      return fcs::success();
    }
    [[nodiscard]] fcs::Result<const std::vector<fcs::StoredColumn>*> next() override {
      if (std::exchange(is_done_, true)) return nullptr;
      ++value_;
      columns_ = {std::vector<float>{value_}, std::vector<float>{0}};
      return &columns_;
    }

   private:
    float value_ = 0;
    bool is_done_ = false;
    std::vector<fcs::StoredColumn> columns_;
  } events;
  const auto refused = fcs::write_sample(file(), sample_, events);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, fcs::Code::cannot_write);
  EXPECT_EQ(refused.error().where.item, "DATA, FSC-A");
  EXPECT_EQ(files(), 0U);
}

struct Unwritable {
  const char* name;
  std::vector<fcs::Channel> channels;
  fcs::Spillover spillover;
  fcs::Keywords keywords;
  fcs::Code code;
  friend std::ostream& operator<<(std::ostream& out, const Unwritable& row) { return out << row.name; }
};
class WriteSampleError : public WriteSample, public testing::WithParamInterface<Unwritable> {};

TEST_P(WriteSampleError, NamesTheCodeAndLeavesNoFile) {
  const auto& row = GetParam();
  sample_.channels = row.channels;
  sample_.spillover = row.spillover;
  sample_.keywords = row.keywords;
  const auto written = write();
  ASSERT_TRUE(written.has_error());
  EXPECT_EQ(written.error().code, row.code);
  EXPECT_EQ(files(), 0U);
}

/// A doubled delimiter at the start of a value would be read as an empty value.
fcs::Keywords one_beginning_with_each_character() {
  fcs::Keywords out;
  for (char c = 1; c < 127; ++c) out.set("K" + std::to_string(c), std::string(1, c));
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Table, WriteSampleError,
    testing::Values(
        Unwritable{"CommaInAName", {channel("A"), channel("B,C")}, {}, {}, fcs::Code::bad_value},
        Unwritable{"NoName", {channel("A"), channel("")}, {}, {}, fcs::Code::bad_value},
        Unwritable{"OneNameTwice", {channel("A"), channel("A")}, {}, {}, fcs::Code::duplicate_channel_name},
        Unwritable{"SpilloverOfOthers", {channel("A"), channel("B")}, {{"C"}, {1}, ""}, {}, fcs::Code::bad_spillover},
        Unwritable{"KeyWithALineBreak", {channel("A"), channel("B")}, {}, {{"a\nb", "1"}}, fcs::Code::bad_keyword},
        Unwritable{"NoDelimiterLeft",
                   {channel("A"), channel("B")},
                   {},
                   one_beginning_with_each_character(),
                   fcs::Code::bad_delimiter}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
