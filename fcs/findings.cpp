#include "fcs/findings.h"

#include <cstddef>
#include <optional>

namespace fcs {

void add_further(Error& error, const Error& problem) {
  if (error.further.size() < most_further_problems) error.further.push_back(problem);
}

Result<void> Findings::verdict() const {
  if (tolerance_.repairs()) return success();
  std::optional<Error> error;
  for (const auto& finding : findings_) {
    if (finding.is_note) continue;
    if (error) {
      add_further(*error, finding.deviation);
    } else {
      error = finding.deviation;
    }
  }
  if (error) return std::move(*error);
  return success();
}

Error Findings::joined(Error error) const {
  if (tolerance_.repairs()) return error;
  for (const auto& finding : findings_) {
    if (!finding.is_note) add_further(error, finding.deviation);
  }
  return error;
}

}  // namespace fcs
