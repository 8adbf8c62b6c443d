#include <algorithm>
#include <ostream>
#include <set>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/gate_table.h"
#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/words.h"
#include "study/parallel.h"

namespace cli {
namespace {

struct GateWords {
  std::vector<std::filesystem::path> files;
  std::filesystem::path strategy;
  PanelOption panel;
  std::string format = "table";
  bool json = false;
  std::filesystem::path out;
  std::filesystem::path membership;
  std::size_t jobs = 0;
  std::size_t dataset = 1;
  std::vector<std::string> channels;
  std::vector<std::string> statistics;
  ReadWords read;
};

void add_options(CLI::App& app, GateWords& words) {
  describe(app, "gate",
           "Gates every event of the files and prints one row a population: count, percentages, interval, status.",
           "cytogate gate sample.fcs --strategy gates.xml --channels CD38,FSC-A --statistics median,p90");
  app.add_option("FILE", words.files, "FCS files")->required();
  app.add_option("--strategy", words.strategy, "Gating-ML 2.0 document (default: the panel's own)");
  words.panel.add_to(app, "Panel whose markers the strategy names: a built-in id or a panel.toml");
  app.add_option("--format", words.format, "table, csv or json")->check(CLI::IsMember({"table", "csv", "json"}));
  app.add_flag("--json", words.json, "Short for --format json");
  app.add_option("-o,--output", words.out, "Write the table to this file");
  app.add_option(
      "--membership", words.membership,
      "Also write which event is in which population: a CSV file, or with several files a folder of <file>.csv");
  auto* channels = app.add_option("--channels", words.channels,
                                  "Also measure these channels or markers in every population, separated by commas: "
                                  "compensated, not transformed")
                       ->delimiter(',');
  app.add_option("--statistics", words.statistics,
                 "What to measure of them: median (default) and percentiles, as in median,p10,p90")
      ->delimiter(',')
      ->needs(channels);
  require_whole_number(*app.add_option("--jobs", words.jobs, "Files gated at a time; 0 = one for each processor"));
  require_whole_number(*app.add_option("--dataset", words.dataset, "Data set of each file, from 1"), 1);
  words.read.add_to(app);
}

/// Each once, in the order given: a column is not written twice.
std::vector<std::string> without_repeats(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const auto& word : words) {
    if (std::ranges::find(out, word) == out.end()) out.push_back(word);
  }
  return out;
}

fcs::Result<study::ChannelStatistics> statistics_of(const GateWords& words) {
  study::ChannelStatistics out{without_repeats(words.channels), {}};
  if (out.channels.empty()) return out;
  for (const auto& name :
       without_repeats(words.statistics.empty() ? std::vector<std::string>{"median"} : words.statistics)) {
    FCS_TRY(statistic, study::statistic_by_name(name));
    out.statistics.push_back(std::move(statistic));
  }
  return out;
}

/// Where the membership of each file goes; with several files their stems must tell them apart.
fcs::Result<std::vector<std::filesystem::path>> membership_files(const GateWords& words) {
  if (words.membership.empty()) return std::vector<std::filesystem::path>{};
  if (words.files.size() == 1) return std::vector{words.membership};
  std::vector<std::filesystem::path> out;
  std::set<std::filesystem::path> taken;
  for (const auto& file : words.files) {
    auto target = words.membership / (file.stem().string() + ".csv");
    if (!taken.insert(target).second) {
      return fcs::Error{fcs::Code::bad_usage,
                        {file.string(), "--membership", {}},
                        "files with names of their own",
                        file.stem().string()};
    }
    out.push_back(std::move(target));
  }
  return out;
}

/// No output may be an input, or another output.
fcs::Result<void> check_outputs(const GateWords& words, const std::vector<std::filesystem::path>& memberships) {
  auto inputs = words.files;
  inputs.insert(inputs.end(), {words.strategy, words.panel.panel, words.panel.mappings});
  FCS_CHECK(refuse_input(words.out, inputs));
  std::error_code unknown;
  const auto table = std::filesystem::weakly_canonical(words.out, unknown);
  for (const auto& membership : memberships) {
    FCS_CHECK(refuse_input(membership, inputs));
    if (!words.out.empty() && std::filesystem::weakly_canonical(membership, unknown) == table) {
      return fcs::Error{fcs::Code::bad_usage,
                        {membership.string(), "--membership", {}},
                        "a file of its own",
                        "the file of the table"};
    }
  }
  return fcs::success();
}

fcs::Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return fcs::success();
  return fcs::Error{
      fcs::Code::cannot_write, {folder.string(), "folder", {}}, "a folder that can be made", error.message()};
}

Exit run(const GateWords& words, std::ostream& table, std::ostream& log) {
  const auto targets = membership_files(words);
  if (targets.has_error()) return fail(log, targets.error());
  const auto& memberships = targets.value();
  if (const auto checked = check_outputs(words, memberships); checked.has_error()) return fail(log, checked.error());
  const auto statistics = statistics_of(words);
  if (statistics.has_error()) return fail(log, statistics.error());
  const auto loaded = load_template(words.strategy, words.panel, log);
  if (loaded.has_error()) return fail(log, loaded.error());
  const auto& strategy = loaded.value().strategy;
  const auto* panel = loaded.value().panel ? &*loaded.value().panel : nullptr;
  const auto populations = gating::populations(strategy);
  if (populations.has_error()) return fail(log, populations.error());
  if (memberships.size() > 1) {
    if (const auto made = make_folder(words.membership); made.has_error()) return fail(log, made.error());
  }

  std::vector<GatedFile> gated(words.files.size());
  study::GateOptions options{words.dataset, words.read.read_options(), words.read.policy(), !words.membership.empty()};
  options.statistics = statistics.value();
  study::for_each_index(gated.size(), words.jobs, [&](std::size_t i) {
    gated[i] = {words.files[i], options.dataset,
                study::gate_sample(words.files[i], loaded.value().strategy_for(words.files[i]), panel, options)};
  });

  bool complete = true;
  std::size_t failed = 0;
  for (const auto& file : gated) {
    if (file.result.has_error()) {
      report(log, file.result.error());
      ++failed;
      continue;
    }
    for (const auto& finding : file.result.value().findings) report(log, finding);
    for (const auto& population : file.result.value().populations) {
      if (population.obstacle && population.obstacle->code != fcs::Code::unevaluable_operand)
        report(log, *population.obstacle);
      complete = complete && !population.obstacle;
    }
  }
  if (failed == gated.size()) return exit_for(gated.front().result.error());

  for (std::size_t i = 0; i < memberships.size(); ++i) {
    if (gated[i].result.has_error()) continue;
    const auto written = write_output(memberships[i], membership_csv(gated[i].result.value()), table);
    if (written.has_error()) return fail(log, written.error());
  }
  const auto format = words.json || words.format == "json" ? TableFormat::json
                      : words.format == "csv"              ? TableFormat::csv
                                                           : TableFormat::table;
  const auto written = write_output(
      words.out, gate_table(gated, populations.value(), study::Rules{}, options.statistics, format), table);
  if (written.has_error()) return fail(log, written.error());
  return failed == 0 && complete ? Exit::done : Exit::partial_or_different;
}

}  // namespace

Exit gate_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  GateWords options;
  add_options(app, options);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  return run(options, table, log);
}

}  // namespace cli
