#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/error.h"
#include "study/table.h"

namespace study::detail {

/// The cells of one row by column name, trimmed and typed. What is wrong with them is collected, not thrown, and only
/// the first problem of a cell: the others follow from it.
class ManifestCells {
 public:
  ManifestCells(const Table& table, const TableRow& row, const std::string& file, std::vector<fcs::Error>& problems,
                std::vector<fcs::Finding>& findings);

  /// Empty where the cell or the column is.
  [[nodiscard]] std::string text(std::string_view column) const;

  /// Reports Code::bad_value where the cell is empty; a column that is missing altogether is reported once, elsewhere.
  [[nodiscard]] std::string required_text(std::string_view column, std::string_view expected);

  /// A finite number of 0 or more; none where the cell is empty.
  [[nodiscard]] std::optional<double> number(std::string_view column);

  /// A whole number from 1; none where the cell is empty.
  [[nodiscard]] std::optional<int> count(std::string_view column);

  /// yes, no, true, false, 1, 0; none where the cell is empty.
  [[nodiscard]] std::optional<bool> yes_or_no(std::string_view column);

  /// One of `words`, however its letters are cased; Code::bad_value where it is another; empty where the cell is.
  [[nodiscard]] std::string one_of(std::string_view column, std::span<const std::string_view> words);

  void report(fcs::Code code, std::string_view column, std::string expected, std::string found);
  /// Says what is assumed of a cell that can be lived with.
  void remark(std::string_view column, std::string expected, std::string assumed);

  /// Whether nothing was wrong with any cell so far.
  [[nodiscard]] bool are_sound() const { return reported_.empty(); }

 private:
  const Table& table_;
  const TableRow& row_;
  const std::string& file_;
  std::vector<fcs::Error>& problems_;
  std::vector<fcs::Finding>& findings_;
  std::set<std::string, std::less<>> reported_;  ///< columns
};

}  // namespace study::detail
