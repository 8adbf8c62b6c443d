#include "gating/statistics/population_quantiles.h"

#include <algorithm>
#include <utility>

#include "gating/detail/quantile_search.h"
#include "gating/detail/tally.h"

namespace gating {
namespace {

using detail::QuantileSearch;

constexpr std::size_t most_together = 64;        ///< populations, and dimensions, of one search
constexpr std::size_t most_at_once = 32;         ///< dimensions that are counted in a walk, over all searches
constexpr std::uint64_t few_events = 16 * 1024;  ///< for which a walk over a sample does not pay
constexpr std::uint64_t least_sample = 4 * 1024;
constexpr std::uint64_t events_a_run = 256;

std::vector<std::size_t> part_of(const std::vector<std::size_t>& all, std::size_t first, std::size_t count) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(std::min(count, all.size() - first))};
}

}  // namespace

struct PopulationQuantiles::Tally::State {
  std::vector<detail::Tally> tallies;  ///< one a search that takes part in the walk
};

PopulationQuantiles::Tally::Tally(std::unique_ptr<State> state) : state_{std::move(state)} {}
PopulationQuantiles::Tally::Tally(Tally&&) noexcept = default;
PopulationQuantiles::Tally& PopulationQuantiles::Tally::operator=(Tally&&) noexcept = default;
PopulationQuantiles::Tally::~Tally() = default;

void PopulationQuantiles::Tally::add(const Evaluator& evaluator) {
  for (auto& tally : state_->tallies) tally.add(evaluator);
}

struct PopulationQuantiles::State {
  /// Populations and dimensions that are searched together, as positions in the plan and in `shown`.
  struct Batch {
    std::vector<std::size_t> populations;
    std::vector<std::size_t> dimensions;
  };
  struct Search {
    Batch batch;
    QuantileSearch search;
  };

  std::vector<std::size_t> shown;
  std::vector<double> probabilities;
  std::uint64_t events = 0;
  std::vector<Batch> waiting;  ///< the last one is next
  std::vector<Search> searches;
  /// Of population p, dimension d and probability q at (p * dimensions + d) * probabilities + q.
  std::vector<std::optional<double>> values;

  [[nodiscard]] std::size_t place(std::size_t population, std::size_t dimension, std::size_t probability) const {
    return (population * shown.size() + dimension) * probabilities.size() + probability;
  }

  [[nodiscard]] std::size_t dimensions_at_once() const {
    std::size_t sum = 0;
    for (const auto& [batch, search] : searches) sum += batch.dimensions.size();
    return sum;
  }

  [[nodiscard]] QuantileSearch::Walk next() const {
    auto next = QuantileSearch::Walk::nothing;
    for (const auto& [batch, search] : searches) {
      if (search.next() == QuantileSearch::Walk::sample) return search.next();
      next = search.next();
    }
    return next;
  }

  /// Searches that take part in the next walk.
  [[nodiscard]] std::vector<Search*> walking() {
    std::vector<Search*> out;
    for (auto& candidate : searches) {
      if (candidate.search.next() == next()) out.push_back(&candidate);
    }
    return out;
  }

  /// As many as may be walked for at once, which share the memory.
  void begin_searches() {
    std::vector<Batch> batches;
    std::size_t sum = 0;
    while (!waiting.empty() && (sum == 0 || sum + waiting.back().dimensions.size() <= most_at_once)) {
      sum += waiting.back().dimensions.size();
      batches.push_back(std::move(waiting.back()));
      waiting.pop_back();
    }
    for (auto& batch : batches) {
      std::vector<std::size_t> positions;
      for (const auto dimension : batch.dimensions) positions.push_back(shown[dimension]);
      QuantileSearch search{batch.populations, std::move(positions), probabilities, events > few_events, sum};
      searches.push_back({std::move(batch), std::move(search)});
    }
  }

  void keep_values(const Search& found) {
    const auto& [populations, dimensions] = found.batch;
    for (std::size_t p = 0; p < populations.size(); ++p) {
      for (std::size_t d = 0; d < dimensions.size(); ++d) {
        for (std::size_t q = 0; q < probabilities.size(); ++q) {
          values[place(populations[p], dimensions[d], q)] = found.search.value(p, d, q);
        }
      }
    }
  }

  /// Each half meets fewer patterns, and may tell more of them apart.
  void halve(Batch whole) {
    const bool by_population = whole.populations.size() >= whole.dimensions.size();
    auto& halved = by_population ? whole.populations : whole.dimensions;
    const auto all = halved;
    const auto half = all.size() / 2;
    halved = part_of(all, 0, half);
    waiting.push_back(whole);
    halved = part_of(all, half, all.size());
    waiting.push_back(std::move(whole));
  }
};

PopulationQuantiles::PopulationQuantiles(const Plan& plan, std::vector<std::size_t> shown,
                                         std::vector<double> probabilities, std::uint64_t events)
    : state_{std::make_unique<State>()} {
  std::vector<std::size_t> populations;
  for (std::size_t p = 0; p < plan.populations().size(); ++p) {
    if (!plan.obstacle(p)) populations.push_back(p);
  }
  std::vector<std::size_t> dimensions;
  for (std::size_t d = 0; d < shown.size(); ++d) dimensions.push_back(d);
  state_->values.resize(plan.populations().size() * shown.size() * probabilities.size());
  state_->shown = std::move(shown);
  state_->probabilities = std::move(probabilities);
  state_->events = events;
  if (state_->values.empty()) return;
  for (std::size_t p = 0; p < populations.size(); p += most_together) {
    for (std::size_t d = 0; d < dimensions.size(); d += most_together) {
      state_->waiting.push_back({part_of(populations, p, most_together), part_of(dimensions, d, most_together)});
    }
  }
  state_->begin_searches();
}
PopulationQuantiles::PopulationQuantiles(PopulationQuantiles&&) noexcept = default;
PopulationQuantiles& PopulationQuantiles::operator=(PopulationQuantiles&&) noexcept = default;
PopulationQuantiles::~PopulationQuantiles() = default;

PopulationQuantiles::Walk PopulationQuantiles::next() const {
  switch (state_->next()) {
    case QuantileSearch::Walk::sample:
      return Walk::sample;
    case QuantileSearch::Walk::everything:
      return Walk::everything;
    case QuantileSearch::Walk::nothing:
      break;
  }
  return Walk::nothing;
}

std::vector<EventRun> PopulationQuantiles::sample_runs() const {
  const auto most = QuantileSearch::most_collected / state_->dimensions_at_once();
  const auto wanted = std::clamp(state_->events / 32, least_sample, std::uint64_t{most});
  const auto runs = wanted / events_a_run;
  std::vector<EventRun> out;
  for (std::uint64_t run = 0; run < runs; ++run) {
    out.push_back({run * (state_->events - events_a_run) / runs, events_a_run});
  }
  return out;
}

PopulationQuantiles::Tally PopulationQuantiles::tally() const {
  auto state = std::make_unique<Tally::State>();
  for (const auto* walking : state_->walking()) state->tallies.emplace_back(walking->search.task());
  return Tally{std::move(state)};
}

void PopulationQuantiles::conclude(std::span<const Tally> tallies) {
  std::size_t position = 0;
  for (auto* walking : state_->walking()) {
    std::vector<const detail::Tally*> counted;
    for (const auto& tally : tallies) counted.push_back(&tally.state_->tallies[position]);
    ++position;
    if (!walking->search.conclude(counted)) {
      state_->halve(walking->batch);
    } else if (walking->search.next() == QuantileSearch::Walk::nothing) {
      state_->keep_values(*walking);
    }
  }
  std::erase_if(state_->searches,
                [](const auto& candidate) { return candidate.search.next() == QuantileSearch::Walk::nothing; });
  if (state_->searches.empty()) state_->begin_searches();
}

std::optional<double> PopulationQuantiles::value(std::size_t population, std::size_t dimension,
                                                 std::size_t probability) const {
  return state_->values[state_->place(population, dimension, probability)];
}

}  // namespace gating
