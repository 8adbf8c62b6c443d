#pragma once

#include <cstdint>

#include "fcs/detail/input_file.h"
#include "fcs/findings.h"
#include "fcs/reader.h"

namespace fcs::detail {

/// Compares the eight digits at `end` with the bytes before them: a 16-bit CRC as CCITT has it (x^16 + x^12 + x^5 + 1,
/// highest bit first, after sixteen zero bits that begin from all ones, which is 0x1D0F), in decimal. Eight zeros say
/// that none was computed. Another sum is a finding.
/// @param origin  first byte of the data set's HEADER, in the file
/// @param end     the byte after its last segment, in the file
/// @error Code::cannot_read
/// Source: FCS 3.0, CRC value; the register's first value by files that hold a sum.
[[nodiscard]] Result<Checksum> verify_checksum(const InputFile& file, std::uint64_t origin, std::uint64_t end,
                                               Findings& findings);

}  // namespace fcs::detail
