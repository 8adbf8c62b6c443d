#pragma once

#include <string_view>
#include <vector>

#include "fcs/base/error.h"
#include "study/detail/manifest_cells.h"
#include "study/table.h"

namespace study::detail {

/// Whether the manifest gives a column a member of ManifestRow, or a say in one; all others are kept as they are.
[[nodiscard]] bool is_read(std::string_view column);

/// Gives columns whose names differ only in case and blanks their own names ("Dose unit": dose_unit), unless the table
/// has such a column, and reports those that are not known at all.
void name_columns(Table& table, const std::string& file, std::vector<fcs::Finding>& findings);

/// Problems: Code::bad_value where a spreadsheet has damaged a cell of any column.
void check_damage(const Table& table, ManifestCells& cells);

/// Problems: Code::bad_value where a column that is kept has a value of another type than its own.
void check_kept_columns(ManifestCells& cells);

}  // namespace study::detail
