#pragma once

#include "fcs/layout.h"

namespace fcs {

/// What a stored value becomes when it is read ($PnE, $PnG, $TIMESTEP): the same double that decode_scale gives.
[[nodiscard]] double scale_value(const Scale& scale, double stored);
[[nodiscard]] double scale_value(const LogAmplified& scale, double stored);

}  // namespace fcs
