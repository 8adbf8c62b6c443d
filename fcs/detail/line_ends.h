#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/detail/input_file.h"

namespace fcs::detail {

/// The line feeds (byte 0x0A) of a part of a file. A transfer in text mode puts a carriage return before each of them,
/// and so shifts all values behind the first.
struct LineFeeds {
  std::uint64_t count = 0;
  bool all_after_carriage_return = true;
};

/// Reads from byte `first` on, up to `most` bytes or the end of the file; stops at a line feed without carriage return.
[[nodiscard]] Result<LineFeeds> count_line_feeds(const InputFile& file, std::uint64_t first, std::uint64_t most);

/// Hands out the bytes of DATA as they were before such a transfer: without the carriage returns before line feeds.
class RestoredBytes {
 public:
  explicit RestoredBytes(std::uint64_t first) : at_{first} {}

  /// Fills all of `bytes` with the next ones.
  /// @error Code::cannot_read, also where the file ends before
  [[nodiscard]] Result<void> read(const InputFile& file, std::span<std::byte> bytes);

 private:
  std::uint64_t at_ = 0;  ///< the next byte of the file
  std::vector<std::byte> buffer_;
};

}  // namespace fcs::detail
