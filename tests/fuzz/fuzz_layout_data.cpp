#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fcs/data.h"
#include "fcs/layout.h"
#include "fcs/text.h"

namespace {

void decode_all(const fcs::EventFormat& format, std::span<const std::byte> data) {
  const auto& layout = format.layout;
  if (layout.event_size == 0 || layout.columns.size() != format.channels.size()) __builtin_trap();
  // In memory of their own, so that a sanitizer sees any read past the last event.
  const std::vector<std::byte> whole_events(
      data.begin(), data.begin() + static_cast<std::ptrdiff_t>(data.size() - data.size() % layout.event_size));
  const fcs::EventBytes events{whole_events, layout.event_size, 0};
  std::vector<double> values(events.count());
  fcs::StoredColumn stored;
  for (const auto& column : layout.columns) {
    if (column.offset + column.width > layout.event_size) __builtin_trap();
    const auto masked = fcs::decode_scale(column, events, values);
    const auto masked_stored = fcs::decode_stored(column, events, stored);
    if (masked.has_value() != masked_stored.has_value()) __builtin_trap();
    if (masked.has_value() && masked.value() != masked_stored.value()) __builtin_trap();
  }
}

}  // namespace

/// TEXT up to the first empty line, DATA after it: any keywords are either a layout that decodes any bytes, or an
/// error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span{data, size});
  constexpr std::byte line_end{'\n'};
  const auto empty_line =
      std::ranges::adjacent_find(bytes, [](std::byte a, std::byte b) { return a == line_end && b == line_end; });
  const auto text_size = static_cast<std::size_t>(empty_line - bytes.begin());
  const auto text = fcs::parse_text(bytes.first(text_size));
  if (text.has_error()) return 0;
  for (const auto partial_word : {fcs::PartialWord::next_larger, fcs::PartialWord::of_byte_order}) {
    const auto format = fcs::parse_layout(text.value().value.keywords, {.partial_word = partial_word});
    if (format.has_value()) {
      decode_all(format.value().value, bytes.subspan(std::min(text_size + 2, size)));
    } else if (fcs::message(format.error()).empty()) {
      __builtin_trap();
    }
  }
  return 0;
}
