#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "fcs/reader.h"

/// Real files of many instruments and programs, against the values that independent readers find.
namespace {

using nlohmann::json;

std::filesystem::path folder() { return std::filesystem::path{CYTOGATE_SHARED_DIR} / "conformance" / "fcs"; }

json expectations() {
  std::ifstream in{folder() / "EXPECTED.json"};
  return in ? json::parse(in) : json::object();
}

std::vector<std::string> file_names() {
  std::vector<std::string> names;
  const auto expected = expectations();
  for (const auto& entry : expected.items()) names.push_back(entry.key());
  return names;
}

/// What EXPECTED.json has of each channel, from our reader.
struct ColumnFacts {
  double first = 0, last = 0;
  double sum = 0, correction = 0;  ///< compensated summation: the expected sums are exact ones, rounded
  double min = std::numeric_limits<double>::infinity(), max = -std::numeric_limits<double>::infinity();
  bool begun = false;

  void add(double value) {
    if (!begun) first = value;
    begun = true;
    last = value;
    const double increment = value - correction;
    const double next = sum + increment;
    correction = (next - sum) - increment;
    sum = next;
    min = std::min(min, value);
    max = std::max(max, value);
  }
};

std::vector<ColumnFacts> stored_facts(const fcs::Sample& sample) {
  std::vector<fcs::ChannelIndex> all;
  for (const auto& channel : sample.channels) all.push_back(channel.index);
  std::vector<ColumnFacts> facts(all.size());
  auto reader = fcs::StoredReader::open(sample, all);
  EXPECT_TRUE(reader) << (reader ? "" : message(reader.error()));
  while (reader) {
    const auto block = reader.value().next();
    if (!block) {
      ADD_FAILURE() << message(block.error());
      break;
    }
    if (block.value() == nullptr) break;
    for (std::size_t i = 0; i < facts.size(); ++i) {
      const auto add_all = [&](const auto& values) {
        for (const auto value : values) facts[i].add(static_cast<double>(value));
      };
      std::visit(add_all, (*block.value())[i]);
    }
  }
  return facts;
}

ColumnFacts scale_facts(const fcs::Sample& sample, std::size_t channel) {
  ColumnFacts facts;
  auto reader = fcs::BlockReader::open(sample, {fcs::ChannelIndex{channel}});
  EXPECT_TRUE(reader) << (reader ? "" : message(reader.error()));
  while (reader) {
    const auto block = reader.value().next();
    if (!block) {
      ADD_FAILURE() << message(block.error());
      break;
    }
    if (!block.value()) break;
    for (const auto value : block.value()->columns.front()) facts.add(value);
  }
  return facts;
}

void expect_near(double value, double expected, double relative) {
  EXPECT_NEAR(value, expected, relative * std::abs(expected));
}

/// Channels with a logarithmic $PnE or a gain. A gain on Time is another matter: we never apply it.
void expect_scale_values(const json& expected, const fcs::Sample& sample) {
  for (const auto& [number, scaled] : expected["scaled"].items()) {
    const auto channel = std::stoul(number) - 1;
    if (sample.channels[channel].is_time) continue;
    SCOPED_TRACE(sample.channels[channel].name);
    const auto facts = scale_facts(sample, channel);
    expect_near(facts.sum, scaled["sum"].get<double>(), 1e-12);
    expect_near(facts.min, scaled["min"].get<double>(), 1e-14);
    expect_near(facts.max, scaled["max"].get<double>(), 1e-14);
  }
}

void expect_seconds(const json& time, const fcs::Sample& sample) {
  const auto channel = time["channel"].get<std::size_t>() - 1;
  if (!sample.channels[channel].is_time || !time.contains("seconds_min_max")) return;
  const auto facts = scale_facts(sample, channel);
  expect_near(facts.min, time["seconds_min_max"][0].get<double>(), 1e-12);
  expect_near(facts.max, time["seconds_min_max"][1].get<double>(), 1e-12);
}

void expect_stored_values(const json& expected, const fcs::Sample& sample) {
  const auto facts = stored_facts(sample);
  ASSERT_EQ(facts.size(), expected["first"].size());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    SCOPED_TRACE(sample.channels[i].name);
    EXPECT_EQ(facts[i].first, expected["first"][i].get<double>());
    EXPECT_EQ(facts[i].last, expected["last"][i].get<double>());
    EXPECT_EQ(facts[i].min, expected["min"][i].get<double>());
    EXPECT_EQ(facts[i].max, expected["max"][i].get<double>());
    const auto sum = expected["sum"][i].get<double>();
    const auto largest = std::max(std::abs(facts[i].min), std::abs(facts[i].max));
    EXPECT_NEAR(facts[i].sum, sum, 1e-12 * (std::abs(sum) + largest * static_cast<double>(sample.event_count)));
  }
}

class ConformanceFile : public testing::TestWithParam<std::string> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ConformanceFile);

TEST_P(ConformanceFile, HasTheChannelsAndValuesThatIndependentReadersFind) {
  const auto expected = expectations()[GetParam()];
  const auto samples = fcs::read_samples(folder() / GetParam());
  if (expected["datasets"].empty()) {
    EXPECT_FALSE(samples);
    return;
  }
  ASSERT_TRUE(samples) << message(samples.error());
  ASSERT_EQ(samples.value().size(), expected["datasets"].size());
  for (std::size_t i = 0; i < samples.value().size(); ++i) {
    const auto& sample = samples.value()[i];
    const auto& data_set = expected["datasets"][i];
    SCOPED_TRACE(i + 1);
    EXPECT_EQ(sample.version, data_set["version"].get<std::string>());
    EXPECT_EQ(sample.event_count, data_set["n_events"].get<std::uint64_t>());
    // One file's supplemental TEXT is a ZIP archive, of which the reference takes pieces for keywords.
    if (GetParam() != "fcsparser__cyflow_cube_8.fcs") {
      EXPECT_EQ(sample.keywords.size(), data_set["n_keywords"].get<std::size_t>());
    }
    std::vector<std::string> names;
    for (const auto& channel : sample.channels) names.push_back(channel.name);
    EXPECT_EQ(names, data_set["pnn"].get<std::vector<std::string>>());
    expect_stored_values(data_set, sample);
    expect_scale_values(data_set, sample);
    if (data_set.contains("time")) expect_seconds(data_set["time"], sample);
  }
}

INSTANTIATE_TEST_SUITE_P(EveryFile, ConformanceFile, testing::ValuesIn(file_names()), [](const auto& row) {
  auto name = row.param;
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

// Nearly all files have eight zeros, or nothing. Of these, one holds a sum.
TEST(Conformance, NoChecksumOfARealFileDiffers) {
  if (file_names().empty()) GTEST_SKIP() << "no conformance files in " << folder();
  std::vector<std::string> matching;
  for (const auto& name : file_names()) {
    const auto samples = fcs::read_samples(folder() / name, {.verify_checksum = true});
    if (!samples) continue;
    for (const auto& sample : samples.value()) {
      EXPECT_NE(sample.checksum, fcs::Checksum::differs) << name;
      if (sample.checksum == fcs::Checksum::matches) matching.push_back(name);
    }
  }
  EXPECT_EQ(matching, (std::vector<std::string>{"easyflowq__01-Well-C3.fcs"}));
}

TEST(Conformance, FilesAreHere) {
  if (file_names().empty()) GTEST_SKIP() << "no conformance files in " << folder();
}

}  // namespace
