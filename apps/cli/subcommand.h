#pragma once

#include <functional>
#include <iosfwd>

#include "apps/cli/command.h"

namespace CLI {
class App;
}

namespace cli {

/// One of the words that follow a command, as `check` follows `cytogate strategy`.
struct Subcommand {
  CLI::App* app;                                                    ///< knows whether it was asked for
  std::function<Exit(std::ostream& table, std::ostream& log)> run;  ///< with the options that were parsed
};

// Each in the file of its name: adds itself and its options to `command`, which must live until it has run.
[[nodiscard]] Subcommand add_strategy_check(CLI::App& command);
[[nodiscard]] Subcommand add_strategy_convert(CLI::App& command);
[[nodiscard]] Subcommand add_strategy_diff(CLI::App& command);
[[nodiscard]] Subcommand add_compensation_show(CLI::App& command);
[[nodiscard]] Subcommand add_compensation_compute(CLI::App& command);

}  // namespace cli
