#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/spillover.h"
#include "study/simulate/cytometer.h"
#include "study/simulate/particle.h"
#include "study/simulate/random.h"

namespace study::simulate {

/// What an event really is.
struct Label {
  std::string_view population;  ///< "CD8"
  std::string_view state;       ///< within the population: "HLA-DR+CD38+"; empty where the population has no states
  std::string made_of;          ///< the two cells of a doublet ("CD4+mono"), what a dead cell was ("B"); else empty
};

[[nodiscard]] Label doublet_label(const Label& one, const Label& other);

struct LabelledParticle {
  Particle particle;
  Label label;
};

/// One synthetic sample: stored values, and the label of each event.
struct SimulatedSample {
  std::vector<fcs::Channel> channels;
  fcs::Spillover spillover;
  std::vector<std::vector<float>> columns;
  std::vector<Label> labels;
};

/// Records `events` particles, as `draw` gives them.
[[nodiscard]] SimulatedSample measure(std::vector<RecordedStain> stains, std::size_t events, Random& random,
                                      const std::function<LabelledParticle()>& draw,
                                      std::vector<FlowFault> faults = {});

/// What an endpoint of a panel counts, in labels.
struct TruthRule {
  std::string_view endpoint;
  std::string_view population;
  std::string_view state;  ///< empty = any
  std::span<const std::string_view> denominator;
};

struct RealisedCount {
  std::string_view endpoint;
  std::size_t numerator = 0;
  std::size_t denominator = 0;
};

/// Counts over the labels: what a perfect gating would find.
[[nodiscard]] std::vector<RealisedCount> realised_counts(std::span<const Label> labels,
                                                         std::span<const TruthRule> rules);

}  // namespace study::simulate
