#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>

#include "apps/cli/command.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace cli {

/// Sets up a subcommand's parser: name, what it does, an example, and how its help is laid out.
void describe(CLI::App& app, const std::string& name, const std::string& description, const std::string& example);

/// Lets the option take whole decimal numbers from `least` on, and nothing else: by itself the library takes -1 for the
/// largest number there is, and 010 for 8.
void require_whole_number(CLI::Option& option, std::uint64_t least = 0);

/// Reads the words into the options that `app` was given.
/// @return nothing when the command should go on; else how it ends: help was printed to `table`, or the words were
/// wrong
[[nodiscard]] std::optional<Exit> parse(CLI::App& app, std::span<const std::string> words, std::ostream& table,
                                        std::ostream& log);

}  // namespace cli
