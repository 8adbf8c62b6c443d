#include "fcs/data.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fcs_bytes.h"

namespace {

using fcs::Endian;
using fcs::StoredType;
using testing_support::big_endian;
using testing_support::little_endian;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span{text}); }

/// The bytes stand at the very end of their allocation, so that a sanitizer sees any read beyond.
std::vector<double> scale_values(const fcs::Column& column, std::string_view bytes, std::size_t event_size) {
  const std::vector<char> exact(bytes.begin(), bytes.end());
  const fcs::EventBytes events{std::as_bytes(std::span{exact}), event_size, 0};
  std::vector<double> values(events.count());
  const auto masked = fcs::decode_scale(column, events, values);
  EXPECT_TRUE(masked);
  return values;
}

struct IntegerCase {
  std::size_t width;
  Endian endian;
  std::string bytes;
  std::uint64_t value;
  friend std::ostream& operator<<(std::ostream& out, const IntegerCase& row) {
    return out << 8 * row.width << (row.endian == Endian::big ? "BitsBig" : "BitsLittle");
  }
};
class DecodeInteger : public testing::TestWithParam<IntegerCase> {};

TEST_P(DecodeInteger, ReadsTheLastBytesOfTheLastEventAndNoMore) {
  const auto& [width, endian, bytes, value] = GetParam();
  const fcs::Column column{.offset = 1, .width = width, .type = StoredType::unsigned_integer, .endian = endian};
  EXPECT_EQ(scale_values(column, "?" + bytes + "?" + bytes, width + 1),
            (std::vector{static_cast<double>(value), static_cast<double>(value)}));
}

TEST_P(DecodeInteger, KeepsAllBitsOfStoredValues) {
  const auto& [width, endian, bytes, value] = GetParam();
  const fcs::Column column{.width = width, .type = StoredType::unsigned_integer, .endian = endian};
  fcs::StoredColumn stored;
  ASSERT_TRUE(fcs::decode_stored(column, {bytes_of(bytes), width, 0}, stored));
  EXPECT_EQ(std::get<std::vector<std::uint64_t>>(stored), std::vector{value});
}

INSTANTIATE_TEST_SUITE_P(
    Table, DecodeInteger,
    testing::Values(IntegerCase{1, Endian::little, "\xFE", 0xFE}, IntegerCase{2, Endian::little, "\x01\xFE", 0xFE01},
                    IntegerCase{2, Endian::big, "\xFE\x01", 0xFE01},
                    IntegerCase{3, Endian::little, "\x01\x02\xFE", 0xFE0201},
                    IntegerCase{3, Endian::big, "\xFE\x02\x01", 0xFE0201},
                    IntegerCase{4, Endian::little, "\x01\x02\x03\xFE", 0xFE030201},
                    IntegerCase{4, Endian::big, "\xFE\x03\x02\x01", 0xFE030201},
                    IntegerCase{5, Endian::little, "\x01\x02\x03\x04\xFE", 0xFE04030201},
                    IntegerCase{5, Endian::big, "\xFE\x04\x03\x02\x01", 0xFE04030201},
                    IntegerCase{6, Endian::little, "\x01\x02\x03\x04\x05\xFE", 0xFE0504030201},
                    IntegerCase{6, Endian::big, "\xFE\x05\x04\x03\x02\x01", 0xFE0504030201},
                    IntegerCase{7, Endian::little, "\x01\x02\x03\x04\x05\x06\xFE", 0xFE060504030201},
                    IntegerCase{7, Endian::big, "\xFE\x06\x05\x04\x03\x02\x01", 0xFE060504030201},
                    IntegerCase{8, Endian::little, "\x01\x02\x03\x04\x05\x06\x07\xFE", 0xFE07060504030201},
                    IntegerCase{8, Endian::big, "\xFE\x07\x06\x05\x04\x03\x02\x01", 0xFE07060504030201}),
    testing::PrintToStringParamName());

TEST(DecodeScale, ReadsPermutedBytes) {
  // $BYTEORD 3,4,1,2: the first byte written is the third lowest.
  const fcs::Column column{
      .width = 4, .type = StoredType::unsigned_integer, .endian = Endian::permuted, .significance = {2, 3, 0, 1}};
  EXPECT_EQ(scale_values(column, "\x03\x04\x01\x02", 4), std::vector{static_cast<double>(0x04030201)});
}

TEST(DecodeScale, ReadsPermutedFloats) {
  // 1.5F is 0x3FC00000.
  const fcs::Column column{
      .width = 4, .type = StoredType::float32, .endian = Endian::permuted, .significance = {2, 3, 0, 1}};
  EXPECT_EQ(scale_values(column, std::string{"\xC0\x3F\x00\x00", 4}, 4), std::vector{1.5});
}

TEST(DecodeScale, ReadsFloatsOfBothByteOrders) {
  const fcs::Column little{.width = 4, .type = StoredType::float32};
  const fcs::Column big{.width = 4, .type = StoredType::float32, .endian = Endian::big};
  EXPECT_EQ(scale_values(little, little_endian({1.5F, -2.25F}), 4), (std::vector{1.5, -2.25}));
  EXPECT_EQ(scale_values(big, big_endian({1.5F, -2.25F}), 4), (std::vector{1.5, -2.25}));
}

TEST(DecodeScale, ReadsDoublesOfBothByteOrders) {
  const fcs::Column little{.width = 8, .type = StoredType::float64};
  const fcs::Column big{.width = 8, .type = StoredType::float64, .endian = Endian::big};
  EXPECT_EQ(scale_values(little, little_endian({1e200, -2.25e-5}), 8), (std::vector{1e200, -2.25e-5}));
  EXPECT_EQ(scale_values(big, big_endian({1e200, -2.25e-5}), 8), (std::vector{1e200, -2.25e-5}));
}

TEST(DecodeScale, KeepsNanInfinityAndTheSignOfZero) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto values =
      scale_values({.width = 4, .type = StoredType::float32},
                   little_endian({std::numeric_limits<float>::quiet_NaN(), infinity, -infinity, -0.0F, 1e-45F}), 4);
  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_EQ(values[1], std::numeric_limits<double>::infinity());
  EXPECT_EQ(values[2], -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::signbit(values[3]));
  EXPECT_EQ(values[4], static_cast<double>(1e-45F));
}

TEST(DecodeScale, MasksAndCountsWhatItMasked) {
  const fcs::Column column{.width = 2, .type = StoredType::unsigned_integer, .mask = 0x3FF};
  const auto bytes = little_endian<std::uint16_t>({0x03FF, 0x0400, 0x1401, 5});
  std::vector<double> values(4);
  const auto masked = fcs::decode_scale(column, {bytes_of(bytes), 2, 0}, values);
  ASSERT_TRUE(masked);
  EXPECT_EQ(masked.value(), 2U);
  EXPECT_EQ(values, (std::vector<double>{1023, 0, 1, 5}));
}

TEST(DecodeScale, DividesByTheGain) {
  const fcs::Column column{.width = 2, .type = StoredType::unsigned_integer, .scale = fcs::DivideByGain{2.5}};
  EXPECT_EQ(scale_values(column, little_endian<std::uint16_t>({10, 30}), 2), (std::vector{4.0, 12.0}));
}

TEST(DecodeScale, MultipliesTicksByTheTimestep) {
  const fcs::Column column{.width = 4, .type = StoredType::float32, .scale = fcs::MultiplyByTimestep{0.25}};
  EXPECT_EQ(scale_values(column, little_endian({4.0F, 6.0F}), 4), (std::vector{1.0, 1.5}));
}

TEST(DecodeScale, UnfoldsTheLogarithm) {
  const fcs::Column column{.width = 2, .type = StoredType::unsigned_integer, .scale = fcs::LogAmplified{4, 0.1, 1024}};
  // 0.1 * 10^(4 * 256 / 1024) = 1, 0.1 * 10^(4 * 512 / 1024) = 10
  const auto values = scale_values(column, little_endian<std::uint16_t>({0, 256, 512}), 2);
  EXPECT_DOUBLE_EQ(values[0], 0.1);
  EXPECT_DOUBLE_EQ(values[1], 1);
  EXPECT_DOUBLE_EQ(values[2], 10);
}

TEST(ScaleTable, GivesTheSameBitsAsComputing) {
  const fcs::Column column{
      .width = 2, .type = StoredType::unsigned_integer, .mask = 0x3FF, .scale = fcs::LogAmplified{4, 0.1024, 1024}};
  std::string bytes;
  for (int value = 0; value < 2048; ++value) bytes += little_endian({static_cast<std::uint16_t>(value)});
  const auto table = fcs::scale_table(column, 2048);
  ASSERT_EQ(table.size(), 1024U);
  std::vector<double> looked_up(2048);
  ASSERT_TRUE(fcs::decode_scale(column, {bytes_of(bytes), 2, 0}, looked_up, table));
  EXPECT_EQ(looked_up, scale_values(column, bytes, 2));
}

TEST(ScaleTable, IsEmptyWhereItWouldNotPay) {
  fcs::Column column{
      .width = 2, .type = StoredType::unsigned_integer, .mask = 0x3FF, .scale = fcs::LogAmplified{4, 1, 1024}};
  EXPECT_TRUE(fcs::scale_table(column, 1023).empty());
  column.mask = 0x3FFFF;
  EXPECT_TRUE(fcs::scale_table(column, 10'000'000).empty());
  column = {.width = 2, .type = StoredType::unsigned_integer, .mask = 0x3FF};
  EXPECT_TRUE(fcs::scale_table(column, 10'000).empty());
}

TEST(Rescale, MakesOfStoredValuesWhatDecodingWithTheScaleGives) {
  std::string bytes;
  std::vector<float> stored;
  for (std::uint16_t value = 0; value < 2048; ++value) {
    bytes += little_endian({value});
    stored.push_back(static_cast<float>(value & 0x3FF));
  }
  for (const auto& scale : {fcs::Scale{fcs::SameValue{}}, fcs::Scale{fcs::DivideByGain{3}},
                            fcs::Scale{fcs::MultiplyByTimestep{0.01}}, fcs::Scale{fcs::LogAmplified{4, 1, 1024}}}) {
    const fcs::Column column{.width = 2, .type = StoredType::unsigned_integer, .mask = 0x3FF, .scale = scale};
    std::vector<double> values(stored.size());
    fcs::rescale(column, stored, values);
    EXPECT_EQ(values, scale_values(column, bytes, 2)) << scale.index();
    fcs::rescale(column, stored, values, fcs::scale_table(column, 2048));
    EXPECT_EQ(values, scale_values(column, bytes, 2)) << scale.index() << ", by the table";
  }
}

TEST(DecodeStored, KeepsFloatsAsTheyAre) {
  fcs::StoredColumn stored;
  const auto bytes = little_endian({0.1F, 70000.0F});
  ASSERT_TRUE(fcs::decode_stored({.width = 4, .type = StoredType::float32, .scale = fcs::DivideByGain{2}},
                                 {bytes_of(bytes), 4, 0}, stored));
  EXPECT_EQ(std::get<std::vector<float>>(stored), (std::vector{0.1F, 70000.0F}));
}

TEST(DecodeStored, MasksIntegersButLeavesTheScaleOut) {
  fcs::StoredColumn stored;
  const auto bytes = little_endian<std::uint16_t>({0x1401});
  const fcs::Column column{
      .width = 2, .type = StoredType::unsigned_integer, .mask = 0x3FF, .scale = fcs::LogAmplified{4, 1, 1024}};
  ASSERT_TRUE(fcs::decode_stored(column, {bytes_of(bytes), 2, 0}, stored));
  EXPECT_EQ(std::get<std::vector<std::uint64_t>>(stored), std::vector<std::uint64_t>{1});
}

TEST(DecodeStored, ReadsDigits) {
  fcs::StoredColumn stored;
  ASSERT_TRUE(fcs::decode_stored({.offset = 2, .width = 4, .type = StoredType::digits},
                                 {bytes_of("12  42340007"), 6, 0}, stored));
  EXPECT_EQ(std::get<std::vector<std::uint64_t>>(stored), (std::vector<std::uint64_t>{42, 7}));
}

TEST(DecodeScale, RefusesDigitsThatAreNoneAndSaysWhere) {
  std::vector<double> values(2);
  const auto masked = fcs::decode_scale({.offset = 2, .width = 4, .type = StoredType::digits},
                                        {bytes_of("12004234 x07"), 6, 1000}, values);
  ASSERT_FALSE(masked);
  EXPECT_EQ(fcs::message(masked.error()),
            "DATA, bytes 1008 to 1011: this is not a number: found \" x07\"; expected a whole number below 2^64");
}

TEST(DecodeScale, OfNoEventsIsNothing) {
  EXPECT_TRUE(scale_values({.offset = 4, .width = 4, .type = StoredType::float32}, "", 8).empty());
}

}  // namespace
