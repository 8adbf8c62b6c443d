#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "gating/strategy.h"
#include "panels/panel.h"
#include "study/override.h"

namespace study {

/// How near a control stands to the sample that it decides about, nearest first.
enum class ControlRung : std::uint8_t {
  same_visit,  ///< same subject, visit and run
  same_run,    ///< another subject or visit, same run
  same_batch
};
/// "same subject and visit", "same run", "same batch".
[[nodiscard]] std::string_view name(ControlRung rung);

/// Where a control cuts a dimension.
struct ControlCut {
  std::string control;  ///< name of the sample
  ControlRung rung = ControlRung::same_visit;
  double value = 0;                        ///< data units: scale values after the gate's compensation
  double percent_above = 0;                ///< of the control's events in the parent gate: `value` and more
  std::uint64_t events = 0;                ///< of the control in the parent gate
  std::uint64_t events_past_template = 0;  ///< of these, those from the template's own edge on
  std::vector<std::string> rests_on;       ///< names of the controls that decided gates of this one before
};

/// What a sample's controls say of one threshold of its panel.
struct ControlledEdge {
  std::optional<ControlCut> cut;
  std::string why_not;  ///< where there is none: what each control lacks, or that there is no control
};

/// What a sample has beside the template.
struct SampleGates {
  std::optional<Override> changed;
  std::vector<ControlledEdge> edges;  ///< one for each threshold of the panel; empty where controls do not decide
};

/// By what a gate's edge was decided.
enum class ThresholdSource : std::uint8_t { fixed, fmo, overridden };
/// "template", "fmo", "override".
[[nodiscard]] std::string_view name(ThresholdSource source);

/// One threshold of the panel as it was applied to a sample.
struct ResolvedThreshold {
  std::string gate;
  std::string dimension;
  ThresholdSource source = ThresholdSource::fixed;
  std::optional<double> edge;         ///< scale units; none where the override's gate has no such edge
  std::optional<double> value;        ///< the same in data units
  std::optional<ControlCut> control;  ///< of ThresholdSource::fmo
  std::string fallback;               ///< why the template's edge stands where a control should decide; else empty
};

/// What one sample is gated by.
struct ResolvedStrategy {
  gating::Strategy strategy;
  std::vector<ResolvedThreshold> thresholds;  ///< one for each of the panel's
};

/// The template, with the gates that the sample's override changes, with the edges that its controls decide. An edge of
/// a gate that the override has stays where the override has it: that is a decision about this very sample. A cut moves
/// the divider of a QuadrantGate, with all its Quadrants; the lower edge of a RectangleGate, or the upper where only
/// that is bounded. A dimension with
/// several dividers has no single edge to move. A cut that lies past the gate's other edge, or that the gate's
/// transformation has no finite value for, is not applied.
/// @param gates  none: the template as it is
/// @error of with_override
[[nodiscard]] fcs::Result<ResolvedStrategy> resolve(const gating::Strategy& strategy,
                                                    const std::vector<panels::Threshold>& thresholds,
                                                    const SampleGates& gates);

}  // namespace study
