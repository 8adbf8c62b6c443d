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
               KnownReach& known, std::size_t size)
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
    const auto& input = inputs_[compensated.inputs[k]];
    const double x = input.doubles != nullptr ? input.doubles[event] : static_cast<double>(input.singles[event]);
    sum += x * compensated.coefficients[k];
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
void Events::compare(const Cut& cut, std::span<Reach> out) const {
  const auto& column = view(cut.axis.column);
  const auto whole = size_ / word_bits;
  const bool has_part = whole < out.size();
  auto* part = out.data() + whole;
  if (column.doubles != nullptr) {
    kernels_.compare_doubles(column.doubles, whole, cut.edge.below, cut.edge.at_or_above, out.data());
    std::array<double, word_bits> copy;
    if (has_part) {
      kernels_.compare_doubles(whole_word(column.doubles, whole, copy), 1, cut.edge.below, cut.edge.at_or_above, part);
    }
    return;
  }
  std::array<float, word_bits> values;
  std::array<float, word_bits> magnitudes;
  if (column.magnitudes == nullptr) {
    kernels_.compare_singles(column.singles, whole, cut.below, cut.at_or_above, out.data());
    if (has_part) {
      kernels_.compare_singles(whole_word(column.singles, whole, values), 1, cut.below, cut.at_or_above, part);
    }
    return;
  }
  kernels_.compare_estimates({column.singles, column.magnitudes, column.margin}, whole, cut.below, cut.at_or_above,
                             out.data());
  if (has_part) {
    kernels_.compare_estimates(
        {whole_word(column.singles, whole, values), whole_word(column.magnitudes, whole, magnitudes), column.margin}, 1,
        cut.below, cut.at_or_above, part);
  }
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

Reach Events::decided(const Cut& cut, std::size_t word, Word open, Reach reach) const {
  for_each_bit(open, [&](std::size_t i) {
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

void Events::apply(const Step& step) const {
  auto* members = masks_[step.population];
  std::visit(
      [&](const auto& test) {
        for (std::size_t word = 0; word < words(); ++word) {
          const Word candidates = step.parent ? mask(*step.parent, word) : present(word);
          members[word] = candidates == 0 ? 0 : inside(test, *this, word, candidates);
        }
      },
      step.test);
}

std::uint64_t Events::members(std::size_t population) const { return kernels_.count_bits(masks_[population], words()); }

}  // namespace gating
