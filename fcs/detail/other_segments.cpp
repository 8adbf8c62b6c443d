#include "fcs/detail/other_segments.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/number.h"

namespace fcs::detail {
namespace {

constexpr std::string_view padding{" \0\r\n\t", 5};

/// Whether `area` is offsets of `width` characters, none of them past the end of the file.
bool are_offsets(std::string_view area, std::size_t width, std::uint64_t size) {
  for (std::size_t at = 0; at < area.size(); at += width) {
    const auto field = trim(area.substr(at, width), padding);
    if (field.empty()) continue;
    const auto offset = parse_unsigned(field);
    if (!offset || *offset >= size) return false;
  }
  return true;
}

}  // namespace

Result<void> check_other_segments(const InputFile& file, const Header& header, std::uint64_t origin, std::uint64_t base,
                                  Findings& findings) {
  constexpr std::uint64_t most_bytes = 65536;  // 4096 OTHER segments
  const auto first = origin + header_size;
  auto end = base + header.text.first;
  for (const auto& segment : {header.data, header.analysis}) {
    if (!segment.absent()) end = std::min(end, std::max(first, base + segment.first));
  }
  end = std::min({end, first + most_bytes, file.size()});
  if (first >= end) return success();
  FCS_TRY(bytes, file.read(first, end - 1));
  const auto area = as_text(bytes);
  const auto used = area.substr(0, area.find_last_not_of(padding) + 1);
  const auto size = file.size() - base;
  constexpr std::size_t widths[] = {8, 10, 14};  // as FCS 3.2 has it, Cyan, MoFlo
  const bool usable = std::ranges::any_of(widths, [&](std::size_t width) { return are_offsets(used, width, size); });
  if (usable) return success();
  findings.tolerate({Code::bad_offset,
                     {"", "HEADER, OTHER segments", ByteRange{first, first + used.size() - 1}},
                     "pairs of offsets inside the file, or blanks",
                     fmt::format("\"{}\"", printable(used, 80))},
                    "there are none");
  return success();
}

}  // namespace fcs::detail
