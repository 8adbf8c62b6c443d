#pragma once

#include <filesystem>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "fcs/reader.h"
#include "tests/support/fcs_bytes.h"
#include "tests/support/temporary_folder.h"

/// Malformed files, each with what has to be said of it. Rows of one number are one kind of malformation, from HEADER
/// (1) to the file system (81).
namespace bad_input {

using testing_support::FcsBytes;
using testing_support::little_endian;

/// What has to be said of one deviation, field by field.
struct Said {
  std::string code;
  std::string item;
  std::optional<fcs::ByteRange> at;
  std::string found;
  std::string expected;
  std::string assumed{};  ///< only of findings

  friend bool operator==(const Said&, const Said&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Said& said) {
    out << said.code << " at " << said.item;
    if (said.at) out << " [" << said.at->first << ", " << said.at->last << "]";
    return out << ": found <" << said.found << "> expected <" << said.expected << "> assumed <" << said.assumed << ">";
  }
};

inline Said said(const fcs::Error& error, std::string assumed = {}) {
  std::optional<fcs::ByteRange> at;
  if (const auto* range = std::get_if<fcs::ByteRange>(&error.where.at)) at = *range;
  return {std::string{name(error.code)}, error.where.item, at, error.found, error.expected, std::move(assumed)};
}
inline std::vector<Said> said(const std::vector<fcs::Finding>& findings) {
  std::vector<Said> all;
  for (const auto& finding : findings) all.push_back(said(finding.deviation, finding.assumed));
  return all;
}

/// One file of the list.
struct Row {
  std::string name;
  std::string bytes;
  std::vector<Said> said;  ///< the error, or all findings of all data sets
  friend std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }
};
inline std::string name_of(const testing::TestParamInfo<Row>& row) { return row.param.name; }

/// Where `text` stands in the file.
inline fcs::ByteRange where(std::string_view bytes, std::string_view text) {
  const auto first = bytes.find(text);
  if (first == std::string_view::npos) throw std::invalid_argument{std::string{text}};
  return {first, first + text.size() - 1};
}

/// Two channels of 16-bit integers, three events: A is 1, 3, 5, B is 2, 4, 6.
inline FcsBytes three_events() {
  return {.keywords = testing_support::keywords_of("I", "1,2,3,4", {{"A", 16}, {"B", 16}}, 3),
          .data = little_endian<std::uint16_t>({1, 2, 3, 4, 5, 6})};
}
/// Sets a keyword, or adds it.
inline FcsBytes with(FcsBytes file, const std::string& name, const std::string& value) {
  for (auto& keyword : file.keywords) {
    if (keyword.first == name) {
      keyword.second = value;
      return file;
    }
  }
  file.keywords.emplace_back(name, value);
  return file;
}
inline FcsBytes without(FcsBytes file, const std::string& name) {
  std::erase_if(file.keywords, [&](const auto& keyword) { return keyword.first == name; });
  return file;
}
/// Writes over HEADER.
inline std::string with_header(std::string bytes, std::size_t at, std::string_view text) {
  return bytes.replace(at, text.size(), text);
}

/// A row of one keyword's value, whose message shows the keyword and where it stands.
inline Row keyword_row(std::string row_name, const FcsBytes& base, const std::string& name, const std::string& value,
                       std::string code, std::string expected, std::string assumed = {}) {
  auto bytes = with(base, name, value).build();
  const auto at = where(bytes, name + base.delimiter + value);
  return {std::move(row_name),
          std::move(bytes),
          {{std::move(code), "TEXT, " + name, at, "\"" + value + "\"", std::move(expected), std::move(assumed)}}};
}

class BadInput : public testing::TestWithParam<Row> {
 protected:
  [[nodiscard]] fcs::Result<std::vector<fcs::Sample>> read(fcs::Tolerance tolerance = fcs::Tolerance::standard()) {
    return fcs::read_samples(folder_.write("sample.fcs", GetParam().bytes), {.tolerance = tolerance});
  }
  testing_support::TemporaryFolder folder_;
};

/// Every tolerance refuses it, with the same message.
inline void expect_refused(const fcs::Result<std::vector<fcs::Sample>>& samples, const Row& row) {
  ASSERT_FALSE(samples);
  EXPECT_EQ(said(samples.error()), row.said.front());
}

/// All scale values, a column a channel.
inline std::vector<std::vector<double>> values_of(const fcs::Sample& sample) {
  std::vector<fcs::ChannelIndex> all;
  for (const auto& channel : sample.channels) all.push_back(channel.index);
  std::vector<std::vector<double>> columns(all.size());
  auto reader = fcs::BlockReader::open(sample, all, 2);
  EXPECT_TRUE(reader);
  while (reader) {
    const auto block = reader.value().next();
    if (!block) {
      ADD_FAILURE() << message(block.error());
      break;
    }
    if (!block.value()) break;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns[i].insert(columns[i].end(), block.value()->columns[i].begin(), block.value()->columns[i].end());
    }
  }
  return columns;
}
inline const std::vector<std::vector<double>> three_events_values{{1, 3, 5}, {2, 4, 6}};

}  // namespace bad_input
