#pragma once

#include <string>

#include "fcs/base/result.h"
#include "panels/detail/panel_toml.h"
#include "panels/read.h"

namespace panels::detail {

/// Reads the strategy of a panel, and checks that what the panel says of it is there.
/// @param strategy_file  how messages call the strategy
[[nodiscard]] fcs::Result<ReadPanel> join(PanelDocument document, std::string strategy_text,
                                          const std::string& strategy_file);

}  // namespace panels::detail
