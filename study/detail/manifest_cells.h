#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/error.h"
#include "study/table.h"

namespace study::detail {

/// The cells of one row by column name, trimmed and typed. What is wrong with them is collected, not thrown.
class ManifestCells {
 public:
  ManifestCells(const Table& table, const TableRow& row, const std::string& file, std::vector<fcs::Error>& problems)
      : table_{table}, row_{row}, file_{file}, problems_{problems} {}

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

  void report(fcs::Code code, std::string_view column, std::string expected, std::string found);

 private:
  const Table& table_;
  const TableRow& row_;
  const std::string& file_;
  std::vector<fcs::Error>& problems_;
};

}  // namespace study::detail
