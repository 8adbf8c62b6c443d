#pragma once

#include <functional>
#include <map>
#include <string>

#include "fcs/reader.h"

namespace study::detail {

/// A proposed row of the manifest: text by column.
using ProposedCells = std::map<std::string, std::string, std::less<>>;

/// Fills cells that are still empty with what a file's keywords say: whose sample it is and of which visit, when it was
/// measured, where, by whom, in which plate and well.
void fill_from_keywords(const fcs::Sample& sample, ProposedCells& cells);

/// When a file says it was measured: $BEGINDATETIME, else $DATE and $BTIM; ISO 8601, empty where it does not say.
[[nodiscard]] std::string acquisition_time(const fcs::Sample& sample);

}  // namespace study::detail
