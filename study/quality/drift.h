#pragma once

#include <optional>
#include <vector>

namespace study {

/// How far a channel strayed while a sample was measured: the tenth of the events, in the order of time, whose median
/// is furthest from that of all.
struct Drift {
  std::optional<double>
      decades;            ///< log10 of the ratio of the medians, without its sign; none where one is not above 0
  double robust_sds = 0;  ///< difference of the medians in robust standard deviations of all events
};

/// Looks at the tenths in which the medians differ by more than chance: where the share of events below the median of
/// all is more than 5 standard deviations (binomial) off that of all. So a median that lies in the valley between two
/// peaks, and moves far on little, is not taken for drift.
/// @param values  in the order of time
/// @return nothing strayed: none in decades, 0 robust standard deviations; also for fewer than 1000 values
/// Source: study model, section 4, DRIFT.
[[nodiscard]] Drift drift(const std::vector<double>& values);

}  // namespace study
