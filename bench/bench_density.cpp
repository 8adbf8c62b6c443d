// How long does it take to count a million events into a plot of 512 x 512?

#include <cstdint>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "gating/density.h"

namespace {

constexpr std::size_t events = 1'000'000;
constexpr std::size_t cells = 512;

/// Two clouds that overlap, as a stained marker gives; a little of it off scale.
std::vector<double> column(std::uint64_t seed) {
  std::mt19937_64 random{seed};
  std::normal_distribution<double> low{0.25, 0.1};
  std::normal_distribution<double> high{0.7, 0.12};
  std::vector<double> out(events);
  for (auto& value : out) value = random() % 3 == 0 ? high(random) : low(random);
  return out;
}

void count_events(benchmark::State& state, const std::vector<std::uint64_t>& mask) {
  const auto x = column(1);
  const auto y = column(2);
  for (auto _ : state) {
    gating::Density density{{0, 1}, {0, 1}, cells, cells};
    density.add(x, y, mask);
    benchmark::DoNotOptimize(density.counts().data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events));
}

void every_event(benchmark::State& state) {
  count_events(state, std::vector<std::uint64_t>((events + 63) / 64, ~std::uint64_t{0}));
}
void every_other_event(benchmark::State& state) {
  std::mt19937_64 random{3};
  std::vector<std::uint64_t> mask((events + 63) / 64);
  for (auto& word : mask) word = random();
  count_events(state, mask);
}

static_assert(events % 64 == 0, "the masks have no bits past the last event");

BENCHMARK(every_event)->Unit(benchmark::kMillisecond);
BENCHMARK(every_other_event)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
