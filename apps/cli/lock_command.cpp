#include <optional>
#include <ostream>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/words.h"
#include "study/lock.h"

namespace cli {
namespace {

struct LockWords {
  std::filesystem::path study;
  std::optional<std::string> panel;
  std::string reason;
  std::string by;
  bool unlock = false;
};

void add_options(CLI::App& app, LockWords& words) {
  describe(app, "lock",
           "Freezes the strategies and panels of a study, its chosen channels, rules and limits as they are: from then "
           "on nothing else is gated with. The journal says who locked what, and when; lock.toml goes with it.",
           "cytogate lock my_study --reason 'Version 1, reviewed'");
  app.add_option("STUDY", words.study, "The study's folder, or its study.toml")->required();
  app.add_option("--panel", words.panel, "Id of one panel; default: all of the study");
  app.add_option("--reason", words.reason, "Why, for the journal; --unlock needs it");
  app.add_option("--by", words.by, "Your name, for the journal; default: the environment variable CYTOGATE_USER");
  app.add_flag("--unlock", words.unlock, "Give the lock up");
}

Exit run(const LockWords& words, std::ostream& log) {
  const auto study = open_study(words.study, log);
  if (!study) return Exit::unusable_input;
  const auto who = study::author(words.by);
  const auto entries = words.unlock ? study::unlock(*study, words.panel, words.reason, who)
                                    : study::lock(*study, words.panel, words.reason, who);
  if (entries.has_error()) return fail(log, entries.error());
  for (const auto& entry : entries.value()) {
    log << "cytogate: " << entry.action << ": " << fcs::printable(entry.object, 1000) << ": "
        << fcs::printable(entry.new_value ? *entry.new_value : entry.old_value.value_or(""), 1000) << '\n';
  }
  if (entries.value().empty()) {
    log << (words.unlock ? "cytogate: nothing is locked\n" : "cytogate: it is locked to this version already\n");
  }
  return Exit::done;
}

}  // namespace

Exit lock_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  LockWords options;
  add_options(app, options);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  return run(options, log);
}

}  // namespace cli
