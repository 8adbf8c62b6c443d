#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/detail/input_file.h"

namespace fcs::detail {

/// DATA in ASCII with separators (blanks, tabs, commas, line ends, in runs): hands the numbers out as 64-bit words.
class DelimitedText {
 public:
  DelimitedText(std::uint64_t first, std::uint64_t size) : at_{first}, end_{first + size} {}

  /// Fills `words` with numbers, 8 bytes each, little-endian.
  /// @error Code::bad_number at what is no whole number below 2^64; truncated_data where DATA ends before; cannot_read
  [[nodiscard]] Result<void> read(const InputFile& file, std::span<std::byte> words);

  /// How many numbers are left.
  [[nodiscard]] Result<std::uint64_t> count(const InputFile& file);

 private:
  [[nodiscard]] Result<std::optional<std::uint64_t>> next(const InputFile& file);
  [[nodiscard]] Result<std::optional<char>> next_character(const InputFile& file);

  std::uint64_t at_ = 0;   ///< the next byte to be read from the file
  std::uint64_t end_ = 0;  ///< the first byte after DATA
  std::vector<std::byte> buffer_;
  std::size_t used_ = 0;  ///< bytes of the buffer that are used up
};

}  // namespace fcs::detail
