#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fcs {

/// Length of the valid UTF-8 sequence at the start of `text`, which is not empty; 0 where there is none
/// (stray and missing continuation bytes, overlong forms, surrogates, past U+10FFFF).
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// Where the first byte stands that is no UTF-8; npos where all is valid.
[[nodiscard]] std::size_t first_invalid_utf8(std::string_view text);

/// Text in Windows code page 1252, which holds Latin-1, as UTF-8. Every byte has a meaning, so this never fails.
[[nodiscard]] std::string utf8_from_cp1252(std::string_view text);

}  // namespace fcs
