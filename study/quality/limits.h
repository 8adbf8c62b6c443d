#pragma once

#include <string>
#include <string_view>

namespace study {

/// When a sample is flagged, and who says so.
struct QualityLimit {
  double value = 0;
  bool is_from_study = false;  ///< else the default
};

/// The limits of quality flags: the section [quality] of study.toml. Why each default is what it is: docs/study.md.
struct QualityLimits {
  QualityLimit min_cells{5000};              ///< events of the outermost denominator of the panel's endpoints
  QualityLimit min_denominator_cells{1000};  ///< events of each denominator within it
  QualityLimit max_flow_rate_z{5};           ///< robust z of the events in a bin of time
  QualityLimit max_slow_percent{25};         ///< of the time, at less than half of the rate of the fastest tenth
  QualityLimit max_gap_s{1};                 ///< seconds without an event
  QualityLimit max_drift_decades{0.1};       ///< of a tenth of the events against all
  QualityLimit max_drift_rsd{1};             ///< likewise, robust standard deviations
  QualityLimit max_margin_percent{1};        ///< events at either end of a channel's scale
  QualityLimit max_doublet_percent{15};      ///< outside of the gate for single cells
  QualityLimit min_viability_percent{80};    ///< inside of the gate for live cells
  QualityLimit max_residual_spill{0.05};     ///< slope of one compensated channel on another
  QualityLimit max_hours_to_stain{48};       ///< from taking a sample to staining it
};

struct QualityKey {
  std::string_view name;  ///< in study.toml
  QualityLimit QualityLimits::*limit;
};

inline constexpr QualityKey quality_keys[] = {
    {"min_cells", &QualityLimits::min_cells},
    {"min_denominator_cells", &QualityLimits::min_denominator_cells},
    {"max_flow_rate_z", &QualityLimits::max_flow_rate_z},
    {"max_slow_percent", &QualityLimits::max_slow_percent},
    {"max_gap_s", &QualityLimits::max_gap_s},
    {"max_drift_decades", &QualityLimits::max_drift_decades},
    {"max_drift_rsd", &QualityLimits::max_drift_rsd},
    {"max_margin_percent", &QualityLimits::max_margin_percent},
    {"max_doublet_percent", &QualityLimits::max_doublet_percent},
    {"min_viability_percent", &QualityLimits::min_viability_percent},
    {"max_residual_spill", &QualityLimits::max_residual_spill},
    {"max_hours_to_stain", &QualityLimits::max_hours_to_stain},
};

/// As flags.csv says it: "default of max_gap_s", "max_gap_s of study.toml".
[[nodiscard]] std::string source_of(const QualityLimits& limits, QualityLimit QualityLimits::*limit);

}  // namespace study
