#pragma once

#include <cstddef>
#include <vector>

#include "gating/gate.h"

namespace viewer {

/// Gives a divider other values. Each Quadrant keeps its meaning, the cell that it is when cells are counted from the
/// lowest: a location that no longer lies in its cell goes with the value that passed it.
/// @param values  as many as before, scale units, finite
void set_divider_values(gating::QuadrantGate& gate, std::size_t divider, std::vector<double> values);

}  // namespace viewer
