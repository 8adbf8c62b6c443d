#pragma once

#include <cstdint>
#include <string_view>

namespace panels::detail {

/// What of a detector's pulse a channel holds.
enum class Measure : std::uint8_t { none, area, height, width };

/// A channel's text without the words for its measure: "FITC-A" is the area of "FITC".
struct MeasuredName {
  std::string_view stem;
  Measure measure = Measure::none;
  friend bool operator==(const MeasuredName&, const MeasuredName&) = default;
};

/// Takes the measure off the end: -A -H -W (also after a dot or an underscore), FLR-A, LogA, INT LIN, -Height and the
/// like. The stem is never empty, and a letter that belongs to the marker stays (HLA-A, MIC-A).
[[nodiscard]] MeasuredName split_measure(std::string_view text);

}  // namespace panels::detail
