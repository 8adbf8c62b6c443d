#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "fcs/text.h"
#include "study/flags.h"
#include "study/manifest.h"

namespace study {

/// Keywords that may say whose sample a file is.
inline constexpr std::string_view identity_keywords[] = {"PATIENT ID", "SUBJECT ID", "SUBJECT", "$SRC"};

/// FILE_META_MISMATCH, of level FAIL, where a file names another subject of the study and not the row's own: one of the
/// two labels is wrong. A text that is no subject of the study, such as the specimen in $SRC, says nothing. Names are
/// compared by letters and digits, without zeros before numbers.
[[nodiscard]] std::optional<Flag> subject_flag(const Manifest& manifest, std::size_t row,
                                               const fcs::Keywords& identity);

}  // namespace study
