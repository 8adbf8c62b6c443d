#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
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

/// What the cuts of a program say of a block, each once it was asked: of every 64 events.
class KnownReach {
 public:
  void forget(std::size_t cuts, std::size_t words) {
    is_known_.assign(cuts, 0);
    reach_.resize(cuts * words);
    words_ = words;
  }
  /// @param compare(words)  fills what is not yet known
  template <class Compare>
  std::span<const detail::Reach> of(std::size_t cut, Compare compare) {
    const auto words = std::span{reach_}.subspan(cut * words_, words_);
    if (is_known_[cut] == 0) compare(words);
    is_known_[cut] = 1;
    return words;
  }

 private:
  std::size_t words_ = 0;
  std::vector<std::uint8_t> is_known_;
  std::vector<detail::Reach> reach_;
};

/// Events as tests look at them, 64 at a time: their columns, and the masks of the populations settled so far.
class Events {
 public:
  using Columns = std::span<const ColumnView>;

  /// @param inputs, derived  by the index of a ColumnRef; those that no test looks at may be empty
  /// @param masks            one a population, words_for(size) words each; null for those that no test looks at
  /// @param known            forgotten; asked for a cut the first time a test looks at it
  Events(const Plan::Program& program, Columns inputs, Columns derived, std::span<Word* const> masks, KnownReach& known,
         std::size_t size);

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
  [[nodiscard]] detail::Reach reach(std::size_t cut, std::size_t word, Word candidates) const {
    const auto known = known_.of(cut, [&](std::span<detail::Reach> out) { compare(program_.cuts[cut], out); })[word];
    const Word open = candidates & ~known.reached & ~known.short_of;
    return open == 0 ? known : decided(program_.cuts[cut], word, open, known);
  }

  /// Which of 64 events the map settles.
  [[nodiscard]] detail::Reach locate(const CellMap& cells, ColumnRef x, ColumnRef y, std::size_t word) const;

  /// Fills the mask of the step's population from its parent's and those of its operands.
  void apply(const Step& step) const;
  /// Events inside, once all words are filled.
  [[nodiscard]] std::uint64_t members(std::size_t population) const;

 private:
  [[nodiscard]] const ColumnView& view(ColumnRef ref) const {
    return (ref.kind == ColumnRef::Kind::input ? inputs_ : derived_)[ref.index];
  }
  template <class Value>
  const Value* whole_word(const Value* column, std::size_t word, std::array<Value, word_bits>& copy) const;
  void compare(const Cut& cut, std::span<detail::Reach> out) const;
  /// @param open  events of which `reach` does not yet say what the plain definition does
  [[nodiscard]] detail::Reach decided(const Cut& cut, std::size_t word, Word open, detail::Reach reach) const;

  const Plan::Program& program_;
  const detail::Kernels& kernels_;
  Columns inputs_;
  Columns derived_;
  std::span<Word* const> masks_;
  KnownReach& known_;
  std::size_t size_;
};

}  // namespace gating
