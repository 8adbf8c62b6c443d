#pragma once

#include <filesystem>
#include <iosfwd>
#include <span>
#include <string_view>

#include "fcs/base/result.h"

namespace cli {

/// The text to the file, whole or not at all; to `table` where the file is empty.
[[nodiscard]] fcs::Result<void> write_output(const std::filesystem::path& file, std::string_view text,
                                             std::ostream& table);

/// @error Code::bad_usage where the output is one of the inputs, which it would destroy
[[nodiscard]] fcs::Result<void> refuse_input(const std::filesystem::path& output,
                                             std::span<const std::filesystem::path> inputs);

}  // namespace cli
