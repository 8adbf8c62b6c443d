#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/text.h"

namespace fcs {

/// A well of a plate. Both count from 0.
struct Well {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  friend bool operator==(const Well&, const Well&) = default;
};

/// The well that each event was sorted into, in the events' order.
/// Source: BD FACSDiva's keywords INDEX SORTING LOCATIONS_1, _2 ... of `row,column;` pairs, and the plate's size in
/// INDEX SORTING DEVICE_DIMENSION (`16:24`); no standard has them.
/// @return nothing where the keywords are absent
/// @error Code::bad_keyword: a pair that is none, a well beyond the plate (or beyond 48 x 72, the largest made, where
///        its size is not said)
[[nodiscard]] Result<std::optional<std::vector<Well>>> parse_index_sorting(const Keywords& keywords);

}  // namespace fcs
