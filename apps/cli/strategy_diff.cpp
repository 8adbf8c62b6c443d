#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/strategy_diff_report.h"
#include "apps/cli/subcommand.h"
#include "apps/cli/words.h"
#include "gating/gatingml/read.h"
#include "study/parallel.h"

namespace cli {
namespace {

struct DiffWords {
  std::filesystem::path before;
  std::filesystem::path after;
  std::vector<std::filesystem::path> files;
  PanelOption panel;
  std::size_t dataset = 1;
  std::size_t jobs = 0;
  bool json = false;
  std::filesystem::path out;
  ReadWords read;
};

fcs::Result<gating::Strategy> read_strategy(const std::filesystem::path& file, std::ostream& log) {
  FCS_TRY(document, gating::gatingml::read_file(file));
  for (const auto& finding : document.findings) report(log, finding);
  return std::move(document.strategy);
}

bool moves_events(const study::SampleTurnover& sample) {
  return std::ranges::any_of(sample.populations, [](const study::PopulationTurnover& population) {
    return !population.is_known() || population.entering + population.leaving > 0;
  });
}

/// @return done where the two mean the same, partial_or_different where not, unusable_input where either or a sample
/// cannot be read
Exit run(const DiffWords& words, std::ostream& table, std::ostream& log) {
  auto inputs = words.files;
  inputs.insert(inputs.end(), {words.before, words.after, words.panel.panel, words.panel.mappings});
  if (const auto checked = refuse_input(words.out, inputs); checked.has_error()) return fail(log, checked.error());
  const auto before = read_strategy(words.before, log);
  const auto after = read_strategy(words.after, log);
  if (before.has_error()) report(log, before.error());
  if (after.has_error()) report(log, after.error());
  if (before.has_error() || after.has_error()) return Exit::unusable_input;
  std::optional<panels::Panel> panel;
  if (!words.panel.panel.empty()) {
    auto loaded = load_panel(words.panel, log);
    if (loaded.has_error()) return fail(log, loaded.error());
    panel = std::move(loaded).value();
  }
  const auto diff = gating::strategy_diff(before.value(), after.value());
  if (diff.has_error()) return fail(log, diff.error());

  StrategyDiffReport found{words.before, words.after, diff.value(), {}};
  auto& samples = found.samples;
  samples.resize(words.files.size());
  const study::GateOptions options{words.dataset, words.read.read_options(), words.read.policy(), false};
  study::for_each_index(samples.size(), words.jobs, [&](std::size_t i) {
    samples[i] = {words.files[i], study::turnover(words.files[i], before.value(), after.value(), diff.value(),
                                                  panel ? &*panel : nullptr, options)};
  });
  bool is_different = diff.value().is_different();
  bool is_complete = true;
  for (const auto& sample : samples) {
    if (sample.result.has_error()) {
      report(log, sample.result.error());
      is_complete = false;
      continue;
    }
    for (const auto& finding : sample.result.value().findings) report(log, finding);
    is_different = is_different || moves_events(sample.result.value());
  }
  const auto written = write_output(words.out, words.json ? json(found) : text(found), table);
  if (written.has_error()) return fail(log, written.error());
  if (!is_complete) return Exit::unusable_input;
  return is_different ? Exit::partial_or_different : Exit::done;
}

}  // namespace

Subcommand add_strategy_diff(CLI::App& strategy) {
  auto* app = strategy.add_subcommand("diff", "Compare two strategies by what they mean; exit 1 where they differ");
  const auto words = std::make_shared<DiffWords>();
  app->add_option("BEFORE", words->before, "Gating-ML 2.0 document")->required();
  app->add_option("AFTER", words->after, "Gating-ML 2.0 document")->required();
  app->add_option("FILE", words->files, "FCS files: of each, which events enter and leave every population");
  words->panel.add_to(*app, "Panel whose markers the strategies name: a built-in id or a panel.toml");
  require_whole_number(*app->add_option("--dataset", words->dataset, "Data set of each file, from 1"), 1);
  require_whole_number(*app->add_option("--jobs", words->jobs, "Files gated at a time; 0 = one for each processor"));
  app->add_flag("--json", words->json, "For machines");
  app->add_option("-o,--output", words->out, "Write to this file");
  words->read.add_to(*app);
  return {app, [words](std::ostream& table, std::ostream& log) { return run(*words, table, log); }};
}

}  // namespace cli
