#pragma once

#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "apps/cli/command.h"

namespace CLI {
class App;
}

namespace cli {

/// The words of `panel match`.
struct PanelMatchWords {
  std::string panel_or_study;
  std::vector<std::filesystem::path> files;  ///< none: the first word is a study
  std::size_t dataset = 1;
  std::vector<std::string> choices;  ///< MARKER=CHANNEL
  std::string panel;                 ///< of the choices
  std::string instrument;            ///< likewise
  std::string reason;                ///< likewise
  std::string by;                    ///< who chooses
  bool json = false;
  std::filesystem::path out;

  void add_to(CLI::App& app);
};

/// Prints which channel each marker of a panel is, in files or in all samples of a study; saves choices first.
[[nodiscard]] Exit run_panel_match(const PanelMatchWords& words, std::ostream& table, std::ostream& log);

}  // namespace cli
