#include "gating/statistics/population_quantiles.h"

#include <algorithm>
#include <utility>

#include "gating/detail/quantile_search.h"
#include "gating/detail/tally.h"

namespace gating {
namespace {

using detail::QuantileSearch;

constexpr std::size_t most_at_once = 64;         ///< populations, and dimensions
constexpr std::uint64_t few_events = 16 * 1024;  ///< for which a walk over a sample does not pay
constexpr std::uint64_t least_sample = 4 * 1024;
constexpr std::uint64_t events_a_run = 256;

std::vector<std::size_t> part_of(const std::vector<std::size_t>& all, std::size_t first, std::size_t count) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(std::min(count, all.size() - first))};
}

}  // namespace

struct PopulationQuantiles::Tally::State {
  detail::Tally tally;
};

PopulationQuantiles::Tally::Tally(std::unique_ptr<State> state) : state_{std::move(state)} {}
PopulationQuantiles::Tally::Tally(Tally&&) noexcept = default;
PopulationQuantiles::Tally& PopulationQuantiles::Tally::operator=(Tally&&) noexcept = default;
PopulationQuantiles::Tally::~Tally() = default;

void PopulationQuantiles::Tally::add(const Evaluator& evaluator) { state_->tally.add(evaluator); }

struct PopulationQuantiles::State {
  /// Populations and dimensions that are searched together, as positions in the plan and in `shown`.
  struct Batch {
    std::vector<std::size_t> populations;
    std::vector<std::size_t> dimensions;
  };

  std::vector<std::size_t> shown;
  std::vector<double> probabilities;
  std::uint64_t events = 0;
  std::vector<Batch> batches;  ///< the last one is searched
  std::optional<QuantileSearch> search;
  /// Of population p, dimension d and probability q at (p * dimensions + d) * probabilities + q.
  std::vector<std::optional<double>> values;

  [[nodiscard]] std::size_t place(std::size_t population, std::size_t dimension, std::size_t probability) const {
    return (population * shown.size() + dimension) * probabilities.size() + probability;
  }

  void begin_batch() {
    search.reset();
    if (batches.empty()) return;
    std::vector<std::size_t> positions;
    for (const auto dimension : batches.back().dimensions) positions.push_back(shown[dimension]);
    search.emplace(batches.back().populations, std::move(positions), probabilities, events > few_events);
  }

  void keep_values() {
    const auto& [populations, dimensions] = batches.back();
    for (std::size_t p = 0; p < populations.size(); ++p) {
      for (std::size_t d = 0; d < dimensions.size(); ++d) {
        for (std::size_t q = 0; q < probabilities.size(); ++q) {
          values[place(populations[p], dimensions[d], q)] = search->value(p, d, q);
        }
      }
    }
  }

  /// Each half meets fewer patterns, and may tell more of them apart.
  void halve_batch() {
    auto whole = std::move(batches.back());
    batches.pop_back();
    const bool by_population = whole.populations.size() >= whole.dimensions.size();
    auto& halved = by_population ? whole.populations : whole.dimensions;
    const auto all = halved;
    const auto half = all.size() / 2;
    halved = part_of(all, 0, half);
    batches.push_back(whole);
    halved = part_of(all, half, all.size());
    batches.push_back(whole);
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
  for (std::size_t p = 0; p < populations.size(); p += most_at_once) {
    for (std::size_t d = 0; d < dimensions.size(); d += most_at_once) {
      state_->batches.push_back({part_of(populations, p, most_at_once), part_of(dimensions, d, most_at_once)});
    }
  }
  state_->begin_batch();
}
PopulationQuantiles::PopulationQuantiles(PopulationQuantiles&&) noexcept = default;
PopulationQuantiles& PopulationQuantiles::operator=(PopulationQuantiles&&) noexcept = default;
PopulationQuantiles::~PopulationQuantiles() = default;

PopulationQuantiles::Walk PopulationQuantiles::next() const {
  if (!state_->search) return Walk::nothing;
  return state_->search->next() == QuantileSearch::Walk::sample ? Walk::sample : Walk::everything;
}

std::vector<EventRun> PopulationQuantiles::sample_runs() const {
  const auto most = QuantileSearch::most_collected / state_->batches.back().dimensions.size();
  const auto wanted = std::clamp(state_->events / 32, least_sample, std::uint64_t{most});
  const auto runs = wanted / events_a_run;
  std::vector<EventRun> out;
  for (std::uint64_t run = 0; run < runs; ++run) {
    out.push_back({run * (state_->events - events_a_run) / runs, events_a_run});
  }
  return out;
}

PopulationQuantiles::Tally PopulationQuantiles::tally() const {
  return Tally{std::make_unique<Tally::State>(Tally::State{detail::Tally{state_->search->task()}})};
}

void PopulationQuantiles::conclude(std::span<const Tally> tallies) {
  std::vector<const detail::Tally*> counted;
  for (const auto& tally : tallies) counted.push_back(&tally.state_->tally);
  if (!state_->search->conclude(counted)) {
    state_->halve_batch();
  } else if (state_->search->next() == QuantileSearch::Walk::nothing) {
    state_->keep_values();
    state_->batches.pop_back();
  } else {
    return;
  }
  state_->begin_batch();
}

std::optional<double> PopulationQuantiles::value(std::size_t population, std::size_t dimension,
                                                 std::size_t probability) const {
  return state_->values[state_->place(population, dimension, probability)];
}

}  // namespace gating
