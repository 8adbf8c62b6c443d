#pragma once

#include <span>

#include "gating/detail/kernels.h"

namespace gating::detail {

/// All that this processor can run, the plainest first.
[[nodiscard]] std::span<const Kernels* const> available_kernels();

/// The widest that this processor has; or those named by the environment variable CYTOGATE_INSTRUCTION_SET ("baseline",
/// "avx2"), where it has them.
[[nodiscard]] const Kernels& kernels();

}  // namespace gating::detail
