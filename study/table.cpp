#include "study/table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "fcs/base/utf8.h"

namespace study {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What is wrong with a record; `cell` counts from 0.
struct Flaw {
  std::optional<std::size_t> cell;
  std::string expected;
  std::string found;
};

struct Record {
  std::uint32_t row = 0;
  std::vector<std::string> cells;
  std::vector<Flaw> flaws;

  [[nodiscard]] bool is_blank() const {
    return flaws.empty() && std::ranges::all_of(cells, [](const std::string& cell) { return cell.empty(); });
  }
};

/// Cuts the text into records.
class RecordReader {
 public:
  explicit RecordReader(std::string_view text) : text_{text} {}

  std::optional<Record> next() {
    if (at_ == text_.size()) return std::nullopt;
    Record record;
    record.row = ++row_;
    do {
      record.cells.push_back(at_quote() ? quoted_cell(record) : plain_cell(record));
      if (fcs::first_invalid_utf8(record.cells.back()) != std::string::npos) {
        record.flaws.push_back({record.cells.size() - 1, "UTF-8 (in a spreadsheet: save as CSV UTF-8)",
                                fcs::printable(record.cells.back())});
      }
    } while (passed_comma());
    pass_line_end();
    return record;
  }

 private:
  [[nodiscard]] bool at_quote() const { return at_ < text_.size() && text_[at_] == '"'; }

  bool passed_comma() {
    if (at_ == text_.size() || text_[at_] != ',') return false;
    ++at_;
    return true;
  }

  void pass_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }

  std::string plain_cell(Record& record) {
    const auto end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    std::string cell{text_.substr(at_, end - at_)};
    at_ = end;
    if (cell.find('"') != std::string::npos) {
      record.flaws.push_back({record.cells.size(), "a quote only around a whole cell, doubled inside it", cell});
    }
    return cell;
  }

  std::string quoted_cell(Record& record) {
    std::string cell;
    while (true) {
      const auto quote = text_.find('"', ++at_);
      if (quote == std::string_view::npos) {
        cell += text_.substr(at_);
        at_ = text_.size();
        record.flaws.push_back({record.cells.size(), "a closing quote", fcs::printable(cell, 60)});
        return cell;
      }
      cell += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (!at_quote()) break;
      cell += '"';
    }
    const auto end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    if (end != at_) {
      record.flaws.push_back({record.cells.size(), "a comma or the end of the line after a closing quote",
                              std::string{text_.substr(at_, end - at_)}});
      at_ = end;
    }
    return cell;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t row_ = 0;
};

/// Turns flaws into problems that name file, row and column.
class Reporter {
 public:
  Reporter(const std::string& file, ParsedTable& parsed) : file_{file}, parsed_{parsed} {}

  void report(std::uint32_t row, const Flaw& flaw) {
    parsed_.problems.push_back(
        {fcs::Code::bad_table, {file_, "", fcs::TableCell{row, column_name(flaw.cell)}}, flaw.expected, flaw.found});
  }

 private:
  [[nodiscard]] std::string column_name(std::optional<std::size_t> cell) const {
    if (!cell) return {};
    const auto& columns = parsed_.table.columns;
    return *cell < columns.size() && !columns[*cell].empty() ? columns[*cell] : fmt::format("number {}", *cell + 1);
  }

  const std::string& file_;
  ParsedTable& parsed_;
};

/// @return whether rows can be read under this header
bool read_header(const std::optional<Record>& header, Reporter& reporter, ParsedTable& parsed) {
  if (!header || header->is_blank()) {
    reporter.report(
        1, {std::nullopt, "a line with the names of the columns", header ? "an empty line" : "an empty table"});
    return false;
  }
  const auto& cells = header->cells;
  if (cells.size() == 1) {
    for (const auto& [delimiter, name] : {std::pair{';', "semicolons"}, std::pair{'\t', "tabs"}}) {
      if (cells.front().find(delimiter) == std::string::npos) continue;
      reporter.report(1, {std::nullopt, "columns separated by commas", name});
      return false;
    }
  }
  auto& columns = parsed.table.columns;
  std::ranges::transform(cells, std::back_inserter(columns),
                         [](const std::string& cell) { return std::string{trimmed(cell)}; });
  for (const auto& flaw : header->flaws) reporter.report(1, flaw);
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].empty()) {
      reporter.report(1, {i, "a name for the column", "an empty cell"});
    } else if (!seen.insert(columns[i]).second) {
      reporter.report(1, {i, "each column once", columns[i]});
    }
  }
  return true;
}

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::optional<std::size_t> Table::find_column(std::string_view name) const {
  const auto found = std::ranges::find(columns, name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

ParsedTable parse_table(std::string_view text, const std::string& file) {
  ParsedTable parsed;
  Reporter reporter{file, parsed};
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    reporter.report(1, {std::nullopt, "UTF-8 (in a spreadsheet: save as CSV UTF-8)", "UTF-16"});
    return parsed;
  }
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  RecordReader records{text};
  if (!read_header(records.next(), reporter, parsed)) return parsed;
  const auto width = parsed.table.columns.size();
  while (auto record = records.next()) {
    if (record->is_blank()) continue;
    if (record->flaws.empty() && record->cells.size() != width) {
      record->flaws.push_back(
          {std::nullopt, fmt::format("{} cells, as in the header", width), fmt::format("{}", record->cells.size())});
    }
    if (record->flaws.empty()) {
      parsed.table.rows.push_back({record->row, std::move(record->cells)});
    } else {
      for (const auto& flaw : record->flaws) reporter.report(record->row, flaw);
    }
  }
  return parsed;
}

std::string number_cell(double value) {
  if (std::isnan(value)) return "nan";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string number_cell(std::uint64_t value) { return std::to_string(value); }

std::string number_cell(std::optional<double> value) { return value ? number_cell(*value) : std::string{}; }

std::string number_cell(std::optional<std::uint64_t> value) { return value ? number_cell(*value) : std::string{}; }

std::string text_cell(std::string_view text) {
  auto cell = fcs::printable(text, std::numeric_limits<std::size_t>::max());
  const bool is_formula =
      cell.size() > 1 && std::string_view{"=+-@"}.find(cell.front()) != std::string_view::npos && !is_number(cell);
  return is_formula ? "'" + cell : cell;
}

void append_row(std::string& table, std::span<const std::string> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) table += ',';
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      table += cells[i];
      continue;
    }
    table += '"';
    for (const char c : cells[i]) {
      if (c == '"') table += '"';
      table += c;
    }
    table += '"';
  }
  table += '\n';
}

}  // namespace study
