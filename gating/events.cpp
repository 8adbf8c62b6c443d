#include "gating/detail/events.h"

#include <array>
#include <cmath>
#include <variant>
#include <vector>

#include "gating/detail/cell_map.h"
#include "gating/detail/instruction_set.h"
#include "gating/geometry.h"

namespace gating {
namespace {

using detail::Reach;

Word inside(const Interval& interval, const Events& events, std::size_t word, Word candidates) {
  if (interval.min) candidates &= events.reach(*interval.min, word, candidates).reached;
  if (interval.max && candidates != 0) candidates &= events.reach(*interval.max, word, candidates).short_of;
  return candidates;
}

Word inside(std::span<const Interval> intervals, const Events& events, std::size_t word, Word candidates) {
  for (const auto& interval : intervals) {
    if (candidates == 0) break;
    candidates = inside(interval, events, word, candidates);
  }
  return candidates;
}

Word inside(const EverythingTest&, const Events&, std::size_t, Word candidates) { return candidates; }

Word inside(const BoxTest& test, const Events& events, std::size_t word, Word candidates) {
  return inside(test.intervals, events, word, candidates);
}

/// Settles what it can from the map of cells, or else the box around the shape, and asks for each other event.
/// @param is_inside(event)  by the plain definition
template <class Test, class IsInside>
Word inside_shape(const Test& test, const Axis& x, const Axis& y, const Events& events, std::size_t word,
                  Word candidates, IsInside is_inside) {
  Word settled = 0;
  if (test.cells) {
    const auto cells = events.locate(*test.cells, x.column, y.column, word);
    settled = cells.reached & candidates;
    candidates &= ~cells.reached & ~cells.short_of;
  } else {
    candidates = inside(test.surroundings, events, word, candidates);
  }
  for_each_bit(candidates, [&](std::size_t i) { settled |= Word{is_inside(word * word_bits + i)} << i; });
  return settled;
}

Word inside(const PolygonTest& test, const Events& events, std::size_t word, Word candidates) {
  return inside_shape(test, test.x, test.y, events, word, candidates, [&](std::size_t event) {
    return test.polygon.contains(events.scaled(test.x, event), events.scaled(test.y, event));
  });
}

Word inside(const EllipsoidTest& test, const Events& events, std::size_t word, Word candidates) {
  const auto dimensions = test.axes.size();
  std::array<double, 16> few{};
  std::vector<double> many(dimensions > few.size() ? dimensions : 0);
  const std::span<double> point{many.empty() ? few.data() : many.data(), dimensions};
  return inside_shape(test, test.axes[0], test.axes[1], events, word, candidates, [&](std::size_t event) {
    for (std::size_t d = 0; d < dimensions; ++d) point[d] = events.scaled(test.axes[d], event);
    return inside_ellipsoid(point, test.mean, test.inverse, test.distance_square);
  });
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

Events::Events(const Plan::Program& program, Columns inputs, Columns derived, std::span<Word* const> masks,
               std::span<KnownReach> known, std::size_t size)
    : program_{program},
      kernels_{detail::kernels()},
      inputs_{inputs},
      derived_{derived},
      masks_{masks},
      known_{known},
      size_{size} {}

double Events::value(ColumnRef ref, std::size_t event) const {
  const auto& column = view(ref);
  if (column.doubles != nullptr) return column.doubles[event];
  if (column.magnitudes == nullptr) return static_cast<double>(column.singles[event]);
  const auto& compensated = std::get<CompensatedColumn>(program_.derived[ref.index]);
  double sum = 0;
  for (std::size_t k = 0; k < compensated.inputs.size(); ++k) {
    sum += value({ColumnRef::Kind::input, compensated.inputs[k]}, event) * compensated.coefficients[k];
  }
  return sum;
}

/// 64 values of a column from the word on; a copy where the block ends before.
template <class Value>
const Value* Events::whole_word(const Value* column, std::size_t word, std::array<Value, word_bits>& copy) const {
  if (count(word) == word_bits) return column + word * word_bits;
  copy.fill(0);
  std::copy_n(column + word * word_bits, count(word), copy.begin());
  return copy.data();
}

/// Bits past the last event may be anything.
Reach Events::compare(const Cut& cut, std::size_t word) const {
  const auto& column = view(cut.axis.column);
  if (column.doubles != nullptr) {
    std::array<double, word_bits> copy;
    return kernels_.compare_doubles(whole_word(column.doubles, word, copy), cut.edge.below, cut.edge.at_or_above);
  }
  std::array<float, word_bits> values;
  const auto* singles = whole_word(column.singles, word, values);
  if (column.magnitudes == nullptr) return kernels_.compare_singles(singles, cut.below, cut.at_or_above);
  std::array<float, word_bits> magnitudes;
  return kernels_.compare_estimates(singles, whole_word(column.magnitudes, word, magnitudes), column.margin, cut.below,
                                    cut.at_or_above);
}

Reach Events::locate(const CellMap& cells, ColumnRef x, ColumnRef y, std::size_t word) const {
  std::array<std::array<float, word_bits>, 4> copies;
  const auto binned = [&](ColumnRef ref, const detail::Bins& bins, auto& values, auto& magnitudes) {
    const auto& column = view(ref);
    if (column.doubles != nullptr) {
      // Rounded, each is within 2^-24 of its size of itself.
      std::array<double, word_bits> copy;
      const auto* doubles = whole_word(column.doubles, word, copy);
      for (std::size_t i = 0; i < word_bits; ++i) {
        values[i] = static_cast<float>(doubles[i]);
        magnitudes[i] = std::abs(values[i]);
      }
      return detail::BinnedValues{values.data(), magnitudes.data(), 0x1p-23F, bins};
    }
    const auto* singles = whole_word(column.singles, word, values);
    if (column.magnitudes == nullptr)
      return detail::BinnedValues{singles, singles, 0, bins};  // NaN and infinity times 0
    return detail::BinnedValues{singles, whole_word(column.magnitudes, word, magnitudes), column.margin, bins};
  };
  return kernels_.locate(binned(x, cells.x(), copies[0], copies[1]), binned(y, cells.y(), copies[2], copies[3]),
                         cells.sides());
}

Reach Events::reach(std::size_t cut_position, std::size_t word, Word candidates) const {
  const auto& cut = program_.cuts[cut_position];
  auto& known = known_[cut_position];
  if (known.word != word) known = {word, compare(cut, word)};
  auto reach = known.reach;
  for_each_bit(candidates & ~reach.reached & ~reach.short_of, [&](std::size_t i) {
    const double x = value(cut.axis.column, word * word_bits + i);
    if (x >= cut.edge.at_or_above) {
      reach.reached |= Word{1} << i;
    } else if (x < cut.edge.below) {
      reach.short_of |= Word{1} << i;
    } else {
      const double y = cut.axis.scale(x);
      reach.reached |= Word{y >= cut.edge.value} << i;
      reach.short_of |= Word{y < cut.edge.value} << i;
    }
  });
  return reach;
}

void Events::apply(const Step& step, std::size_t word) const {
  const Word candidates = step.parent ? mask(*step.parent, word) : present(word);
  masks_[step.population][word] =
      candidates == 0 ? 0
                      : std::visit([&](const auto& test) { return inside(test, *this, word, candidates); }, step.test);
}

std::uint64_t Events::members(std::size_t population) const { return kernels_.count_bits(masks_[population], words()); }

}  // namespace gating
