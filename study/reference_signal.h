#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gating/evaluate.h"
#include "gating/strategy.h"
#include "panels/panel.h"
#include "study/flags.h"

namespace study {

/// How bright a marker is on cells that always carry it.
struct ReferenceSignal {
  std::optional<double> median;  ///< data units, compensated, not transformed; none without events, or without channel
  std::uint64_t events = 0;
};

/// The cells that a reference looks at, for people: "Live without CD3+".
[[nodiscard]] std::string cells_of(const panels::Reference& reference);

/// Measures the references of a panel while a sample is gated.
class ReferenceMeter {
 public:
  /// @param references  whose populations the strategy has
  /// @param mapping     a marker that it lacks is not measured
  ReferenceMeter(std::vector<panels::Reference> references, const gating::Strategy& strategy,
                 const std::vector<gating::Population>& populations, const gating::ChannelMapping& mapping);

  /// What Plan::compile must show.
  [[nodiscard]] const std::vector<gating::Dimension>& dimensions() const { return dimensions_; }
  /// Measures nothing, for a sample whose plan cannot show the dimensions.
  void give_up();
  /// Takes in the last block.
  void add(const gating::Evaluator& evaluator);
  /// One for each reference.
  [[nodiscard]] std::vector<ReferenceSignal> measured() const;

 private:
  struct Measured {
    std::size_t population = 0;
    std::optional<std::size_t> without;
    std::optional<std::size_t> dimension;  ///< position in dimensions_
    std::vector<double> values;
  };
  std::vector<gating::Dimension> dimensions_;
  std::vector<Measured> measured_;
};

/// Compares a marker's reference signal between the samples of one batch: NAME_MASK_SUSPECT where a sample's median is
/// under the reference's share of the median over all of them. Never fewer than three are compared.
/// @param medians  one a sample; none where it has no value
/// @return one a sample, of level WARN, with the median as its value
[[nodiscard]] std::vector<std::optional<Flag>> mask_flags(const panels::Reference& reference,
                                                          std::span<const std::optional<double>> medians);

}  // namespace study
