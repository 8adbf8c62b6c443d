#pragma once

#include "fcs/base/channel.h"

namespace panels {

/// Whether two channels are different measures of one detector's pulse, Area, Height or Width, as their names tell
/// ("FSC-A" and "FSC-H", "FS INT LIN" and "FS PEAK LIN"), or else their labels. A name without a measure counts as one
/// ("FSC" and "FSC-H"); a label does not.
[[nodiscard]] bool measure_one_pulse(const fcs::Channel& one, const fcs::Channel& other);

}  // namespace panels
