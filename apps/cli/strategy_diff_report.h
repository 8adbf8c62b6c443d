#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fcs/base/result.h"
#include "gating/strategy_diff.h"
#include "study/turnover.h"

namespace cli {

struct ComparedSample {
  std::filesystem::path file;
  fcs::Result<study::SampleTurnover> result = fcs::Error{};
};

/// All that `strategy diff` found.
struct StrategyDiffReport {
  std::filesystem::path before;
  std::filesystem::path after;
  gating::StrategyDiff diff;
  std::vector<ComparedSample> samples;
};

/// For people: what changed of each population, then for each sample the populations that hold other events.
[[nodiscard]] std::string text(const StrategyDiffReport& report);
/// For machines: every population, and every population of every sample.
[[nodiscard]] std::string json(const StrategyDiffReport& report);

}  // namespace cli
