#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"

namespace fcs {

/// $BYTEORD: which byte of a value stands where.
struct ByteOrder {
  /// Of each byte in the order written, 1 = the lowest: 1,2,3,4 is little-endian. A permutation of 1 to its size.
  std::vector<std::uint8_t> significance;

  [[nodiscard]] bool is_little_endian() const;
  [[nodiscard]] bool is_big_endian() const;
  friend bool operator==(const ByteOrder&, const ByteOrder&) = default;
};

/// @error Code::bad_keyword unless these are 1 to n in any order, n at most 8; its place is left to the caller
[[nodiscard]] Result<ByteOrder> parse_byte_order(std::string_view text);
[[nodiscard]] std::string print(const ByteOrder& order);

}  // namespace fcs
