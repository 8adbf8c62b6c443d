#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "gating/strategy.h"

namespace gating::dialects {

/// A strategy from a document of whatever kind.
struct Imported {
  std::string_view dialect;  ///< what kind it was: "Gating-ML 2.0"
  Strategy strategy;
  std::vector<fcs::Finding> findings;  ///< what was tolerated, and what of the document a strategy cannot hold
};

/// Reads a gating strategy as this or another program writes it; what the document says of itself tells its kind.
/// @param file  how messages call the document
/// @error those of the kind that it is; Code::not_gating_ml where it is none that is known
[[nodiscard]] fcs::Result<Imported> import_strategy(std::string_view document, const std::string& file);

[[nodiscard]] fcs::Result<Imported> import_strategy_file(const std::filesystem::path& file);

}  // namespace gating::dialects
