#include "apps/cli/command.h"

#include <iostream>

#include <unistd.h>

namespace cli {

Exit exit_for(const fcs::Error& error) {
  if (error.code == fcs::Code::bad_usage) return Exit::usage;
  if (error.code == fcs::Code::internal) return Exit::our_defect;
  return Exit::unusable_input;
}

void report(std::ostream& log, const fcs::Error& error) {
  log << "cytogate: " << fcs::message(error) << '\n';
  for (const auto& further : error.further) report(log, further);
}
void report(std::ostream& log, const fcs::Finding& finding) {
  log << "cytogate: note: " << fcs::message(finding) << '\n';
}

Exit fail(std::ostream& log, const fcs::Error& error) {
  report(log, error);
  return exit_for(error);
}

bool is_terminal(const std::ostream& log) { return &log == &std::cerr && ::isatty(STDERR_FILENO) == 1; }

}  // namespace cli
