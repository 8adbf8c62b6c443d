#include "study/detail/spreadsheet_damage.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <vector>

namespace study::detail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_mark(char c) { return c == '-' || c == '/' || c == '.' || c == ' '; }

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

int value_of(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// English, and what German spreadsheets write instead.
bool is_month(std::string_view word) {
  constexpr auto months =
      std::to_array<std::string_view>({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                                       "dec", "m\u00E4r", "mrz", "mai", "okt", "dez"});
  std::string lower{word};
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(months, lower) != months.end();
}

/// "midnight" behind a date: 00:00, 0:00:00.
std::string_view without_midnight(std::string_view text) {
  const auto end = text.find_last_not_of("0:");
  const bool has_time =
      text.find(':') != std::string_view::npos && end != std::string_view::npos && end + 1 < text.size();
  return has_time && (text[end] == ' ' || text[end] == 'T') ? text.substr(0, end) : text;
}

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if(text, is_mark) - text.begin());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool is_day_or_year(std::string_view part) {
  return is_number(part) && (part.size() <= 2 ? value_of(part) <= 99 : part.size() == 4);
}

/// Day, month and year in numbers, whatever their order.
bool is_numeric_date(const std::vector<std::string_view>& parts) {
  if (parts.size() != 3 || !std::ranges::all_of(parts, is_number)) return false;
  const bool year_first = parts[0].size() == 4;
  const auto year = year_first ? parts[0] : parts[2];
  const auto first = year_first ? parts[1] : parts[0];
  const auto second = year_first ? parts[2] : parts[1];
  if ((year.size() != 4 && year.size() != 2) || first.size() > 2 || second.size() > 2) return false;
  const auto a = value_of(first);
  const auto b = value_of(second);
  return a >= 1 && b >= 1 && std::min(a, b) <= 12 && std::max(a, b) <= 31;
}

/// "1-Aug", "Aug-01", "01-Aug-2024", "1. Aug 24".
bool is_named_date(const std::vector<std::string_view>& parts) {
  if (parts.size() != 2 && parts.size() != 3) return false;
  return std::ranges::count_if(parts, is_month) == 1 &&
         std::ranges::count_if(parts, is_day_or_year) + 1 == static_cast<std::ptrdiff_t>(parts.size());
}

/// A count of days since 1900 that falls between 1982 and 2064.
bool is_serial_date(std::string_view text) {
  const auto whole = text.substr(0, text.find('.'));
  return whole.size() == 5 && is_number(whole) && value_of(whole) >= 30'000 && value_of(whole) < 60'000 &&
         (whole.size() == text.size() || is_number(text.substr(6)));
}

/// One digit, decimals, E, a sign, the power: "1.00E+05".
bool is_power_of_ten(std::string_view text) {
  const auto e = text.find_first_of("eE");
  if (e == std::string_view::npos || e + 2 >= text.size() || (text[e + 1] != '+' && text[e + 1] != '-')) return false;
  const auto mantissa = text.substr(0, e);
  const bool is_decimal =
      mantissa.size() > 2 && (mantissa[1] == '.' || mantissa[1] == ',') && is_number(mantissa.substr(2));
  return is_digit(mantissa.empty() ? ' ' : mantissa[0]) && (mantissa.size() == 1 || is_decimal) &&
         is_number(text.substr(e + 2));
}

/// Spreadsheets write "Mar-01"; "MAR-01" is patient 1 of site MAR.
bool is_all_capitals(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// "01-02-24" may be site, cohort and number.
bool is_parted_by_dashes(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '-'; });
}

}  // namespace

bool looks_like_a_date(std::string_view text) {
  const auto parts = parts_of(without_midnight(text));
  return is_numeric_date(parts) || is_named_date(parts);
}

std::optional<std::string> damage_of_any_cell(std::string_view text) {
  constexpr auto errors = std::to_array<std::string_view>(
      {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#BEZUG!", "#NV", "#WERT!"});
  if (std::ranges::find(errors, text) != errors.end()) return "a value, not an error of a spreadsheet";
  if (text.size() >= 3 && text.find_first_not_of('#') == std::string_view::npos) {
    return "the value that the spreadsheet's column was too narrow to show";
  }
  return std::nullopt;
}

std::optional<std::string> damage_of_name(std::string_view text) {
  const auto parts = parts_of(without_midnight(text));
  const bool has_year = std::ranges::any_of(parts, [](std::string_view part) { return part.size() == 4; });
  if ((is_named_date(parts) && !is_all_capitals(text)) ||
      (is_numeric_date(parts) && (has_year || !is_parted_by_dashes(text)))) {
    return "the name as it was before a spreadsheet turned it into a date";
  }
  return damage_of_dated_name(text);
}

std::optional<std::string> damage_of_dated_name(std::string_view text) {
  if (!is_power_of_ten(text)) return std::nullopt;
  return "the name as it was before a spreadsheet turned it into a number with a power of ten";
}

std::optional<std::string> damage_of_date(std::string_view text) {
  if (is_serial_date(text)) return "a date such as 2024-03-05 (this is a spreadsheet's count of days)";
  const bool begins_as_iso = text.size() > 4 && is_number(text.substr(0, 4)) && text[4] == '-';
  if (begins_as_iso || !looks_like_a_date(text)) return std::nullopt;
  return "a date such as 2024-03-05 (a spreadsheet has put this one into the order of a country)";
}

bool is_name_at_risk(std::string_view text) {
  const auto e = text.find_first_of("eE");
  return e != std::string_view::npos && is_number(text.substr(0, e)) && is_number(text.substr(e + 1));
}

}  // namespace study::detail
