#include "gating/detail/tally.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "gating/detail/value_kernels.h"

namespace gating::detail {
std::uint32_t PatternNumbers::add(Pattern pattern) {
  patterns_.push_back(pattern);
  const auto number = static_cast<std::uint32_t>(patterns_.size());
  if (4 * patterns_.size() > table_.size()) {  // so that nearly all are found at the first look
    grow();
  } else {
    auto at = place_of(pattern);
    while (table_[at].number != 0) at = (at + 1) & (table_.size() - 1);
    table_[at] = {pattern, number};
  }
  return number - 1;
}

void PatternNumbers::grow() {
  --shift_;
  table_.assign(std::size_t{1} << (64 - shift_), {});
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    auto at = place_of(patterns_[i]);
    while (table_[at].number != 0) at = (at + 1) & (table_.size() - 1);
    table_[at] = {patterns_[i], static_cast<std::uint32_t>(i + 1)};
  }
}

Tally::Tally(const CountingTask& task)
    : task_{&task},
      memory_{most_chunks(task) * bytes_a_chunk},
      dimensions_(task.dimensions.size()),
      first_slot_of_event_(piece) {
  for (const auto& dimension : task.dimensions) stride_ = std::max(stride_, dimension.ruler.intervals() + 1);
}

/// Every chunk but a dimension's last is full but for less than a piece.
std::size_t Tally::most_chunks(const CountingTask& task) {
  return task.dimensions.size() * (task.most_collected / (values_a_chunk - piece) + 1);
}

Tally::Chunk& Tally::chunk_with_room(Dimension& dimension) {
  if (dimension.chunks.empty() || dimension.chunks.back().size + piece > values_a_chunk) {
    assert(chunks_taken_ < most_chunks(*task_));
    auto* const values = memory_.data() + chunks_taken_++ * bytes_a_chunk;
    auto* const slot_of = values + values_a_chunk * sizeof(double);
    dimension.chunks.push_back({reinterpret_cast<double*>(values), reinterpret_cast<std::uint32_t*>(slot_of)});
  }
  return dimension.chunks.back();
}

void Tally::add(const Evaluator& evaluator) {
  if (has_too_many_patterns() || dimensions_.empty()) return;
  std::vector<std::span<const std::uint64_t>> masks;
  for (const auto population : task_->populations) masks.push_back(evaluator.mask(population));
  const auto size = evaluator.shown(task_->dimensions.front().shown).size();
  for (std::size_t first = 0; first < size; first += piece) {
    const auto count_here = std::min(piece, size - first);
    if ((events_in_slots_ += count_here) > task_->most_in_slots) carry();
    number_patterns(masks, first, count_here);
    if (has_too_many_patterns()) return;
    for (std::size_t d = 0; d < dimensions_.size(); ++d) {
      make_room(d);
      count(d, evaluator.shown(task_->dimensions[d].shown).subspan(first, count_here));
    }
  }
}

void Tally::number_patterns(std::span<const std::span<const std::uint64_t>> masks, std::size_t first,
                            std::size_t count) {
  std::array<std::uint64_t, 64> words;
  for (std::size_t start = 0; start < count; start += words.size()) {
    words.fill(0);
    for (std::size_t p = 0; p < masks.size(); ++p) words[p] = masks[p][(first + start) / words.size()];
    value_kernels().transpose(words.data(), masks.size());
    const auto events = std::min(words.size(), count - start);
    for (std::size_t e = 0; e < events; ++e) {
      first_slot_of_event_[start + e] = numbers_.number_of(words[e]) * static_cast<std::uint32_t>(stride_);
    }
  }
}

/// Slots for patterns that were met since.
void Tally::make_room(std::size_t position) {
  const auto& task = task_->dimensions[position];
  auto& slots = dimensions_[position].slots;
  for (auto number = slots.size() / stride_; number < patterns().size(); ++number) {
    for (const auto wanted : task.wanted) slots.push_back((wanted & patterns()[number]) != 0 ? 1 : 0);
    slots.resize((number + 1) * stride_, 0);
  }
}

/// Half a slot's range is left for the next events.
void Tally::carry() {
  for (auto& dimension : dimensions_) {
    auto& slots = dimension.slots;
    auto& carried = dimension.carried;
    carried.resize(slots.size(), 0);
    for (std::size_t i = 0; i < slots.size(); ++i) carried[i] += std::exchange(slots[i], slots[i] & 1U) / 2;
  }
  events_in_slots_ = 0;
}

void Tally::count(std::size_t position, std::span<const double> values) {
  auto& dimension = dimensions_[position];
  auto& chunk = chunk_with_room(dimension);
  auto* const slots = dimension.slots.data();
  auto size = chunk.size;
  task_->dimensions[position].ruler.place(values, [&](std::size_t first, std::span<const std::uint16_t> intervals) {
    const auto* const first_slots = first_slot_of_event_.data() + first;
    const auto* const those = values.data() + first;
    // Every value is put where the next one to collect goes, and stays there if it is one: nobody can predict which.
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      const auto slot = first_slots[i] + intervals[i];
      const auto before = slots[slot];
      slots[slot] = before + 2;
      chunk.values[size] = those[i];
      chunk.slot_of[size] = slot;
      size += before & 1U;
    }
  });
  const auto room = task_->most_collected - dimension.collected;
  const auto wanted = size - chunk.size;
  dimension.lacks_values = dimension.lacks_values || wanted > room;
  dimension.collected += std::min(wanted, room);
  chunk.size += std::min(wanted, room);
}

}  // namespace gating::detail
