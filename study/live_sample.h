#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fcs/base/result.h"
#include "gating/kept_events.h"
#include "study/batch.h"
#include "study/gate_sample.h"
#include "study/manifest.h"
#include "study/study.h"

namespace study {

/// A sample that was gated once and keeps what edits of one gate need, so that they are answered without its file.
class LiveSample {
 public:
  /// Gates the sample whole.
  /// @param strategy  of the row's panel, as it is now
  /// @param gate      that will be edited: position in Strategy::gates
  /// @error the file's or the strategy's
  [[nodiscard]] static fcs::Result<LiveSample> open(const Study& study, const ManifestRow& row,
                                                    const gating::Strategy& strategy, std::size_t gate,
                                                    const BatchOptions& options);

  /// Whether only shapes of the gate and of gates that depend on it alone differ from what was opened.
  [[nodiscard]] bool answers(const gating::Strategy& edited) const;

  /// @param edited  that this sample answers
  /// @return events of each population; 0 for one with an obstacle
  [[nodiscard]] fcs::Result<std::vector<std::uint64_t>> counts(const gating::Strategy& edited) const;

  /// Memory that the kept events take.
  [[nodiscard]] std::size_t bytes() const { return kept_.bytes(); }

 private:
  LiveSample(MatchedSample matched, gating::Strategy strategy, gating::KeptEvents kept)
      : matched_{std::move(matched)}, strategy_{std::move(strategy)}, kept_{std::move(kept)} {}

  MatchedSample matched_;
  gating::Strategy strategy_;  ///< as opened
  std::vector<bool> is_free_;  ///< a gate each: all of its populations are dependents
  gating::KeptEvents kept_;
  std::vector<std::uint64_t> counts_;  ///< as opened
};

}  // namespace study
