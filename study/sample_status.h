#pragma once

#include <span>
#include <string>

#include "study/results.h"

namespace study {

/// sample_status.csv: a row a sample. Status: FAILED; FLAGGED where a flag of level FAIL stands against it; else OK.
[[nodiscard]] std::string sample_status_csv(const Study& study, const Manifest& manifest,
                                            std::span<const SampleResult> samples);

/// flags.csv: a row a flag.
[[nodiscard]] std::string flags_csv(const Manifest& manifest, std::span<const SampleResult> samples);

}  // namespace study
