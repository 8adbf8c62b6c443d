#include "gating/detail/ruler.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace gating::detail {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::int32_t leading_bits(float value) { return std::bit_cast<std::int32_t>(value) >> Cells::shift; }

std::int32_t cell_of(const Cells& cells, double value) {
  std::int32_t cell = 0;
  value_kernels().find_cells(cells, &value, &cell, 1);
  return cell;
}

/// The least key from `range.first` on, up to `range.last`, whose cell is at least `cell`; that of `range.last` is.
std::int64_t first_key_in(const Cells& cells, KeyRange range, std::int32_t cell) {
  while (range.first < range.last) {
    const auto middle = std::midpoint(range.first, range.last);  // rounds towards first
    if (cell_of(cells, value_of(middle)) >= cell) {
      range.last = middle;
    } else {
      range.first = middle + 1;
    }
  }
  return range.first;
}

}  // namespace

std::int64_t key_of(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}

double value_of(std::int64_t key) {
  return std::bit_cast<double>(key < 0 ? std::numeric_limits<std::int64_t>::min() - key : key);
}

KeyRange KeyRange::everything() { return {key_of(-infinity), key_of(infinity)}; }

Ruler::Ruler(std::vector<double> boundaries, const Cells& cells) : boundaries_{std::move(boundaries)}, cells_{cells} {
  assert(boundaries_.size() <= most_boundaries);
  std::vector<std::int32_t> cell_of_boundary(boundaries_.size());
  value_kernels().find_cells(cells, boundaries_.data(), cell_of_boundary.data(), boundaries_.size());
  interval_of_cell_.reserve(static_cast<std::size_t>(cells.count()) + 1);
  std::size_t boundary = 0;
  for (std::int32_t cell = 0; cell < cells.count(); ++cell) {
    const auto in_cell = [&] { return boundary < boundaries_.size() && cell_of_boundary[boundary] == cell; };
    if (in_cell() && cell_of(cells, value_of(key_of(boundaries_[boundary]) - 1)) < cell) ++boundary;
    auto entry = static_cast<std::uint16_t>(boundary);
    for (; in_cell(); ++boundary) entry |= is_divided;
    interval_of_cell_.push_back(entry);
  }
  interval_of_cell_.push_back(static_cast<std::uint16_t>(intervals()));
}

KeyRange Ruler::range_of(std::size_t interval) const {
  auto range = KeyRange::everything();
  if (interval > 0) range.first = key_of(boundaries_[interval - 1]);
  if (interval < boundaries_.size()) range.last = key_of(boundaries_[interval]) - 1;
  return range;
}

std::size_t Ruler::interval_of(double value) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(boundaries_, value) - boundaries_.begin());
}

/// @param first  boundaries that are not above the value for certain
std::uint16_t Ruler::place_from(std::size_t first, double value) const {
  constexpr std::size_t few = 4;  // mostly there are no more in a cell
  const auto last = std::min(first + few, boundaries_.size());
  while (first < last && boundaries_[first] <= value) ++first;
  if (first < last || last == boundaries_.size()) return static_cast<std::uint16_t>(first);
  return static_cast<std::uint16_t>(
      std::upper_bound(boundaries_.begin() + static_cast<std::ptrdiff_t>(first), boundaries_.end(), value) -
      boundaries_.begin());
}

Cells cells_for(double finest, double largest) {
  constexpr std::int32_t most = 8191;
  constexpr double reach_of_most = 0x1p15;  // 16 times 512 cells, without the one that begins at the offset
  constexpr double least_offset = 0x1p-100;
  constexpr double most_offset = 0x1p100;
  // The cell next to zero is a 512th of the offset wide.
  const auto offset =
      static_cast<float>(std::clamp(std::max(finest * 128, largest / reach_of_most), least_offset, most_offset));
  const auto first = leading_bits(offset);
  const auto outermost = leading_bits(static_cast<float>(std::min(largest, most_offset)) + offset);
  return {offset, first, std::min(outermost - first + 1, most)};
}

double lowest_in_cell(const Cells& cells, double value) {
  const auto everything = KeyRange::everything();
  return value_of(first_key_in(cells, {everything.first, key_of(value)}, cell_of(cells, value)));
}

double lowest_above_cell(const Cells& cells, double value) {
  const auto cell = cell_of(cells, value);
  if (cell + 1 == cells.count()) return infinity;
  return value_of(first_key_in(cells, {key_of(value), KeyRange::everything().last}, cell + 1));
}

}  // namespace gating::detail
