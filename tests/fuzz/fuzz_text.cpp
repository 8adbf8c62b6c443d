#include <cstddef>
#include <cstdint>
#include <span>

#include "fcs/base/utf8.h"
#include "fcs/text.h"

namespace {

void check(const fcs::Keywords& keywords, std::size_t file_size) {
  for (const auto& keyword : keywords) {
    if (keyword.name.empty() || keywords.find(keyword.name) != &keyword) __builtin_trap();
    if (fcs::first_invalid_utf8(keyword.name) != std::string_view::npos) __builtin_trap();
    if (fcs::first_invalid_utf8(keyword.value) != std::string_view::npos) __builtin_trap();
    if (keyword.bytes.first > keyword.bytes.last || keyword.bytes.last >= file_size) __builtin_trap();
  }
}

}  // namespace

/// Any bytes are either keywords, in UTF-8 and each found by its name, or an error; the same bytes as supplemental TEXT
/// add none that is there already. Strict refuses what has findings.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span{data, size});
  auto parsed = fcs::parse_text(bytes);
  const auto strict = fcs::parse_text(bytes, 0, fcs::Tolerance::none());
  if (parsed.has_error()) {
    if (fcs::message(parsed.error()).empty() || strict.has_value()) __builtin_trap();
    return 0;
  }
  auto& [text, findings] = parsed.value();
  if (strict.has_value() != findings.empty()) __builtin_trap();
  check(text.keywords, size);
  const auto count = text.keywords.size();
  if (fcs::add_supplemental_text(text, bytes).has_error()) __builtin_trap();
  if (text.keywords.size() != count) __builtin_trap();
  const auto half = size / 2;
  if (fcs::add_supplemental_text(text, bytes.subspan(half), half).has_error()) __builtin_trap();
  check(text.keywords, size);
  return 0;
}
