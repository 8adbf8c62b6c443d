#include "apps/viewer_model/quadrant_dividers.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace viewer {
namespace {

/// Strictly inside the cell, as documents ask; its lower edge where no double is between the two.
double location_in_same_cell(double location, const std::vector<double>& before, const std::vector<double>& after) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto cell = static_cast<std::size_t>(std::ranges::upper_bound(before, location) - before.begin());
  const double low = cell > 0 ? after[cell - 1] : -infinity;
  const double high = cell < after.size() ? after[cell] : infinity;
  const auto is_inside = [&](double value) {
    return (cell == 0 || value > low) && (cell == after.size() || value < high);
  };

  if (is_inside(location)) return location;
  const double edge_moved = cell > 0 && location <= low ? low - before[cell - 1] : high - before[cell];
  if (is_inside(location + edge_moved)) return location + edge_moved;
  if (cell == 0) return std::nextafter(high, -infinity);
  if (cell == after.size()) return std::nextafter(low, infinity);
  const double middle = std::midpoint(low, high);
  return middle < high ? middle : low;
}

}  // namespace

void set_divider_values(gating::QuadrantGate& gate, std::size_t divider, std::vector<double> values) {
  auto& changed = gate.dividers[divider];
  assert(values.size() == changed.values.size());
  for (auto& quadrant : gate.quadrants) {
    for (auto& position : quadrant.positions) {
      if (position.divider == changed.id) {
        position.location = location_in_same_cell(position.location, changed.values, values);
      }
    }
  }
  changed.values = std::move(values);
}

}  // namespace viewer
