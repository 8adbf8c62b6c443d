#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "gating/strategy.h"
#include "gating/strategy_diff.h"

namespace gating {

struct Partner {
  std::size_t population = 0;  ///< position in the other strategy's populations()
  PopulationMatch match{};
};
/// Of each population of the first strategy, the one of the second that it is.
using Partners = std::vector<std::optional<Partner>>;

/// Whether two populations, by their positions, have gates that hold the same events, given the partners so far.
using SameGate = std::function<bool(std::size_t before, std::size_t after, const Partners& partners)>;

/// Root is root. The rest in rounds, each over what the ones before left: equal ids; equal paths; then, until nothing
/// more is found, equal names below parents that are partners, and equal gates, those below partners before others.
[[nodiscard]] Partners match_populations(std::span<const Population> before, std::span<const Population> after,
                                         const SameGate& same_gate);

}  // namespace gating
