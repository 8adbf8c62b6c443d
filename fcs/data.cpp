#include "fcs/data.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <string>
#include <type_traits>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/number.h"
#include "fcs/scale.h"

namespace fcs {
namespace {

static_assert(std::endian::native == std::endian::little, "the loads below take the processor to be little-endian");

std::uint16_t swapped(std::uint16_t value) { return __builtin_bswap16(value); }
std::uint32_t swapped(std::uint32_t value) { return __builtin_bswap32(value); }
std::uint64_t swapped(std::uint64_t value) { return __builtin_bswap64(value); }

/// A word of one, two, four or eight bytes at any address.
template <class Word, Endian endian>
struct WholeWord {
  Word operator()(const std::byte* at) const {
    Word word;
    std::memcpy(&word, at, sizeof word);
    if constexpr (endian == Endian::big && sizeof(Word) > 1) word = swapped(word);
    return word;
  }
};

/// A word of three, five, six or seven bytes; reads not one byte more.
template <std::size_t width, Endian endian>
struct OddWord {
  std::uint64_t operator()(const std::byte* at) const {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < width; ++i) {
      word |= std::to_integer<std::uint64_t>(at[i]) << (8U * (endian == Endian::big ? width - 1 - i : i));
    }
    return word;
  }
};

struct PermutedWord {
  std::size_t width;
  std::array<std::uint8_t, 8> significance;
  std::uint64_t operator()(const std::byte* at) const {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < width; ++i) word |= std::to_integer<std::uint64_t>(at[i]) << (8U * significance[i]);
    return word;
  }
};

/// Calls `visit` with the load of the column's words.
template <std::size_t width, class Visit>
auto visit_word(Endian endian, Visit& visit) {
  const bool big = endian == Endian::big;
  if constexpr (width == 1) {
    return visit(WholeWord<std::uint8_t, Endian::little>{});
  } else if constexpr (std::has_single_bit(width)) {
    using Word =
        std::conditional_t<width == 2, std::uint16_t, std::conditional_t<width == 4, std::uint32_t, std::uint64_t>>;
    return big ? visit(WholeWord<Word, Endian::big>{}) : visit(WholeWord<Word, Endian::little>{});
  } else {
    return big ? visit(OddWord<width, Endian::big>{}) : visit(OddWord<width, Endian::little>{});
  }
}

template <class Visit>
std::uint64_t visit_integer_load(const Column& column, Visit visit) {
  if (column.endian == Endian::permuted) return visit(PermutedWord{column.width, column.significance});
  switch (column.width) {
    case 1:
      return visit_word<1>(column.endian, visit);
    case 2:
      return visit_word<2>(column.endian, visit);
    case 3:
      return visit_word<3>(column.endian, visit);
    case 4:
      return visit_word<4>(column.endian, visit);
    case 5:
      return visit_word<5>(column.endian, visit);
    case 6:
      return visit_word<6>(column.endian, visit);
    case 7:
      return visit_word<7>(column.endian, visit);
    default:
      assert(column.width == 8);
      return visit_word<8>(column.endian, visit);
  }
}

/// Calls `use` with each value and where it is stored.
template <class Value, class Use>
void for_each_stored(const Column& column, const EventBytes& events, std::span<Value> values, Use use) {
  for (std::size_t i = 0; i < values.size(); ++i) use(values[i], &events.bytes[i * events.event_size + column.offset]);
}

/// @return how many had bits beyond the mask
template <class Value>
std::uint64_t decode_integers(const Column& column, const EventBytes& events, std::span<Value> values) {
  return visit_integer_load(column, [&](auto load) {
    using Word = decltype(load(nullptr));
    const auto mask = static_cast<Word>(column.mask);
    std::uint64_t beyond = 0;
    for_each_stored(column, events, values, [&](Value& value, const std::byte* at) {
      const Word word = load(at);
      value = static_cast<Value>(static_cast<Word>(word & mask));
      beyond += static_cast<Word>(word & ~mask) != 0 ? 1U : 0U;
    });
    return beyond;
  });
}

/// @tparam Float  float or double: the stored type
template <class Float, class Value>
void decode_floats(const Column& column, const EventBytes& events, std::span<Value> values) {
  using Word = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  const auto decode = [&](auto load) {
    for_each_stored(column, events, values, [&](Value& value, const std::byte* at) {
      value = static_cast<Value>(std::bit_cast<Float>(static_cast<Word>(load(at))));
    });
  };
  if (column.endian == Endian::permuted) {
    decode(PermutedWord{column.width, column.significance});
  } else if (column.endian == Endian::big) {
    decode(WholeWord<Word, Endian::big>{});
  } else {
    decode(WholeWord<Word, Endian::little>{});
  }
}

template <class Value>
Result<void> decode_digits(const Column& column, const EventBytes& events, std::span<Value> values) {
  const auto text = detail::as_text(events.bytes);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto first = i * events.event_size + column.offset;
    const auto digits = text.substr(first, column.width);
    const auto value = parse_unsigned(digits);
    if (!value) {
      return Error{Code::bad_number,
                   {"", "DATA", ByteRange{events.origin + first, events.origin + first + column.width - 1}},
                   "a whole number below 2^64",
                   fmt::format("\"{}\"", digits)};
    }
    values[i] = static_cast<Value>(*value);
  }
  return success();
}

template <class Value>
Result<std::uint64_t> decode(const Column& column, const EventBytes& events, std::span<Value> values) {
  assert(events.bytes.size() % events.event_size == 0 && values.size() == events.count());
  assert(column.offset + column.width <= events.event_size);
  switch (column.type) {
    case StoredType::unsigned_integer:
      return decode_integers(column, events, values);
    case StoredType::float32:
      decode_floats<float>(column, events, values);
      return std::uint64_t{0};
    case StoredType::float64:
      decode_floats<double>(column, events, values);
      return std::uint64_t{0};
    case StoredType::digits:
      break;
  }
  FCS_CHECK(decode_digits(column, events, values));
  return std::uint64_t{0};
}

/// Stored values to scale values, in place.
struct Rescale {
  std::span<double> values;
  std::span<const double> table;

  void operator()(SameValue) const {}
  void operator()(DivideByGain scale) const {
    for (auto& value : values) value /= scale.gain;
  }
  void operator()(MultiplyByTimestep scale) const {
    for (auto& value : values) value *= scale.timestep;
  }
  void operator()(const LogAmplified& scale) const {
    if (table.empty()) {
      for (auto& value : values) value = scale_value(scale, value);
    } else {
      for (auto& value : values) value = table[static_cast<std::size_t>(value)];
    }
  }
};

template <class Value>
Result<std::uint64_t> decode_into(const Column& column, const EventBytes& events, StoredColumn& values) {
  auto* same_type = std::get_if<std::vector<Value>>(&values);
  auto& column_values = same_type != nullptr ? *same_type : values.emplace<std::vector<Value>>();
  column_values.resize(events.count());
  return decode(column, events, std::span{column_values});
}

}  // namespace

std::vector<double> scale_table(const Column& column, std::uint64_t event_count) {
  constexpr std::uint64_t largest_mask = 0xFFFF;
  const auto* scale = std::get_if<LogAmplified>(&column.scale);
  if (scale == nullptr || column.type != StoredType::unsigned_integer) return {};
  if (column.mask > largest_mask || column.mask >= event_count) return {};
  std::vector<double> table(column.mask + 1);
  for (std::size_t value = 0; value < table.size(); ++value)
    table[value] = scale_value(*scale, static_cast<double>(value));
  return table;
}

Result<std::uint64_t> decode_scale(const Column& column, const EventBytes& events, std::span<double> values,
                                   std::span<const double> table) {
  assert(table.empty() || table.size() == column.mask + 1);
  FCS_TRY(masked, decode(column, events, values));
  std::visit(Rescale{values, table}, column.scale);
  return masked;
}

void rescale(const Column& column, std::span<const float> stored, std::span<double> values,
             std::span<const double> table) {
  assert(values.size() == stored.size() && (table.empty() || table.size() == column.mask + 1));
  std::ranges::copy(stored, values.begin());
  std::visit(Rescale{values, table}, column.scale);
}

Result<std::uint64_t> decode_stored(const Column& column, const EventBytes& events, StoredColumn& values) {
  switch (column.type) {
    case StoredType::float32:
      return decode_into<float>(column, events, values);
    case StoredType::float64:
      return decode_into<double>(column, events, values);
    default:
      return decode_into<std::uint64_t>(column, events, values);
  }
}

}  // namespace fcs
