#include "study/mappings.h"

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "fcs/base/input_file.h"
#include "fcs/base/output_file.h"

namespace study {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view heading =
    "# Which channel a marker is, where the labels of the files do not tell. Later entries go before earlier ones.\n";

fcs::LineColumn position(const toml::node& node) {
  const auto& begin = node.source().begin;
  return {begin.line, begin.column};
}

/// Reads [[mapping]] tables, and keeps what is wrong with them.
class Reader {
 public:
  Reader(const std::string& file, ReadMappings& read) : file_{file}, read_{read} {}

  void read_root(const toml::table& root) {
    for (const auto& [key, node] : root) {
      if (key.str() != "mapping") warn_of(key.str(), node, "mapping");
    }
    const auto* node = root.get("mapping");
    if (node == nullptr) return;
    const auto* list = node->as_array();
    if (list == nullptr || !list->is_array_of_tables()) {
      report(*node, fcs::Code::bad_value, "mapping", "tables [[mapping]]", "something else");
      return;
    }
    for (const auto& element : *list) read_mapping(*element.as_table());
  }

 private:
  void report(const toml::node& node, fcs::Code code, std::string item, std::string expected, std::string found) {
    read_.problems.push_back({code, {file_, std::move(item), position(node)}, std::move(expected), std::move(found)});
  }

  void warn_of(std::string_view key, const toml::node& node, std::string expected) {
    read_.findings.push_back(
        {{fcs::Code::unknown_key, {file_, "", position(node)}, std::move(expected), std::string{key}},
         "it is ignored"});
  }

  std::string text(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    if (node == nullptr) return {};
    const auto value = node->value_exact<std::string>();
    if (!value) report(*node, fcs::Code::bad_value, std::string{key}, "a text in quotes", "something else");
    return value.value_or("");
  }

  void read_mapping(const toml::table& table) {
    constexpr auto known = std::to_array<std::string_view>({"panel", "instrument", "version", "reason", "channels"});
    for (const auto& [key, node] : table) {
      if (std::ranges::find(known, key.str()) == known.end()) {
        warn_of(key.str(), node, fmt::format("{}", fmt::join(known, ", ")));
      }
    }
    Mapping mapping{text(table, "panel"), text(table, "instrument"), 0, text(table, "reason"), {}, position(table)};
    if (mapping.panel.empty()) report(table, fcs::Code::missing_key, "mapping", "panel = \"ID\"", "none");
    read_version(table, mapping);
    read_channels(table, mapping);
    read_.mappings.push_back(std::move(mapping));
  }

  void read_version(const toml::table& table, Mapping& mapping) {
    const auto* node = table.get("version");
    if (node == nullptr) {
      report(table, fcs::Code::missing_key, "mapping", "version = NUMBER", "none");
      return;
    }
    std::int64_t before = 0;
    for (const auto& other : read_.mappings) {
      if (other.panel == mapping.panel && other.instrument == mapping.instrument) before = other.version;
    }
    mapping.version = node->value_exact<std::int64_t>().value_or(0);
    if (mapping.version > before) return;
    report(*node, fcs::Code::bad_value, "version", fmt::format("a whole number above {}", before),
           fmt::format("{}", mapping.version));
  }

  void read_channels(const toml::table& table, Mapping& mapping) {
    const auto* channels = table["channels"].as_table();
    if (channels == nullptr || channels->empty()) {
      report(table, fcs::Code::missing_key, "mapping", "channels = { MARKER = \"$PnN\" }", "none");
      return;
    }
    for (const auto& [marker, node] : *channels) {
      const auto channel = node.value_exact<std::string>();
      if (!channel) {
        report(node, fcs::Code::bad_value, std::string{marker.str()}, "a $PnN in quotes", "something else");
        continue;
      }
      mapping.channels.emplace_back(marker.str(), *channel);
    }
  }

  const std::string& file_;
  ReadMappings& read_;
};

/// As TOML writes it: quotes, backslashes and control characters escaped.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string toml_of(const Mapping& mapping) {
  auto text = fmt::format("\n[[mapping]]\npanel = {}\n", quoted(mapping.panel));
  if (!mapping.instrument.empty()) text += fmt::format("instrument = {}\n", quoted(mapping.instrument));
  text += fmt::format("version = {}\n", mapping.version);
  if (!mapping.reason.empty()) text += fmt::format("reason = {}\n", quoted(mapping.reason));
  std::string channels;
  for (const auto& [marker, channel] : mapping.channels) {
    channels += fmt::format("{}{} = {}", channels.empty() ? "" : ", ", quoted(marker), quoted(channel));
  }
  return text + fmt::format("channels = {{ {} }}\n", channels);
}

}  // namespace

ReadMappings parse_mappings(std::string_view toml, const std::string& file) {
  ReadMappings read;
  try {
    Reader{file, read}.read_root(toml::parse(toml));
  } catch (const toml::parse_error& failure) {
    const auto& begin = failure.source().begin;
    read.problems.push_back({fcs::Code::bad_toml,
                             {file, "", fcs::LineColumn{begin.line, begin.column}},
                             "TOML 1.0",
                             std::string{failure.description()}});
  }
  return read;
}

std::vector<panels::ChannelChoice> choices_of(const std::vector<Mapping>& mappings, std::string_view panel) {
  std::vector<panels::ChannelChoice> choices;
  for (const auto& mapping : mappings) {
    if (mapping.panel != panel) continue;
    for (const auto& [marker, channel] : mapping.channels) {
      const panels::ChannelChoice chosen{mapping.instrument, marker, channel};
      std::erase_if(choices, [&chosen](const panels::ChannelChoice& earlier) {
        return earlier.instrument == chosen.instrument && earlier.marker == chosen.marker;
      });
      if (!channel.empty()) choices.push_back(chosen);
    }
  }
  return choices;
}

fcs::Result<Mapping> save_mapping(const fs::path& file, Mapping mapping) {
  std::string text{heading};
  std::error_code error;
  if (fs::exists(file, error)) {
    FCS_TRY(bytes, fcs::read_whole(file));
    text = std::move(bytes);
    if (!text.empty() && text.back() != '\n') text += '\n';
  }
  const auto read = parse_mappings(text, file.string());
  if (!read.problems.empty()) return read.problems.front();
  mapping.version = 1;
  for (const auto& other : read.mappings) {
    if (other.panel == mapping.panel && other.instrument == mapping.instrument) mapping.version = other.version + 1;
  }
  FCS_TRY(out, fcs::OutputFile::create(file));
  FCS_CHECK(out.write(text + toml_of(mapping)));
  FCS_CHECK(out.commit());
  return mapping;
}

}  // namespace study
