#include "fcs/writer.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "fcs/base/output_file.h"
#include "fcs/header.h"
#include "fcs/keywords/number.h"
#include "fcs/keywords/spillover.h"

namespace fcs {
namespace {

constexpr std::uint64_t last_offset_of_header = 99'999'999;  ///< eight digits; what ends later stands in TEXT alone
constexpr std::size_t events_per_write = 4096;

using Columns = std::span<const std::span<const float>>;

std::size_t event_count(Columns columns) { return columns.empty() ? 0 : columns.front().size(); }

std::uint64_t data_bytes(Columns columns) {
  return std::uint64_t{event_count(columns)} * columns.size() * sizeof(float);
}

Error unwritable(Code code, std::string item, std::string expected, std::string_view found) {
  return {code, {"", std::move(item), {}}, std::move(expected), std::string{found}};
}

std::string upper_case(std::string_view key) {
  std::string out{key};
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

/// $P12N and its kin, by which a reader decodes DATA. $P12V and others only describe a channel: another file's are
/// kept.
bool is_layout_of_channel(std::string_view key) {
  if (!key.starts_with("$P")) return false;
  const auto digits_end = std::min(key.find_first_not_of("0123456789", 2), key.size());
  const auto suffix = key.substr(digits_end);
  return digits_end > 2 && (suffix == "B" || suffix == "E" || suffix == "G" || suffix == "N" || suffix == "R" ||
                            suffix == "S" || suffix == "DATATYPE");
}

bool is_own_keyword(std::string_view name) {
  static constexpr std::string_view own[] = {
      "$BEGINANALYSIS", "$BEGINDATA", "$BEGINSTEXT", "$BYTEORD", "$COMP",  "$DATATYPE",  "$ENDANALYSIS",
      "$ENDDATA",       "$ENDSTEXT",  "$MODE",       "$PAR",     "$SPILL", "$NEXTDATA",  "$SPILLOVER",
      "$TIMESTEP",      "$TOT",       "$UNICODE",    "COMP",     "SPILL",  "FCSVERSION", "SPILLOVER"};
  const auto key = upper_case(name);
  return std::ranges::find(own, key) != std::end(own) || is_layout_of_channel(key);
}

double range_of(const Channel& channel, std::span<const float> column) {
  if (channel.range) return *channel.range;
  double largest = 0;
  for (const float value : column) {
    if (std::isfinite(value)) largest = std::max(largest, static_cast<double>(value));
  }
  return std::ceil(largest) + 1;
}

Result<void> check_channel_names(std::span<const Channel> channels) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const auto& name = channels[i].name;
    const auto keyword = parameter_keyword(ChannelIndex{i}, "N");
    if (name.empty() || name.find(',') != std::string::npos) {
      return unwritable(Code::bad_value, keyword, "a name without a comma", name);
    }
    if (!names.insert(name).second) {
      return unwritable(Code::duplicate_channel_name, keyword, "each name once", name);
    }
  }
  return success();
}

Result<void> check_spillover(const Spillover& spillover, std::span<const Channel> channels) {
  for (const auto& detector : spillover.detectors) {
    if (std::ranges::find(channels, detector, &Channel::name) == channels.end()) {
      return unwritable(Code::bad_spillover, "$SPILLOVER", "a channel of the file", detector);
    }
  }
  return success();
}

/// Everything but the offsets of DATA.
Result<Keywords> keywords_of(const WrittenSample& sample, Columns columns) {
  Keywords out = {{"$BEGINANALYSIS", "0"}, {"$ENDANALYSIS", "0"}, {"$BEGINSTEXT", "0"}, {"$ENDSTEXT", "0"},
                  {"$BYTEORD", "1,2,3,4"}, {"$DATATYPE", "F"},    {"$MODE", "L"},       {"$NEXTDATA", "0"}};
  const auto add = [&out](std::string name, std::string value) {
    if (!value.empty()) out.add({std::move(name), std::move(value), {}});
  };
  add("$PAR", fmt::format("{}", sample.channels.size()));
  add("$TOT", fmt::format("{}", event_count(columns)));
  FCS_CHECK(check_channel_names(sample.channels));
  for (std::size_t i = 0; i < sample.channels.size(); ++i) {
    const ChannelIndex index{i};
    add(parameter_keyword(index, "N"), sample.channels[i].name);
    add(parameter_keyword(index, "S"), sample.channels[i].label);
    add(parameter_keyword(index, "B"), "32");
    add(parameter_keyword(index, "E"), "0,0");
    add(parameter_keyword(index, "R"), print_real(range_of(sample.channels[i], columns[i])));
  }
  if (sample.spillover) {
    FCS_CHECK(check_spillover(*sample.spillover, sample.channels));
    add("$SPILLOVER", print(*sample.spillover));
  }
  if (sample.timestep) add("$TIMESTEP", print_real(*sample.timestep));
  for (const auto& [name, value, bytes] : sample.keywords) {
    const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
    if (name.empty() || !std::ranges::all_of(name, is_printable)) {
      return unwritable(Code::bad_keyword, "TEXT", "a key of printable ASCII", name);
    }
    if (!is_own_keyword(name)) add(name, value);
  }
  return out;
}

/// A character that stands in no key and no value, so that nothing need be escaped.
Result<char> delimiter_for(const Keywords& keywords) {
  std::string candidates = "|/\\\x0C\x1E";
  for (char c = 1; c < 127; ++c) candidates += c;
  for (const char candidate : candidates) {
    const auto uses = [candidate](const Keyword& keyword) {
      return keyword.name.find(candidate) != std::string::npos || keyword.value.find(candidate) != std::string::npos;
    };
    if (std::none_of(keywords.begin(), keywords.end(), uses)) return candidate;
  }
  return unwritable(Code::bad_delimiter, "TEXT", "an ASCII character that no keyword uses", "none");
}

/// Offsets have a fixed width, so that TEXT is as long before they are known as after.
std::string text_segment(const Keywords& keywords, char delimiter, std::uint64_t bytes) {
  const auto with_offsets = [&](std::uint64_t first, std::uint64_t last) {
    auto text = fmt::format("{0}$BEGINDATA{0}{1:020}{0}$ENDDATA{0}{2:020}{0}", delimiter, first, last);
    for (const auto& keyword : keywords) {
      text += fmt::format("{}{}{}{}", keyword.name, delimiter, keyword.value, delimiter);
    }
    return text;
  };
  if (bytes == 0) return with_offsets(0, 0);
  const auto first = header_size + with_offsets(0, 0).size();
  return with_offsets(first, first + bytes - 1);
}

std::string header_segment(std::size_t text_bytes, std::uint64_t bytes) {
  const std::uint64_t text_last = header_size + text_bytes - 1;
  Segment data{text_last + 1, text_last + bytes};
  if (bytes == 0 || data.last > last_offset_of_header) data = {};
  return fmt::format("FCS3.1    {:8}{:8}{:8}{:8}{:8}{:8}", header_size, text_last, data.first, data.last, 0, 0);
}

Result<void> write_events(OutputFile& out, Columns columns) {
  static_assert(std::endian::native == std::endian::little, "floats are stored as they are in memory");
  std::vector<float> rows;
  for (std::size_t first = 0; first < event_count(columns); first += events_per_write) {
    const auto end = std::min(event_count(columns), first + events_per_write);
    rows.clear();
    for (auto event = first; event < end; ++event) {
      for (const auto& column : columns) rows.push_back(column[event]);
    }
    FCS_CHECK(out.write(std::as_bytes(std::span{rows})));
  }
  return success();
}

Result<void> write_segments(const std::filesystem::path& file, const WrittenSample& sample, Columns columns) {
  FCS_TRY(keywords, keywords_of(sample, columns));
  FCS_TRY(delimiter, delimiter_for(keywords));
  const auto text = text_segment(keywords, delimiter, data_bytes(columns));
  FCS_TRY(out, OutputFile::create(file));
  FCS_CHECK(out.write(header_segment(text.size(), data_bytes(columns))));
  FCS_CHECK(out.write(text));
  FCS_CHECK(write_events(out, columns));
  return out.commit();
}

}  // namespace

Result<void> write_sample(const std::filesystem::path& file, const WrittenSample& sample, Columns columns) {
  assert(columns.size() == sample.channels.size());
  assert(std::ranges::all_of(columns, [&](auto column) { return column.size() == event_count(columns); }));
  auto written = write_segments(file, sample, columns);
  if (written.has_error()) written.error().where.file = file.string();
  return written;
}

}  // namespace fcs
