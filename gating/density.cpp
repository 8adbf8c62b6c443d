#include "gating/density.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace gating {
namespace {

constexpr std::size_t word_bits = 64;

/// Calls visit(e) for every event of the mask; whole words without asking bit by bit.
template <class Visit>
void for_each_member(std::size_t events, std::span<const std::uint64_t> mask, Visit visit) {
  assert(mask.size() * word_bits >= events);
  for (std::size_t first = 0; first < events; first += word_bits) {
    auto bits = mask[first / word_bits];
    if (bits == ~std::uint64_t{0} && events - first >= word_bits) {
      for (std::size_t e = first; e < first + word_bits; ++e) visit(e);
      continue;
    }
    for (; bits != 0; bits &= bits - 1) visit(first + static_cast<std::size_t>(std::countr_zero(bits)));
  }
}

}  // namespace

void Extent::add(std::span<const double> values, std::span<const std::uint64_t> mask) {
  for_each_member(values.size(), mask, [&](std::size_t e) {
    const double value = values[e];
    if (!std::isfinite(value)) return;
    if (!seen_) seen_ = AxisRange{value, value};
    seen_->low = std::min(seen_->low, value);
    seen_->high = std::max(seen_->high, value);
  });
}

std::optional<AxisRange> Extent::range() const {
  if (!seen_) return std::nullopt;
  constexpr double largest = 1e300;  // so that the length of the range is finite too
  const double low = std::clamp(seen_->low, -largest, largest);
  const double high = std::clamp(seen_->high, -largest, largest);
  const double room = high > low ? 0.02 * (high - low) : 0.5 * std::max(1.0, std::abs(low));
  return AxisRange{low - room, high + room};
}

Density::Density(AxisRange x, AxisRange y, std::size_t width, std::size_t height)
    : x_{x, width, static_cast<double>(width) / (x.high - x.low)},
      y_{y, height, static_cast<double>(height) / (y.high - y.low)},
      counts_(width * height, 0) {
  assert(width > 0 && height > 0 && x.low < x.high && y.low < y.high);
}

void Density::add(std::span<const double> x, std::span<const double> y, std::span<const std::uint64_t> mask) {
  assert(x.size() == y.size());
  for_each_member(x.size(), mask, [&](std::size_t e) { add(x[e], y[e]); });
}

inline std::size_t Density::Side::cell(double value) const {
  // Rounding may carry a value just under `high` to the cell after the last.
  return std::min(static_cast<std::size_t>((value - range.low) * cells_per_unit), cells - 1);
}

inline void Density::add(double x, double y) {
  if (x_.contains(x) && y_.contains(y)) {
    ++counts_[y_.cell(y) * x_.cells + x_.cell(x)];
  } else {
    add_off_scale(x, y);
  }
}

void Density::add_off_scale(double x, double y) {
  if (std::isnan(x) || std::isnan(y)) {
    ++off_scale_.not_a_number;
  } else if (x < x_.range.low) {
    ++off_scale_.left;
  } else if (x >= x_.range.high) {
    ++off_scale_.right;
  } else if (y < y_.range.low) {
    ++off_scale_.below;
  } else {
    ++off_scale_.above;
  }
}

}  // namespace gating
