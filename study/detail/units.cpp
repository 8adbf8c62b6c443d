#include "study/detail/units.h"

#include <algorithm>
#include <array>

namespace study::detail {

std::string plain_unit(std::string_view unit) {
  std::string plain;
  for (const char c : unit) {
    if (c != ' ' && c != '\t') plain += c;
  }
  constexpr auto spellings = std::to_array<std::string_view>({"\u00B5", "\u03BC", "micro", "mc"});
  for (const auto spelling : spellings) {
    if (plain.starts_with(spelling)) return "u" + plain.substr(spelling.size());
  }
  return plain;
}

}  // namespace study::detail
