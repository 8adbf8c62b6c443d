#pragma once

#include "fcs/base/result.h"
#include "study/audit.h"
#include "study/mappings.h"
#include "study/study.h"

namespace study {

/// Chooses channels for markers of a study: appends the choice to mappings.toml, and to the journal an entry for each
/// marker, with the channel before and after ($PnN; none: by the rules) and the reason.
/// @return the mapping with its version
/// @error Code::missing_key (no reason), locked_strategy (the study is locked); those of save_mapping and
/// append_to_journal
[[nodiscard]] fcs::Result<Mapping> choose_channels(const Study& study, const Mapping& mapping, const Author& who);

}  // namespace study
