#include <algorithm>
#include <array>
#include <ostream>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/subcommand.h"
#include "apps/cli/words.h"

namespace cli {

Exit strategy_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  describe(app, "strategy", "Checks gating strategies, converts them to Gating-ML 2.0, and compares two.",
           "cytogate strategy check gates.xml");
  app.require_subcommand(1);
  const std::array subcommands{add_strategy_check(app), add_strategy_convert(app), add_strategy_diff(app)};
  if (const auto exit = parse(app, words, table, log)) return *exit;
  const auto asked_for = std::ranges::find_if(subcommands, [](const Subcommand& one) { return one.app->parsed(); });
  return asked_for->run(table, log);
}

}  // namespace cli
