#include <cstddef>
#include <cstdint>
#include <span>

#include "fcs/header.h"

/// Any bytes are either a HEADER whose TEXT can be looked for, or an error with a message. Strict refuses what has
/// findings.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span{data, size});
  const auto parsed = fcs::parse_header(bytes);
  const auto strict = fcs::parse_header(bytes, 0, fcs::Tolerance::none());
  if (parsed.has_error()) {
    if (fcs::message(parsed.error()).empty() || strict.has_value()) __builtin_trap();
    return 0;
  }
  const auto& [header, findings] = parsed.value();
  if (header.text.first < fcs::header_size || header.text.last <= header.text.first) __builtin_trap();
  if (strict.has_value() != findings.empty()) __builtin_trap();
  return 0;
}
