#pragma once

#include <string>
#include <string_view>

#include "fcs/base/channel.h"
#include "fcs/base/result.h"

namespace fcs {

/// $PnE as written: two numbers with a comma between. "4,0", which means no scale at all, is returned as it is.
/// @error Code::bad_keyword when these are not two finite numbers of at least 0; its place is left to the caller
[[nodiscard]] Result<Amplification> parse_amplification(std::string_view text);
[[nodiscard]] std::string print(const Amplification& amplification);

}  // namespace fcs
