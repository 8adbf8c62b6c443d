#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "gating/detail/tally.h"

namespace gating::detail {

/// What the tallies of one walk counted and collected of one dimension, together.
class Counted {
 public:
  /// @param position  of the dimension in the task
  Counted(const DimensionTask& task, std::span<const Tally* const> tallies, std::size_t position);

  [[nodiscard]] const Ruler& ruler() const { return *ruler_; }
  [[nodiscard]] const std::vector<Pattern>& patterns() const { return numbers_.patterns(); }
  /// Values of a population in each interval; those that are NaN are in none.
  [[nodiscard]] std::vector<std::uint64_t> in_population(std::size_t population) const;
  /// Whether all values of an interval that a population wants were collected, if any.
  [[nodiscard]] bool has_values_of(std::size_t interval, std::size_t population) const;

  struct Picked {
    std::uint32_t slot = 0;
    double value = 0;
  };
  /// Makes the collected values of some intervals accessible.
  /// @param space  to work in: one more than were collected of the dimension
  void sort_out(const std::vector<bool>& intervals, std::span<Picked> space);
  /// Of a pattern in an interval that was sorted out.
  [[nodiscard]] std::span<const double> values(std::size_t pattern, std::size_t interval) const;
  /// Of all patterns, and of those that a population has.
  [[nodiscard]] std::vector<double> values_in(std::size_t interval) const { return values_of(~Pattern{0}, interval); }
  [[nodiscard]] std::vector<double> values_of_population(std::size_t population, std::size_t interval) const {
    return values_of(Pattern{1} << population, interval);
  }

 private:
  /// Of the patterns that have any of some bits.
  [[nodiscard]] std::vector<double> values_of(Pattern bits, std::size_t interval) const;

  struct Collected {
    const Tally::Dimension* from;
    std::vector<std::uint32_t> slots;  ///< here, of each of its slots
  };
  const DimensionTask* task_;
  const Ruler* ruler_;
  PatternNumbers numbers_;
  std::size_t stride_;
  bool lacks_values_ = false;
  std::vector<std::uint64_t> counts_;  ///< of pattern p and interval i at p * stride_ + i
  std::vector<Collected> collected_;
  std::vector<std::size_t> ends_;  ///< of each slot in sorted_out_; begins where the one before ends
  std::vector<double> sorted_out_;
};

}  // namespace gating::detail
