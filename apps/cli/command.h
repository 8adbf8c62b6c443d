#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "fcs/base/error.h"

namespace cli {

enum class Exit {
  done = 0,
  partial_or_different =
      1,  ///< finished, but some samples failed or were flagged FAIL, or a comparison found a difference
  usage = 2,
  unusable_input = 3,  ///< an input that everything depends on
  our_defect = 4,
};

/// What the program exits with when `error` ends it.
[[nodiscard]] Exit exit_for(const fcs::Error& error);

/// One line to the log for each problem: "cytogate: FILE: PLACE: ...".
void report(std::ostream& log, const fcs::Error& error);
/// One line to the log: "cytogate: note: FILE: PLACE: ...".
void report(std::ostream& log, const fcs::Finding& finding);
/// As report, and the exit that goes with it: `return fail(log, error);`
[[nodiscard]] Exit fail(std::ostream& log, const fcs::Error& error);

/// Is somebody looking? Only then is progress drawn.
[[nodiscard]] bool is_terminal(const std::ostream& log);

/// A subcommand: its words (without the program's and its own name), where its table goes, where all else goes.
using Command = Exit (*)(std::span<const std::string> words, std::ostream& table, std::ostream& log);

/// Sends words to the subcommand that the first one names; --help and --version are answered here.
[[nodiscard]] Exit dispatch(std::span<const std::string> words, std::ostream& table, std::ostream& log);

}  // namespace cli
