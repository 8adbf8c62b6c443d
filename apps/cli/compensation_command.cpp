#include <ostream>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/subcommand.h"
#include "apps/cli/words.h"

namespace cli {

Exit compensation_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  describe(app, "compensation", "Shows the spillover matrix of a file, and computes one from single-stained controls.",
           "cytogate compensation compute --unstained unstained.fcs --control FITC-A=cd3.fcs --control PE-A=cd4.fcs");
  app.require_subcommand(1);
  const auto show = add_compensation_show(app);
  const auto compute = add_compensation_compute(app);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  return show.app->parsed() ? show.run(table, log) : compute.run(table, log);
}

}  // namespace cli
