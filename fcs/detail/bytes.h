#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace fcs::detail {

inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline constexpr char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// `text` without the characters of `padding` at both ends.
inline std::string_view trim(std::string_view text, std::string_view padding = " \t\r\n") {
  const auto first = text.find_first_not_of(padding);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(padding) - first + 1);
}

}  // namespace fcs::detail
