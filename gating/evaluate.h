#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fcs/base/event_block.h"
#include "gating/plan.h"

namespace gating {

/// Walks blocks of events through a plan. Holds the working memory of one thread; the plan must outlive it.
class Evaluator {
 public:
  explicit Evaluator(const Plan& plan);
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;
  ~Evaluator();

  /// Gates one block, whose columns are plan.channels() in that order. Blocks may come in any size and order.
  void evaluate(const fcs::EventBlock& block);

  /// Of the last block: bit e of word e / 64 is event e; bits past the block's end are 0. Empty for a population with
  /// an obstacle.
  [[nodiscard]] std::span<const std::uint64_t> mask(std::size_t population) const;
  /// Of the last block, while it is valid: the value of each event on a dimension that Plan::compile was asked to show,
  /// in data units: compensated, not yet transformed.
  [[nodiscard]] std::span<const double> shown(std::size_t dimension) const;
  /// Events of each population over all blocks so far; 0 for one with an obstacle.
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const;

 private:
  friend class KeptEvents;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gating
