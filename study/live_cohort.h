#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "gating/strategy.h"
#include "study/batch.h"
#include "study/live_sample.h"
#include "study/manifest.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

/// Every sample of a study, answered again on every event while one gate is being edited. The first answer after
/// another gate is taken reads the files; the next ones do not.
class LiveCohort {
 public:
  static constexpr std::size_t default_memory_limit = std::size_t{2} << 30;  ///< bytes

  /// @param gates         of gates_of_samples
  /// @param options       jobs: samples at a time
  /// @param memory_limit  for all samples' kept events; a sample beyond it is read from its file each time
  LiveCohort(Study study, Manifest manifest, std::vector<SampleGates> gates, const BatchOptions& options,
             std::size_t memory_limit = default_memory_limit);

  /// Brings the counts of all samples of a panel up to the edited strategy. A sample that has failed stays as it is;
  /// one whose file can no longer be read becomes a failure.
  /// @param edited   of the panel; other gates than `gate` may differ from the call before, too
  /// @param gate     that is being edited: position in Strategy::gates
  /// @param results  one for each row of the manifest, gated before (gate_row)
  /// @param is_cancelled  asked before each sample; once true, the call returns and `results` are partly updated
  /// @return false when cancelled
  bool recount(std::size_t panel, const gating::Strategy& edited, std::size_t gate, std::span<SampleResult> results,
               const std::function<bool()>& is_cancelled = {});

  /// The same for one sample.
  void recount_sample(std::size_t sample, const gating::Strategy& edited, std::size_t gate, SampleResult& result);

  /// Memory of all kept events.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  void forget(std::size_t sample);

  Study study_;
  Manifest manifest_;
  std::vector<SampleGates> gates_;
  BatchOptions options_;
  std::size_t memory_limit_;
  std::vector<std::optional<LiveSample>> samples_;  ///< one a row; none where nothing is kept
  std::atomic<std::size_t> bytes_{0};
};

}  // namespace study
