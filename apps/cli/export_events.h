#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "fcs/reader.h"
#include "fcs/writer.h"
#include "gating/compensation.h"

namespace cli {

/// Which events of a sample: bit e of word e / 64; none given = all.
struct Selection {
  std::optional<std::vector<std::uint64_t>> members;

  [[nodiscard]] bool has(std::uint64_t event) const {
    return !members || (((*members)[event / 64] >> (event % 64)) & 1) != 0;
  }
  [[nodiscard]] std::uint64_t count(std::uint64_t event_count) const;
};

// The events that are exported, a column a channel. Sample and selection must outlive them.

/// In the file's own types.
[[nodiscard]] std::unique_ptr<fcs::EventSupply> stored_events(const fcs::Sample& sample,
                                                              std::vector<fcs::ChannelIndex> channels,
                                                              const Selection& selection);

/// Scale values; with a matrix, its detectors are replaced by what their fluorochromes give.
/// @param type  float32 or float64
/// @error Code::bad_spillover when a detector is no channel
[[nodiscard]] fcs::Result<std::unique_ptr<fcs::EventSupply>> scale_events(const fcs::Sample& sample,
                                                                          std::vector<fcs::ChannelIndex> channels,
                                                                          std::optional<gating::Unmixing> unmixing,
                                                                          fcs::StoredType type,
                                                                          const Selection& selection);

}  // namespace cli
