#pragma once

#include <vector>

#include "study/flags.h"
#include "study/quality/kept_cells.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

/// What one sample alone shows: LOW_EVENTS, FLOWRATE_UNSTABLE, TIME_GAP, TIME_BACKWARDS, DRIFT, MARGIN, HIGH_DOUBLETS,
/// LOW_VIABILITY, COMP_MISMATCH, INVALID_VALUES. One flag of a name, for what is furthest from its limit.
/// @param study  whose limits hold; a percentage of fewer events than its rules' min_denominator flags nothing
[[nodiscard]] std::vector<Flag> quality_flags(const SurveyedSample& sample, const KeptCells& cells, const Study& study);

/// What is only seen beside the other samples of a study.
[[nodiscard]] SampleTraits traits_of(const fcs::Sample& sample, const gating::ChannelMapping& mapping);

}  // namespace study
