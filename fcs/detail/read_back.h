#pragma once

#include <filesystem>

#include "fcs/writer.h"

namespace fcs::detail {

/// Whether the file holds these keywords (and the offsets of DATA) and these events, bit by bit.
/// @error Code::cannot_write with the first difference; what reading or `events` says
[[nodiscard]] Result<void> read_back(const std::filesystem::path& file, const Keywords& keywords, EventSupply& events);

}  // namespace fcs::detail
