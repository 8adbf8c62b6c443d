#include "gating/evaluate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "gating/detail/program.h"
#include "gating/geometry.h"

namespace gating {
namespace {

using Word = std::uint64_t;
constexpr std::size_t word_bits = 64;
constexpr Word all_bits = ~Word{0};

/// Bit i is set when x[i] >= threshold, for i < count <= 64.
Word bits_at_least(const double* x, std::size_t count, double threshold) {
  Word bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits |= Word{x[i] >= threshold} << i;
  return bits;
}

/// Calls visit(i) for every set bit, lowest first.
template <class Visit>
void for_each_bit(Word bits, Visit visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
}

void compensate(const CompensatedColumn& column, std::span<const std::span<const double>> inputs,
                std::span<double> out) {
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t k = 0; k < column.inputs.size(); ++k) {
    const double* in = inputs[column.inputs[k]].data();
    const double coefficient = column.coefficients[k];
    double* sum = out.data();
    for (std::size_t i = 0; i < out.size(); ++i) sum[i] += in[i] * coefficient;
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
  Word inside = bits_at_least(x, count, edge.at_or_above);
  if (edge.below != edge.at_or_above) {
    const Word undecided = bits_at_least(x, count, edge.below) & ~inside & candidates;
    for_each_bit(undecided, [&](std::size_t i) { inside |= Word{axis.scale(x[i]) >= edge.value} << i; });
  }
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
    bits |= Word{inside_polygon(test.vertices, test.x.scale(x[i]), test.y.scale(y[i]))} << i;
  });
  return bits;
}

Word inside(const EllipsoidTest& test, const Events& events, std::size_t word, Word candidates) {
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
    derived_.resize(capacity_ * program.derived.size());
    for (const auto& step : program.steps) masks_[step.population].resize(words_);
  }
  derive_columns(block);

  const Events events{block, columns_, masks_};
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
    const std::span<double> out{derived_.data() + columns_.size() * capacity_, block.size};
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
