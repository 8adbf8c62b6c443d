#pragma once

#include <vector>

#include "study/flags.h"
#include "study/quality/kept_cells.h"
#include "study/quality/limits.h"
#include "study/results.h"

namespace study {

/// What one sample alone shows: LOW_EVENTS, FLOWRATE_UNSTABLE, TIME_GAP, TIME_BACKWARDS, DRIFT, MARGIN, HIGH_DOUBLETS,
/// LOW_VIABILITY, COMP_MISMATCH. One flag of a name, for what is furthest from its limit.
[[nodiscard]] std::vector<Flag> quality_flags(const SurveyedSample& sample, const KeptCells& cells,
                                              const QualityLimits& limits);

/// What is only seen beside the other samples of a study.
[[nodiscard]] SampleTraits traits_of(const fcs::Sample& sample, const gating::ChannelMapping& mapping);

}  // namespace study
