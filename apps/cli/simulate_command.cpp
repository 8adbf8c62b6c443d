#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/words.h"
#include "study/simulate/simulate.h"

namespace cli {
namespace {

using study::simulate::ApoptosisStudy;
using study::simulate::PbmcStudy;

/// Of studies, and the groups of the options that only one of them has.
constexpr auto kinds = std::to_array<std::string_view>({"pbmc", "apoptosis"});

struct SimulateWords {
  std::string study = "pbmc";
  study::simulate::SimulateOptions options;
  PbmcStudy pbmc;
  ApoptosisStudy apoptosis;
};

void add_options(CLI::App& app, SimulateWords& words) {
  describe(app, "simulate",
           "Writes a synthetic study with its truth: study.toml, manifest.csv, fcs/, labels/ and truth.csv.",
           "cytogate simulate --study pbmc -o my_synthetic_study --seed 7");
  app.add_option("-o,--output", words.options.out, "Folder for the study; empty, or made where it does not exist")
      ->required();
  app.add_option(
         "--study", words.study,
         "pbmc: patients by visits, T-cell activation; apoptosis: a cell line by concentration, time and dexamethasone")
      ->check(CLI::IsMember(std::vector<std::string>(kinds.begin(), kinds.end())));
  require_whole_number(*app.add_option("--seed", words.options.seed, "The same seed and options give the same bytes"));
  require_whole_number(
      *app.add_option("--events", words.options.events, "Events a file (default: 30000 for pbmc, 10000 for apoptosis)"),
      1);

  const std::string pbmc{kinds[0]};
  require_whole_number(*app.add_option("--subjects", words.pbmc.subjects, "Patients in all")->group(pbmc), 1);
  app.add_option("--visits", words.pbmc.visits, "Visits, separated by commas")->delimiter(',')->group(pbmc);
  require_whole_number(
      *app.add_option("--missing", words.pbmc.missing, "Samples left out, by chance; never a first visit")
           ->group(pbmc));
  app.add_flag("--defects", words.pbmc.defects, "Plant one of each known fault, listed in defects.csv")->group(pbmc);

  app.add_flag("--fmo", words.pbmc.fmo,
               "With each sample two FMO tubes, without HLA-DR and without CD38, and a panel whose gates they decide")
      ->group(pbmc);

  const std::string apoptosis{kinds[1]};
  app.add_option("--concentrations", words.apoptosis.concentrations_nM, "nM, separated by commas; 0 is vehicle")
      ->delimiter(',')
      ->group(apoptosis);
  app.add_option("--dexamethasone", words.apoptosis.dexamethasone_nM, "nM, separated by commas; 0 is without")
      ->delimiter(',')
      ->group(apoptosis);
  app.add_option("--times", words.apoptosis.times_h, "Hours, separated by commas")->delimiter(',')->group(apoptosis);
  require_whole_number(
      *app.add_option("--replicates", words.apoptosis.replicates, "Replicates of each condition")->group(apoptosis), 1);
}

/// Refuses an option that is for the other kind of study.
fcs::Result<void> check_options(const CLI::App& app, const std::string& study) {
  for (const auto* option : app.get_options()) {
    const auto& group = option->get_group();
    const bool is_foreign = group != study && std::ranges::find(kinds, group) != kinds.end();
    if (!is_foreign || option->count() == 0) continue;
    return fcs::Error{fcs::Code::bad_usage, {"", option->get_name(), {}}, "--study " + group, study};
  }
  return fcs::success();
}

}  // namespace

Exit simulate_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  SimulateWords options;
  add_options(app, options);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  if (const auto foreign = check_options(app, options.study); foreign.has_error()) return fail(log, foreign.error());
  if (options.study == "pbmc") {
    options.options.study = options.pbmc;
  } else {
    options.options.study = options.apoptosis;
  }
  const auto written = study::simulate::simulate_study(options.options);
  if (written.has_error()) return fail(log, written.error());
  log << "cytogate: " << written.value() << " synthetic samples in "
      << fcs::printable(options.options.out.string(), 1000) << '\n';
  return Exit::done;
}

}  // namespace cli
