#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "fcs/derived.h"
#include "fcs/reader.h"
#include "fcs/writer.h"
#include "tests/support/temporary_folder.h"

/// Every data set of the conformance files, written anew and read again, has the same channels and values.
namespace {

std::filesystem::path folder() { return std::filesystem::path{CYTOGATE_SHARED_DIR} / "conformance" / "fcs"; }

std::vector<std::string> file_names() {
  std::vector<std::string> names;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator{folder(), absent}) {
    const auto extension = entry.path().extension();
    if (extension != ".json" && extension != ".tsv") names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::vector<fcs::ChannelIndex> all_channels(const fcs::Sample& sample) {
  std::vector<fcs::ChannelIndex> all;
  for (const auto& channel : sample.channels) all.push_back(channel.index);
  return all;
}

/// The stored values of a sample, as often as they are asked for.
class StoredValues : public fcs::EventSupply {
 public:
  explicit StoredValues(const fcs::Sample& sample) : sample_{sample} {}
  [[nodiscard]] std::uint64_t event_count() const override { return sample_.event_count; }
  [[nodiscard]] fcs::Result<void> restart() override {
    FCS_TRY(reader, fcs::StoredReader::open(sample_, all_channels(sample_)));
    reader_.emplace(std::move(reader));
    return fcs::success();
  }
  [[nodiscard]] fcs::Result<const std::vector<fcs::StoredColumn>*> next() override {
    if (!reader_) {
      FCS_CHECK(restart());
    }
    return reader_->next();
  }

 private:
  const fcs::Sample& sample_;
  std::optional<fcs::StoredReader> reader_;
};

std::uint64_t bits_of_value(std::uint64_t value) { return value; }
std::uint64_t bits_of_value(float value) { return std::bit_cast<std::uint32_t>(value); }
std::uint64_t bits_of_value(double value) { return std::bit_cast<std::uint64_t>(value); }

/// The bits of all stored values, event after event: NaN equals itself, and 0 is not -0.
std::vector<std::uint64_t> bits_of(const fcs::Sample& sample) {
  std::vector<std::uint64_t> bits;
  StoredValues values{sample};
  EXPECT_TRUE(values.restart());
  for (;;) {
    const auto columns = values.next();
    if (!columns) {
      ADD_FAILURE() << message(columns.error());
      return bits;
    }
    if (columns.value() == nullptr) return bits;
    const auto add_all = [&](const auto& column) {
      for (const auto value : column) bits.push_back(bits_of_value(value));
    };
    for (const auto& column : *columns.value()) std::visit(add_all, column);
  }
}

void expect_same_matrix(const std::optional<fcs::Spillover>& again, const std::optional<fcs::Spillover>& first) {
  ASSERT_EQ(again.has_value(), first.has_value());
  if (!first) return;
  EXPECT_EQ(again->detectors, first->detectors);
  EXPECT_EQ(again->coefficients, first->coefficients);
}

/// What no standard defines is the same text again; but for other spellings of the matrix, which is one keyword now,
/// and flowCore's FCSversion, which HEADER says.
void expect_foreign_keywords(const fcs::Keywords& again, const fcs::Keywords& first) {
  for (const auto& keyword : first) {
    if (keyword.name.starts_with('$') || keyword.name == "SPILL" || keyword.name == "SPILLOVER" ||
        keyword.name == "FCSversion") {
      continue;
    }
    const bool is_name = std::ranges::all_of(keyword.name, [](char c) { return c >= ' ' && c <= '~'; });
    if (is_name && !keyword.value.empty()) {
      EXPECT_EQ(again.value(keyword.name), keyword.value) << keyword.name;
    }
  }
}

class RoundTrip : public testing::TestWithParam<std::string> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RoundTrip);

TEST_P(RoundTrip, ReadsBackEqual) {
  const auto samples = fcs::read_samples(folder() / GetParam());
  if (!samples) GTEST_SKIP() << "the file is refused: " << message(samples.error());
  testing_support::TemporaryFolder out;
  for (const auto& sample : samples.value()) {
    SCOPED_TRACE(sample.dataset);
    const auto path = out.path() / "again.fcs";
    fcs::Derivation whole;
    whole.channels = all_channels(sample);
    whole.modified = "01-JAN-2024 00:00:00";
    const auto derived = fcs::derived_sample(sample, whole);
    StoredValues values{sample};
    const auto written = fcs::write_sample(path, derived.value, values);
    ASSERT_TRUE(written) << message(written.error());

    const auto again = fcs::read_sample(path);
    ASSERT_TRUE(again) << message(again.error());
    EXPECT_EQ(again.value().event_count, sample.event_count);
    ASSERT_EQ(again.value().channels.size(), sample.channels.size());
    for (std::size_t i = 0; i < sample.channels.size(); ++i) {
      const auto& [first, second] = std::pair{sample.channels[i], again.value().channels[i]};
      EXPECT_EQ(second.name, first.name);
      EXPECT_EQ(second.label, first.label);
      EXPECT_EQ(second.amplification, first.amplification) << first.name;
      EXPECT_EQ(second.gain, first.gain) << first.name;
      if (first.range) {
        EXPECT_EQ(second.range, first.range) << first.name;
      }
    }
    EXPECT_EQ(again.value().timestep, sample.timestep);
    EXPECT_EQ(again.value().wells, sample.wells);
    expect_same_matrix(again.value().spillover, sample.spillover);
    expect_foreign_keywords(again.value().keywords, sample.keywords);
    EXPECT_TRUE(bits_of(again.value()) == bits_of(sample));
  }
}

INSTANTIATE_TEST_SUITE_P(EveryFile, RoundTrip, testing::ValuesIn(file_names()), [](const auto& row) {
  auto name = row.param;
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

TEST(RoundTripFiles, AreHere) {
  if (file_names().empty()) GTEST_SKIP() << "no conformance files in " << folder();
}

}  // namespace
