#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/result.h"
#include "fcs/base/spillover.h"
#include "fcs/text.h"

namespace fcs {

/// What a new data set says of itself besides its events.
struct WrittenSample {
  std::vector<Channel> channels;  ///< name, label and range are written; `index` plays no part
  std::optional<Spillover> spillover;
  std::optional<double> timestep;  ///< seconds a tick of the Time channel
  Keywords keywords;               ///< further ones
};

/// Writes one data set as FCS 3.1: list mode, float32, little-endian, linear. The file appears whole or not at all.
/// A channel without a range gets the next whole number above its largest value. Keywords that say how the file is laid
/// out ($PAR, $PnN, $BEGINDATA, $SPILLOVER, ...) are the writer's own, so those of another file can be passed on whole.
/// Keywords without a value are left out.
/// @param columns  one of stored values for each channel, all of one length
/// @error what FCS 3.1 cannot hold: Code::bad_keyword (a key that is not printable ASCII), bad_value (a comma in $PnN),
///        duplicate_channel_name, bad_spillover (a detector that is no channel), bad_delimiter (the values leave none
///        over); cannot_write
/// Source: FCS 3.1 (Spidlen et al. 2010), sections 3.1 to 3.3.
[[nodiscard]] Result<void> write_sample(const std::filesystem::path& file, const WrittenSample& sample,
                                        std::span<const std::span<const float>> columns);

}  // namespace fcs
