#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fcs/data.h"
#include "fcs/detail/delimited_text.h"
#include "fcs/detail/input_file.h"
#include "fcs/detail/line_ends.h"
#include "fcs/reader.h"

namespace fcs::detail {

/// Hands out the events of a sample as bytes, a block at a time, from one reused buffer of a few blocks.
class EventSource {
 public:
  /// @param block_size  events a block, at least 1
  [[nodiscard]] static Result<EventSource> open(const Sample& sample, std::size_t block_size);

  /// Up to block_size events, fewer only in the last block; none after it. Valid until the next call.
  [[nodiscard]] Result<EventBytes> next();

  /// next() goes on with event `first` and hands out `count` events at most. Not for delimited text or translated line
  /// ends, which are read from the start.
  void seek(std::uint64_t first, std::uint64_t count);

  /// The next event that next() would begin with.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  /// Events that the largest block has.
  [[nodiscard]] std::size_t largest_block() const;

 private:
  EventSource(InputFile file, const Sample& sample, std::size_t block_size);
  [[nodiscard]] Result<void> fill(std::uint64_t events);

  InputFile file_;
  Layout layout_;
  std::uint64_t data_first_ = 0;
  std::uint64_t event_count_ = 0;
  std::size_t block_size_ = 1;
  std::uint64_t position_ = 0;
  std::uint64_t end_ = 0;  ///< event after the last to hand out
  std::optional<DelimitedText> delimited_;
  std::optional<RestoredBytes> restored_;
  std::vector<std::byte> buffer_;
  std::span<std::byte> bytes_;      ///< in buffer_: of the events read last
  std::uint64_t buffer_first_ = 0;  ///< the first of them
  std::uint64_t buffer_count_ = 0;  ///< how many
};

}  // namespace fcs::detail
