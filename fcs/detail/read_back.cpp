#include "fcs/detail/read_back.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "fcs/detail/column_size.h"
#include "fcs/reader.h"

namespace fcs::detail {
namespace {

Error difference(std::string item, std::string written, std::string read) {
  return {Code::cannot_write,
          {"", std::move(item), {}},
          fmt::format("{} read back, as it was written", written),
          std::move(read)};
}

std::string in_quotes(std::string_view value) { return fmt::format("\"{}\"", printable(value)); }

Result<void> compare_keywords(const Keywords& written, const Keywords& read) {
  constexpr std::size_t offsets_of_data = 2;
  for (const auto& keyword : written) {
    const auto value = read.value(keyword.name);
    if (value != keyword.value) {
      return difference("TEXT, " + keyword.name, in_quotes(keyword.value), value ? in_quotes(*value) : "no such keyword");
    }
  }
  if (read.size() != written.size() + offsets_of_data) {
    return difference("TEXT", fmt::format("{} keywords", written.size() + offsets_of_data),
                      fmt::format("{}", read.size()));
  }
  return success();
}

/// @return whether `count` values are the same bits, NaNs included
bool same_bits(const StoredColumn& left, std::size_t left_first, const StoredColumn& right, std::size_t right_first,
               std::size_t count) {
  if (left.index() != right.index()) return false;
  const auto address = [](const StoredColumn& column, std::size_t first) {
    return std::visit([first](const auto& values) -> const void* { return values.data() + first; }, column);
  };
  const auto width = std::visit([](const auto& values) { return sizeof values.front(); }, left);
  return count == 0 || std::memcmp(address(left, left_first), address(right, right_first), count * width) == 0;
}

Result<void> compare_events(const Sample& sample, EventSupply& events) {
  std::vector<ChannelIndex> channels;
  for (const auto& channel : sample.channels) channels.push_back(channel.index);
  FCS_TRY(reader, StoredReader::open(sample, channels));
  FCS_CHECK(events.restart());

  const std::vector<StoredColumn>* read = nullptr;
  std::size_t read_first = 0;  // of `read`, not yet compared
  std::uint64_t event = 0;
  for (;;) {
    FCS_TRY(written, events.next());
    if (written == nullptr) break;
    const auto size = column_size(*written);
    for (std::size_t first = 0; first < size;) {
      if (read == nullptr || read_first == column_size(*read)) {
        FCS_TRY(block, reader.next());
        if (block == nullptr) return difference("DATA", fmt::format("event {}", event), "the end of DATA");
        read = block;
        read_first = 0;
      }
      const auto count = std::min(size - first, column_size(*read) - read_first);
      for (std::size_t c = 0; c < channels.size(); ++c) {
        if (same_bits((*written)[c], first, (*read)[c], read_first, count)) continue;
        return difference(fmt::format("DATA, {}", sample.channels[c].name),
                          fmt::format("events {} to {}", event, event + count - 1), "other values");
      }
      first += count;
      read_first += count;
      event += count;
    }
  }
  if (event != sample.event_count) {
    return difference("DATA", fmt::format("{} events", event), fmt::format("{}", sample.event_count));
  }
  return success();
}

Result<void> compare(const std::filesystem::path& file, const Keywords& keywords, EventSupply& events) {
  FCS_TRY(sample, read_sample(file));
  FCS_CHECK(compare_keywords(keywords, sample.keywords));
  return compare_events(sample, events);
}

}  // namespace

Result<void> read_back(const std::filesystem::path& file, const Keywords& keywords, EventSupply& events) {
  auto same = compare(file, keywords, events);
  // It is the caller who knows what the file will be called.
  if (same.has_error() && same.error().where.file == file.string()) same.error().where.file.clear();
  return same;
}

}  // namespace fcs::detail
