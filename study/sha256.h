#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "fcs/base/result.h"

namespace study {

/// SHA-256 as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// Of a file's bytes, read in pieces. A folder, a pipe or a device is no file: it may never end.
/// @error Code::cannot_open, cannot_read
[[nodiscard]] fcs::Result<std::string> sha256_file(const std::filesystem::path& file);

}  // namespace study
