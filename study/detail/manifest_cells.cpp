#include "study/detail/manifest_cells.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace study::detail {
namespace {

template <class T>
std::optional<T> parse(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_word_for_none(std::string_view text) {
  constexpr auto words = std::to_array<std::string_view>({"NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "-", "."});
  return std::ranges::find(words, text) != words.end();
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

ManifestCells::ManifestCells(const Table& table, const TableRow& row, const std::string& file,
                             std::vector<fcs::Error>& problems, std::vector<fcs::Finding>& findings)
    : table_{table}, row_{row}, file_{file}, problems_{problems}, findings_{findings} {
  for (const auto cell : row.flawed) reported_.insert(table.columns[cell]);
}

std::string ManifestCells::text(std::string_view column) const {
  const auto index = table_.find_column(column);
  if (!index) return {};
  return std::string{trimmed_cell(row_.cells[*index])};
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
  const auto* expected = "a number of 0 or more";
  if (cell.find(',') != std::string::npos) expected = "a number with a decimal point, not a comma";
  if (is_word_for_none(cell)) expected = "a number, or an empty cell where there is none";
  report(fcs::Code::bad_value, column, expected, cell);
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
  const auto cell = lower(text(column));
  if (cell.empty()) return std::nullopt;
  if (cell == "yes" || cell == "true" || cell == "1" || cell == "y") return true;
  if (cell == "no" || cell == "false" || cell == "0" || cell == "n") return false;
  report(fcs::Code::bad_value, column, "yes or no", text(column));
  return std::nullopt;
}

std::string ManifestCells::one_of(std::string_view column, std::span<const std::string_view> words) {
  const auto cell = text(column);
  if (cell.empty()) return {};
  const auto word =
      std::ranges::find_if(words, [&cell](std::string_view known) { return lower(std::string{known}) == lower(cell); });
  if (word != words.end()) return std::string{*word};
  report(fcs::Code::bad_value, column, fmt::format("{}", fmt::join(words, ", ")), cell);
  return {};
}

void ManifestCells::report(fcs::Code code, std::string_view column, std::string expected, std::string found) {
  if (!reported_.emplace(column).second) return;
  problems_.push_back(
      {code, {file_, "", fcs::TableCell{row_.row, std::string{column}}}, std::move(expected), std::move(found)});
}

void ManifestCells::remark(std::string_view column, std::string expected, std::string assumed) {
  if (reported_.contains(column)) return;
  findings_.push_back({{fcs::Code::bad_value,
                        {file_, "", fcs::TableCell{row_.row, std::string{column}}},
                        std::move(expected),
                        text(column)},
                       std::move(assumed)});
}

}  // namespace study::detail
