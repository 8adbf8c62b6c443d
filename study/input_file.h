#pragma once

#include <filesystem>
#include <string>

#include "fcs/base/result.h"

namespace study {

/// The bytes of a small file: a study, a manifest, a panel.
/// @error Code::cannot_open, cannot_read
[[nodiscard]] fcs::Result<std::string> read_whole(const std::filesystem::path& file);

}  // namespace study
