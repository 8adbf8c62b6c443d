#pragma once

#include <map>
#include <string>

#include "fcs/base/ids.h"
#include "fcs/reader.h"

namespace study {

/// The channels whose values are compensated or unmixed already, and what says so: their names (Comp-, FJComp-, <...>),
/// $PnTYPE of unmixed fluorescence (FCS 3.2), CYTOGATE COMPENSATED (our own export), or that the data set is the first
/// one of an LMD file, whose detectors have been compensated by the instrument.
[[nodiscard]] std::map<fcs::ChannelIndex, std::string> compensated_channels(const fcs::Sample& sample);

}  // namespace study
