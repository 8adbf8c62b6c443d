#pragma once

#include <vector>

#include "study/batch.h"
#include "study/manifest.h"
#include "study/resolve.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

/// Gates the sample of one row by its resolved strategy.
/// @param gates  of gates_of_samples
/// Whatever goes wrong is the sample's failure: nothing is thrown.
/// Messages name files as the manifest and the study do, so that tables do not depend on where the study lies.
[[nodiscard]] SampleResult gate_row(const Study& study, const ManifestRow& row, const SampleGates& gates,
                                    const BatchOptions& options) noexcept;

/// Flags, of level FAIL, the samples whose data set is the same, byte for byte, as another row's.
void flag_duplicate_files(const Manifest& manifest, std::vector<SampleResult>& samples);

/// Flags, of level WARN, samples whose references are dim for their batch: CD38_MASK_SUSPECT and the like. Only fully
/// stained samples are compared.
void flag_masked_markers(const Study& study, const Manifest& manifest, std::vector<SampleResult>& samples);

}  // namespace study
