#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "gating/detail/large_memory.h"
#include "gating/detail/ruler.h"
#include "gating/evaluate.h"

namespace gating::detail {

/// Which of at most 64 populations an event is in: bit i is population i of the task.
using Pattern = std::uint64_t;

/// What to count of one dimension.
struct DimensionTask {
  std::size_t shown = 0;  ///< position for Evaluator::shown
  Ruler ruler;
  std::vector<Pattern> wanted;  ///< of each interval the populations whose values are collected
};

/// What to count of a sample's events.
struct CountingTask {
  std::vector<std::size_t> populations;  ///< at most 64 of the plan's, without an obstacle
  std::vector<DimensionTask> dimensions;
  std::size_t most_patterns = 0;                          ///< that are told apart
  std::size_t most_collected = 0;                         ///< values of a dimension
  std::uint64_t most_in_slots = std::uint64_t{1} << 30U;  ///< events, which a slot has room for; others are carried
};

/// Gives each pattern a number, in the order in which they are met.
class PatternNumbers {
 public:
  PatternNumbers() { grow(); }

  std::uint32_t number_of(Pattern pattern) {
    auto at = place_of(pattern);
    while (table_[at].number != 0) {
      if (table_[at].pattern == pattern) return table_[at].number - 1;
      at = (at + 1) & (table_.size() - 1);
    }
    return add(pattern);
  }
  [[nodiscard]] const std::vector<Pattern>& patterns() const { return patterns_; }

 private:
  struct Entry {
    Pattern pattern = 0;
    std::uint32_t number = 0;  ///< counted from 1; 0: none
  };
  [[nodiscard]] std::size_t place_of(Pattern pattern) const { return (pattern * 0x9E3779B97F4A7C15U) >> shift_; }
  std::uint32_t add(Pattern pattern);
  void grow();

  std::vector<Entry> table_;
  unsigned shift_ = 57;
  std::vector<Pattern> patterns_;
};

/// Counts, for events of each pattern, the values of each dimension in each interval, and collects those that are
/// wanted. Holds the memory of one thread.
class Tally {
 public:
  /// Values that were collected, and of each its slot.
  struct Chunk {
    double* values = nullptr;
    std::uint32_t* slot_of = nullptr;
    std::size_t size = 0;
  };
  struct Dimension {
    /// Of pattern p and interval i at p * stride() + i: twice the count, and 1 where values are wanted.
    std::vector<std::uint32_t> slots;
    std::vector<std::uint64_t> carried;  ///< counts taken out of the slots before they ran over
    std::vector<Chunk> chunks;
    std::size_t collected = 0;  ///< in all chunks
    bool lacks_values = false;  ///< more were wanted than may be collected
  };

  /// @param task  outlives this
  explicit Tally(const CountingTask& task);

  /// Takes in the events of the block that was gated last.
  void add(const Evaluator& evaluator);

  [[nodiscard]] const std::vector<Pattern>& patterns() const { return numbers_.patterns(); }
  [[nodiscard]] bool has_too_many_patterns() const { return patterns().size() > task_->most_patterns; }
  [[nodiscard]] std::size_t stride() const { return stride_; }
  /// Values of a dimension that were counted in a slot.
  [[nodiscard]] std::uint64_t count_in(std::size_t position, std::size_t slot) const {
    const auto& dimension = dimensions_[position];
    return (slot < dimension.carried.size() ? dimension.carried[slot] : 0) + dimension.slots[slot] / 2;
  }
  [[nodiscard]] const Dimension& dimension(std::size_t position) const { return dimensions_[position]; }

 private:
  static constexpr std::size_t piece = 1024;                ///< events at a time
  static constexpr std::size_t values_a_chunk = 8 * piece;  ///< a piece fits into the last that is not full
  static constexpr std::size_t bytes_a_chunk = values_a_chunk * (sizeof(double) + sizeof(std::uint32_t));

  [[nodiscard]] static std::size_t most_chunks(const CountingTask& task);
  [[nodiscard]] Chunk& chunk_with_room(Dimension& dimension);

  void number_patterns(std::span<const std::span<const std::uint64_t>> masks, std::size_t first, std::size_t count);
  void make_room(std::size_t position);
  void carry();
  void count(std::size_t position, std::span<const double> values);

  const CountingTask* task_;
  PatternNumbers numbers_;
  LargeMemory memory_;  ///< of the chunks of all dimensions, one after another as they are taken
  std::size_t chunks_taken_ = 0;
  std::vector<Dimension> dimensions_;
  std::uint64_t events_in_slots_ = 0;
  std::size_t stride_ = 0;  ///< the largest of all dimensions, for each of them
  std::vector<std::uint32_t> first_slot_of_event_;
};

}  // namespace gating::detail
