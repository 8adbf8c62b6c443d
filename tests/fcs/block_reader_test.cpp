#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fcs/reader.h"
#include "tests/fcs/written_sample.h"
#include "tests/support/fcs_bytes.h"

namespace {

using fcs::Code;
using fcs_test::all_channels;
using fcs_test::codes;
using fcs_test::scale_values;
using fcs_test::two_floats;
using fcs_test::WrittenSample;
using testing_support::FcsBytes;
using testing_support::keywords_of;
using testing_support::little_endian;

class BlockReader : public WrittenSample {};

TEST_F(BlockReader, GivesTheSameValuesForAnyBlockSize) {
  const auto sample = fcs::read_sample(write(two_floats(100'000).build()));  // 800 kB: more than one read
  ASSERT_TRUE(sample);
  std::vector<double> expected(100'000);
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<double>(i);
  for (const std::size_t block_size : {1U, 7U, 1024U, 99999U, 100000U, 1000000U}) {
    EXPECT_TRUE(scale_values(sample.value(), block_size)[0] == expected) << block_size;
  }
}

TEST_F(BlockReader, FillsOnlyTheChannelsAskedForInThatOrder) {
  const auto sample = fcs::read_sample(write(two_floats(2).build()));
  ASSERT_TRUE(sample);
  auto reader =
      fcs::BlockReader::open(sample.value(), {fcs::ChannelIndex{1}, fcs::ChannelIndex{0}, fcs::ChannelIndex{1}});
  ASSERT_TRUE(reader);
  const auto block = reader.value().next();
  ASSERT_TRUE(block);
  ASSERT_TRUE(block.value());
  ASSERT_EQ(block.value()->columns.size(), 3U);
  EXPECT_EQ(block.value()->columns[0][1], 0.5);
  EXPECT_EQ(block.value()->columns[1][1], 1);
  EXPECT_EQ(block.value()->columns[2][1], 0.5);
}

TEST_F(BlockReader, HandsOutSinglesWhereTheyAreExactAndDoublesElsewhere) {
  FcsBytes file{.keywords = keywords_of("F", "1,2,3,4", {{"A", 32}, {"B", 32}, {"C", 32}}, 2),
                .data = little_endian({1.5F, 3.0F, -2.5F, 4.5F, 6.0F, 8.5F})};
  file.keywords.emplace_back("$P2G", "2");  // 3.0 / 2 needs no double, but 1 / 3 would
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  auto reader =
      fcs::BlockReader::open(sample.value(), all_channels(sample.value()), 2, fcs::Precision::singles_where_exact);
  ASSERT_TRUE(reader);
  const auto block = reader.value().next();
  ASSERT_TRUE(block && block.value());
  ASSERT_EQ(block.value()->singles.size(), 3U);
  EXPECT_THAT(block.value()->singles[0], testing::ElementsAre(1.5F, 4.5F));
  EXPECT_TRUE(block.value()->columns[0].empty());
  EXPECT_TRUE(block.value()->singles[1].empty());
  EXPECT_THAT(block.value()->columns[1], testing::ElementsAre(1.5, 3.0));
  EXPECT_THAT(block.value()->singles[2], testing::ElementsAre(-2.5F, 8.5F));
}

TEST_F(BlockReader, ScalesAndMasksIntegersAlikeInBothPrecisions) {
  FcsBytes file{.keywords = keywords_of("I", "1,2,3,4", {{"A", 16}, {"B", 16}, {"C", 16}}, 2),
                .data = little_endian<std::uint16_t>({512, 3, 7, 0x400 | 256, 0x400 | 5, 9})};
  for (auto& [keyword, value] : file.keywords) {
    if (keyword.ends_with("R") && keyword.starts_with("$P") && keyword != "$PAR") value = "1024";
    if (keyword == "$P1E") value = "4,1";
  }
  file.keywords.emplace_back("$P2G", "2");
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  for (const auto precision : {fcs::Precision::doubles, fcs::Precision::singles_where_exact}) {
    auto reader = fcs::BlockReader::open(sample.value(), all_channels(sample.value()), 2, precision);
    ASSERT_TRUE(reader);
    const auto block = reader.value().next();
    ASSERT_TRUE(block && block.value());
    EXPECT_DOUBLE_EQ(block.value()->columns[0][0], 100);  // 10^(4 * 512 / 1024)
    EXPECT_DOUBLE_EQ(block.value()->columns[0][1], 10);   // of 256: the bit beyond is cut off
    EXPECT_THAT(block.value()->columns[1], testing::ElementsAre(1.5, 2.5));
    if (precision == fcs::Precision::doubles) {
      EXPECT_THAT(block.value()->columns[2], testing::ElementsAre(7, 9));
    } else {
      EXPECT_THAT(block.value()->singles[2], testing::ElementsAre(7.0F, 9.0F));
    }
    ASSERT_EQ(reader.value().findings().size(), 1U);
    EXPECT_EQ(reader.value().findings()[0].deviation.found, "1 in A, 1 in B");
  }
}

TEST_F(BlockReader, SeeksForwardsAndBackwards) {
  const auto sample = fcs::read_sample(write(two_floats(1000).build()));
  ASSERT_TRUE(sample);
  ASSERT_TRUE(fcs::can_seek(sample.value()));
  auto reader = fcs::BlockReader::open(sample.value(), {fcs::ChannelIndex{0}}, 10);
  ASSERT_TRUE(reader);
  for (const std::uint64_t first : {500U, 20U, 990U, 0U, 1000U}) {
    reader.value().seek(first, 25);
    for (auto next = first; next < std::min<std::uint64_t>(first + 25, 1000);) {
      const auto block = reader.value().next();
      ASSERT_TRUE(block && block.value());
      EXPECT_EQ(block.value()->first.value(), next);
      EXPECT_EQ(block.value()->columns[0].front(), static_cast<double>(next));
      next += block.value()->size;
    }
    EXPECT_FALSE(reader.value().next().value()) << "after 25 events from " << first;
  }
}

TEST_F(BlockReader, GivesTheSameBlocksForNoChannels) {
  const auto sample = fcs::read_sample(write(two_floats(5).build()));
  ASSERT_TRUE(sample);
  auto reader = fcs::BlockReader::open(sample.value(), {}, 4);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader.value().next().value()->size, 4U);
  EXPECT_EQ(reader.value().next().value()->size, 1U);
  EXPECT_FALSE(reader.value().next().value());
  EXPECT_FALSE(reader.value().next().value());
}

TEST_F(BlockReader, StoredValuesKeepTheirTypes) {
  FcsBytes file{.keywords = keywords_of("F", "1,2,3,4", {{"A", 32}, {"B", 16}, {"C", 64}}, 1)};
  file.keywords.emplace_back("$P2DATATYPE", "I");
  file.keywords.emplace_back("$P3DATATYPE", "D");
  file.data = little_endian({0.1F}) + little_endian<std::uint16_t>({70}) + little_endian({0.1});
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  auto reader = fcs::StoredReader::open(sample.value(), all_channels(sample.value()));
  ASSERT_TRUE(reader);
  const auto block = reader.value().next();
  ASSERT_TRUE(block);
  ASSERT_NE(block.value(), nullptr);
  const auto& columns = *block.value();
  EXPECT_EQ(std::get<std::vector<float>>(columns[0]), std::vector{0.1F});
  EXPECT_EQ(std::get<std::vector<std::uint64_t>>(columns[1]), std::vector<std::uint64_t>{70});
  EXPECT_EQ(std::get<std::vector<double>>(columns[2]), std::vector{0.1});
  EXPECT_EQ(reader.value().next().value(), nullptr);
}

TEST_F(BlockReader, CountsMaskedValues) {
  FcsBytes file{.keywords = keywords_of("I", "1,2,3,4", {{"A", 16}, {"B", 16}}, 3)};
  for (auto& [name, value] : file.keywords) {
    if (name == "$P2R") value = "1024";
  }
  file.data = little_endian<std::uint16_t>({65535, 1024, 1, 1023, 2, 2048});
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample);
  auto reader = fcs::BlockReader::open(sample.value(), all_channels(sample.value()));
  ASSERT_TRUE(reader);
  EXPECT_EQ(codes(reader.value().findings()), "");
  ASSERT_TRUE(reader.value().next());
  const auto findings = reader.value().findings();
  ASSERT_EQ(codes(findings), "masked_events ");
  EXPECT_EQ(findings.front().deviation.found, "2 in B");
}

TEST_F(BlockReader, ErrorsWhenTheFileShrinksBetweenBlocks) {
  const auto path = write(two_floats(100'000).build());
  const auto sample = fcs::read_sample(path);
  ASSERT_TRUE(sample);
  auto reader = fcs::BlockReader::open(sample.value(), {fcs::ChannelIndex{0}});
  ASSERT_TRUE(reader);
  ASSERT_TRUE(reader.value().next());
  std::filesystem::resize_file(path, 1000);
  for (int i = 0; i < 100; ++i) {
    const auto block = reader.value().next();
    if (block) continue;
    EXPECT_EQ(block.error().code, Code::cannot_read);
    return;
  }
  FAIL() << "no error after the file's new end";
}

}  // namespace
