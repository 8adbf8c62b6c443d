#pragma once

#include "gating/detail/program.h"

namespace gating {

/// Decides which of the derived columns that tests look at they may see as estimates in single precision, and prepares
/// these: fills Program::estimated and computed.
/// @param looked_at  positions in Program::derived
void choose_estimates(Plan::Program& program, const std::vector<std::size_t>& looked_at);

}  // namespace gating
