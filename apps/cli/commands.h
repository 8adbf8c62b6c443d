#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "apps/cli/command.h"

namespace cli {

// Every subcommand, each in the file of its name. All are of type Command.
Exit info_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit export_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit gate_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit plot_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit study_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit panel_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit strategy_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit batch_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit compensation_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit audit_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit lock_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);
Exit simulate_command(std::span<const std::string> words, std::ostream& table, std::ostream& log);

}  // namespace cli
