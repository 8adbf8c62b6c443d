#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/event_source.h"
#include "fcs/reader.h"

namespace fcs {
namespace {

/// What both readers share: the events, the columns asked for, and how many values of each were masked.
struct Walk {
  detail::EventSource source;
  std::vector<ChannelIndex> channels;
  std::vector<std::string> names;     ///< of `channels`
  std::vector<std::uint64_t> masked;  ///< of `channels`
  std::string file;

  static Result<Walk> open(const Sample& sample, std::vector<ChannelIndex> channels, std::size_t block_size) {
    FCS_TRY(source, detail::EventSource::open(sample, block_size));
    Walk walk{std::move(source), std::move(channels), {}, {}, sample.file.string()};
    for (const auto channel : walk.channels) {
      assert(channel.value() < sample.channels.size());
      walk.names.push_back(sample.channels[channel.value()].name);
    }
    walk.masked.resize(walk.channels.size());
    return walk;
  }

  [[nodiscard]] const Column& column(std::size_t i) const { return source.layout().columns[channels[i].value()]; }

  Error in_file(Error error) const {
    error.where.file = file;
    return error;
  }

  [[nodiscard]] std::vector<Finding> findings() const {
    std::string found;
    for (std::size_t i = 0; i < masked.size(); ++i) {
      if (masked[i] > 0) found += fmt::format("{}{} in {}", found.empty() ? "" : ", ", masked[i], names[i]);
    }
    if (found.empty()) return {};
    return {{{Code::masked_events, {file, "DATA", {}}, "no value of $PnR or above", std::move(found)},
             "the bits beyond are cut off",
             /*is_note=*/true}};
  }
};

}  // namespace

struct BlockReader::State {
  Walk walk;
  std::vector<std::vector<double>> tables;         ///< of each column asked for: scale_table()
  std::vector<double> values;                      ///< the columns one after another
  std::vector<std::span<const double>> columns{};  ///< into `values`, as long as the block
};

BlockReader::BlockReader(std::unique_ptr<State> state) : state_{std::move(state)} {}
BlockReader::BlockReader(BlockReader&&) noexcept = default;
BlockReader& BlockReader::operator=(BlockReader&&) noexcept = default;
BlockReader::~BlockReader() = default;

Result<BlockReader> BlockReader::open(const Sample& sample, std::vector<ChannelIndex> channels,
                                      std::size_t block_size) {
  FCS_TRY(walk, Walk::open(sample, std::move(channels), block_size));
  std::vector<std::vector<double>> tables;
  for (std::size_t i = 0; i < walk.channels.size(); ++i) {
    tables.push_back(scale_table(walk.column(i), sample.event_count));
  }
  return BlockReader{std::make_unique<State>(State{std::move(walk), std::move(tables), {}})};
}

Result<std::optional<EventBlock>> BlockReader::next() {
  auto& [walk, tables, values, columns] = *state_;
  const EventIndex first{walk.source.position()};
  const auto events = walk.source.next();
  if (!events) return walk.in_file(events.error());
  const auto size = events.value().count();
  if (size == 0) return std::optional<EventBlock>{};

  // Columns of a length that is a power of two would all fall into the same few places of the cache.
  constexpr std::size_t padding = 16;
  const auto stride = walk.source.largest_block() + padding;
  values.resize(stride * walk.channels.size());
  columns.resize(walk.channels.size());
  for (std::size_t i = 0; i < walk.channels.size(); ++i) {
    const auto column_values = std::span{values}.subspan(i * stride, size);
    const auto masked = decode_scale(walk.column(i), events.value(), column_values, tables[i]);
    if (!masked) return walk.in_file(masked.error());
    walk.masked[i] += masked.value();
    columns[i] = column_values;
  }
  return std::optional{EventBlock{first, size, columns}};
}

std::vector<Finding> BlockReader::findings() const { return state_->walk.findings(); }

struct StoredReader::State {
  Walk walk;
  std::vector<StoredColumn> columns{};
};

StoredReader::StoredReader(std::unique_ptr<State> state) : state_{std::move(state)} {}
StoredReader::StoredReader(StoredReader&&) noexcept = default;
StoredReader& StoredReader::operator=(StoredReader&&) noexcept = default;
StoredReader::~StoredReader() = default;

Result<StoredReader> StoredReader::open(const Sample& sample, std::vector<ChannelIndex> channels,
                                        std::size_t block_size) {
  FCS_TRY(walk, Walk::open(sample, std::move(channels), block_size));
  return StoredReader{std::make_unique<State>(State{std::move(walk)})};
}

Result<const std::vector<StoredColumn>*> StoredReader::next() {
  auto& [walk, columns] = *state_;
  const auto events = walk.source.next();
  if (!events) return walk.in_file(events.error());
  if (events.value().count() == 0) return nullptr;
  columns.resize(walk.channels.size());
  for (std::size_t i = 0; i < walk.channels.size(); ++i) {
    const auto masked = decode_stored(walk.column(i), events.value(), columns[i]);
    if (!masked) return walk.in_file(masked.error());
    walk.masked[i] += masked.value();
  }
  return &columns;
}

std::vector<Finding> StoredReader::findings() const { return state_->walk.findings(); }

}  // namespace fcs
