#pragma once

#include <functional>
#include <iosfwd>

#include "apps/cli/command.h"

namespace CLI {
class App;
}

namespace cli {

/// One of the words that follow `cytogate strategy`.
struct StrategySubcommand {
  CLI::App* app;                                                    ///< knows whether it was asked for
  std::function<Exit(std::ostream& table, std::ostream& log)> run;  ///< with the options that were parsed
};

// Each in the file of its name: adds itself and its options to `strategy`, which must live until it has run.
[[nodiscard]] StrategySubcommand add_strategy_check(CLI::App& strategy);
[[nodiscard]] StrategySubcommand add_strategy_convert(CLI::App& strategy);
[[nodiscard]] StrategySubcommand add_strategy_diff(CLI::App& strategy);

}  // namespace cli
