#include "fcs/detail/checksum.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include <boost/crc.hpp>
#include <fmt/format.h>

#include "fcs/detail/bytes.h"

namespace fcs::detail {
namespace {

using Crc = boost::crc_optimal<16, 0x1021, 0x1D0F, 0, false, false>;

Result<std::uint64_t> sum_of(const InputFile& file, std::uint64_t first, std::uint64_t end) {
  Crc crc;
  std::vector<std::byte> buffer(std::size_t{256} * 1024);
  while (first < end) {
    const auto chunk = std::span{buffer}.first(std::min<std::uint64_t>(buffer.size(), end - first));
    FCS_CHECK(file.read(first, chunk));
    crc.process_bytes(chunk.data(), chunk.size());
    first += chunk.size();
  }
  return std::uint64_t{crc.checksum()};
}

}  // namespace

Result<Checksum> verify_checksum(const InputFile& file, std::uint64_t origin, std::uint64_t end, Findings& findings) {
  std::array<std::byte, 8> field{};
  if (end > file.size() || file.size() - end < field.size()) return Checksum::absent;
  FCS_CHECK(file.read(end, field));
  std::uint64_t written = 0;
  for (const char digit : as_text(field)) {
    if (digit < '0' || digit > '9') return Checksum::absent;
    written = 10 * written + static_cast<std::uint64_t>(digit - '0');
  }
  if (written == 0) return Checksum::absent;
  FCS_TRY(computed, sum_of(file, origin, end));
  if (computed == written) return Checksum::matches;
  findings.tolerate({Code::wrong_checksum,
                     {"", "checksum", ByteRange{end, end + field.size() - 1}},
                     fmt::format("{:08}, of bytes {} to {}", computed, origin, end - 1),
                     fmt::format("\"{}\"", as_text(field))},
                    "the values are read as they are");
  return Checksum::differs;
}

}  // namespace fcs::detail
