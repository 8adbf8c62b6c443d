#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/base/spillover.h"

namespace fcs {

struct ParsedSpillover {
  Spillover spillover;
  std::vector<std::string> repairs;  ///< what was assumed where the text is not as the standard has it
};

/// $SPILLOVER and its aliases: n, then n names, then n x n numbers, all between commas.
/// Names may be channel numbers, or hold commas; numbers may have decimal commas. $COMP has no names, as it is of all
/// channels.
/// @param keyword   where the text stands; kept, and "$COMP" or "COMP" says that names may be missing
/// @param channels  $PnN of all channels, as the file has them
/// @error Code::bad_spillover; its place is left to the caller
/// Source: FCS 3.1 standard, $SPILLOVER; FCS 3.0 standard, $COMP.
[[nodiscard]] Result<ParsedSpillover> parse_spillover(std::string_view keyword, std::string_view text,
                                                      std::span<const std::string> channels);

/// As $SPILLOVER has it.
[[nodiscard]] std::string print(const Spillover& spillover);

}  // namespace fcs
