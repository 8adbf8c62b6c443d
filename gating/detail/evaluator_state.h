#pragma once

#include <span>
#include <vector>

#include "fcs/base/event_block.h"
#include "gating/detail/events.h"
#include "gating/evaluate.h"

namespace gating {

struct Evaluator::State {
  explicit State(const Plan& plan);

  void evaluate(const fcs::EventBlock& block);

  /// A column of the last block in double for every event, which is computed where it was not needed before.
  [[nodiscard]] std::span<const double> in_double(ColumnRef column);

  const Plan plan;
  std::size_t capacity = 0;  ///< events that the buffers hold
  std::size_t size = 0;      ///< events of the last block
  std::vector<ColumnView> inputs;
  std::vector<ColumnView> derived;
  std::vector<std::vector<std::uint64_t>> masks;  ///< a population each, parent included
  std::vector<std::uint64_t*> mask_of;            ///< their words; null for a population with an obstacle
  std::vector<std::uint64_t> counts;

 private:
  void reserve(std::size_t events);
  void estimate(std::size_t group);
  const double* computed(std::size_t derived_column);
  void mix_in_double(std::span<const std::size_t> outputs);

  KnownReach known_;
  std::vector<const float*> mixed_inputs_;  ///< these three of one group of estimated columns
  std::vector<const float*> mixed_coefficients_;
  std::vector<float*> mixed_outputs_;
  std::vector<const float*> exact_singles_;  ///< these five of columns that are computed in double together
  std::vector<const double*> exact_doubles_;
  std::vector<const std::vector<double>*> exact_of_;
  std::vector<double> exact_coefficients_;
  std::vector<double*> exact_outputs_;
  std::vector<std::vector<float>> rounded_;         ///< inputs that came in double
  std::vector<std::vector<float>> estimates_;       ///< one a derived column
  std::vector<std::vector<float>> magnitudes_;      ///< one a group of estimated columns
  std::vector<std::vector<double>> input_doubles_;  ///< inputs that came in single
  std::vector<std::vector<double>> derived_doubles_;
  /// Of each derived column those that are computed in double with it: itself, and of the same inputs those shown.
  std::vector<std::vector<std::size_t>> together_;
  std::vector<bool> has_input_doubles_;  ///< of the last block
  std::vector<bool> has_derived_doubles_;
};

}  // namespace gating
