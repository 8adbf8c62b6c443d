#pragma once

#include <variant>

#include "gating/detail/program.h"

namespace gating {

/// Calls visit(ColumnRef) for each column whose values a test looks at; some more than once.
template <class Visit>
void for_each_column(const Plan::Program& program, const Test& test, Visit visit) {
  if (const auto* box = std::get_if<BoxTest>(&test)) {
    for (const auto& [min, max] : box->intervals) visit(program.cuts[min ? *min : *max].axis.column);
  }
  if (const auto* polygon = std::get_if<PolygonTest>(&test)) {
    visit(polygon->x.column);
    visit(polygon->y.column);
  }
  if (const auto* ellipsoid = std::get_if<EllipsoidTest>(&test)) {
    for (const auto& axis : ellipsoid->axes) visit(axis.column);
  }
}

}  // namespace gating
