#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/result.h"
#include "fcs/base/spillover.h"
#include "fcs/data.h"
#include "fcs/header.h"
#include "fcs/layout.h"
#include "fcs/text.h"

namespace fcs {

/// How a new data set stores the values of one channel.
struct WrittenColumn {
  StoredType type = StoredType::float32;  ///< not digits
  std::size_t width = 4;                  ///< bytes; 1 to 8 for integers
  std::string range;                      ///< $PnR where Channel::range cannot say it (2^64 - 1); else empty
};

/// What a new data set says of itself besides its events.
struct WrittenSample {
  std::vector<Channel> channels;  ///< `index` and `is_time` play no part; amplification only where integers are stored
  std::optional<Spillover> spillover;
  std::optional<double> timestep;        ///< seconds a tick of the Time channel
  Keywords keywords;                     ///< further ones
  Version version = Version::fcs3_1;     ///< or fcs3_2
  std::vector<WrittenColumn> columns{};  ///< one a channel; empty: all float32
};

/// Hands out the events of a new data set in blocks, as often as they are asked for: a writer walks them again to
/// compare.
class EventSupply {
 public:
  EventSupply() = default;
  EventSupply(const EventSupply&) = delete;
  EventSupply& operator=(const EventSupply&) = delete;
  virtual ~EventSupply() = default;

  /// Of the whole data set.
  [[nodiscard]] virtual std::uint64_t event_count() const = 0;
  /// Goes back to the first event.
  [[nodiscard]] virtual Result<void> restart() = 0;
  /// The next events, which may be none: a column a channel, all of one length and each of its WrittenColumn's type.
  /// nullptr after the last. Valid until the next call.
  [[nodiscard]] virtual Result<const std::vector<StoredColumn>*> next() = 0;
};

/// Writes one data set: list mode, little-endian, FCS 3.1 or 3.2. It is read back and compared, every value and every
/// keyword, before the file appears; it appears whole or not at all, in memory of a few blocks whatever its size.
/// A floating-point channel without a range gets the next whole number above its largest value. Keywords that say how
/// the file is laid out ($PAR, $PnN, $BEGINDATA, $SPILLOVER, ...) are the writer's own, so those of another file can be
/// passed on whole. A keyword without a value gets a blank, as the standard has no empty values.
/// @error what the version cannot hold: Code::unsupported_layout (several data types in FCS 3.1), bad_keyword (a key
///        that is not printable ASCII), bad_value (a comma in $PnN; an integer of $PnR or above),
///        duplicate_channel_name, bad_spillover (a detector that is no channel), bad_delimiter (every character begins
///        a value); cannot_write, also where what is read back differs; what `events` says
/// Source: FCS 3.1 (Spidlen et al. 2010), sections 3.1 to 3.3; FCS 3.2 (2020), $PnDATATYPE.
[[nodiscard]] Result<void> write_sample(const std::filesystem::path& file, const WrittenSample& sample,
                                        EventSupply& events);

/// As above, of float32 columns in memory.
/// @param columns  one of stored values for each channel, all of one length
[[nodiscard]] Result<void> write_sample(const std::filesystem::path& file, const WrittenSample& sample,
                                        std::span<const std::span<const float>> columns);

}  // namespace fcs
