#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace study {

enum class SpilloverEstimator : std::uint8_t {
  median,  ///< of the medians' differences: (m+_j - m-_j) / (m+_i - m-_i)
  slope,   ///< of the line through the negatives' medians with the least absolute deviations from the positives
};
/// The enumerator's own spelling.
[[nodiscard]] std::string_view name(SpilloverEstimator estimator);

/// Values of events, a column a detector, all of one length.
using EventColumns = std::vector<std::vector<double>>;

/// What each detector sees of one dye, as a share of what its own detector sees.
struct SpilloverShares {
  std::vector<double> values;           ///< one a detector; exactly 1 for the own one
  std::vector<double> standard_errors;  ///< one a detector; 0 for the own one
};

/// Estimates one row of a spillover matrix from a single-stained control.
/// Standard errors are of first order: of each median from the density around it, taken from the middle fifth of the
/// values; of the slope from the density of its residuals around 0 (Koenker and Bassett 1978). Correlation between
/// detectors is taken into account. They know of sampling, not of a wrong control.
/// @param positives  stained events; in detector `own` all above the median of the negatives
/// @param negatives  events without the dye; neither is empty
/// @param own        position of the dye's own detector
[[nodiscard]] SpilloverShares spillover_shares(const EventColumns& positives, const EventColumns& negatives,
                                               std::size_t own, SpilloverEstimator estimator);

}  // namespace study
