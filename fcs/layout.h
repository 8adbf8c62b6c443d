#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/findings.h"
#include "fcs/header.h"
#include "fcs/text.h"

namespace fcs {

/// What the Time channel's scale values are.
enum class TimeUnit : std::uint8_t {
  seconds,
  ticks
};  ///< seconds = stored value x $TIMESTEP, where the file has a usable one

enum class StoredType : std::uint8_t { unsigned_integer, float32, float64, digits };  ///< digits: an integer in ASCII
enum class Endian : std::uint8_t { little, big, permuted };

/// From a stored value to its scale value.
struct SameValue {
  friend bool operator==(const SameValue&, const SameValue&) = default;
};
struct DivideByGain {
  double gain = 1;  ///< $PnG
  friend bool operator==(const DivideByGain&, const DivideByGain&) = default;
};
struct MultiplyByTimestep {
  double timestep = 1;  ///< $TIMESTEP, seconds a tick
  friend bool operator==(const MultiplyByTimestep&, const MultiplyByTimestep&) = default;
};
/// offset * 10^(decades * value / range)
struct LogAmplified {
  double decades = 0;
  double offset = 1;
  double range = 1;  ///< $PnR as written
  friend bool operator==(const LogAmplified&, const LogAmplified&) = default;
};
using Scale = std::variant<SameValue, DivideByGain, MultiplyByTimestep, LogAmplified>;

/// Where and how one channel is stored within an event.
struct Column {
  std::size_t offset = 0;  ///< bytes from the start of the event
  std::size_t width = 4;   ///< bytes; 1 to 8, more only for digits
  StoredType type = StoredType::float32;
  Endian endian = Endian::little;
  std::array<std::uint8_t, 8> significance{};  ///< of each stored byte, 0 = lowest; only for Endian::permuted
  std::uint64_t mask = ~std::uint64_t{0};      ///< the bits that count; only for unsigned integers
  Scale scale{};
  friend bool operator==(const Column&, const Column&) = default;
};

/// How the events of a data set are stored: one after another without gaps.
struct Layout {
  std::vector<Column> columns;  ///< in the order of the channels
  std::size_t event_size = 0;   ///< bytes
  /// DATA is numbers in ASCII with separators between; `columns` then tells of the events as DelimitedText hands them
  /// out.
  bool delimited = false;
};

/// Where integers have widths that are no whole bytes, which word each one stands in.
enum class PartialWord : std::uint8_t {
  next_larger,    ///< the next of 8, 16, 32, 64 bits
  of_byte_order,  ///< as many bytes as $BYTEORD has entries
};

struct LayoutOptions {
  Version version = Version::fcs3_1;  ///< says only which absent keywords are worth a finding
  TimeUnit time = TimeUnit::seconds;
  PartialWord partial_word = PartialWord::next_larger;
  Tolerance tolerance = Tolerance::standard();
};

/// What TEXT says of the events.
struct EventFormat {
  Layout layout;
  std::vector<Channel> channels;
  std::optional<double> timestep;  ///< seconds a tick
  bool has_trusted_types = false;  ///< $PnB contradicts F or D, which were believed; the length of DATA must confirm it
  bool has_partial_words = false;  ///< LayoutOptions::partial_word mattered; the length of DATA must confirm it
};

/// Stage 3: keywords to the layout of an event and its channels.
/// @error Code::missing_keyword, bad_keyword, unsupported_mode, unsupported_layout
/// Source: FCS 3.1 standard, 3.2.20 (keywords), 3.3 DATA segment; FCS 3.2, $PnDATATYPE.
[[nodiscard]] Result<WithFindings<EventFormat>> parse_layout(const Keywords& keywords,
                                                             const LayoutOptions& options = {});

}  // namespace fcs
