#include "fcs/detail/single_decoder.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace {

using fcs::Column;
using fcs::Endian;
using fcs::StoredType;
using fcs::detail::SingleDecoder;

Column any_column(std::mt19937_64& random) {
  Column column;
  column.endian = random() % 2 == 0 ? Endian::little : Endian::big;
  if (random() % 2 == 0) return column;
  column.type = StoredType::unsigned_integer;
  column.width = std::array<std::size_t, 3>{1, 2, 4}[random() % 3];
  column.mask = (std::uint64_t{1} << (1 + random() % std::min<std::size_t>(24, 8 * column.width))) - 1;
  return column;
}

/// Fields in runs of one type, with a byte that belongs to none here and there.
std::vector<Column> any_fields(std::mt19937_64& random, std::size_t& event_size) {
  std::vector<Column> fields;
  event_size = random() % 3;
  while (fields.size() < 12) {
    auto column = any_column(random);
    for (auto run = 1 + random() % 7; run > 0; --run) {
      column.offset = event_size;
      event_size += column.width;
      fields.push_back(column);
    }
    event_size += random() % 2;
  }
  return fields;
}

TEST(SingleDecoder, GivesTheStoredValuesOfEveryColumnAndCountsWhatItMasks) {
  std::mt19937_64 random{1};
  for (int round = 0; round < 300; ++round) {
    std::size_t event_size = 0;
    auto columns = any_fields(random, event_size);
    std::shuffle(columns.begin(), columns.end(), random);
    columns.resize(1 + random() % columns.size());
    columns.push_back(columns.front());  // a channel may be asked for twice
    const std::size_t count = random() % 70;
    // The bytes stand at the very end of their allocation, so that a sanitizer sees any read beyond.
    std::vector<std::byte> bytes(count * event_size);
    for (auto& byte : bytes) byte = static_cast<std::byte>(random());
    const fcs::EventBytes events{bytes, event_size, 0};

    SingleDecoder decoder{columns, event_size};
    std::vector<std::vector<float>> found(columns.size(), std::vector<float>(count));
    std::vector<float*> outputs;
    for (auto& column : found) outputs.push_back(column.data());
    std::vector<std::uint64_t> masked(columns.size(), 0);
    decoder.decode(events, outputs, masked);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      ASSERT_TRUE(SingleDecoder::can_decode(columns[c]));
      std::vector<double> expected(count);
      const auto expected_masked = fcs::decode_scale(columns[c], events, expected);
      ASSERT_EQ(masked[c], expected_masked.value()) << "round " << round << ", column " << c;
      for (std::size_t e = 0; e < count; ++e) {
        if (std::isnan(expected[e])) {
          ASSERT_TRUE(std::isnan(found[c][e]));
        } else {
          ASSERT_EQ(static_cast<double>(found[c][e]), expected[e]) << "round " << round << ", column " << c;
        }
      }
    }
  }
}

TEST(SingleDecoder, TakesOnlyColumnsWhoseStoredValuesAFloatHoldsExactly) {
  const Column integers{.width = 4, .type = StoredType::unsigned_integer, .mask = (1U << 24U) - 1};
  EXPECT_TRUE(SingleDecoder::can_decode(integers));
  auto column = integers;
  column.mask = (1U << 24U);  // 2^24 + 1 would need another bit
  EXPECT_FALSE(SingleDecoder::can_decode(column));
  column = integers;
  column.width = 3;
  EXPECT_FALSE(SingleDecoder::can_decode(column));
  column = integers;
  column.scale = fcs::DivideByGain{2.5};  // what is stored is the same
  EXPECT_TRUE(SingleDecoder::can_decode(column));
  EXPECT_TRUE(SingleDecoder::can_decode(Column{}));
  EXPECT_FALSE(SingleDecoder::can_decode(Column{.width = 8, .type = StoredType::float64}));
  EXPECT_FALSE(SingleDecoder::can_decode(Column{.endian = Endian::permuted}));
}

}  // namespace
