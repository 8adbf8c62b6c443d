#include "gating/evaluate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "gating/detail/program.h"
#include "gating/geometry.h"

namespace gating {
namespace {

using Word = std::uint64_t;
constexpr std::size_t word_bits = 64;
constexpr Word all_bits = ~Word{0};

/// Columns a power of two apart would all fall into the same few sets of the cache.
constexpr std::size_t padding = 16;

/// Four events in one register, or in two where the processor has none that wide. A vector type, because the compiler
/// left to itself vectorises over the terms of a sum.
using FourEvents [[gnu::vector_size(4 * sizeof(double))]] = double;
constexpr std::size_t events_at_a_time = 16;

/// Which of 64 events reach two thresholds.
struct Reached {
  Word low = 0;   ///< bit i: x[i] >= low threshold
  Word high = 0;  ///< bit i: x[i] >= high threshold
};

/// Every lane collects each fourth event's bit; the lanes are joined at the end.
[[gnu::target_clones("avx2", "default")]] Reached reached_by_64(const double* x, double low, double high) {
  using FourWords [[gnu::vector_size(4 * sizeof(Word))]] = Word;
  FourWords bit = {1, 2, 4, 8};
  FourWords reached_low = {};
  FourWords reached_high = {};
  for (std::size_t first = 0; first < word_bits; first += 4) {
    FourEvents values;
    std::memcpy(&values, x + first, sizeof values);
    reached_low |= reinterpret_cast<FourWords>(values >= low) & bit;
    reached_high |= reinterpret_cast<FourWords>(values >= high) & bit;
    bit <<= 4;
  }
  const auto join = [](const FourWords& lanes) { return lanes[0] | lanes[1] | lanes[2] | lanes[3]; };
  return {join(reached_low), join(reached_high)};
}

/// @param count  events of this word, 1 to 64; the bits beyond are 0
Reached reached(const double* x, std::size_t count, double low, double high) {
  if (count == word_bits) return reached_by_64(x, low, high);
  Reached out;
  for (std::size_t i = 0; i < count; ++i) {
    out.low |= Word{x[i] >= low} << i;
    out.high |= Word{x[i] >= high} << i;
  }
  return out;
}

/// Calls visit(i) for every set bit, lowest first.
template <class Visit>
void for_each_bit(Word bits, Visit visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
}

/// Row vector times matrix column. Sums stay in registers; each adds in the order of the matrix and no product is fused
/// with its addition, so that wider registers change nothing in the result.
[[gnu::target_clones("avx2", "default")]] void compensate_whole(const CompensatedColumn& column,
                                                                std::span<const std::span<const double>> inputs,
                                                                std::size_t events, double* out) {
  constexpr std::size_t registers = events_at_a_time / 4;
  for (std::size_t first = 0; first < events; first += events_at_a_time) {
    FourEvents sums[registers] = {};
    for (std::size_t k = 0; k < column.inputs.size(); ++k) {
      const double* in = inputs[column.inputs[k]].data() + first;
      const double coefficient = column.coefficients[k];
      for (std::size_t r = 0; r < registers; ++r) {
        FourEvents values;
        std::memcpy(&values, in + 4 * r, sizeof values);
        sums[r] += values * coefficient;
      }
    }
    std::memcpy(out + first, sums, sizeof sums);
  }
}

void compensate(const CompensatedColumn& column, std::span<const std::span<const double>> inputs,
                std::span<double> out) {
  const auto whole = out.size() - out.size() % events_at_a_time;
  compensate_whole(column, inputs, whole, out.data());
  for (auto event = whole; event < out.size(); ++event) {
    double sum = 0;
    for (std::size_t k = 0; k < column.inputs.size(); ++k)
      sum += inputs[column.inputs[k]][event] * column.coefficients[k];
    out[event] = sum;
  }
}

void divide(const RatioColumn& ratio, std::span<const double> numerator, std::span<const double> denominator,
            std::span<double> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double value = ratio.A * (numerator[i] - ratio.B) / (denominator[i] - ratio.C);
    out[i] = std::isnan(value) ? value : std::max(std::min(value, ratio.bound.max), ratio.bound.min);
  }
}

/// One block as tests look at it, 64 events at a time: its columns, and the masks of the populations settled so far.
class Events {
 public:
  Events(const fcs::EventBlock& block, std::span<const std::span<const double>> derived,
         std::span<const std::vector<Word>> masks)
      : inputs_{block.columns}, derived_{derived}, masks_{masks}, size_{block.size} {}

  [[nodiscard]] const double* column(ColumnRef ref) const {
    return (ref.kind == ColumnRef::Kind::input ? inputs_[ref.index] : derived_[ref.index]).data();
  }
  [[nodiscard]] std::span<const double> values(ColumnRef ref) const { return {column(ref), size_}; }
  [[nodiscard]] Word mask(std::size_t population, std::size_t word) const { return masks_[population][word]; }
  [[nodiscard]] std::size_t words() const { return (size_ + word_bits - 1) / word_bits; }
  [[nodiscard]] std::size_t count(std::size_t word) const { return std::min(word_bits, size_ - word * word_bits); }
  /// Bits of the events that this word has.
  [[nodiscard]] Word present(std::size_t word) const { return all_bits >> (word_bits - count(word)); }

 private:
  std::span<const std::span<const double>> inputs_;
  std::span<const std::span<const double>> derived_;
  std::span<const std::vector<Word>> masks_;
  std::size_t size_;
};

/// Of `candidates`, the events of this word with scale(x) >= edge.value.
Word at_least(const Edge& edge, const Axis& axis, const double* x, std::size_t count, Word candidates) {
  const auto [possible, certain] = reached(x, count, edge.below, edge.at_or_above);
  Word inside = certain;
  for_each_bit(possible & ~certain & candidates,
               [&](std::size_t i) { inside |= Word{axis.scale(x[i]) >= edge.value} << i; });
  return inside & candidates;
}

Word inside(const Interval& interval, const Events& events, std::size_t word, Word candidates) {
  const double* x = events.column(interval.axis.column) + word * word_bits;
  const auto count = events.count(word);
  Word bits = at_least(interval.min, interval.axis, x, count, candidates);
  if (interval.max && bits != 0) bits &= ~at_least(*interval.max, interval.axis, x, count, bits);
  return bits;
}

Word inside(const EverythingTest&, const Events&, std::size_t, Word candidates) { return candidates; }

Word inside(const BoxTest& test, const Events& events, std::size_t word, Word candidates) {
  for (const auto& interval : test.intervals) {
    if (candidates == 0) break;
    candidates = inside(interval, events, word, candidates);
  }
  return candidates;
}

Word inside(const PolygonTest& test, const Events& events, std::size_t word, Word candidates) {
  for (const auto& interval : test.surroundings) candidates = inside(interval, events, word, candidates);
  const double* x = events.column(test.x.column) + word * word_bits;
  const double* y = events.column(test.y.column) + word * word_bits;
  Word bits = 0;
  for_each_bit(candidates, [&](std::size_t i) {
    bits |= Word{test.polygon.contains(test.x.scale(x[i]), test.y.scale(y[i]))} << i;
  });
  return bits;
}

Word inside(const EllipsoidTest& test, const Events& events, std::size_t word, Word candidates) {
  for (const auto& interval : test.surroundings) candidates = inside(interval, events, word, candidates);
  const auto dimensions = test.axes.size();
  std::array<double, 16> few{};
  std::vector<double> many(dimensions > few.size() ? dimensions : 0);
  const std::span<double> point{many.empty() ? few.data() : many.data(), dimensions};
  Word bits = 0;
  for_each_bit(candidates, [&](std::size_t i) {
    for (std::size_t d = 0; d < dimensions; ++d) {
      point[d] = test.axes[d].scale(events.column(test.axes[d].column)[word * word_bits + i]);
    }
    bits |= Word{inside_ellipsoid(point, test.mean, test.inverse, test.distance_square)} << i;
  });
  return bits;
}

/// Complements are taken over all events; `candidates` then keeps what the gate's own parent holds.
Word inside(const BooleanTest& test, const Events& events, std::size_t word, Word candidates) {
  const bool all = test.operation == BooleanOperation::and_;
  Word bits = all ? all_bits : 0;
  for (const auto& operand : test.operands) {
    const Word mask = events.mask(operand.population, word) ^ (operand.complement ? all_bits : 0);
    bits = all ? bits & mask : bits | mask;
  }
  return (test.operation == BooleanOperation::not_ ? ~bits : bits) & candidates;
}

}  // namespace

Evaluator::Evaluator(const Plan& plan)
    : plan_{&plan}, masks_(plan.populations().size()), counts_(plan.populations().size(), 0) {}

void Evaluator::evaluate(const fcs::EventBlock& block) {
  const auto& program = plan_->program();
  words_ = (block.size + word_bits - 1) / word_bits;
  if (block.size > capacity_) {
    capacity_ = block.size;
    derived_.resize((capacity_ + padding) * program.derived.size());
    for (const auto& step : program.steps) masks_[step.population].resize(words_);
  }
  derive_columns(block);

  const Events events{block, columns_, masks_};
  shown_.clear();
  for (const auto column : program.shown) shown_.push_back(events.values(column));
  for (const auto& step : program.steps) {
    auto& mask = masks_[step.population];
    std::uint64_t count = 0;
    for (std::size_t word = 0; word < words_; ++word) {
      const Word candidates = step.parent ? events.mask(*step.parent, word) : events.present(word);
      mask[word] =
          candidates == 0
              ? 0
              : std::visit([&](const auto& test) { return inside(test, events, word, candidates); }, step.test);
      count += static_cast<std::uint64_t>(std::popcount(mask[word]));
    }
    counts_[step.population] += count;
  }
}

void Evaluator::derive_columns(const fcs::EventBlock& block) {
  columns_.clear();
  for (const auto& column : plan_->program().derived) {
    const std::span<double> out{derived_.data() + columns_.size() * (capacity_ + padding), block.size};
    if (const auto* compensated = std::get_if<CompensatedColumn>(&column)) {
      compensate(*compensated, block.columns, out);
    } else {
      const auto& ratio = std::get<RatioColumn>(column);
      const Events known{block, columns_, masks_};
      divide(ratio, known.values(ratio.numerator), known.values(ratio.denominator), out);
    }
    columns_.emplace_back(out);
  }
}

std::span<const std::uint64_t> Evaluator::mask(std::size_t population) const {
  if (plan_->obstacle(population)) return {};
  return {masks_[population].data(), words_};
}

}  // namespace gating
