#pragma once

#include <optional>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/spillover.h"
#include "fcs/findings.h"
#include "fcs/text.h"

namespace fcs::detail {

/// The matrix that $DFCnTOm describe: percent of channel n that channel m sees, 0 where there is none.
/// Nothing where all are 0, or where one that is not names a channel beyond $PAR: the numbers are then some other ones.
/// Source: FCS 2.0 standard, $DFCnTOm.
[[nodiscard]] std::optional<Spillover> spillover_of_percentages(const Keywords& keywords,
                                                                const std::vector<Channel>& channels,
                                                                Findings& findings);

}  // namespace fcs::detail
