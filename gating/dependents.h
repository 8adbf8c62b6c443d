#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "gating/strategy.h"

namespace gating {

/// What an edit of one gate can change, as positions in gating::populations().
struct Dependents {
  std::vector<std::size_t> populations;  ///< the gate's own, those below it, Boolean gates over any of them; ascending
  std::size_t base = 0;                  ///< the deepest population that is none of them and holds all of their events
  std::vector<std::size_t> outside;      ///< other populations that they are computed from, base excluded; ascending
  friend bool operator==(const Dependents&, const Dependents&) = default;

  [[nodiscard]] bool has(std::size_t population) const;
};

/// @param populations  of gating::populations(strategy)
/// @param gate         position in Strategy::gates
[[nodiscard]] Dependents dependents_of(const Strategy& strategy, std::span<const Population> populations,
                                       std::size_t gate);

}  // namespace gating
