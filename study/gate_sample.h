#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fcs/reader.h"
#include "gating/plan.h"
#include "panels/panel.h"

namespace study {

struct GateOptions {
  std::size_t dataset = 1;
  fcs::ReadOptions read;
  gating::FileCompensationPolicy compensation = gating::FileCompensationPolicy::refuse_twice;
  bool keep_membership = false;
};

struct PopulationResult {
  gating::Population population;
  std::uint64_t count = 0;             ///< events; meaningless where there is an obstacle
  std::optional<fcs::Error> obstacle;  ///< why this population could not be evaluated
  std::vector<std::uint64_t> members;  ///< bit e of word e / 64: event e is inside; only with keep_membership
};

/// What gating one sample gave.
struct GatedSample {
  fcs::Sample sample;
  gating::ChannelMapping mapping;             ///< which channel each name of the strategy was taken for
  std::vector<PopulationResult> populations;  ///< in the order of gating::populations()
  std::vector<fcs::Finding> findings;         ///< of the file, then of the plan
};

/// Reads a sample, maps the strategy's names to its channels, gates every event. The only driver of `gate`, `batch` and
/// the viewer.
/// @param panel  whose stains and aliases the names are matched by; none: names are channels or markers as written
/// @error the file's, or a strategy that cannot be compiled for any sample; a population that only this sample cannot
/// answer
///        is an obstacle in its row instead
[[nodiscard]] fcs::Result<GatedSample> gate_sample(const std::filesystem::path& file, const gating::Strategy& strategy,
                                                   const panels::Panel* panel, const GateOptions& options = {});

}  // namespace study
