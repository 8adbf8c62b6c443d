#pragma once

#include <filesystem>
#include <string>

#include "fcs/base/result.h"

namespace fcs {

/// The bytes of a small file: a panel, a strategy, a manifest.
/// @error Code::cannot_open, cannot_read
[[nodiscard]] Result<std::string> read_whole(const std::filesystem::path& file);

}  // namespace fcs
