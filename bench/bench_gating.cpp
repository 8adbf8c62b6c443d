// How long do the parts of gating take: compensation, edges and maps for each instruction set, each transformation,
// each kind of gate, the whole hierarchy? Blocks of 1,024 events that stay in the cache, as while a file is gated.

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include "bench/workload.h"
#include "fcs/reader.h"
#include "gating/evaluate.h"
#include "gating/gatingml/read.h"
#include "gating/statistics/population_quantiles.h"

namespace {

constexpr std::size_t events = 64 * 1024;
constexpr std::size_t block_size = fcs::BlockReader::default_block_size;

/// The workload's events as blocks of floats, in memory.
struct Sample {
  fcs::Sample description;
  gating::Strategy strategy;
  std::vector<std::vector<float>> columns;

  static const Sample& get() {
    static const Sample sample = make();
    return sample;
  }

 private:
  static Sample make() {
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("bench_gating.{}", ::getpid());
    std::filesystem::create_directories(folder);
    const auto file = folder / "sample.fcs";
    const auto document = folder / "strategy.gatingml.xml";
    if (bench::write_file(file, events, 1).has_error() || bench::write_strategy(document).has_error()) std::abort();
    Sample sample{fcs::read_sample(file).value(), gating::gatingml::read_file(document).value().strategy, {}};
    std::vector<fcs::ChannelIndex> all;
    for (const auto& channel : sample.description.channels) all.push_back(channel.index);
    auto reader = fcs::BlockReader::open(sample.description, all, events).value();
    const auto block = *reader.next().value();
    for (const auto& column : block.columns) sample.columns.emplace_back(column.begin(), column.end());
    std::filesystem::remove_all(folder);
    return sample;
  }
};

/// Calls visit for each block of the sample, gated.
template <class Visit>
void walk(const Sample& sample, const gating::Plan& plan, gating::Evaluator& evaluator, Visit visit) {
  const std::vector<std::span<const double>> none(plan.channels().size());
  for (std::size_t first = 0; first < events; first += block_size) {
    std::vector<std::span<const float>> columns;
    for (const auto channel : plan.channels()) {
      columns.push_back(std::span{sample.columns[channel.value()]}.subspan(first, block_size));
    }
    evaluator.evaluate({fcs::EventIndex{first}, block_size, none, columns});
    visit();
  }
}

/// Gates the sample by some of the workload's gates, and reports events a second.
void gate(benchmark::State& state, const std::vector<std::string>& ids) {
  const auto& sample = Sample::get();
  gating::Strategy strategy = sample.strategy;
  if (!ids.empty()) {
    std::erase_if(strategy.gates,
                  [&](const auto& node) { return std::find(ids.begin(), ids.end(), node.id) == ids.end(); });
    for (auto& node : strategy.gates) node.parent.reset();
  }
  const auto& channels = sample.description.channels;
  const auto mapping = gating::map_by_name(gating::channel_names(strategy), channels);
  const auto plan = gating::Plan::compile(strategy, mapping, {channels, &*sample.description.spillover}).value();
  gating::Evaluator evaluator{plan};
  for (auto _ : state) {
    walk(sample, plan, evaluator, [] {});
    benchmark::DoNotOptimize(evaluator.counts());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events));
}

/// Gates the sample by all gates and finds medians of the first colours in every population, all walks together.
void medians(benchmark::State& state) {
  const auto& sample = Sample::get();
  const auto& channels = sample.description.channels;
  std::vector<gating::Dimension> dimensions;
  std::vector<std::size_t> shown;
  for (std::size_t d = 0; d < static_cast<std::size_t>(state.range(0)); ++d) {
    dimensions.push_back({gating::ChannelReference{fmt::format("FL{}-A", d + 1)}, gating::FileCompensation{}, {}});
    shown.push_back(d);
  }
  auto names = gating::channel_names(sample.strategy);
  for (const auto& channel : channels) names.push_back(channel.name);
  const auto plan = gating::Plan::compile(sample.strategy, gating::map_by_name(names, channels),
                                          {channels, &*sample.description.spillover}, dimensions)
                        .value();
  using Walk = gating::PopulationQuantiles::Walk;
  for (auto _ : state) {
    gating::Evaluator evaluator{plan};
    gating::PopulationQuantiles quantiles{plan, shown, {0.5}, events};
    while (quantiles.next() != Walk::nothing) {
      auto tally = quantiles.tally();
      const auto part = quantiles.next() == Walk::sample ? 8U : 1U;  // of the blocks, as the sample for so few events
      std::size_t block = 0;
      walk(sample, plan, evaluator, [&] {
        if (block++ % part == 0) tally.add(evaluator);
      });
      quantiles.conclude({&tally, 1});
    }
    benchmark::DoNotOptimize(quantiles.value(0, 0, 0));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events));
}

void compile(benchmark::State& state) {
  const auto& sample = Sample::get();
  const auto& channels = sample.description.channels;
  const auto mapping = gating::map_by_name(gating::channel_names(sample.strategy), channels);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        gating::Plan::compile(sample.strategy, mapping, {channels, &*sample.description.spillover}));
  }
}

/// Makes data values scale values: many at a time, or each by itself.
void transform(benchmark::State& state, const gating::TransformationParameters& parameters, bool many) {
  const auto transformation = gating::Transformation::make(parameters).value();
  std::mt19937_64 random{1};
  std::normal_distribution<double> dim{0, 300};
  std::lognormal_distribution<double> bright{8, 1.2};
  std::vector<double> values(block_size);
  for (auto& value : values) value = random() % 2 == 0 ? dim(random) : bright(random);
  std::vector<double> scaled(block_size);
  for (auto _ : state) {
    scaled = values;
    if (many) {
      transformation.to_scale(scaled);
    } else {
      for (double& value : scaled) value = transformation(value);
    }
    benchmark::DoNotOptimize(scaled.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(block_size));
}

}  // namespace

int main(int argc, char** argv) {
  using Ids = std::vector<std::string>;
  const std::vector<std::pair<const char*, Ids>> gates{{"range, scatter", {"Time_ok"}},
                                                       {"range, logicle of compensated", {"Live"}},
                                                       {"polygon, scatter", {"Cells"}},
                                                       {"polygon, logicle of compensated", {"Memory"}},
                                                       {"quadrants, logicle of compensated", {"Lineage"}},
                                                       {"ellipse, logicle of compensated", {"Resting"}},
                                                       {"ranges and a Boolean", {"Bright11", "Bright12", "Either"}},
                                                       {"hierarchy of 12 gates", {}}};
  for (const auto& [name, ids] : gates) {
    benchmark::RegisterBenchmark(fmt::format("gate: {}", name).c_str(), gate, ids)->Unit(benchmark::kMillisecond);
  }
  benchmark::RegisterBenchmark("gate by 12 gates twice, medians of so many channels", medians)
      ->Arg(1)
      ->Arg(8)
      ->Arg(14)
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("compile the plan of 12 gates", compile)->Unit(benchmark::kMillisecond);
  const std::vector<std::pair<const char*, gating::TransformationParameters>> transformations{
      {"linear", gating::Linear{262144, 100}},
      {"log", gating::Logarithmic{262144, 4.5}},
      {"arcsinh", gating::Arcsinh{262144, 4.5, 1}},
      {"logicle", gating::Logicle{262144, 0.5, 4.5, 0}},
      {"hyperlog", gating::Hyperlog{262144, 0.5, 4.5, 0}}};
  for (const auto& [name, parameters] : transformations) {
    benchmark::RegisterBenchmark(fmt::format("transform: {}", name).c_str(), transform, parameters, true);
    benchmark::RegisterBenchmark(fmt::format("transform: {}, one by one", name).c_str(), transform, parameters, false);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
