#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>

#include "study/simulate/random.h"

namespace study::simulate {

/// The detectors of the simulated cytometer, each with the dye that it is meant for.
enum class Detector : std::size_t { fitc, pe, percp_cy5_5, pe_cy7, apc, apc_cy7, bv421, bv510 };
inline constexpr std::size_t detector_count = 8;

/// How bright cells of one kind are: the decimal logarithm of the intensity is normal, but never outside the limits.
/// Intensities are units of a linear 18-bit scale.
struct Brightness {
  double log10_median = 0;
  double log10_sd = 0;
  double log10_min = -std::numeric_limits<double>::infinity();
  double log10_max = std::numeric_limits<double>::infinity();
};

/// What cells of one kind carry of each dye; nothing where there is none.
using Staining = std::array<std::optional<Brightness>, detector_count>;

/// Light scatter of cells of one kind: mean of the pulse area, and its coefficient of variation.
struct Scatter {
  double forward_mean = 0;
  double forward_cv = 0;
  double side_mean = 0;
  double side_cv = 0;
};

/// What passes the laser at one time, before any detector sees it.
struct Particle {
  double forward_area = 0;
  double forward_height = 0;
  double side_area = 0;
  std::array<double, detector_count> dyes{};  ///< above autofluorescence, in the order of Detector
  std::size_t cells = 1;                      ///< each with an autofluorescence of its own
};

/// Of the events of a tube, expected: what is no single cell.
inline constexpr double debris_fraction = 0.13;
inline constexpr double doublet_fraction = 0.055;
inline constexpr double tube_concentration = 150;  ///< of the Dirichlet distribution of fractions: how alike tubes are

inline constexpr Scatter debris_scatter = {14'000, 0.55, 12'000, 0.70};
inline constexpr Scatter lymphocyte_scatter = {78'000, 0.09, 22'000, 0.16};
inline constexpr Scatter dead_lymphocyte_scatter = {56'000, 0.16, 38'000, 0.25};

/// How much brighter each dye is in one batch of staining than usual, log10 units.
using StainShifts = std::array<double, detector_count>;
[[nodiscard]] StainShifts draw_stain_shifts(Random& random);

/// A single cell or fragment. The trigger is on forward scatter: what is too small for it is never drawn.
[[nodiscard]] Particle draw_particle(const Scatter& scatter, const Staining& staining, const StainShifts& shifts,
                                     Random& random);

/// Two cells in one pulse: areas and dyes add up, the height is hardly more than that of the larger cell.
[[nodiscard]] Particle draw_doublet(const Particle& one, const Particle& other, Random& random);

}  // namespace study::simulate
