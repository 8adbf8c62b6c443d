#include <array>
#include <filesystem>
#include <memory>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>

#include "apps/cli/output.h"
#include "apps/cli/subcommand.h"
#include "gating/gatingml/merge.h"
#include "gating/gatingml/read.h"
#include "gating/gatingml/write.h"

namespace cli {
namespace {

struct ConvertWords {
  std::filesystem::path in;
  std::filesystem::path out;
};

Exit run(const ConvertWords& words, std::ostream& table, std::ostream& log) {
  if (const auto checked = refuse_input(words.out, std::array{words.in}); checked.has_error()) {
    return fail(log, checked.error());
  }
  auto read = gating::gatingml::read_file(words.in);
  if (read.has_error()) return fail(log, read.error());
  for (const auto& finding : read.value().findings) report(log, finding);
  for (const auto& one : read.value().tailored) {
    log << "cytogate: note: the shape of " << fcs::printable(one.gate.id) << " for " << fcs::printable(one.file)
        << " is left out; its gate for all files is kept\n";
  }
  const auto merged = gating::gatingml::merge_equal_definitions(std::move(read.value().strategy));
  for (const auto& [id, stands_for_it] : merged.replaced) {
    log << "cytogate: note: " << fcs::printable(id) << " says the same as " << fcs::printable(stands_for_it)
        << ", which stands for both\n";
  }
  auto document = gating::gatingml::write(merged.strategy);
  if (document.has_error()) {
    document.error().where.file = words.in.string();
    return fail(log, document.error());
  }
  const auto written = write_output(words.out, document.value(), table);
  return written.has_error() ? fail(log, written.error()) : Exit::done;
}

}  // namespace

Subcommand add_strategy_convert(CLI::App& strategy) {
  auto* app =
      strategy.add_subcommand("convert", "Write a strategy as Gating-ML 2.0 that is valid by the standard's schemas");
  const auto words = std::make_shared<ConvertWords>();
  app->add_option("IN", words->in, "A strategy")->required();
  app->add_option("-o,--output", words->out, "Write to this file (default: standard output)");
  return {app, [words](std::ostream& table, std::ostream& log) { return run(*words, table, log); }};
}

}  // namespace cli
