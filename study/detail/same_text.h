#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace study::detail {

/// Whatever the case of ASCII letters.
[[nodiscard]] inline bool is_same_text(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

}  // namespace study::detail
