#include "study/detail/manifest_cells.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

namespace study::detail {
namespace {

template <class T>
std::optional<T> parse(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string ManifestCells::text(std::string_view column) const {
  const auto index = table_.find_column(column);
  if (!index) return {};
  const std::string_view cell = row_.cells[*index];
  const auto first = cell.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string{cell.substr(first, cell.find_last_not_of(" \t") - first + 1)};
}

std::string ManifestCells::required_text(std::string_view column, std::string_view expected) {
  auto cell = text(column);
  if (cell.empty() && table_.find_column(column)) {
    report(fcs::Code::bad_value, column, std::string{expected}, "an empty cell");
  }
  return cell;
}

std::optional<double> ManifestCells::number(std::string_view column) {
  const auto cell = text(column);
  if (cell.empty()) return std::nullopt;
  const auto value = parse<double>(cell);
  if (value && std::isfinite(*value) && *value >= 0) return value;
  const bool has_comma = cell.find(',') != std::string::npos;
  report(fcs::Code::bad_value, column,
         has_comma ? "a number with a decimal point, not a comma" : "a number of 0 or more", cell);
  return std::nullopt;
}

std::optional<int> ManifestCells::count(std::string_view column) {
  const auto cell = text(column);
  if (cell.empty()) return std::nullopt;
  const auto value = parse<int>(cell);
  if (value && *value >= 1) return value;
  report(fcs::Code::bad_value, column, "a whole number from 1", cell);
  return std::nullopt;
}

std::optional<bool> ManifestCells::yes_or_no(std::string_view column) {
  auto cell = text(column);
  if (cell.empty()) return std::nullopt;
  std::ranges::transform(cell, cell.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (cell == "yes" || cell == "true" || cell == "1" || cell == "y") return true;
  if (cell == "no" || cell == "false" || cell == "0" || cell == "n") return false;
  report(fcs::Code::bad_value, column, "yes or no", text(column));
  return std::nullopt;
}

void ManifestCells::report(fcs::Code code, std::string_view column, std::string expected, std::string found) {
  problems_.push_back(
      {code, {file_, "", fcs::TableCell{row_.row, std::string{column}}}, std::move(expected), std::move(found)});
}

}  // namespace study::detail
