#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fcs/base/result.h"
#include "gating/kept_events.h"
#include "study/batch.h"
#include "study/gate_sample.h"
#include "study/manifest.h"
#include "study/resolve.h"
#include "study/study.h"

namespace study {

/// A sample that was gated once and keeps what edits of one gate need, so that they are answered without its file.
class LiveSample {
 public:
  /// Gates the sample whole.
  /// @param gates     of gates_of_samples. What the sample has beside the template stays while the template is edited:
  /// its
  ///                  override's gates, and edges at its controls' cuts as they were taken by the saved template
  /// @param strategy  template of the row's panel, as it is now
  /// @param gate      that will be edited: position in Strategy::gates
  /// @error the file's or the strategy's
  [[nodiscard]] static fcs::Result<LiveSample> open(const Study& study, const ManifestRow& row,
                                                    const SampleGates& gates, const gating::Strategy& strategy,
                                                    std::size_t gate, const BatchOptions& options);

  /// @param edited  template
  /// Whether only shapes of the gate and of gates that depend on it alone differ from what was opened.
  [[nodiscard]] bool answers(const gating::Strategy& edited) const;

  /// @param edited  template that this sample answers
  /// @return events of each population; 0 for one with an obstacle
  [[nodiscard]] fcs::Result<std::vector<std::uint64_t>> counts(const gating::Strategy& edited) const;

  /// Memory that the kept events take.
  [[nodiscard]] std::size_t bytes() const { return kept_.bytes(); }

 private:
  LiveSample(MatchedSample matched, SampleGates gates, std::vector<panels::Threshold> thresholds,
             gating::Strategy strategy, gating::KeptEvents kept)
      : matched_{std::move(matched)},
        gates_{std::move(gates)},
        thresholds_{std::move(thresholds)},
        strategy_{std::move(strategy)},
        kept_{std::move(kept)} {}

  MatchedSample matched_;
  SampleGates gates_;
  std::vector<panels::Threshold> thresholds_;  ///< of the panel
  gating::Strategy strategy_;                  ///< template, as opened
  std::vector<bool> is_free_;                  ///< a gate each: all of its populations are dependents
  gating::KeptEvents kept_;
  std::vector<std::uint64_t> counts_;  ///< as opened
};

}  // namespace study
