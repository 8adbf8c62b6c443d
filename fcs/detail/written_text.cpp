#include "fcs/detail/written_text.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/amplification.h"
#include "fcs/keywords/number.h"
#include "fcs/keywords/spillover.h"

namespace fcs::detail {
namespace {

constexpr std::uint64_t last_offset_of_header = 99'999'999;  ///< eight digits

Error unwritable(Code code, std::string item, std::string expected, std::string_view found) {
  return {code, {"", std::move(item), {}}, std::move(expected), std::string{found}};
}

/// $P12N and its kin, by which a reader decodes DATA. $P12V and others only describe a channel: another file's are
/// kept.
bool is_layout_of_channel(std::string_view key) {
  static constexpr std::array<std::string_view, 7> own = {"B", "E", "G", "N", "R", "S", "DATATYPE"};
  if (!key.starts_with("$P")) return false;
  const auto digits_end = std::min(key.find_first_not_of("0123456789", 2), key.size());
  return digits_end > 2 && std::ranges::find(own, key.substr(digits_end)) != own.end();
}

bool is_own_keyword(std::string_view name) {
  static constexpr std::string_view own[] = {
      "$BEGINANALYSIS", "$BEGINDATA", "$BEGINSTEXT", "$BEGINTEXT", "$BYTEORD",   "$COMP", "$DATATYPE", "$ENDANALYSIS",
      "$ENDDATA",       "$ENDSTEXT",  "$ENDTEXT",    "$MODE",      "$NEXTDATA",  "$PAR",  "$SPILL",    "$SPILLOVER",
      "$TIMESTEP",      "$TOT",       "$UNICODE",    "COMP",       "FCSVERSION", "SPILL", "SPILLOVER"};
  std::string key{name};
  std::ranges::transform(key, key.begin(), to_upper);
  return std::ranges::find(own, key) != std::end(own) || is_layout_of_channel(key);
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

std::string_view letter(StoredType type) {
  if (type == StoredType::unsigned_integer) return "I";
  return type == StoredType::float32 ? "F" : "D";
}

/// $DATATYPE is the first channel's; others say their own.
StoredType common_type(std::span<const WrittenColumn> columns) {
  return columns.empty() ? StoredType::float32 : columns.front().type;
}

Result<void> check_types(Version version, std::span<const WrittenColumn> columns) {
  if (version >= Version::fcs3_2) return success();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].type == common_type(columns)) continue;
    return unwritable(Code::unsupported_layout, parameter_keyword(ChannelIndex{i}, "DATATYPE"),
                      fmt::format("one data type in all channels, or FCS 3.2, not {}", name(version)),
                      fmt::format("{} beside {}", letter(columns[i].type), letter(common_type(columns))));
  }
  return success();
}

void add_channel(ChannelIndex index, const Channel& channel, const WrittenColumn& column, StoredType common,
                 Keywords& out) {
  const bool is_logarithmic = column.type == StoredType::unsigned_integer && channel.amplification.decades > 0;
  out.set(parameter_keyword(index, "N"), channel.name);
  if (!channel.label.empty()) out.set(parameter_keyword(index, "S"), channel.label);
  out.set(parameter_keyword(index, "B"), fmt::format("{}", column.width * 8));
  out.set(parameter_keyword(index, "E"), is_logarithmic ? print(channel.amplification) : "0,0");
  out.set(parameter_keyword(index, "R"), column.range);
  if (channel.gain != 1) out.set(parameter_keyword(index, "G"), print_real(channel.gain));
  if (column.type != common) out.set(parameter_keyword(index, "DATATYPE"), std::string{letter(column.type)});
}

/// A character that stands in no key and no value, so that nothing need be escaped; else one that begins none, as a
/// delimiter doubled there would be read as an empty value.
Result<char> delimiter_for(const Keywords& keywords) {
  std::string candidates = "|/\\\x0C\x1E";
  for (char c = 1; c < 127; ++c) {
    const bool can_be_of_a_name = is_digit(c) || (to_upper(c) >= 'A' && to_upper(c) <= 'Z') || c == '$';
    if (!can_be_of_a_name) candidates += c;
  }
  for (const char candidate : candidates) {
    const auto uses = [candidate](const Keyword& keyword) {
      return keyword.name.find(candidate) != std::string::npos || keyword.value.find(candidate) != std::string::npos;
    };
    if (std::none_of(keywords.begin(), keywords.end(), uses)) return candidate;
  }
  for (const char candidate : candidates) {
    const auto begins = [candidate](const Keyword& keyword) {
      return keyword.name.starts_with(candidate) || keyword.value.starts_with(candidate);
    };
    if (std::none_of(keywords.begin(), keywords.end(), begins)) return candidate;
  }
  return unwritable(Code::bad_delimiter, "TEXT", "a character of ASCII that begins no keyword and no value", "none");
}

std::string escaped(std::string_view text, char delimiter) {
  std::string out;
  for (const char c : text) out.append(c == delimiter ? 2 : 1, c);
  return out;
}

/// Offsets have a fixed width, so that TEXT is as long before they are known as after.
std::string text_segment(const Keywords& keywords, char delimiter, std::uint64_t data_size) {
  std::string pairs;
  for (const auto& keyword : keywords) {
    pairs += escaped(keyword.name, delimiter) + delimiter + escaped(keyword.value, delimiter) + delimiter;
  }
  const auto with_offsets = [&](std::uint64_t first, std::uint64_t last) {
    return fmt::format("{0}$BEGINDATA{0}{1:020}{0}$ENDDATA{0}{2:020}{0}", delimiter, first, last);
  };
  const auto first = header_size + with_offsets(0, 0).size() + pairs.size();
  return (data_size == 0 ? with_offsets(0, 0) : with_offsets(first, first + data_size - 1)) + pairs;
}

}  // namespace

Result<Keywords> written_keywords(const WrittenSample& sample, std::span<const WrittenColumn> columns,
                                  std::uint64_t event_count) {
  FCS_CHECK(check_channel_names(sample.channels));
  FCS_CHECK(check_types(sample.version, columns));
  const auto common = common_type(columns);
  Keywords out = {{"$BEGINANALYSIS", "0"}, {"$ENDANALYSIS", "0"},         {"$BEGINSTEXT", "0"}, {"$ENDSTEXT", "0"},
                  {"$BYTEORD", "1,2,3,4"}, {"$DATATYPE", letter(common)}, {"$MODE", "L"},       {"$NEXTDATA", "0"}};
  out.set("$PAR", fmt::format("{}", sample.channels.size()));
  out.set("$TOT", fmt::format("{}", event_count));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    add_channel(ChannelIndex{i}, sample.channels[i], columns[i], common, out);
  }
  if (sample.spillover) {
    FCS_CHECK(check_spillover(*sample.spillover, sample.channels));
    out.set("$SPILLOVER", print(*sample.spillover));
  }
  if (sample.timestep) out.set("$TIMESTEP", print_real(*sample.timestep));
  for (const auto& [name, value, bytes] : sample.keywords) {
    const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
    if (trim(name).empty() || !std::ranges::all_of(name, is_printable)) {
      return unwritable(Code::bad_keyword, "TEXT", "a key of printable ASCII", name);
    }
    if (!is_own_keyword(name)) out.add({name, value.empty() ? " " : value, {}});
  }
  // FCS 3.2 requires it.
  if (sample.version == Version::fcs3_2) out.add({"$CYT", "unknown", {}});
  return out;
}

Result<std::string> header_and_text(Version version, const Keywords& keywords, std::uint64_t data_size) {
  FCS_TRY(delimiter, delimiter_for(keywords));
  const auto text = text_segment(keywords, delimiter, data_size);
  const std::uint64_t text_last = header_size + text.size() - 1;
  if (text_last > last_offset_of_header) {
    return unwritable(Code::bad_offset, "TEXT", "at most eight digits of offset", fmt::format("{}", text_last));
  }
  Segment data{text_last + 1, text_last + data_size};
  if (data_size == 0 || data.last > last_offset_of_header) data = {};
  return fmt::format("{}    {:8}{:8}{:8}{:8}{:8}{:8}", name(version), header_size, text_last, data.first, data.last, 0,
                     0) +
         text;
}

}  // namespace fcs::detail
