#include "apps/cli/words.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include <CLI/CLI.hpp>

namespace cli {

void describe(CLI::App& app, const std::string& name, const std::string& description, const std::string& example) {
  app.name("cytogate " + name);
  app.description(description);
  app.footer("Example:\n  " + example);
  app.get_formatter()->column_width(34);
  app.option_defaults()->always_capture_default();
}

std::optional<Exit> parse(CLI::App& app, std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  try {  // CLI11 reports by exceptions; they end here
    std::vector<std::string> backwards(words.rbegin(), words.rend());
    app.parse(backwards);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    table << app.help();
    return Exit::done;
  } catch (const CLI::ParseError& error) {
    log << "cytogate: " << fcs::printable(error.what()) << "; see " << app.get_name() << " --help\n";
    return Exit::usage;
  }
}

}  // namespace cli
