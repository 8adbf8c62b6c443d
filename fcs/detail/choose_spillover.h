#pragma once

#include <optional>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/spillover.h"
#include "fcs/findings.h"
#include "fcs/text.h"

namespace fcs::detail {

/// The matrix of the first usable keyword of $SPILLOVER, SPILLOVER, $SPILL, SPILL, $COMP, COMP; where there is none,
/// that of $DFCnTOm. An unusable one is a finding.
[[nodiscard]] std::optional<Spillover> choose_spillover(const Keywords& keywords, const std::vector<Channel>& channels,
                                                        Findings& findings);

}  // namespace fcs::detail
