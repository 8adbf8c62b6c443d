#include "fcs/detail/single_decoder.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <type_traits>

namespace fcs::detail {
namespace {

static_assert(std::endian::native == std::endian::little, "the loads below take the processor to be little-endian");

using FourFloats [[gnu::vector_size(16)]] = float;
using FourWords [[gnu::vector_size(16)]] = std::uint32_t;
using FourIntegers [[gnu::vector_size(16)]] = std::int32_t;

std::uint8_t swapped(std::uint8_t word) { return word; }
std::uint16_t swapped(std::uint16_t word) { return __builtin_bswap16(word); }
std::uint32_t swapped(std::uint32_t word) { return __builtin_bswap32(word); }

/// Fields of float32, or of unsigned integers in words of one, two or four bytes.
template <class Word, bool are_floats, Endian endian>
struct Fields {
  static constexpr std::size_t width = sizeof(Word);
  static constexpr bool is_float = are_floats;

  static Word word(const std::byte* at) {
    Word word;
    std::memcpy(&word, at, sizeof word);
    return endian == Endian::big ? swapped(word) : word;
  }

  /// Four fields that stand side by side.
  static FourWords words(const std::byte* at) {
    if constexpr (width == 4) {
      FourWords words;
      std::memcpy(&words, at, sizeof words);
      if constexpr (endian == Endian::big) {
        words = (words & 0xFF00FF00U) >> 8U | (words & 0x00FF00FFU) << 8U;
        words = words >> 16U | words << 16U;
      }
      return words;
    } else {
      return FourWords{word(at), word(at + width), word(at + 2 * width), word(at + 3 * width)};
    }
  }

  /// Integers are below 2^24 here.
  static float value(std::uint32_t word) {
    if constexpr (is_float) return std::bit_cast<float>(word);
    return static_cast<float>(word);
  }
  static FourFloats values(const FourWords& words) {
    if constexpr (is_float) return std::bit_cast<FourFloats>(words);
    return __builtin_convertvector(std::bit_cast<FourIntegers>(words), FourFloats);
  }
};

template <class Visit>
void visit_fields(const Column& column, Visit visit) {
  const bool big = column.endian == Endian::big;
  if (column.type == StoredType::float32) {
    big ? visit(Fields<std::uint32_t, true, Endian::big>{}) : visit(Fields<std::uint32_t, true, Endian::little>{});
  } else if (column.width == 1) {
    visit(Fields<std::uint8_t, false, Endian::little>{});
  } else if (column.width == 2) {
    big ? visit(Fields<std::uint16_t, false, Endian::big>{}) : visit(Fields<std::uint16_t, false, Endian::little>{});
  } else {
    big ? visit(Fields<std::uint32_t, false, Endian::big>{}) : visit(Fields<std::uint32_t, false, Endian::little>{});
  }
}

std::uint32_t mask_of(const Column& column) {
  return column.type == StoredType::float32 ? ~std::uint32_t{0} : static_cast<std::uint32_t>(column.mask);
}

/// @param offset  of the field within an event
/// @return how many words had bits beyond the mask
template <class Field>
std::uint64_t decode_field(const EventBytes& events, std::size_t first, std::size_t offset, std::uint32_t mask,
                           float* out) {
  std::uint64_t masked = 0;
  for (auto e = first; e < events.count(); ++e) {
    const std::uint32_t word = Field::word(&events.bytes[e * events.event_size + offset]);
    masked += (word & ~mask) != 0 ? 1U : 0U;
    out[e] = Field::value(word & mask);
  }
  return masked;
}

/// @param masked  of each field how many words had bits beyond its mask
/// @return events done: all but the last few
template <class Field>
std::size_t decode_fours(const EventBytes& events, std::size_t offset, const FourWords& masks,
                         const std::array<float*, 4>& out, FourWords& masked) {
  const auto* at = events.bytes.data() + offset;
  const auto step = events.event_size;
  const auto whole = events.count() - events.count() % 4;
  for (std::size_t e = 0; e < whole; e += 4, at += 4 * step) {
    FourFloats rows[4];
    for (std::size_t row = 0; row < 4; ++row) {
      auto words = Field::words(at + row * step);
      if constexpr (!Field::is_float) {
        masked -= std::bit_cast<FourWords>((words & ~masks) != 0U);  // a comparison that holds is all bits: minus one
        words &= masks;
      }
      rows[row] = Field::values(words);
    }
    const auto low01 = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
    const auto low23 = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
    const auto high01 = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
    const auto high23 = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
    const FourFloats columns[4] = {
        __builtin_shufflevector(low01, low23, 0, 1, 4, 5), __builtin_shufflevector(low01, low23, 2, 3, 6, 7),
        __builtin_shufflevector(high01, high23, 0, 1, 4, 5), __builtin_shufflevector(high01, high23, 2, 3, 6, 7)};
    for (std::size_t field = 0; field < 4; ++field) std::memcpy(out[field] + e, &columns[field], sizeof columns[field]);
  }
  return whole;
}

}  // namespace

bool SingleDecoder::can_decode(const Column& column) {
  constexpr std::uint64_t largest_whole_number = (std::uint64_t{1} << 24U) - 1;
  if (column.endian == Endian::permuted) return false;
  if (column.type == StoredType::float32) return true;
  return column.type == StoredType::unsigned_integer && column.mask <= largest_whole_number &&
         (column.width == 1 || column.width == 2 || column.width == 4);
}

SingleDecoder::SingleDecoder(std::vector<Column> columns, std::size_t event_size) : columns_{std::move(columns)} {
  std::vector<bool> placed(columns_.size(), false);
  /// An unplaced column of the same type that begins at `offset`; `wanted` itself where it does.
  const auto find = [&](std::size_t wanted, std::size_t offset) {
    const auto& like = columns_[wanted];
    if (like.offset == offset) return wanted;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const auto& column = columns_[c];
      const bool is_alike = column.type == like.type && column.width == like.width && column.endian == like.endian;
      if (!placed[c] && column.offset == offset && is_alike) return c;
    }
    return Four::unwanted;
  };
  std::vector<std::size_t> order(columns_.size());
  for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
  std::ranges::sort(order, {}, [&](std::size_t c) { return columns_[c].offset; });
  for (const auto c : order) {
    if (placed[c]) continue;
    placed[c] = true;
    const auto width = columns_[c].width;
    Four four{columns_[c]};
    // The last fields of an event are taken with those before them.
    while (four.first.offset + 4 * width > event_size && four.first.offset >= width) four.first.offset -= width;
    std::size_t wanted = 0;
    if (four.first.offset + 4 * width <= event_size) {
      for (std::size_t field = 0; field < 4; ++field) {
        four.columns[field] = find(c, four.first.offset + field * width);
        wanted += four.columns[field] != Four::unwanted ? 1U : 0U;
      }
    }
    if (wanted < 2) {
      alone_.push_back(c);
      continue;
    }
    for (const auto column : four.columns) {
      if (column != Four::unwanted) placed[column] = true;
    }
    fours_.push_back(four);
  }
}

void SingleDecoder::decode(const EventBytes& events, std::span<float* const> outputs, std::span<std::uint64_t> masked) {
  assert(outputs.size() == columns_.size() && masked.size() == columns_.size());
  // As many at a time as stay in the nearest cache until their last field is taken.
  constexpr std::size_t most_bytes = 8 * 1024;
  const auto run = std::max<std::size_t>(4, most_bytes / events.event_size / 4 * 4);
  run_outputs_.assign(outputs.begin(), outputs.end());
  for (std::size_t first = 0; first < events.count(); first += run) {
    const auto count = std::min(run, events.count() - first);
    const EventBytes part{events.bytes.subspan(first * events.event_size, count * events.event_size), events.event_size,
                          events.origin + first * events.event_size};
    for (const auto& four : fours_) decode(four, part, run_outputs_, masked);
    for (const auto c : alone_) {
      visit_fields(columns_[c], [&](auto fields) {
        masked[c] += decode_field<decltype(fields)>(part, 0, columns_[c].offset, mask_of(columns_[c]), run_outputs_[c]);
      });
    }
    for (auto& output : run_outputs_) output += count;
  }
}

void SingleDecoder::decode(const Four& four, const EventBytes& events, std::span<float* const> outputs,
                           std::span<std::uint64_t> masked) {
  if (unwanted_.size() < events.count()) unwanted_.resize(events.count());
  std::array<float*, 4> out{};
  FourWords masks = {};
  for (std::size_t field = 0; field < 4; ++field) {
    const auto column = four.columns[field];
    out[field] = column == Four::unwanted ? unwanted_.data() : outputs[column];
    masks[field] = column == Four::unwanted ? 0 : mask_of(columns_[column]);
  }
  visit_fields(four.first, [&](auto fields) {
    using Fields = decltype(fields);
    FourWords beyond = {};
    const auto done = decode_fours<Fields>(events, four.first.offset, masks, out, beyond);
    for (std::size_t field = 0; field < 4; ++field) {
      const auto column = four.columns[field];
      if (column == Four::unwanted) continue;
      masked[column] += beyond[field] + decode_field<Fields>(events, done, columns_[column].offset,
                                                             mask_of(columns_[column]), out[field]);
    }
  });
}

}  // namespace fcs::detail
