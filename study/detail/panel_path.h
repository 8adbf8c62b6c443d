#pragma once

#include <string>
#include <string_view>

#include "fcs/base/result.h"

namespace study::detail {

/// study.toml with a panel that lies in a file: where its [[panel]] says `id = "ID"`, the copy says `path = "PATH"`.
/// All other bytes stay: comments, blanks, line ends.
/// @param file  how messages call study.toml
/// @param id    of a [[panel]] without a path
/// @param path  without quotes, backslashes and control characters
/// @error Code::bad_toml; no_such_panel where no [[panel]] has this id and no path
[[nodiscard]] fcs::Result<std::string> with_panel_path(std::string_view study_toml, const std::string& file,
                                                       std::string_view id, std::string_view path);

}  // namespace study::detail
