#include "gating/gatingml/detail/lexical.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

namespace gating::gatingml::detail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A letter, '_', or part of a character beyond ASCII.
bool starts_id(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  if (text == "INF") {
    value = std::numeric_limits<double>::infinity();
  } else if (text == "NaN") {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    // from_chars would also take a second sign, "inf" and "nan".
    if (text.empty() || !(is_digit(text.front()) || text.front() == '.')) return std::nullopt;
    const auto* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    if (stop != end || problem != std::errc{}) return std::nullopt;
  }
  return negative ? -value : value;
}

std::optional<bool> parse_boolean(std::string_view text) {
  text = trimmed(text);
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

bool is_xml_id(std::string_view text) {
  return !text.empty() && starts_id(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return starts_id(c) || is_digit(c) || c == '-' || c == '.';
  });
}

}  // namespace gating::gatingml::detail
