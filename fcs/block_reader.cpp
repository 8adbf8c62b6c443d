#include <algorithm>
#include <cassert>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/event_source.h"
#include "fcs/detail/single_decoder.h"
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

/// Columns of a length that is a power of two would all fall into the same few places of the cache.
constexpr std::size_t padding = 16;

}  // namespace

struct BlockReader::State {
  State(Walk walk_, std::uint64_t event_count, Precision precision) : walk{std::move(walk_)} {
    const auto all = walk.channels.size();
    columns.resize(all);
    std::vector<Column> in_single;
    for (std::size_t i = 0; i < all; ++i) {
      const auto& column = walk.column(i);
      const bool single = precision == Precision::singles_where_exact && detail::SingleDecoder::can_decode(column);
      if (single) in_single.push_back(column);
      (single ? single_columns : double_columns).push_back(i);
      tables.push_back(single ? std::vector<double>{} : scale_table(column, event_count));
    }
    if (single_columns.empty()) return;
    singles.resize(all);
    single_masked.resize(single_columns.size());
    single_decoder.emplace(std::move(in_single), walk.source.layout().event_size);
  }

  Walk walk;
  std::vector<std::vector<double>> tables;  ///< of each column asked for: scale_table()
  std::vector<std::size_t> double_columns;  ///< positions in `columns`
  std::vector<std::size_t> single_columns;
  std::vector<std::uint64_t> single_masked{};  ///< of each single column in the last block
  std::vector<float*> single_outputs{};        ///< where each begins
  std::optional<detail::SingleDecoder> single_decoder;
  std::vector<double> double_values{};  ///< the columns one after another
  std::vector<float> single_values{};
  std::vector<std::span<const double>> columns;  ///< into `double_values`, as long as the block
  std::vector<std::span<const float>> singles;   ///< into `single_values`; none where no column is held so
};

BlockReader::BlockReader(std::unique_ptr<State> state) : state_{std::move(state)} {}
BlockReader::BlockReader(BlockReader&&) noexcept = default;
BlockReader& BlockReader::operator=(BlockReader&&) noexcept = default;
BlockReader::~BlockReader() = default;

Result<BlockReader> BlockReader::open(const Sample& sample, std::vector<ChannelIndex> channels, std::size_t block_size,
                                      Precision precision) {
  FCS_TRY(walk, Walk::open(sample, std::move(channels), block_size));
  return BlockReader{std::make_unique<State>(std::move(walk), sample.event_count, precision)};
}

Result<std::optional<EventBlock>> BlockReader::next() {
  auto& state = *state_;
  auto& walk = state.walk;
  const EventIndex first{walk.source.position()};
  const auto events = walk.source.next();
  if (!events) return walk.in_file(events.error());
  const auto size = events.value().count();
  if (size == 0) return std::optional<EventBlock>{};

  const auto stride = walk.source.largest_block() + padding;
  state.double_values.resize(stride * state.double_columns.size());
  for (std::size_t position = 0; position < state.double_columns.size(); ++position) {
    const auto i = state.double_columns[position];
    const auto values = std::span{state.double_values}.subspan(position * stride, size);
    const auto masked = decode_scale(walk.column(i), events.value(), values, state.tables[i]);
    if (!masked) return walk.in_file(masked.error());
    walk.masked[i] += masked.value();
    state.columns[i] = values;
  }
  if (state.single_decoder) {
    state.single_values.resize(stride * state.single_columns.size());
    auto& outputs = state.single_outputs;
    auto& masked = state.single_masked;
    outputs.clear();
    for (std::size_t position = 0; position < state.single_columns.size(); ++position) {
      outputs.push_back(state.single_values.data() + position * stride);
      state.singles[state.single_columns[position]] = {outputs.back(), size};
    }
    std::ranges::fill(masked, 0);
    state.single_decoder->decode(events.value(), outputs, masked);
    for (std::size_t position = 0; position < masked.size(); ++position) {
      walk.masked[state.single_columns[position]] += masked[position];
    }
  }
  return std::optional{EventBlock{first, size, state.columns, state.singles}};
}

void BlockReader::seek(std::uint64_t first, std::uint64_t count) { state_->walk.source.seek(first, count); }

void BlockReader::add_findings_of(const BlockReader& other) {
  auto& masked = state_->walk.masked;
  const auto& more = other.state_->walk.masked;
  assert(masked.size() == more.size());
  for (std::size_t i = 0; i < masked.size(); ++i) masked[i] += more[i];
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
