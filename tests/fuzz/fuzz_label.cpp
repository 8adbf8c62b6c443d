#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "panels/match.h"

namespace {

bool is_marker_character(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+'; }

}  // namespace

/// Any bytes are a label: its marker is capitals and digits, and blanks around the text change nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto label = panels::parse_label(text);
  for (const char c : label.marker) {
    if (!is_marker_character(c)) __builtin_trap();
  }
  if (panels::parse_label(" " + std::string{text} + " ") != label) __builtin_trap();
  return 0;
}
