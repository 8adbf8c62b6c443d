#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "apps/cli/command.h"
#include "apps/cli/commands.h"

namespace cli {
namespace {

struct Entry {
  std::string_view name;
  std::string_view does;
  Command run;
};

constexpr std::array entries{
    Entry{"info", "show the data sets, channels and findings of FCS files", info_command},
    Entry{"export", "write the events of a sample as CSV", export_command},
    Entry{"gate", "gate samples with a strategy and print every population", gate_command},
    Entry{"batch", "gate a whole study and write activation per visit", batch_command},
    Entry{"plot", "draw a population and its gates as SVG, PNG or PDF", plot_command},
    Entry{"study", "start a study from a folder of FCS files", study_command},
    Entry{"panel", "list panels, show one, see which channels it matches", panel_command},
    Entry{"strategy", "check, convert and compare gating strategies", strategy_command},
    Entry{"compensation", "show the spillover matrix of a file, compute one from controls", compensation_command},
    Entry{"audit", "show or verify the journal of a study, record why an override was made", audit_command},
    Entry{"lock", "freeze the strategy of a study, so that no other is gated with", lock_command},
    Entry{"simulate", "write a synthetic study with its truth", simulate_command},
};

void help(std::ostream& out) {
  out << "cytogate gates flow-cytometry samples and reports immune-cell percentages per patient and visit.\n\n"
         "Usage: cytogate COMMAND [options]\n\nCommands:\n";
  for (const auto& entry : entries) {
    out << "  " << entry.name << std::string(14 - entry.name.size(), ' ') << entry.does << '\n';
  }
  out << "\n'cytogate COMMAND --help' shows the options of one. Tables go to standard output or to -o; all else to "
         "standard error.\n"
         "Exit codes: 0 done; 1 some samples failed; 2 wrong usage; 3 an input cannot be used; 4 a defect of "
         "cytogate.\n";
}

}  // namespace

Exit dispatch(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  if (words.empty()) {
    help(log);
    return Exit::usage;
  }
  const auto& first = words.front();
  if (first == "--help" || first == "-h" || first == "help") {
    help(table);
    return Exit::done;
  }
  if (first == "--version") {
    table << "cytogate " CYTOGATE_VERSION "\n";
    return Exit::done;
  }
  const auto entry =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& known) { return known.name == first; });
  if (entry == entries.end()) {
    log << "cytogate: there is no command '" << fcs::printable(first) << "'; see cytogate --help\n";
    return Exit::usage;
  }
  return entry->run(words.subspan(1), table, log);
}

}  // namespace cli
