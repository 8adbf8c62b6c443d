// How long does what a command reads before the first event take: a panel, a study, a strategy?

#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "gating/gatingml/read.h"
#include "panels/read.h"
#include "study/study.h"

namespace {

const std::filesystem::path sources{CYTOGATE_SOURCES};

void read_panel(benchmark::State& state) {
  for (auto _ : state) {
    auto panel = panels::read_panel(sources / "panels/t_cell_activation/panel.toml");
    if (panel.has_error()) std::abort();
    benchmark::DoNotOptimize(panel);
  }
}

void read_built_in_panel(benchmark::State& state) {
  for (auto _ : state) {
    auto panel = panels::built_in_panel("t_cell_activation");
    if (panel.has_error()) std::abort();
    benchmark::DoNotOptimize(panel);
  }
}

/// With its panel and the panel's strategy.
void read_study(benchmark::State& state) {
  for (auto _ : state) {
    auto study = study::read_study(sources / "sample_data/pbmc");
    if (!study.problems.empty()) std::abort();
    benchmark::DoNotOptimize(study);
  }
}

void read_strategy(benchmark::State& state) {
  for (auto _ : state) {
    auto strategy = gating::gatingml::read_file(sources / "panels/t_cell_activation/strategy.gatingml.xml");
    if (strategy.has_error()) std::abort();
    benchmark::DoNotOptimize(strategy);
  }
}

}  // namespace

BENCHMARK(read_panel)->Name("read panel.toml and its strategy")->Unit(benchmark::kMillisecond);
BENCHMARK(read_built_in_panel)->Name("read a built-in panel")->Unit(benchmark::kMillisecond);
BENCHMARK(read_study)->Name("read study.toml with its panel")->Unit(benchmark::kMillisecond);
BENCHMARK(read_strategy)->Name("read a strategy")->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
