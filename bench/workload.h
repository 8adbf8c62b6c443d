#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "fcs/base/result.h"

namespace bench {

inline constexpr std::size_t channels = 20;

/// Writes a float32 little-endian file of 20 channels (Time, 5 of scatter, 14 of fluorescence) with a 14 x 14
/// $SPILLOVER: a mixture of debris, lymphocytes, monocytes and doublets in which a good part of the events reaches the
/// deepest gates.
/// @param more_channels  beside the 20: channels that no gate looks at
[[nodiscard]] fcs::Result<void> write_file(const std::filesystem::path& file, std::size_t events, std::uint64_t seed,
                                           std::size_t more_channels = 0);

/// Twelve gates that give, with all events, 21 populations: a time range, two scatter polygons, logicle ranges, two
/// quadrants, a logicle polygon, a logicle ellipsoid, a Boolean; fluorescence compensated by the file's matrix.
/// @param copies  of all twelve gates, each with ids of its own
[[nodiscard]] fcs::Result<void> write_strategy(const std::filesystem::path& file, std::size_t copies = 1);

}  // namespace bench
