#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace study {

/// How many events lie at the ends of a channel's scale, and how many nowhere on it.
struct ChannelEnds {
  std::uint64_t at_top = 0;       ///< what $PnR - 1 becomes when it is read, or more; 0 where the channel has no $PnR
  std::uint64_t at_smallest = 0;  ///< exactly the smallest value of the channel
  double smallest = std::numeric_limits<double>::infinity();  ///< of the finite values
  std::uint64_t not_numbers = 0;                              ///< NaN or infinite: at neither end
};

/// Takes in more values of a channel.
/// @param top  infinity where the channel has no $PnR
void add_to(ChannelEnds& ends, std::span<const float> values, double top);
void add_to(ChannelEnds& ends, std::span<const double> values, double top);

}  // namespace study
