#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "gating/strategy.h"
#include "panels/panel.h"
#include "study/gate_sample.h"
#include "study/statistics/spillover_estimate.h"

namespace study {

/// A data set with one stain only, or with none.
struct ControlFile {
  std::filesystem::path file;
  std::size_t dataset = 1;
};
struct SingleStain {
  std::string name;  ///< the dye's own detector: a channel, or a marker as map_channels knows it in this file
  ControlFile control;
};
struct SingleStains {
  ControlFile unstained;
  std::vector<SingleStain> controls;  ///< at least two
};

struct SpilloverOptions {
  SpilloverEstimator estimator = SpilloverEstimator::median;
  fcs::ReadOptions read;
  const panels::Panel* panel = nullptr;  ///< whose markers the controls and the strategy name
  gating::Strategy strategy;             ///< which events of each file count; without gates all of them
  std::string population = gating::root_id;
};

enum class ControlWarning : std::uint8_t {
  few_positives,    ///< fewer than 100
  other_peak,       ///< another detector sees more of the dye than its own
  saturated,        ///< more than 1 % of the positives at the top of a detector's scale
  negative_share,   ///< a share below 0 by more than three standard errors
  uncertain_share,  ///< a standard error above 0.01
};
/// The enumerator's own spelling.
[[nodiscard]] std::string_view name(ControlWarning warning);
struct ControlNote {
  ControlWarning warning{};
  std::string text;  ///< for people
};

/// What one row of the matrix was computed from. Values are uncompensated scale values.
struct ControlEvidence {
  std::string channel;  ///< $PnN of the own detector
  std::filesystem::path file;
  std::uint64_t events = 0;              ///< of the population
  std::uint64_t positives = 0;           ///< that were used
  std::uint64_t saturated = 0;           ///< positives left out, as they are at the top of the own detector's scale
  double threshold = 0;                  ///< of the own detector: positives are above it
  std::vector<double> positive_medians;  ///< one a detector
  SpilloverShares shares;
  std::vector<ControlNote> notes;
};

struct ComputedSpillover {
  gating::SpectrumMatrix matrix;  ///< fluorochromes are called "Comp-" and their detector
  SpilloverEstimator estimator{};
  double condition_number = 1;
  std::uint64_t negatives = 0;           ///< events of the unstained control
  std::vector<double> negative_medians;  ///< one a detector
  std::vector<ControlEvidence> controls;
  std::vector<fcs::Finding> findings;  ///< of the files
};

/// The spillover matrix of single-stained controls. A positive event lies above the 99.5th percentile of the unstained
/// control in its own detector, and below the top of its scale.
/// @error a file's; Code::no_such_channel, ambiguous_channel; bad_table where a control has fewer than 10 positives or
/// two controls have one detector; no_such_population; already_compensated where a detector's values are;
/// singular_matrix
[[nodiscard]] fcs::Result<ComputedSpillover> compute_spillover(const SingleStains& stains,
                                                               const SpilloverOptions& options);

}  // namespace study
