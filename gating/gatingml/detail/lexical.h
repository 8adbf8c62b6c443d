#pragma once

#include <optional>
#include <string_view>

namespace gating::gatingml::detail {

/// Without the blanks, tabs and line breaks at both ends, which XML Schema's numbers, Booleans and ids do not count.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// xs:double: "12", "+1", ".8", "1e5", "INF", "-INF", "NaN". None for anything else, and for numbers beyond the range
/// of double.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// xs:boolean: "true", "false", "1", "0".
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

/// Whether `text` may be an xs:ID: no blanks, no ':' '/' '+' and the like, no digit, '-' or '.' first.
[[nodiscard]] bool is_xml_id(std::string_view text);

}  // namespace gating::gatingml::detail
