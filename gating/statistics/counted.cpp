#include "gating/detail/counted.h"

#include <cassert>
#include <numeric>

namespace gating::detail {

Counted::Counted(const DimensionTask& task, std::span<const Tally* const> tallies, std::size_t position)
    : task_{&task}, ruler_{&task.ruler}, stride_{task.ruler.intervals() + 1} {
  for (const auto* tally : tallies) {
    const auto& from = tally->dimension(position);
    lacks_values_ = lacks_values_ || from.lacks_values;
    auto& slots = collected_.emplace_back(Collected{&from, {}}).slots;
    slots.resize(from.slots.size());
    for (std::size_t pattern = 0; pattern * tally->stride() < from.slots.size(); ++pattern) {
      const auto number = numbers_.number_of(tally->patterns()[pattern]);
      counts_.resize(patterns().size() * stride_, 0);
      for (std::size_t i = 0; i < stride_; ++i) {
        slots[pattern * tally->stride() + i] = static_cast<std::uint32_t>(number * stride_ + i);
        counts_[number * stride_ + i] += tally->count_in(position, pattern * tally->stride() + i);
      }
    }
  }
}

std::vector<std::uint64_t> Counted::in_population(std::size_t population) const {
  std::vector<std::uint64_t> sums(ruler_->intervals(), 0);
  for (std::size_t pattern = 0; pattern < patterns().size(); ++pattern) {
    if ((patterns()[pattern] >> population & 1U) == 0) continue;
    const auto* counts = counts_.data() + pattern * stride_;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += counts[i];
  }
  return sums;
}

bool Counted::has_values_of(std::size_t interval, std::size_t population) const {
  return !lacks_values_ && (task_->wanted[interval] >> population & 1U) != 0;
}

void Counted::sort_out(const std::vector<bool>& intervals, std::span<Picked> space) {
  assert(space.size() > std::accumulate(collected_.begin(), collected_.end(), std::size_t{0},
                                        [](std::size_t sum, const auto& own) { return sum + own.from->collected; }));
  // First those asked for are picked out, which are few, and without a branch that nobody can predict.
  constexpr auto not_asked = static_cast<std::uint32_t>(-1);
  std::size_t size = 0;
  for (auto& [from, slots] : collected_) {
    auto asked = slots;
    for (auto& slot : asked) {
      const auto interval = slot % stride_;
      if (interval >= intervals.size() || !intervals[interval]) slot = not_asked;
    }
    for (const auto& chunk : from->chunks) {
      for (std::size_t i = 0; i < chunk.size; ++i) {
        const auto slot = asked[chunk.slot_of[i]];
        space[size] = {slot, chunk.values[i]};
        size += slot != not_asked ? 1U : 0U;
      }
    }
  }
  const auto picked = space.first(size);
  ends_.assign(counts_.size(), 0);
  for (const auto& [slot, value] : picked) ++ends_[slot];
  std::exclusive_scan(ends_.begin(), ends_.end(), ends_.begin(), std::size_t{0});  // where each begins
  sorted_out_.resize(size);
  for (const auto& [slot, value] : picked) sorted_out_[ends_[slot]++] = value;
}

std::span<const double> Counted::values(std::size_t pattern, std::size_t interval) const {
  const auto slot = pattern * stride_ + interval;
  const auto begin = slot == 0 ? 0 : ends_[slot - 1];
  return {sorted_out_.data() + begin, ends_[slot] - begin};
}

std::vector<double> Counted::values_of(Pattern bits, std::size_t interval) const {
  std::vector<double> out;
  for (std::size_t pattern = 0; pattern < patterns().size(); ++pattern) {
    if ((patterns()[pattern] & bits) == 0) continue;
    const auto own = values(pattern, interval);
    out.insert(out.end(), own.begin(), own.end());
  }
  return out;
}

}  // namespace gating::detail
