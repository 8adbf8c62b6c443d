#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fcs/base/event_block.h"
#include "gating/plan.h"

namespace gating {

/// Walks blocks of events through a plan. Holds the working memory of one thread; the plan must outlive it.
class Evaluator {
 public:
  explicit Evaluator(const Plan& plan);

  /// Gates one block, whose columns are plan.channels() in that order. Blocks may come in any size and order.
  void evaluate(const fcs::EventBlock& block);

  /// Of the last block: bit e of word e / 64 is event e; bits past the block's end are 0. Empty for a population with
  /// an obstacle.
  [[nodiscard]] std::span<const std::uint64_t> mask(std::size_t population) const;
  /// Of the last block, while it is valid: the value of each event on a dimension that Plan::compile was asked to show,
  /// in data units: compensated, not yet transformed.
  [[nodiscard]] std::span<const double> shown(std::size_t dimension) const { return shown_[dimension]; }
  /// Events of each population over all blocks so far; 0 for one with an obstacle.
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return counts_; }

 private:
  friend class KeptEvents;
  void derive_columns();

  const Plan* plan_;
  std::size_t capacity_ = 0;                         ///< events that the buffers below hold
  std::size_t size_ = 0;                             ///< events of the last block
  std::span<const std::span<const double>> inputs_;  ///< of the last block
  std::vector<double> derived_;                      ///< columns of compensated values and ratios, one after another
  std::vector<std::span<const double>> columns_;     ///< compensated values and ratios of this block
  std::vector<std::span<const double>> shown_;
  std::vector<std::vector<std::uint64_t>> masks_;  ///< a population each, parent included
  std::vector<std::uint64_t*> mask_of_;            ///< their words; null for a population with an obstacle
  std::vector<std::uint64_t> counts_;
};

}  // namespace gating
