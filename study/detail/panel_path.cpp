#include "study/detail/panel_path.h"

#include <cstddef>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "fcs/base/utf8.h"

namespace study::detail {
namespace {

/// Of a byte, by its line and its column, which toml++ counts in characters and from behind a byte order mark.
std::size_t offset_of(std::string_view text, const toml::source_position& position) {
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (auto line = position.line; line > 1; --line) at = text.find('\n', at) + 1;
  for (auto column = position.column; column > 1; --column) at += fcs::utf8_length(text.substr(at));
  return at;
}

/// Where a [[panel]] says `id = "ID"`: from the first byte of the key to behind the value; none if it has a path.
struct Pair {
  toml::source_position begin, end;
};
std::optional<Pair> find_id(const toml::table& panel, std::string_view id) {
  if (panel.contains("path") || panel["id"].value<std::string_view>() != id) return std::nullopt;
  const auto pair = panel.find("id");
  return Pair{pair->first.source().begin, pair->second.source().end};
}

std::optional<Pair> find_panel(std::string_view study_toml, std::string_view id) {
  const auto root = toml::parse(study_toml);
  const auto* panels = root["panel"].as_array();
  if (panels == nullptr) return std::nullopt;
  for (const auto& element : *panels) {
    if (!element.is_table()) continue;
    if (auto pair = find_id(*element.as_table(), id)) return pair;
  }
  return std::nullopt;
}

}  // namespace

fcs::Result<std::string> with_panel_path(std::string_view study_toml, const std::string& file, std::string_view id,
                                         std::string_view path) {
  try {
    const auto pair = find_panel(study_toml, id);
    if (!pair) {
      return fcs::Error{fcs::Code::no_such_panel, {file, "panel", {}}, fmt::format("id = \"{}\"", id), "none"};
    }
    const auto begin = offset_of(study_toml, pair->begin);
    const auto end = offset_of(study_toml, pair->end);
    return fmt::format("{}path = \"{}\"{}", study_toml.substr(0, begin), path, study_toml.substr(end));
  } catch (const toml::parse_error& failure) {
    const auto& begin = failure.source().begin;
    return fcs::Error{fcs::Code::bad_toml,
                      {file, "", fcs::LineColumn{begin.line, begin.column}},
                      "TOML 1.0",
                      std::string{failure.description()}};
  }
}

}  // namespace study::detail
