#pragma once

#include <chrono>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "study/batch.h"
#include "study/manifest.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

struct OutputTable {
  std::string name;  ///< of the file in the output folder
  std::string bytes;
};

/// run.json: program, version, options, times, and the SHA-256 of every input and output. Inputs are named as the study
/// names them, so the record does not depend on where the study lies.
[[nodiscard]] std::string run_json(const Study& study, const Manifest& manifest, std::span<const SampleResult> samples,
                                   const BatchOptions& options, std::span<const OutputTable> outputs,
                                   std::chrono::system_clock::time_point started,
                                   std::chrono::system_clock::time_point finished);

}  // namespace study
