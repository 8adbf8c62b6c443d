#include "fcs/writer.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "fcs/base/output_file.h"
#include "fcs/detail/column_size.h"
#include "fcs/detail/read_back.h"
#include "fcs/detail/written_text.h"
#include "fcs/keywords/number.h"
#include "fcs/keywords/range.h"

namespace fcs {
namespace {

static_assert(std::endian::native == std::endian::little, "values are stored as they are in memory");

/// Columns in memory, a block at a time.
class FloatsInMemory final : public EventSupply {
 public:
  explicit FloatsInMemory(std::span<const std::span<const float>> columns) : columns_{columns} {
    for (std::size_t i = 0; i < columns.size(); ++i) block_.emplace_back(std::vector<float>{});
  }

  [[nodiscard]] std::uint64_t event_count() const override { return columns_.empty() ? 0 : columns_.front().size(); }
  [[nodiscard]] Result<void> restart() override {
    first_ = 0;
    return success();
  }
  [[nodiscard]] Result<const std::vector<StoredColumn>*> next() override {
    constexpr std::size_t events_a_block = 1024;
    const auto count = std::min<std::size_t>(events_a_block, event_count() - first_);
    if (count == 0) return nullptr;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto values = columns_[i].subspan(first_, count);
      std::get<std::vector<float>>(block_[i]).assign(values.begin(), values.end());
    }
    first_ += count;
    return &block_;
  }

 private:
  std::span<const std::span<const float>> columns_;
  std::vector<StoredColumn> block_;
  std::size_t first_ = 0;
};

/// Calls `use` with each block from the first on.
template <class Use>
Result<void> for_each_block(EventSupply& events, Use use) {
  FCS_CHECK(events.restart());
  for (;;) {
    FCS_TRY(block, events.next());
    if (block == nullptr) return success();
    FCS_CHECK(use(*block));
  }
}

/// How each channel is stored, with its $PnR. Where a floating-point one says none, the events are asked for their
/// largest values first.
Result<std::vector<WrittenColumn>> columns_with_ranges(const WrittenSample& sample, EventSupply& events) {
  auto columns = sample.columns.empty() ? std::vector<WrittenColumn>(sample.channels.size()) : sample.columns;
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].range.empty()) continue;
    if (sample.channels[i].range) {
      columns[i].range = print_real(*sample.channels[i].range);
    } else {
      assert(columns[i].type != StoredType::unsigned_integer && "the range of integers says which bits count");
      unknown.push_back(i);
    }
  }
  if (unknown.empty()) return columns;

  std::vector<double> largest(columns.size(), 1);  // no range is below 2
  FCS_CHECK(for_each_block(events, [&](const std::vector<StoredColumn>& block) -> Result<void> {
    for (const auto i : unknown) {
      const auto look_at = [&](const auto& values) {
        for (const auto value : values) {
          const auto number = static_cast<double>(value);
          if (std::isfinite(number)) largest[i] = std::max(largest[i], number);
        }
      };
      std::visit(look_at, block[i]);
    }
    return success();
  }));
  for (const auto i : unknown) columns[i].range = print_real(std::ceil(largest[i]) + 1);
  return columns;
}

/// Lays columns of stored values out as the events of DATA.
class RowEncoder {
 public:
  RowEncoder(std::span<const Channel> channels, std::span<const WrittenColumn> columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      places_.push_back({event_size_, columns[i].width, largest_integer(columns[i]), channels[i].name});
      event_size_ += columns[i].width;
    }
  }

  [[nodiscard]] std::size_t event_size() const { return event_size_; }

  /// @return valid until the next call
  /// @error Code::bad_value of an integer that readers would cut
  Result<std::span<const std::byte>> encode(const std::vector<StoredColumn>& block) {
    rows_.resize(detail::column_size(block) * event_size_);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const auto& place = places_[i];
      if (const auto* integers = std::get_if<std::vector<std::uint64_t>>(&block[i])) {
        FCS_CHECK(check(place, *integers));
      }
      const auto put_all = [&](const auto& values) {
        assert(place.width <= sizeof values.front());
        for (std::size_t e = 0; e < values.size(); ++e) {
          std::memcpy(&rows_[e * event_size_ + place.offset], &values[e], place.width);
        }
      };
      std::visit(put_all, block[i]);
    }
    return std::span<const std::byte>{rows_};
  }

 private:
  struct Place {
    std::size_t offset = 0;
    std::size_t width = 4;
    std::uint64_t largest = 0;
    std::string name;
  };

  static std::uint64_t largest_integer(const WrittenColumn& column) {
    const auto range = parse_range(column.range);
    const auto bits = std::min<std::uint64_t>(column.width * 8, range ? range.value().bits : 64);
    return bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  }

  static Result<void> check(const Place& place, std::span<const std::uint64_t> values) {
    const auto beyond = std::ranges::find_if(values, [&](std::uint64_t value) { return value > place.largest; });
    if (beyond == values.end()) return success();
    return Error{Code::bad_value,
                 {"", fmt::format("DATA, {}", place.name), {}},
                 fmt::format("at most {}, by $PnB and $PnR", place.largest),
                 fmt::format("{}", *beyond)};
  }

  std::vector<Place> places_;
  std::size_t event_size_ = 0;
  std::vector<std::byte> rows_;
};

Result<void> write_checked(const std::filesystem::path& file, const WrittenSample& sample, EventSupply& events) {
  FCS_TRY(columns, columns_with_ranges(sample, events));
  FCS_TRY(keywords, detail::written_keywords(sample, columns, events.event_count()));
  RowEncoder rows{sample.channels, columns};
  FCS_TRY(start, detail::header_and_text(sample.version, keywords, events.event_count() * rows.event_size()));

  FCS_TRY(out, OutputFile::create(file));
  if (out.temporary().empty()) {
    return Error{Code::cannot_write, {"", "", {}}, "a file, which can be read back", "a pipe or a device"};
  }
  FCS_CHECK(out.write(start));
  FCS_CHECK(for_each_block(events, [&](const std::vector<StoredColumn>& block) -> Result<void> {
    FCS_TRY(bytes, rows.encode(block));
    return out.write(bytes);
  }));
  FCS_CHECK(detail::read_back(out.temporary(), keywords, events));
  return out.commit();
}

}  // namespace

Result<void> write_sample(const std::filesystem::path& file, const WrittenSample& sample, EventSupply& events) {
  assert(sample.columns.empty() || sample.columns.size() == sample.channels.size());
  assert(sample.version == Version::fcs3_1 || sample.version == Version::fcs3_2);
  auto written = write_checked(file, sample, events);
  if (written.has_error() && written.error().where.file.empty()) written.error().where.file = file.string();
  return written;
}

Result<void> write_sample(const std::filesystem::path& file, const WrittenSample& sample,
                          std::span<const std::span<const float>> columns) {
  assert(columns.size() == sample.channels.size());
  assert(std::ranges::all_of(columns, [&](auto column) { return column.size() == columns.front().size(); }));
  FloatsInMemory events{columns};
  return write_sample(file, sample, events);
}

}  // namespace fcs
