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
    return flaws.empty() &&
           std::ranges::all_of(cells, [](const std::string& cell) { return trimmed_cell(cell).empty(); });
  }
};

/// UTF-8 that some program took for Latin-1 and wrote as UTF-8 once more (a micro sign becomes two letters), or a
/// character that was lost.
bool is_broken_text(std::string_view cell) {
  constexpr auto traces = std::to_array<std::string_view>(
      {"\u00C2\u00B5", "\u00C2\u00B0", "\u00C2\u00B1", "\u00C2\u00A0", "\u00CE\u00BC", "\u00C3\u00A4", "\u00C3\u00B6",
       "\u00C3\u00BC", "\u00C3\u00A9", "\u00E2\u20AC", "\u00CE\u00B1", "\u00CE\u00B2", "\u00CE\u00B3", "\uFFFD"});
  return std::ranges::any_of(traces, [cell](auto trace) { return cell.find(trace) != std::string_view::npos; });
}

/// Cuts the text into records.
class RecordReader {
 public:
  RecordReader(std::string_view text, char separator)
      : text_{text}, separator_{separator}, cell_ends_{separator, '\r', '\n'} {}

  std::optional<Record> next() {
    if (at_ == text_.size()) return std::nullopt;
    Record record;
    record.row = ++row_;
    do {
      record.cells.push_back(at_quote() ? quoted_cell(record) : plain_cell(record));
      check_text(record);
    } while (passed_separator());
    pass_line_end();
    return record;
  }

 private:
  [[nodiscard]] bool at_quote() const { return at_ < text_.size() && text_[at_] == '"'; }

  bool passed_separator() {
    if (at_ == text_.size() || text_[at_] != separator_) return false;
    ++at_;
    return true;
  }

  void pass_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }

  static void check_text(Record& record) {
    const auto& cell = record.cells.back();
    if (fcs::first_invalid_utf8(cell) != std::string::npos) {
      record.flaws.push_back(
          {record.cells.size() - 1, "UTF-8 (in a spreadsheet: save as CSV UTF-8)", fcs::printable(cell)});
    } else if (is_broken_text(cell)) {
      record.flaws.push_back({record.cells.size() - 1, "the text before it was opened in another encoding", cell});
    }
  }

  std::string plain_cell(Record& record) {
    const auto end = std::min(text_.find_first_of(cell_ends_, at_), text_.size());
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
    const auto end = std::min(text_.find_first_of(cell_ends_, at_), text_.size());
    if (end != at_) {
      record.flaws.push_back({record.cells.size(), "the next cell or the end of the line after a closing quote",
                              std::string{text_.substr(at_, end - at_)}});
      at_ = end;
    }
    return cell;
  }

  std::string_view text_;
  char separator_;
  std::string cell_ends_;
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

/// Commas, unless the header has none and is parted by something else; what spreadsheets write as a first line of its
/// own ("sep=;") is taken off.
char take_separator(std::string_view& text) {
  const auto line = text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
  if (line.size() == 5 && line.starts_with("sep=")) {
    text.remove_prefix(std::min(line.size() + (text.substr(line.size()).starts_with("\r\n") ? 2 : 1), text.size()));
    return line.back();
  }
  if (line.find(',') != std::string_view::npos) return ',';
  if (line.find(';') != std::string_view::npos) return ';';
  return line.find('\t') != std::string_view::npos ? '\t' : ',';
}

std::string name_of_separator(char separator) {
  switch (separator) {
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    default:
      return fmt::format("\"{}\"", separator);
  }
}

std::vector<Record> records_of(std::string_view text, char separator) {
  std::vector<Record> records;
  RecordReader reader{text, separator};
  while (auto record = reader.next()) records.push_back(std::move(*record));
  return records;
}

/// Takes off the columns at the end that have neither a name nor anything below it.
void drop_blank_columns(std::vector<Record>& records) {
  const auto is_blank_at = [](const Record& record, std::size_t column) {
    return column >= record.cells.size() || trimmed_cell(record.cells[column]).empty();
  };
  auto width = records.front().cells.size();
  while (width > 1 && std::ranges::all_of(records, [&](const Record& r) { return is_blank_at(r, width - 1); })) --width;
  for (auto& record : records) {
    while (record.cells.size() > width && is_blank_at(record, record.cells.size() - 1)) record.cells.pop_back();
  }
}

void read_header(const Record& header, Reporter& reporter, Table& table) {
  auto& columns = table.columns;
  std::ranges::transform(header.cells, std::back_inserter(columns),
                         [](const std::string& cell) { return std::string{trimmed_cell(cell)}; });
  for (const auto& flaw : header.flaws) reporter.report(1, flaw);
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].empty()) {
      reporter.report(1, {i, "a name for the column", "an empty cell"});
    } else if (!seen.insert(columns[i]).second) {
      reporter.report(1, {i, "each column once", columns[i]});
    }
  }
}

void read_row(Record& record, Reporter& reporter, Table& table) {
  const auto width = table.columns.size();
  const bool fits = record.cells.size() == width;
  if (record.flaws.empty() && !fits) {
    record.flaws.push_back(
        {std::nullopt, fmt::format("{} cells, as in the header", width), fmt::format("{}", record.cells.size())});
  }
  if (fits && std::ranges::equal(record.cells, table.columns, {}, trimmed_cell)) {
    reporter.report(record.row, {std::nullopt, "a row of values", "the header once more"});
    return;
  }
  TableRow row{record.row, {}, {}};
  for (const auto& flaw : record.flaws) {
    reporter.report(record.row, flaw);
    if (flaw.cell) row.flawed.push_back(*flaw.cell);
  }
  if (!fits) return;
  row.cells = std::move(record.cells);
  table.rows.push_back(std::move(row));
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
  const auto separator = take_separator(text);
  auto records = records_of(text, separator);
  if (records.empty() || records.front().is_blank()) {
    reporter.report(1, {std::nullopt, "a line with the names of the columns",
                        records.empty() ? "an empty table" : "an empty line"});
    return parsed;
  }
  if (separator != ',') {
    reporter.report(1, {std::nullopt, "columns separated by commas", name_of_separator(separator)});
  }
  drop_blank_columns(records);
  read_header(records.front(), reporter, parsed.table);
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (!records[i].is_blank()) read_row(records[i], reporter, parsed.table);
  }
  return parsed;
}

std::string_view trimmed_cell(std::string_view cell) {
  constexpr auto blanks =
      std::to_array<std::string_view>({" ", "\t", "\r", "\n", "\u00A0" /* no break */, "\u202F" /* the same, narrow */,
                                       "\u200B" /* no width */, "\uFEFF" /* byte order mark */});
  for (bool is_blank = true; is_blank;) {
    is_blank = false;
    for (const auto blank : blanks) {
      if (cell.starts_with(blank)) {
        cell.remove_prefix(blank.size());
        is_blank = true;
      } else if (cell.ends_with(blank)) {
        cell.remove_suffix(blank.size());
        is_blank = true;
      }
    }
  }
  return cell;
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
