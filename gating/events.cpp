#include "gating/detail/events.h"

#include <array>
#include <bit>
#include <cstring>
#include <variant>
#include <vector>

#include "gating/geometry.h"

namespace gating {
namespace {

/// Four events in one register, or in two where the processor has none that wide.
using FourEvents [[gnu::vector_size(4 * sizeof(double))]] = double;

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
  // The candidates side by side, so that the polygon sees several at once.
  std::array<double, word_bits> scaled_x{}, scaled_y{};
  std::size_t count = 0;
  for_each_bit(candidates, [&](std::size_t i) {
    scaled_x[count] = test.x.scale(x[i]);
    scaled_y[count] = test.y.scale(y[i]);
    ++count;
  });
  auto contained = test.polygon.contained(scaled_x.data(), scaled_y.data(), count);
  Word bits = 0;
  for_each_bit(candidates, [&](std::size_t i) {
    bits |= (contained & 1U) << i;
    contained >>= 1U;
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

/// With the processor's own instruction where it has one; else the compiler calls a function for each word.
[[gnu::target_clones("popcnt", "default")]] std::uint64_t count_bits(const Word* words, std::size_t count) {
  std::uint64_t bits = 0;
  for (std::size_t word = 0; word < count; ++word) bits += static_cast<std::uint64_t>(std::popcount(words[word]));
  return bits;
}

}  // namespace

std::uint64_t Events::apply(const Step& step) const {
  auto* mask = masks_[step.population];
  for (std::size_t word = 0; word < words(); ++word) {
    const Word candidates = step.parent ? this->mask(*step.parent, word) : present(word);
    mask[word] = candidates == 0
                     ? 0
                     : std::visit([&](const auto& test) { return inside(test, *this, word, candidates); }, step.test);
  }
  return count_bits(mask, words());
}

}  // namespace gating
