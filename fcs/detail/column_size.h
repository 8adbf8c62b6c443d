#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "fcs/data.h"

namespace fcs::detail {

/// Values in each of the columns, which are of one length.
inline std::size_t column_size(const std::vector<StoredColumn>& columns) {
  if (columns.empty()) return 0;
  return std::visit([](const auto& values) { return values.size(); }, columns.front());
}

}  // namespace fcs::detail
