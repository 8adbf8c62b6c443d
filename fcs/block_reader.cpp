#include <algorithm>
#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

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
  /// A column asked for, by its position there.
  struct Wanted {
    std::size_t position = 0;
    std::optional<std::size_t> place;  ///< among the columns of doubles; none where it is handed out in float
    std::vector<double> table;         ///< scale_table()
  };

  State(Walk walk_, std::uint64_t event_count, Precision precision) : walk{std::move(walk_)} {
    const auto all = walk.channels.size();
    columns.resize(all);
    std::vector<Column> decoder_columns;
    for (std::size_t i = 0; i < all; ++i) {
      const auto& column = walk.column(i);
      const bool in_decoder = detail::SingleDecoder::can_decode(column);
      const bool is_single =
          in_decoder && precision == Precision::singles_where_exact && std::holds_alternative<SameValue>(column.scale);
      if (in_decoder) decoder_columns.push_back(column);
      auto& wanted = (in_decoder ? by_decoder : by_column).emplace_back();
      wanted.position = i;
      if (is_single) {
        singles.resize(all);
      } else {
        wanted.place = double_columns++;
        wanted.table = scale_table(column, event_count);
      }
    }
    decoder_masked.resize(decoder_columns.size());
    if (!decoder_columns.empty()) decoder.emplace(std::move(decoder_columns), walk.source.layout().event_size);
  }

  Result<void> decode_by_column(const EventBytes& events);
  void decode_together(const EventBytes& events);

  [[nodiscard]] std::span<double> doubles(std::size_t place, std::size_t size) {
    return std::span{double_values}.subspan(place * stride(), size);
  }
  [[nodiscard]] std::size_t stride() const { return walk.source.largest_block() + padding; }

  Walk walk;
  std::vector<Wanted> by_column;
  std::vector<Wanted> by_decoder;  ///< in the order of its columns
  std::optional<detail::SingleDecoder> decoder;
  std::vector<std::uint64_t> decoder_masked;  ///< of each in the last block
  std::vector<float*> decoder_outputs{};      ///< where each begins
  std::vector<double> double_values{};        ///< the columns of doubles one after another
  std::vector<float> single_values{};         ///< of those that the decoder takes
  std::size_t double_columns = 0;
  std::vector<std::span<const double>> columns;  ///< into `double_values`, as long as the block
  std::vector<std::span<const float>> singles;   ///< into `single_values`; none where no column is held so
};

Result<void> BlockReader::State::decode_by_column(const EventBytes& events) {
  for (const auto& [i, place, table] : by_column) {
    const auto values = doubles(*place, events.count());
    FCS_TRY(masked, decode_scale(walk.column(i), events, values, table));
    walk.masked[i] += masked;
    columns[i] = values;
  }
  return success();
}

void BlockReader::State::decode_together(const EventBytes& events) {
  const auto size = events.count();
  single_values.resize(stride() * by_decoder.size());
  decoder_outputs.clear();
  for (std::size_t c = 0; c < by_decoder.size(); ++c) {
    decoder_outputs.push_back(single_values.data() + c * stride());
  }
  std::ranges::fill(decoder_masked, 0);
  decoder->decode(events, decoder_outputs, decoder_masked);
  for (std::size_t c = 0; c < by_decoder.size(); ++c) {
    const auto& [i, place, table] = by_decoder[c];
    walk.masked[i] += decoder_masked[c];
    const std::span<const float> stored{decoder_outputs[c], size};
    if (place) {
      const auto values = doubles(*place, size);
      rescale(walk.column(i), stored, values, table);
      columns[i] = values;
    } else {
      singles[i] = stored;
    }
  }
}

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

  state.double_values.resize(state.stride() * state.double_columns);
  const auto decoded = state.decode_by_column(events.value());
  if (!decoded) return walk.in_file(decoded.error());
  if (state.decoder) state.decode_together(events.value());
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
