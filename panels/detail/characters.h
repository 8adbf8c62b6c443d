#pragma once

#include <string>
#include <string_view>

namespace panels::detail {

/// ASCII only, whatever the locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
constexpr bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

[[nodiscard]] bool equal_but_for_case(std::string_view a, std::string_view b);

/// Letters in capitals and digits, nothing else: "TO-PRO-3" is "TOPRO3".
[[nodiscard]] std::string upper_alphanumerics(std::string_view text);

/// UTF-8 as plain ASCII: dashes and blanks of all kinds become '-' and ' ', Greek letters their Latin initials
/// (IFN-gamma is IFN-G), trade marks vanish, and anything else that is not ASCII becomes a blank.
[[nodiscard]] std::string to_ascii(std::string_view text);

}  // namespace panels::detail
