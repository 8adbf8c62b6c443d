#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "fcs/base/result.h"
#include "gating/strategy_diff.h"
#include "panels/panel.h"
#include "study/gate_sample.h"

namespace study {

/// What one population of one strategy holds of a sample.
struct SideCount {
  std::uint64_t count = 0;         ///< events; meaningless where there is an obstacle
  std::uint64_t parent_count = 0;  ///< of root its own
  std::optional<fcs::Error> obstacle;

  /// 0 to 100; none of an empty parent, or where there is an obstacle.
  [[nodiscard]] std::optional<double> percent_of_parent() const;
};

/// What becomes of one population of a sample when its strategy changes.
struct PopulationTurnover {
  std::optional<SideCount> before;  ///< none where the population is added
  std::optional<SideCount> after;   ///< none where it is removed
  std::uint64_t entering = 0;       ///< events that only the strategy after has in it
  std::uint64_t leaving = 0;        ///< events that only the strategy before has in it

  /// Whether entering and leaving are known: no obstacle on either side.
  [[nodiscard]] bool is_known() const;
};

struct SampleTurnover {
  std::uint64_t events = 0;
  std::vector<PopulationTurnover> populations;  ///< of each StrategyDiff::populations
  std::vector<fcs::Finding> findings;           ///< of the file, then of both plans, each once
};

/// Gates a sample by both strategies in one reading and compares, event by event, who is in which population.
/// @param diff   of the two strategies
/// @param panel  as of match_sample
/// @error the file's; of a strategy that cannot be compiled for any sample
[[nodiscard]] fcs::Result<SampleTurnover> turnover(const std::filesystem::path& file, const gating::Strategy& before,
                                                   const gating::Strategy& after, const gating::StrategyDiff& diff,
                                                   const panels::Panel* panel, const GateOptions& options = {});

}  // namespace study
