#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/reader.h"
#include "gating/plan.h"
#include "study/manifest.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

/// As `--compensation` spells it: "auto" (the default), "file", "none".
[[nodiscard]] std::string_view name(gating::FileCompensationPolicy policy);

struct BatchOptions {
  std::size_t jobs = 0;  ///< samples gated at a time; 0 = as many as there are processors
  fcs::ReadOptions read;
  gating::FileCompensationPolicy compensation = gating::FileCompensationPolicy::refuse_twice;
  /// Shared by all copies of these options.
  std::shared_ptr<const gating::ShapeMaps> maps = std::make_shared<const gating::ShapeMaps>();
};

struct BatchProgress {
  std::size_t done = 0;  ///< this sample included
  std::size_t total = 0;
  const ManifestRow& row;
  const SampleResult& result;
};

/// Called once a sample, in the order in which they finish, never twice at a time.
using ProgressCallback = std::function<void(const BatchProgress&)>;

struct BatchOutcome {
  std::vector<SampleResult> samples;  ///< in the order of the manifest

  [[nodiscard]] std::size_t failed() const;
  /// Samples that did not fail but have a flag of level FAIL.
  [[nodiscard]] std::size_t flagged() const;
};

/// Gates every sample of the manifest, the controls that decide about edges first, and writes results.csv,
/// activation_by_visit.csv, sample_status.csv, flags.csv and run.json. A sample that fails stops no other. The tables
/// do not depend on `jobs`.
/// @param out  created where absent; earlier outputs in it are replaced
/// @error Code::cannot_write; bad_usage where an output would replace an input
[[nodiscard]] fcs::Result<BatchOutcome> run_batch(const Study& study, const Manifest& manifest,
                                                  const std::filesystem::path& out, const BatchOptions& options,
                                                  const ProgressCallback& progress);

}  // namespace study
