#pragma once

#include <iosfwd>
#include <optional>
#include <span>
#include <string>

#include "apps/cli/command.h"

namespace CLI {
class App;
}

namespace cli {

/// Sets up a subcommand's parser: name, what it does, an example, and how its help is laid out.
void describe(CLI::App& app, const std::string& name, const std::string& description, const std::string& example);

/// Reads the words into the options that `app` was given.
/// @return nothing when the command should go on; else how it ends: help was printed to `table`, or the words were
/// wrong
[[nodiscard]] std::optional<Exit> parse(CLI::App& app, std::span<const std::string> words, std::ostream& table,
                                        std::ostream& log);

}  // namespace cli
