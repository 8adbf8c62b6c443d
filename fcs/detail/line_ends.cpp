#include "fcs/detail/line_ends.h"

#include <algorithm>

namespace fcs::detail {
namespace {

constexpr std::byte carriage_return{0x0D};
constexpr std::byte line_feed{0x0A};

}  // namespace

Result<LineFeeds> count_line_feeds(const InputFile& file, std::uint64_t first, std::uint64_t most) {
  constexpr std::uint64_t bytes_a_read = std::uint64_t{64} * 1024;
  const auto end = first + std::min(most, file.size() - std::min(first, file.size()));
  LineFeeds found;
  std::vector<std::byte> bytes;
  for (std::byte before{}; first < end; first += bytes.size()) {
    bytes.resize(std::min(bytes_a_read, end - first));
    FCS_CHECK(file.read(first, bytes));
    for (const auto byte : bytes) {
      if (byte == line_feed) {
        ++found.count;
        found.all_after_carriage_return = before == carriage_return;
        if (!found.all_after_carriage_return) return found;
      }
      before = byte;
    }
  }
  return found;
}

Result<void> RestoredBytes::read(const InputFile& file, std::span<std::byte> bytes) {
  for (std::size_t filled = 0; filled < bytes.size();) {
    // A carriage return at the end of what is read has to wait for the byte after it.
    buffer_.resize(std::min<std::uint64_t>(bytes.size() - filled + 1, file.size() - at_));
    if (buffer_.size() < 2) return file.read(at_, bytes.subspan(filled));
    FCS_CHECK(file.read(at_, buffer_));
    for (std::size_t i = 0; i + 1 < buffer_.size(); ++i, ++at_) {
      if (buffer_[i] != carriage_return || buffer_[i + 1] != line_feed) bytes[filled++] = buffer_[i];
    }
  }
  return success();
}

}  // namespace fcs::detail
