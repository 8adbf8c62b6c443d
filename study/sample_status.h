#pragma once

#include <span>
#include <string>
#include <string_view>

#include "study/results.h"

namespace study {

/// "FAILED" where it could not be gated; else the worst level of its flags, "FAIL" or "WARN"; "PASS" without flags.
[[nodiscard]] std::string_view sample_status(const SampleResult& sample);

/// sample_status.csv: a row a sample.
[[nodiscard]] std::string sample_status_csv(const Study& study, const Manifest& manifest,
                                            std::span<const SampleResult> samples);

/// flags.csv: a row a flag, in the order of the manifest; then a row for each missing visit, which has no sample.
[[nodiscard]] std::string flags_csv(const Study& study, const Manifest& manifest,
                                    std::span<const SampleResult> samples);

}  // namespace study
