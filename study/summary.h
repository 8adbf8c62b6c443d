#pragma once

#include <span>
#include <string>

#include "study/activation_by_visit.h"
#include "study/manifest.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

/// The visits as aligned text for a terminal: a block an endpoint, a line a subject, "12.3 [10.1, 14.9]" and a mark a
/// status. Empty where no subject has a visit.
[[nodiscard]] std::string activation_text(const Study& study, const Manifest& manifest, const ActivationByVisit& table);

/// The endpoints of samples that have a compound, a line a treatment and time, percentages averaged over replicates.
/// Empty where no sample has a compound.
[[nodiscard]] std::string treatment_text(const Study& study, const Manifest& manifest,
                                         std::span<const SampleResult> samples);

}  // namespace study
