#include "gating/detail/cell_map.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace gating {
namespace {

using detail::Bins;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::int32_t prefix(float value) { return std::bit_cast<std::int32_t>(value) >> Bins::shift; }
float from_prefix(std::int32_t prefix) { return std::bit_cast<float>(prefix << Bins::shift); }

}  // namespace

/// Between which scale values an event lies whose exact value is between `low` and `high`: as for gate edges, with far
/// more room than the transformation's own error.
CellMap::Stretch CellMap::scaled(const Axis& axis, double low, double high) {
  const auto guard = [](double y) { return 1000 * Transformation::accuracy * std::max(1.0, std::abs(y)); };
  const double bottom = axis.scale(low);
  const double top = axis.scale(high);
  return {std::isfinite(bottom) ? bottom - guard(bottom) : -infinity, std::isfinite(top) ? top + guard(top) : infinity};
}

std::optional<CellMap::DividedAxis> CellMap::divide(const Axis& axis, double low, double high, std::size_t distance) {
  const auto position = [&](std::size_t column) {
    const double y = low + (high - low) * static_cast<double>(column) / columns;
    return axis.transformation ? axis.transformation->inverse(y) : y;
  };
  double narrowest = infinity;  // data units
  double furthest = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    narrowest = std::min(narrowest, position(column + 1) - position(column));
    furthest = std::max({furthest, std::abs(position(column)), std::abs(position(column + 1))});
  }
  if (!(narrowest > furthest * 0x1p-16) || !(narrowest > 0x1p-60) || !(furthest < 0x1p60)) return std::nullopt;

  if (!axis.transformation) return divide_evenly(low, high, distance);

  DividedAxis divided;
  divided.stretches.fill({infinity, -infinity});
  auto& bins = divided.bins;
  bins.distance = static_cast<std::int32_t>(distance);
  bins.offset = std::exp2(std::floor(std::log2(static_cast<float>(8 * narrowest))));  // an eighth of it is a bin, at 0
  bins.first = prefix(bins.offset);
  bins.last = prefix(static_cast<float>(1.01 * furthest) + bins.offset) + 1 - bins.first;
  bins.most_error = static_cast<float>(narrowest / 4);
  const auto bins_a_side = static_cast<std::size_t>(bins.last) + 1;
  for (std::size_t bin = 0; bin < 2 * bins_a_side; ++bin) {
    const bool negative = bin < bins_a_side;
    const auto outwards = negative ? bins_a_side - 1 - bin : bin - bins_a_side;
    const auto border = bins.first + static_cast<std::int32_t>(outwards);
    const double near = static_cast<double>(from_prefix(border)) - bins.offset;
    const double far = static_cast<double>(from_prefix(border + 1)) - bins.offset;
    // The offset was added in float, and the value may be an estimate.
    const double room = 2 * bins.most_error + (far + bins.offset) * 0x1p-22;
    const double inner = near - room;
    const double outer = outwards + 1 == bins_a_side ? infinity : far + room;
    const auto values = negative ? scaled(axis, -outer, -inner) : scaled(axis, inner, outer);

    std::size_t column = 0;
    if (values.low > high) {
      column = stride - 1;
    } else if (!(values.high < low)) {
      const double middle = std::midpoint(std::max(values.low, low), std::min(values.high, high));
      const double across = (middle - low) / (high - low) * columns;
      column = static_cast<std::size_t>(std::clamp(across, 0.0, columns - 1.0)) + 1;
    }
    divided.column_of_bin.push_back(static_cast<std::uint16_t>(column * distance));
    auto& stretch = divided.stretches[column];
    stretch = {std::min(stretch.low, values.low), std::max(stretch.high, values.high)};
  }
  return divided;
}

/// Without a transformation: columns as wide as each other, the first of them well before `low`, the last well after
/// `high`.
CellMap::DividedAxis CellMap::divide_evenly(double low, double high, std::size_t distance) {
  DividedAxis divided;
  auto& bins = divided.bins;
  bins.distance = static_cast<std::int32_t>(distance);
  bins.last = stride - 1;
  bins.columns_a_unit = static_cast<float>((columns - 2) / (high - low));
  const double width = 1 / static_cast<double>(bins.columns_a_unit);
  bins.start = static_cast<float>(low - 1.5 * width);
  bins.most_error = static_cast<float>(width / 64);
  for (std::size_t column = 0; column < stride; ++column) {
    // Difference and product were rounded in float, and the value may be an estimate.
    const double before = static_cast<double>(column) * width;
    const double after = before + width;
    const double room = 2 * static_cast<double>(bins.most_error) + after * 0x1p-22;
    divided.stretches[column] = scaled({}, column == 0 ? -infinity : bins.start + before - room,
                                       column == stride - 1 ? infinity : bins.start + after + room);
  }
  return divided;
}

std::optional<CellMap> CellMap::make(const Axis& x, const Axis& y, const Rectangle& bounds,
                                     const OverlapWith& overlap_with) {
  auto divided_x = divide(x, bounds.left, bounds.right, 1);
  auto divided_y = divide(y, bounds.low, bounds.high, stride);
  if (!divided_x || !divided_y) return std::nullopt;
  CellMap map;
  map.axes_ = {*std::move(divided_x), *std::move(divided_y)};
  map.sides_.resize(stride * stride);
  const auto within_bounds = [&](const Rectangle& part) {
    const bool beyond =
        part.right < bounds.left || part.left > bounds.right || part.high < bounds.low || part.low > bounds.high;
    return beyond ? Overlap::none : overlap_with(part);
  };
  map.settle({0, stride, 0, stride}, within_bounds);
  return map;
}

/// Asks for the whole block; where the border runs through it, for its quarters.
void CellMap::settle(const Block& block, const OverlapWith& overlap_with) {
  const auto [first_x, last_x, first_y, last_y] = block;
  if (first_x == last_x || first_y == last_y) return;
  const auto joined = [](const DividedAxis& axis, std::size_t first, std::size_t last) {
    Stretch out{infinity, -infinity};
    for (auto column = first; column < last; ++column) {
      out.low = std::min(out.low, axis.stretches[column].low);
      out.high = std::max(out.high, axis.stretches[column].high);
    }
    return out;
  };
  const auto x = joined(axes_[0], first_x, last_x);
  const auto y = joined(axes_[1], first_y, last_y);
  if (x.low > x.high || y.low > y.high) return;  // no value falls here
  const auto overlap = overlap_with({x.low, x.high, y.low, y.high});
  if (overlap == Overlap::partial && (last_x - first_x > 1 || last_y - first_y > 1)) {
    const auto middle_x = (first_x + last_x) / 2;
    const auto middle_y = (first_y + last_y) / 2;
    settle({first_x, middle_x, first_y, middle_y}, overlap_with);
    settle({middle_x, last_x, first_y, middle_y}, overlap_with);
    settle({first_x, middle_x, middle_y, last_y}, overlap_with);
    settle({middle_x, last_x, middle_y, last_y}, overlap_with);
    return;
  }
  const auto side = overlap == Overlap::none    ? detail::Side::outside
                    : overlap == Overlap::whole ? detail::Side::inside
                                                : detail::Side::border;
  for (auto row = first_y; row < last_y; ++row) {
    for (auto column = first_x; column < last_x; ++column)
      sides_[row * stride + column] = static_cast<std::uint8_t>(side);
  }
}

}  // namespace gating
