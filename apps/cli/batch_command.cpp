#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/words.h"
#include "study/activation_by_visit.h"
#include "study/batch.h"
#include "study/channel_table.h"
#include "study/summary.h"

namespace cli {
namespace {

struct BatchWords {
  std::filesystem::path study;
  std::filesystem::path out;
  std::size_t jobs = 0;
  ReadWords read;
};

void add_options(CLI::App& app, BatchWords& words) {
  describe(app, "batch",
           "Gates every sample of a study and writes results.csv, activation_by_visit.csv, sample_status.csv, "
           "flags.csv and run.json.",
           "cytogate batch my_study -o results");
  app.add_option("STUDY", words.study, "The study's folder, or its study.toml")->required();
  app.add_option("-o,--output", words.out, "Folder for the results; made where it does not exist")->required();
  require_whole_number(*app.add_option("--jobs", words.jobs, "Samples gated at a time; 0 = one for each processor"));
  words.read.add_to(app);
}

/// "[#####...............] 12/48 S01_C1D1.fcs", drawn over itself.
void draw_progress(std::ostream& log, const study::BatchProgress& progress) {
  constexpr std::size_t width = 30;
  const auto filled = width * progress.done / progress.total;
  log << fmt::format("\r\x1B[K[{}{}] {}/{} {}", std::string(filled, '#'), std::string(width - filled, '.'),
                     progress.done, progress.total, fcs::printable(progress.row.file, 60))
      << std::flush;
  if (progress.done == progress.total) log << "\r\x1B[K" << std::flush;
}

Exit run(const BatchWords& words, std::ostream& table, std::ostream& log) {
  const auto study = open_study(words.study, log);
  if (!study) return Exit::unusable_input;
  const auto manifest = study::read_manifest(*study);
  for (const auto& finding : manifest.findings) report(log, finding);
  for (const auto& problem : manifest.problems) report(log, problem);
  if (!manifest.problems.empty()) {
    log << fmt::format("cytogate: {} problem{} in the study; nothing was gated\n", manifest.problems.size(),
                       manifest.problems.size() == 1 ? "" : "s");
    return Exit::unusable_input;
  }

  const auto differences = study::channel_differences(
      *study, manifest.manifest,
      study::find_channels(*study, manifest.manifest, words.read.read_options(), words.jobs));
  if (!differences.empty()) log << "cytogate: markers that are not the same channel in all samples:\n" << differences;

  const bool draw = is_terminal(log);
  const auto outcome = study::run_batch(*study, manifest.manifest, words.out,
                                        {words.jobs, words.read.read_options(), words.read.policy()},
                                        [&](const study::BatchProgress& progress) {
                                          if (draw) draw_progress(log, progress);
                                        });
  if (outcome.has_error()) return fail(log, outcome.error());

  for (std::size_t i = 0; i < outcome.value().samples.size(); ++i) {
    const auto& sample = outcome.value().samples[i];
    if (sample.failure) report(log, *sample.failure);
    for (const auto& flag : sample.flags) {
      if (flag.level != study::FlagLevel::fail) continue;
      log << fmt::format("cytogate: {}: {}: {}\n", fcs::printable(manifest.manifest.rows[i].file, 1000), flag.name,
                         fcs::printable(flag.message, 1000));
    }
  }
  const auto& samples = outcome.value().samples;
  table << study::activation_text(*study, manifest.manifest,
                                  study::activation_by_visit(*study, manifest.manifest, samples))
        << study::treatment_text(*study, manifest.manifest, samples);
  for (const auto& sample : samples) {
    if (sample.override_file.empty()) continue;
    log << fmt::format("cytogate: gates of its own: {}\n", fcs::printable(sample.override_file, 1000));
  }
  log << fmt::format("cytogate: {} samples, {} failed, {} flagged; results in {}\n", samples.size(),
                     outcome.value().failed(), outcome.value().flagged(), fcs::printable(words.out.string(), 1000));
  return outcome.value().failed() + outcome.value().flagged() == 0 ? Exit::done : Exit::partial_or_different;
}

}  // namespace

Exit batch_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  BatchWords options;
  add_options(app, options);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  return run(options, table, log);
}

}  // namespace cli
