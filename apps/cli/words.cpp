#include "apps/cli/words.h"

#include <algorithm>
#include <charconv>
#include <ostream>
#include <system_error>
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

void require_whole_number(CLI::Option& option, std::uint64_t least) {
  const auto take = [least](std::string& text) -> std::string {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < least) {
      return "expected a whole number from " + std::to_string(least) + ", found " + text;
    }
    text = std::to_string(number);
    return {};
  };
  option.transform(CLI::Validator{take, "", "whole number"});
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
