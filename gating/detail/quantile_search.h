#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gating/detail/counted.h"
#include "gating/detail/tally.h"

namespace gating::detail {

/// Finds quantiles of at most 64 populations and as many dimensions in a few walks over the events: a walk over a
/// sample of them says about where each quantile lies, one over all of them counts what lies below and collects what
/// lies around, and more follow where that was not enough (docs/decisions/0016).
class QuantileSearch {
 public:
  enum class Walk { nothing, sample, everything };
  static constexpr std::size_t most_collected = std::size_t{4} << 20U;  ///< values, over all dimensions at once

  /// @param populations    of the plan, at most 64, without an obstacle
  /// @param shown          positions for Evaluator::shown, at most 64
  /// @param probabilities  0 to 1
  /// @param has_sample     a walk over a sample comes first
  /// @param at_once        dimensions, with those of other searches, that share the memory
  QuantileSearch(std::vector<std::size_t> populations, std::vector<std::size_t> shown,
                 std::vector<double> probabilities, bool has_sample, std::size_t at_once);

  [[nodiscard]] Walk next() const { return next_; }
  /// What to count in the next walk.
  [[nodiscard]] const CountingTask& task() const { return task_; }
  /// Draws the conclusions of that walk.
  /// @param tallies  that counted its events between them
  /// @return false where events are in more patterns than can be told apart: nothing is found, and nothing left to walk
  [[nodiscard]] bool conclude(std::span<const Tally* const> tallies);

  [[nodiscard]] const std::vector<std::size_t>& populations() const { return task_.populations; }
  [[nodiscard]] const std::vector<std::size_t>& shown() const { return shown_; }
  /// Once nothing is left to walk: of positions in populations(), shown() and the probabilities; none where the
  /// population has no value.
  [[nodiscard]] std::optional<double> value(std::size_t population, std::size_t dimension,
                                            std::size_t probability) const;

 private:
  /// The value of one rank in one population.
  struct Need {
    std::size_t population = 0;
    std::uint64_t rank = 0;  ///< from 0
    KeyRange range = KeyRange::everything();
    std::optional<double> value{};
  };
  struct Dimension {
    std::vector<std::uint64_t> sizes;  ///< of each population the values that are not NaN
    std::vector<Need> needs;           ///< by population, then rank
  };

  void limit_patterns();
  void state_needs(Dimension& dimension, std::span<const std::vector<std::uint64_t>> counts) const;
  bool settle(Dimension& dimension, Counted& counted, std::span<Counted::Picked> space) const;
  [[nodiscard]] DimensionTask refine(std::size_t position, const Counted& counted) const;

  std::vector<std::size_t> shown_;
  std::vector<double> probabilities_;
  std::size_t most_slots_;  ///< of a dimension
  Walk next_;
  CountingTask task_;
  std::vector<std::size_t> walked_;    ///< of each of the task's dimensions its position in shown_
  std::vector<Dimension> dimensions_;  ///< one a shown_
};

}  // namespace gating::detail
