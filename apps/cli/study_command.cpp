#include <ostream>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/words.h"
#include "study/new_study.h"

namespace cli {

Exit study_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  describe(app, "study",
           "Starts a study: proposes study.toml, manifest.csv and an editable copy of a built-in panel for a folder of "
           "FCS files.",
           "cytogate study new my_folder --pattern '{subject}_{visit}'");
  std::filesystem::path folder;
  std::string pattern;
  std::string panel;
  auto* create = app.add_subcommand("new", "Propose a study for the FCS files below a folder; nothing is overwritten");
  create->add_option("FOLDER", folder, "Where the FCS files are, and where the study will be")->required();
  create->add_option("--pattern", pattern, "How file names are made, for example '{subject}_{visit}'");
  create->add_option("--panel", panel, "Built-in panel (default: the one whose markers most of the files carry)");
  app.require_subcommand(1);
  if (const auto exit = parse(app, words, table, log)) return *exit;

  study::NewStudyOptions options;
  if (!pattern.empty()) options.pattern = pattern;
  if (!panel.empty()) options.panel = panel;
  const auto made = study::new_study(folder, options);
  if (made.has_error()) return fail(log, made.error());
  for (const auto& finding : made.value().findings) report(log, finding);
  for (const auto& file : made.value().written) table << file.string() << '\n';
  log << "cytogate: " << made.value().samples << " samples in the manifest; look it over, then run: cytogate batch "
      << fcs::printable(folder.string(), 1000) << " -o results\n";
  return Exit::done;
}

}  // namespace cli
