#pragma once

#include "gating/detail/program.h"

namespace gating {

/// Decides which derived columns tests may look at as estimates in single precision, and prepares them: fills
/// Program::estimated and is_estimated.
void choose_estimates(Plan::Program& program);

}  // namespace gating
