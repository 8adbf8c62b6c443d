#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/error.h"

namespace study {

struct TableRow {
  std::uint32_t row = 0;            ///< as a spreadsheet numbers it: the header is 1
  std::vector<std::string> cells;   ///< one a column of the header
  std::vector<std::size_t> flawed;  ///< cells whose text cannot be trusted: a problem says why
};

/// A table with one header line.
struct Table {
  std::vector<std::string> columns;
  std::vector<TableRow> rows;  ///< without those whose cells are all empty, or that do not fit the header

  [[nodiscard]] std::optional<std::size_t> find_column(std::string_view name) const;
};

struct ParsedTable {
  Table table;
  std::vector<fcs::Error> problems;  ///< all of them, in the order of the file
};

/// Reads a CSV table: comma, double quotes, line ends LF, CRLF or CR, UTF-8 with or without a byte order mark. Blank
/// rows and columns at the end are left out.
/// @param file  how messages call the table
/// Problems (Code::bad_table, with row and column): no header, semicolons or tabs for commas (the table is read all the
/// same, so that one run finds all that is wrong), an unnamed or repeated column, the header once more among the rows,
/// a row that is longer or shorter than the header, a stray or unclosed quote, text that is not UTF-8 or was broken on
/// its way. Source: RFC 4180.
[[nodiscard]] ParsedTable parse_table(std::string_view text, const std::string& file);

/// Without the blanks around it, among them non-breaking ones and what pasting leaves behind unseen.
[[nodiscard]] std::string_view trimmed_cell(std::string_view cell);

/// The shortest decimal that reads back as the same double; nan, inf, -inf.
[[nodiscard]] std::string number_cell(double value);
[[nodiscard]] std::string number_cell(std::uint64_t value);
/// Empty where there is no value.
[[nodiscard]] std::string number_cell(std::optional<double> value);
[[nodiscard]] std::string number_cell(std::optional<std::uint64_t> value);

/// Text as a cell: line breaks and control characters are made visible, and what a spreadsheet would run as a formula
/// (it begins with = + - @ and is neither a number nor that one character) gets a leading apostrophe.
[[nodiscard]] std::string text_cell(std::string_view text);

/// Appends one line: cells joined by commas, quoted only where needed, LF at the end.
void append_row(std::string& table, std::span<const std::string> cells);

}  // namespace study
