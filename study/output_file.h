#pragma once

#include <filesystem>
#include <string_view>

#include "fcs/base/result.h"

namespace study {

/// Writes a file that appears whole or not at all: a temporary file beside it, fsync, rename. An existing file is
/// replaced.
/// @error Code::cannot_write
[[nodiscard]] fcs::Result<void> write_whole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace study
