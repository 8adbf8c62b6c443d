#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fcs/base/event_block.h"
#include "fcs/reader.h"
#include "gating/evaluate.h"
#include "gating/plan.h"
#include "gating/statistics/population_quantiles.h"
#include "panels/panel.h"
#include "study/channel_statistics.h"
#include "study/quality/event_survey.h"
#include "study/reference_signal.h"

namespace study {

struct GateOptions {
  std::size_t dataset = 1;
  fcs::ReadOptions read;
  gating::FileCompensationPolicy compensation = gating::FileCompensationPolicy::refuse_twice;
  bool keep_membership = false;
  bool measure_references = false;  ///< the panel's references: GatedSample::references
  /// Survey the events, knowing the members of these populations: GatedSample::survey.
  std::optional<std::vector<std::size_t>> surveyed{};
  ChannelStatistics statistics{};  ///< PopulationResult::statistics
  /// Shared by all copies of these options.
  std::shared_ptr<const gating::ShapeMaps> maps = std::make_shared<const gating::ShapeMaps>();
};

// The way from a file to its populations, in three steps for those who want to look at the events on the way, and in
// one for those who want the counts. The only driver of `gate`, `batch`, `plot` and the viewer.

/// A sample and which channel each name of a strategy was taken for. DATA is not yet read.
struct MatchedSample {
  fcs::Sample sample;
  gating::ChannelMapping mapping;
  gating::FileCompensationPolicy compensation = gating::FileCompensationPolicy::refuse_twice;
  std::shared_ptr<const gating::ShapeMaps> maps{};
};

/// @param panel  whose stains and aliases the names are matched by; none: names are channels or markers as written
/// @error the file's
[[nodiscard]] fcs::Result<MatchedSample> match_sample(const std::filesystem::path& file,
                                                      const gating::Strategy& strategy, const panels::Panel* panel,
                                                      const GateOptions& options = {});

/// @param shown  as of Plan::compile
/// @error of Plan::compile
[[nodiscard]] fcs::Result<gating::Plan> compile_for(const MatchedSample& matched, const gating::Strategy& strategy,
                                                    std::span<const gating::Dimension> shown = {});

/// Called for each block once it is gated: its masks and shown values are in the evaluator.
using GatedBlockVisitor = std::function<void(const gating::Evaluator& evaluator, const fcs::EventBlock& block)>;

struct GatedEvents {
  std::vector<std::uint64_t> counts;   ///< events of each population; 0 where the plan has an obstacle
  std::vector<fcs::Finding> findings;  ///< of the file, then of the plan
};

/// Gates every event, in the order of the file.
/// @param plan       of compile_for the same sample
/// @param channels   what to read: plan.channels(), then what else the visitor looks at; empty: those of the plan
/// @param quantiles  of the same plan, to be found on the way; a few events are gated before, and all of them once more
///                   where that does not find them all
/// @error the file's
[[nodiscard]] fcs::Result<GatedEvents> gate_events(const MatchedSample& matched, const gating::Plan& plan,
                                                   const GatedBlockVisitor& visit = {},
                                                   std::span<const fcs::ChannelIndex> channels = {},
                                                   gating::PopulationQuantiles* quantiles = nullptr);

struct PopulationResult {
  gating::Population population;
  std::uint64_t count = 0;             ///< events; meaningless where there is an obstacle
  std::optional<fcs::Error> obstacle;  ///< why this population could not be evaluated
  std::vector<std::uint64_t> members;  ///< bit e of word e / 64: event e is inside; only with keep_membership
  /// Of each channel of GateOptions::statistics each statistic, a channel after another; none where it has no value.
  std::vector<std::optional<double>> statistics;
};

/// What gating one sample gave.
struct GatedSample {
  fcs::Sample sample;
  gating::ChannelMapping mapping;               ///< which channel each name of the strategy was taken for
  std::vector<PopulationResult> populations;    ///< in the order of gating::populations()
  std::vector<fcs::Finding> findings;           ///< of the file, then of the plan
  std::vector<gating::AppliedMatrix> matrices;  ///< that gates' values went through
  std::vector<ReferenceSignal> references;      ///< one for each of panel.references; only with measure_references
  std::optional<EventSurvey> survey;            ///< only where GateOptions::surveyed asks for it
};

/// Reads a sample, maps the strategy's names to its channels, gates every event.
/// @param panel  as of match_sample
/// @error the file's, or a strategy that cannot be compiled for any sample; a population that only this sample cannot
/// answer is an obstacle in its row instead
[[nodiscard]] fcs::Result<GatedSample> gate_sample(const std::filesystem::path& file, const gating::Strategy& strategy,
                                                   const panels::Panel* panel, const GateOptions& options = {});

}  // namespace study
