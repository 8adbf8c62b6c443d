#include <filesystem>
#include <memory>
#include <ostream>
#include <vector>

#include <CLI/CLI.hpp>

#include "apps/cli/strategy_subcommand.h"
#include "gating/gatingml/read.h"

namespace cli {
namespace {

struct CheckWords {
  std::vector<std::filesystem::path> files;
};

Exit run(const CheckWords& words, std::ostream& table, std::ostream&) {
  auto exit = Exit::done;
  for (const auto& file : words.files) {
    const auto read = gating::gatingml::read_file(file);
    if (read.has_error()) {
      report(table, read.error());
      exit = Exit::unusable_input;
    } else {
      for (const auto& finding : read.value().findings) report(table, finding);
    }
  }
  return exit;
}

}  // namespace

StrategySubcommand add_strategy_check(CLI::App& strategy) {
  auto* app = strategy.add_subcommand("check", "List what is wrong with strategies, each with its line and column");
  const auto words = std::make_shared<CheckWords>();
  app->add_option("FILE", words->files, "Gating-ML 2.0 documents")->required();
  return {app, [words](std::ostream& table, std::ostream& log) { return run(*words, table, log); }};
}

}  // namespace cli
