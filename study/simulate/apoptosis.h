#pragma once

#include <cstddef>
#include <span>

#include "study/simulate/cell_death.h"
#include "study/simulate/random.h"
#include "study/simulate/sample.h"

namespace study::simulate {

/// Draws and measures `events` particles of a well, stained with Annexin V and PI: cells that shrink as they die,
/// doublets and debris, which vary from well to well as the brightness of the stains does.
[[nodiscard]] SimulatedSample simulate_apoptosis(const CellDeath& death, std::size_t events, Random& random);

/// The endpoints of the built-in panel annexin_v, over single cells.
[[nodiscard]] std::span<const TruthRule> apoptosis_truth();

}  // namespace study::simulate
