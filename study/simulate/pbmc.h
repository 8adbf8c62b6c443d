#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "study/simulate/activation.h"
#include "study/simulate/particle.h"
#include "study/simulate/random.h"
#include "study/simulate/sample.h"

namespace study::simulate {

/// What a tube has that others do not: a dye left out, or a fault.
struct TubeOptions {
  /// The dye that the tube does without: a fluorescence-minus-one control. Its detector is recorded all the same, and
  /// labels say what cells would express.
  std::optional<Detector> left_out{};
  double dead_fraction = 0.06;  ///< of all events, expected; the other cells are fewer where it is more
  double cd38_log10_shift = 0;  ///< of the brightness of CD38 on all cells: below 0 where a drug covers it
  std::vector<FlowFault> flow{};
};

/// Draws and measures `events` particles of a tube of PBMC, stained with the panel t_cell_activation. How many are
/// monocytes, doublets, dead and so on varies from tube to tube, and so does the brightness of each stain. CD8 and CD4
/// T cells are labelled with their state: HLA-DR+ cells are those of the bright class of HLA-DR, CD38+ those of the
/// high class of CD38, and no cell of one class expresses as little, or as much, as those of the other. What overlaps
/// after that, overlaps by noise and spillover.
[[nodiscard]] SimulatedSample simulate_pbmc(const ExpectedActivation& activation, std::size_t events, Random& random,
                                            const TubeOptions& options = {});

/// The endpoints of the built-in panel t_cell_activation, over live single T cells.
[[nodiscard]] std::span<const TruthRule> pbmc_truth();

}  // namespace study::simulate
