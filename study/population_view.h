#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "study/gate_sample.h"

namespace study {

/// One population of a sample seen on two dimensions.
struct PopulationView {
  std::array<std::vector<double>, 2> values;         ///< of the population's events, scale units, in the file's order
  std::vector<std::optional<std::uint64_t>> counts;  ///< events of each population; none where it cannot be evaluated
  std::vector<fcs::Finding> findings;                ///< of the file, then of the plan
};

/// Gates every event in one pass over the file and keeps the values of those inside: 16 bytes an event.
/// @param population  position in gating::populations(strategy)
/// @param dimensions  x and y, their names in matched.mapping
/// @error of compile_for, the file's, or why this population or a dimension cannot be evaluated
[[nodiscard]] fcs::Result<PopulationView> view_population(const MatchedSample& matched,
                                                          const gating::Strategy& strategy, std::size_t population,
                                                          const std::array<gating::Dimension, 2>& dimensions);

/// The channel that a dimension looks at; none for a ratio, for a fluorochrome of a spectrum matrix, and for a name
/// that the sample does not have.
[[nodiscard]] const fcs::Channel* channel_of(const MatchedSample& matched, const gating::Dimension& dimension);

/// The unit of a dimension's data values, for people: "s" or "ticks" of Time, "" of all others.
[[nodiscard]] std::string_view unit_of(const MatchedSample& matched, const gating::Dimension& dimension);

}  // namespace study
