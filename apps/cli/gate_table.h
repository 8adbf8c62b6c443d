#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "fcs/base/result.h"
#include "study/gate_sample.h"
#include "study/statistics/proportion.h"

namespace cli {

/// A file and what gating it gave.
struct GatedFile {
  std::filesystem::path file;
  std::size_t dataset = 1;
  fcs::Result<study::GatedSample> result = fcs::Error{};
};

enum class TableFormat { table, csv, json };

/// One row a population of every file; for a file that failed, one row a population with status FAILED.
/// @param populations  of the strategy, in the order of the table
/// @param statistics   that the files were gated with: a column each after the others, such as median_CD38
[[nodiscard]] std::string gate_table(std::span<const GatedFile> files,
                                     const std::vector<gating::Population>& populations, const study::Rules& rules,
                                     const study::ChannelStatistics& statistics, TableFormat format);

/// One row an event: 1 where it is inside the population, 0 where not, nothing where the population could not be
/// evaluated. The header has the ids in the order of the table.
[[nodiscard]] std::string membership_csv(const study::GatedSample& sample);

}  // namespace cli
