#pragma once

#include <cstdint>

#include "fcs/detail/input_file.h"
#include "fcs/findings.h"
#include "fcs/header.h"

namespace fcs::detail {

/// Looks at what stands between HEADER and the first segment: pairs of offsets of OTHER segments, or blanks. Nothing
/// that is read depends on them; a pair that leads nowhere is a finding.
/// @param base  where the offsets count from in the file
[[nodiscard]] Result<void> check_other_segments(const InputFile& file, const Header& header, std::uint64_t origin,
                                                std::uint64_t base, Findings& findings);

}  // namespace fcs::detail
