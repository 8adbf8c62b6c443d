#include "gating/detail/quantile_search.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "gating/detail/aim.h"
#include "gating/detail/counted.h"
#include "gating/detail/large_memory.h"
#include "gating/statistics/quantile.h"

namespace gating::detail {
namespace {

constexpr std::size_t most_slots = std::size_t{4} << 20U;  ///< over all dimensions at once
constexpr std::size_t most_patterns = 1024;

}  // namespace

QuantileSearch::QuantileSearch(std::vector<std::size_t> populations, std::vector<std::size_t> shown,
                               std::vector<double> probabilities, bool has_sample, std::size_t at_once)
    : shown_{std::move(shown)},
      probabilities_{std::move(probabilities)},
      most_slots_{most_slots / at_once},
      next_{has_sample ? Walk::sample : Walk::everything},
      dimensions_(shown_.size()) {
  task_.populations = std::move(populations);
  task_.most_collected = most_collected / at_once;
  const auto everybody = ~Pattern{0} >> (64 - task_.populations.size());
  for (std::size_t d = 0; d < shown_.size(); ++d) {
    task_.dimensions.push_back({shown_[d], Ruler{}, {everybody}});
    walked_.push_back(d);
  }
  limit_patterns();
}

/// So that the slots of all dimensions fit.
void QuantileSearch::limit_patterns() {
  std::size_t stride = 1;
  for (const auto& dimension : task_.dimensions) stride = std::max(stride, dimension.ruler.intervals() + 1);
  task_.most_patterns = std::min(most_patterns, most_slots_ / stride);
}

bool QuantileSearch::conclude(std::span<const Tally* const> tallies) {
  const auto walk = std::exchange(next_, Walk::nothing);
  if (std::ranges::any_of(tallies, [](const auto* tally) { return tally->has_too_many_patterns(); })) return false;
  std::vector<DimensionTask> tasks;
  std::vector<std::size_t> walked;
  std::size_t most = 0;
  for (std::size_t position = 0; position < walked_.size(); ++position) {
    std::size_t collected = 0;
    for (const auto* tally : tallies) collected += tally->dimension(position).collected;
    most = std::max(most, collected);
  }
  const LargeMemory memory{(most + 1) * sizeof(Counted::Picked)};
  const std::span space{reinterpret_cast<Counted::Picked*>(memory.data()), most + 1};
  for (std::size_t position = 0; position < walked_.size(); ++position) {
    const auto dimension = walked_[position];
    Counted counted{task_.dimensions[position], tallies, position};
    if (counted.patterns().size() > task_.most_patterns) return false;
    if (walk == Walk::sample) {
      counted.sort_out({true}, space);
      tasks.push_back(aim(shown_[dimension], counted, task_.populations.size(), probabilities_));
      walked.push_back(dimension);
    } else if (!settle(dimensions_[dimension], counted, space)) {
      tasks.push_back(refine(dimension, counted));
      walked.push_back(dimension);
    }
  }
  if (!tasks.empty()) next_ = Walk::everything;
  task_.dimensions = std::move(tasks);
  walked_ = std::move(walked);
  limit_patterns();
  return true;
}

void QuantileSearch::state_needs(Dimension& dimension, std::span<const std::vector<std::uint64_t>> counts) const {
  for (std::size_t population = 0; population < counts.size(); ++population) {
    const auto& own = counts[population];
    const auto size = std::accumulate(own.begin(), own.end(), std::uint64_t{0});
    dimension.sizes.push_back(size);
    std::vector<std::uint64_t> ranks;
    for (std::size_t i = 0; i < probabilities_.size() && size > 0; ++i) {
      const auto [below, share] = quantile_position(size, probabilities_[i]);
      ranks.push_back(below);
      if (share != 0) ranks.push_back(below + 1);
    }
    std::ranges::sort(ranks);
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    for (const auto rank : ranks) dimension.needs.push_back({population, rank});
  }
}

/// @return whether every need is met
bool QuantileSearch::settle(Dimension& dimension, Counted& counted, std::span<Counted::Picked> space) const {
  std::vector<std::vector<std::uint64_t>> counts;
  for (std::size_t p = 0; p < task_.populations.size(); ++p) counts.push_back(counted.in_population(p));
  if (dimension.sizes.empty()) state_needs(dimension, counts);

  struct Place {
    Need* need;
    std::size_t interval;
    std::uint64_t rank;  ///< within the interval
  };
  std::vector<Place> places;
  std::vector<bool> is_asked(counted.ruler().intervals());
  for (auto& need : dimension.needs) {
    if (need.value) continue;
    std::size_t interval = 0;
    auto rank = need.rank;
    for (; rank >= counts[need.population][interval]; ++interval) rank -= counts[need.population][interval];
    need.range = counted.ruler().range_of(interval);
    if (need.range.is_one_value()) {
      need.value = value_of(need.range.first);
    } else {
      places.push_back({&need, interval, rank});
      is_asked[interval] = true;
    }
  }
  counted.sort_out(is_asked, space);
  bool is_settled = true;
  std::vector<double> values;
  const Place* gathered = nullptr;  // whose values are at hand, in order up to its own
  for (const auto& place : places) {
    const auto& [need, interval, rank] = place;
    if (!counted.has_values_of(interval, need->population)) {
      is_settled = false;
      continue;
    }
    auto from = values.begin();
    if (gathered != nullptr && gathered->interval == interval && gathered->need->population == need->population) {
      from += static_cast<std::ptrdiff_t>(gathered->rank) + 1;
    } else {
      values = counted.values_of_population(need->population, interval);
      from = values.begin();
    }
    const auto wanted = values.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(from, wanted, values.end());
    need->value = *wanted;
    gathered = &place;
  }
  return is_settled;
}

/// Looks closer at where the missing values lie. What was collected there, if not all, says how to divide it; to come
/// closer in any case, it is also halved.
DimensionTask QuantileSearch::refine(std::size_t position, const Counted& counted) const {
  constexpr std::size_t most_parts = 64;
  constexpr std::size_t others = 4;  // two ends, two middles
  std::vector<const Need*> open;
  for (const auto& need : dimensions_[position].needs) {
    if (!need.value) open.push_back(&need);
  }
  const auto parts = std::clamp<std::size_t>(Ruler::most_boundaries / open.size() / 2, 2, most_parts);

  std::vector<double> boundaries;
  std::vector<const Need*> taken;
  std::vector<std::size_t> divided;  // intervals
  double finest = std::numeric_limits<double>::infinity();
  for (const auto* need : open) {
    const auto [first, last] = need->range;
    const auto interval = counted.ruler().interval_of(value_of(first));
    if (std::ranges::find(divided, interval) == divided.end()) {
      if (boundaries.size() + 2 * parts + others > Ruler::most_boundaries) continue;  // later
      divided.push_back(interval);
      auto values = counted.values_in(interval);
      std::ranges::sort(values);
      append_dividing(boundaries, values, parts);
      boundaries.push_back(value_of(first));
      boundaries.push_back(value_of(std::midpoint(first, last) + 1));
      const double middle = value_of(first) / 2 + value_of(last) / 2;
      if (middle > value_of(first) && middle <= value_of(last)) boundaries.push_back(middle);
      if (last < KeyRange::everything().last) boundaries.push_back(value_of(last + 1));
      finest = std::min(finest, (value_of(last) - value_of(first)) / static_cast<double>(parts));
    }
    taken.push_back(need);
  }
  tidy(boundaries);
  DimensionTask task{shown_[position], Ruler{boundaries, cells_of(boundaries, finest)}, {}};
  task.wanted.assign(task.ruler.intervals(), 0);
  for (const auto* need : taken) {
    const auto from = task.ruler.interval_of(value_of(need->range.first));
    const auto to = task.ruler.interval_of(value_of(need->range.last));
    for (auto i = from; i <= to; ++i) task.wanted[i] |= Pattern{1} << need->population;
  }
  return task;
}

std::optional<double> QuantileSearch::value(std::size_t population, std::size_t dimension,
                                            std::size_t probability) const {
  const auto& found = dimensions_[dimension];
  const auto size = found.sizes[population];
  if (size == 0) return std::nullopt;
  const auto value_at = [&](std::uint64_t rank) {
    const auto wanted = std::pair{population, rank};
    const auto need = std::ranges::lower_bound(found.needs, wanted, {}, [](const Need& candidate) {
      return std::pair{candidate.population, candidate.rank};
    });
    return *need->value;
  };
  const auto [below, share] = quantile_position(size, probabilities_[probability]);
  const double low = value_at(below);
  return (share == 0 ? low : between(low, value_at(below + 1), share)) + 0.0;  // -0 is 0
}

}  // namespace gating::detail
