#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "gating/detail/program.h"

namespace gating {

using Word = std::uint64_t;
inline constexpr std::size_t word_bits = 64;
inline constexpr Word all_bits = ~Word{0};

[[nodiscard]] constexpr std::size_t words_for(std::size_t events) { return (events + word_bits - 1) / word_bits; }

/// Events as tests look at them, 64 at a time: their columns, and the masks of the populations settled so far.
class Events {
 public:
  using Columns = std::span<const std::span<const double>>;

  /// @param inputs, derived  by the index of a ColumnRef; those that no test looks at may be empty
  /// @param masks            one a population, words_for(size) words each; null for those that no test looks at
  Events(Columns inputs, Columns derived, std::span<Word* const> masks, std::size_t size)
      : inputs_{inputs}, derived_{derived}, masks_{masks}, size_{size} {}

  [[nodiscard]] std::span<const double> values(ColumnRef ref) const {
    return ref.kind == ColumnRef::Kind::input ? inputs_[ref.index] : derived_[ref.index];
  }
  [[nodiscard]] const double* column(ColumnRef ref) const { return values(ref).data(); }
  [[nodiscard]] Word mask(std::size_t population, std::size_t word) const { return masks_[population][word]; }
  [[nodiscard]] std::size_t words() const { return words_for(size_); }
  [[nodiscard]] std::size_t count(std::size_t word) const { return std::min(word_bits, size_ - word * word_bits); }
  /// Bits of the events that this word has.
  [[nodiscard]] Word present(std::size_t word) const { return all_bits >> (word_bits - count(word)); }

  /// Fills the mask of the step's population, from its parent's and those of its operands.
  /// @return events inside
  std::uint64_t apply(const Step& step) const;

 private:
  Columns inputs_;
  Columns derived_;
  std::span<Word* const> masks_;
  std::size_t size_;
};

}  // namespace gating
