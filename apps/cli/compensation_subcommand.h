#pragma once

#include <functional>
#include <iosfwd>

#include "apps/cli/command.h"

namespace CLI {
class App;
}

namespace cli {

/// One of the words that follow `cytogate compensation`.
struct CompensationSubcommand {
  CLI::App* app;                                                    ///< knows whether it was asked for
  std::function<Exit(std::ostream& table, std::ostream& log)> run;  ///< with the options that were parsed
};

// Each in the file of its name: adds itself and its options to `compensation`, which must live until it has run.
[[nodiscard]] CompensationSubcommand add_compensation_show(CLI::App& compensation);
[[nodiscard]] CompensationSubcommand add_compensation_compute(CLI::App& compensation);

}  // namespace cli
