#include "apps/viewer_model/quadrant_dividers.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace viewer {
namespace {

double location_in_same_cell(double location, const std::vector<double>& before, const std::vector<double>& after) {
  const auto cell = static_cast<std::size_t>(std::ranges::upper_bound(before, location) - before.begin());
  const auto is_below = [&](double value) { return cell > 0 && value < after[cell - 1]; };
  const auto is_above = [&](double value) { return cell < after.size() && value >= after[cell]; };

  double moved = location;
  if (is_below(location)) {
    moved += after[cell - 1] - before[cell - 1];
  } else if (is_above(location)) {
    moved += after[cell] - before[cell];
  }
  if (!is_below(moved) && !is_above(moved)) return moved;
  return cell > 0 ? after[cell - 1] : std::nextafter(after[0], -std::numeric_limits<double>::infinity());
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
