#pragma once

#include "fcs/reader.h"
#include "panels/match.h"

namespace study {

/// The cytometer that a file says it was measured on: $CYT and $CYTSN, without the blanks around them.
[[nodiscard]] panels::Instrument instrument_of(const fcs::Sample& sample);

}  // namespace study
