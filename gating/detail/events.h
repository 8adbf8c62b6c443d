#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "gating/detail/kernels.h"
#include "gating/detail/program.h"

namespace gating {

using Word = std::uint64_t;
inline constexpr std::size_t word_bits = 64;
inline constexpr Word all_bits = ~Word{0};

[[nodiscard]] constexpr std::size_t words_for(std::size_t events) { return (events + word_bits - 1) / word_bits; }

/// Calls visit(i) for every set bit, lowest first.
template <class Visit>
void for_each_bit(Word bits, Visit visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
}

/// A column of a block in one of three forms: its values in double; or in float, each exactly; or estimates in float.
struct ColumnView {
  const double* doubles = nullptr;
  const float* singles = nullptr;
  const float* magnitudes = nullptr;  ///< only of estimates: |value - singles[e]| <= margin * magnitudes[e]
  float margin = 0;
};

/// What a cut says of 64 events, until another 64 are looked at.
struct KnownReach {
  static constexpr auto nowhere = std::numeric_limits<std::size_t>::max();
  std::size_t word = nowhere;
  detail::Reach reach;
};

/// Events as tests look at them, 64 at a time: their columns, and the masks of the populations settled so far.
class Events {
 public:
  using Columns = std::span<const ColumnView>;

  /// @param inputs, derived  by the index of a ColumnRef; those that no test looks at may be empty
  /// @param masks            one a population, words_for(size) words each; null for those that no test looks at
  /// @param known            one a cut of the program, nowhere yet
  Events(const Plan::Program& program, Columns inputs, Columns derived, std::span<Word* const> masks,
         std::span<KnownReach> known, std::size_t size);

  [[nodiscard]] Word mask(std::size_t population, std::size_t word) const { return masks_[population][word]; }
  [[nodiscard]] std::size_t words() const { return words_for(size_); }
  [[nodiscard]] std::size_t count(std::size_t word) const { return std::min(word_bits, size_ - word * word_bits); }
  /// Bits of the events that this word has.
  [[nodiscard]] Word present(std::size_t word) const { return all_bits >> (word_bits - count(word)); }

  /// The column's value as plain double arithmetic gives it.
  [[nodiscard]] double value(ColumnRef column, std::size_t event) const;
  [[nodiscard]] double scaled(const Axis& axis, std::size_t event) const {
    return axis.scale(value(axis.column, event));
  }

  /// Of `candidates`, which reach the cut; nothing is said of others.
  [[nodiscard]] detail::Reach reach(std::size_t cut, std::size_t word, Word candidates) const;

  /// Which of 64 events the map settles.
  [[nodiscard]] detail::Reach locate(const CellMap& cells, ColumnRef x, ColumnRef y, std::size_t word) const;

  /// Fills one word of the mask of the step's population, from its parent's and those of its operands.
  void apply(const Step& step, std::size_t word) const;
  /// Events inside, once all words are filled.
  [[nodiscard]] std::uint64_t members(std::size_t population) const;

 private:
  [[nodiscard]] const ColumnView& view(ColumnRef ref) const {
    return (ref.kind == ColumnRef::Kind::input ? inputs_ : derived_)[ref.index];
  }
  template <class Value>
  const Value* whole_word(const Value* column, std::size_t word, std::array<Value, word_bits>& copy) const;
  [[nodiscard]] detail::Reach compare(const Cut& cut, std::size_t word) const;

  const Plan::Program& program_;
  const detail::Kernels& kernels_;
  Columns inputs_;
  Columns derived_;
  std::span<Word* const> masks_;
  std::span<KnownReach> known_;
  std::size_t size_;
};

}  // namespace gating
