#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "study/simulate/activation.h"
#include "study/simulate/particle.h"
#include "study/simulate/random.h"
#include "study/simulate/sample.h"

namespace study::simulate {

/// Draws and measures `events` particles of a tube of PBMC, stained with the panel t_cell_activation. How many are
/// monocytes, doublets, dead and so on varies from tube to tube, and so does the brightness of each stain. CD8 and CD4
/// T cells are labelled with their state: HLA-DR+ cells are those of the bright class of HLA-DR, CD38+ those of the
/// high class of CD38, and no cell of one class expresses as little, or as much, as those of the other. What overlaps
/// after that, overlaps by noise and spillover.
/// @param left_out  the dye that the tube does without: a fluorescence-minus-one control. Its detector is recorded all
///                  the same, and labels say what cells would express.
[[nodiscard]] SimulatedSample simulate_pbmc(const ExpectedActivation& activation, std::size_t events, Random& random,
                                            std::optional<Detector> left_out = {});

/// The endpoints of the built-in panel t_cell_activation, over live single T cells.
[[nodiscard]] std::span<const TruthRule> pbmc_truth();

}  // namespace study::simulate
