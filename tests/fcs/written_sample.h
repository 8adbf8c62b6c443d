#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "fcs/reader.h"
#include "tests/support/fcs_bytes.h"
#include "tests/support/temporary_folder.h"

namespace fcs_test {

/// Writes the bytes of a sample to a file, and reads it.
class WrittenSample : public testing::Test {
 protected:
  std::filesystem::path write(std::string_view bytes) { return folder_.write("sample.fcs", bytes); }

  testing_support::TemporaryFolder folder_;
};

/// Two float channels: A counts 0, 1, 2, ..., B is half of it.
inline testing_support::FcsBytes two_floats(std::size_t events) {
  testing_support::FcsBytes file{.keywords =
                                     testing_support::keywords_of("F", "1,2,3,4", {{"A", 32}, {"B", 32}}, events)};
  for (std::size_t i = 0; i < events; ++i) {
    file.data += testing_support::little_endian({static_cast<float>(i), static_cast<float>(i) / 2});
  }
  return file;
}

inline std::vector<fcs::ChannelIndex> all_channels(const fcs::Sample& sample) {
  std::vector<fcs::ChannelIndex> all;
  for (const auto& channel : sample.channels) all.push_back(channel.index);
  return all;
}

/// All scale values, a column a channel.
inline std::vector<std::vector<double>> scale_values(const fcs::Sample& sample, std::size_t block_size = 3) {
  auto reader = fcs::BlockReader::open(sample, all_channels(sample), block_size);
  EXPECT_TRUE(reader);
  std::vector<std::vector<double>> columns(sample.channels.size());
  while (reader) {
    const auto block = reader.value().next();
    if (!block) {
      ADD_FAILURE() << message(block.error());
      break;
    }
    if (!block.value()) break;
    EXPECT_EQ(block.value()->first.value(), columns.front().size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto values = block.value()->columns[i];
      EXPECT_EQ(values.size(), block.value()->size);
      columns[i].insert(columns[i].end(), values.begin(), values.end());
    }
  }
  return columns;
}

inline std::string codes(const std::vector<fcs::Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) out += std::string{name(finding.deviation.code)} + " ";
  return out;
}

}  // namespace fcs_test
