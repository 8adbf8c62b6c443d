#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "apps/cli/command.h"
#include "study/table.h"
#include "tests/support/temporary_folder.h"

namespace cli::test {

struct Outcome {
  Exit exit = Exit::our_defect;
  std::string table;
  std::string log;
};

/// The program without its process: words in, exit and both streams out.
inline Outcome run(const std::vector<std::string>& words) {
  std::ostringstream table;
  std::ostringstream log;
  const auto exit = dispatch(words, table, log);
  return {exit, table.str(), log.str()};
}

using Folder = testing_support::TemporaryFolder;

inline std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> cells;
  std::istringstream stream{line};
  for (std::string cell; std::getline(stream, cell, separator);) cells.push_back(cell);
  if (line.ends_with(separator)) cells.emplace_back();
  return cells;
}

using Row = std::map<std::string, std::string>;

/// Rows of a CSV table by the names of their columns.
inline std::vector<Row> rows_of(const std::string& csv) {
  const auto parsed = study::parse_table(csv, "table");
  EXPECT_TRUE(parsed.problems.empty()) << fcs::message(parsed.problems.front());
  std::vector<Row> rows;
  for (const auto& row : parsed.table.rows) {
    rows.emplace_back();
    for (std::size_t c = 0; c < row.cells.size(); ++c) rows.back()[parsed.table.columns[c]] = row.cells[c];
  }
  return rows;
}

/// Likewise of a table with tabs and without quotes.
inline std::vector<Row> rows_of_tabs(const std::string& text) {
  std::istringstream stream{text};
  std::string line;
  std::getline(stream, line);
  const auto header = split(line, '\t');
  std::vector<Row> rows;
  while (std::getline(stream, line)) {
    const auto cells = split(line, '\t');
    rows.emplace_back();
    for (std::size_t c = 0; c < std::min(header.size(), cells.size()); ++c) rows.back()[header[c]] = cells[c];
  }
  return rows;
}

inline const std::filesystem::path conformance = std::filesystem::path{CYTOGATE_SHARED_DIR} / "conformance";
inline const std::filesystem::path sample_data = CYTOGATE_SAMPLE_DATA;

}  // namespace cli::test
