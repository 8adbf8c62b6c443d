#pragma once

#include <span>
#include <vector>

#include "panels/panel.h"
#include "study/flags.h"
#include "study/manifest.h"
#include "study/resolve.h"
#include "study/results.h"
#include "study/statistics/proportion.h"

namespace study {

/// What a reader must know of the edges that controls decided for a sample, or could not decide. One flag, of level
/// WARN, for each cause, which names all gates and dimensions that it concerns:
/// - FMO_MISSING: the template's edge stands
/// - FMO_FALLBACK_n: the control is not of the sample's subject and visit
/// - FMO_LOW: the control has few events in a gate's parent
/// - CONTROL_FAIL: the control seems to carry what it should do without. More of its events, by counting alone, lie
///   from the template's edge on than five times what lies beyond the quantile, and than 2 %.
/// @param thresholds  the panel's
/// @param resolved    one for each of them
[[nodiscard]] std::vector<Flag> control_flags(std::span<const panels::Threshold> thresholds,
                                              std::span<const ResolvedThreshold> resolved, const Rules& rules);

/// CONTROL_FAIL, of level FAIL, for fully stained samples with an edge of a control that is not fit to decide: one that
/// has a flag of level FAIL, NO_COMPENSATION or COMP_MISMATCH, and the sample does not. Controls that a control's own
/// gates rest on count like itself.
/// @param samples  one for each row of the manifest, with all other flags
void flag_failed_controls(const Manifest& manifest, std::vector<SampleResult>& samples);

}  // namespace study
