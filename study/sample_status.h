#pragma once

#include <span>
#include <string>
#include <string_view>

#include "study/results.h"

namespace study {

/// "FAILED", "FLAGGED" where a flag of level FAIL stands against the sample, else "OK".
[[nodiscard]] std::string_view sample_status(const SampleResult& sample);

/// sample_status.csv: a row a sample.
[[nodiscard]] std::string sample_status_csv(const Study& study, const Manifest& manifest,
                                            std::span<const SampleResult> samples);

/// flags.csv: a row a flag.
[[nodiscard]] std::string flags_csv(const Manifest& manifest, std::span<const SampleResult> samples);

}  // namespace study
