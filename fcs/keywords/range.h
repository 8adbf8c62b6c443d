#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fcs/base/result.h"

namespace fcs {

/// $PnR: integers are 0 to value - 1; floating-point data may go beyond.
struct Range {
  double value = 0;
  unsigned bits = 0;  ///< the fewest that hold value - 1; at most 64
  friend bool operator==(const Range&, const Range&) = default;
};

/// Any number from 2 to 2^64: decimals and exponents occur, and more is no range of an instrument.
/// @error Code::bad_range otherwise; its place is left to the caller
[[nodiscard]] Result<Range> parse_range(std::string_view text);
[[nodiscard]] std::string print(const Range& range);

}  // namespace fcs
