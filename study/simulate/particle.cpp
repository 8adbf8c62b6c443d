#include "study/simulate/particle.h"

#include <algorithm>
#include <cmath>

#include "fcs/base/elementary.h"

namespace study::simulate {
namespace {

namespace elementary = fcs::elementary;

constexpr double trigger = 5000;  ///< smallest forward scatter that starts an event
constexpr double height_per_area = 0.82;
constexpr double height_cv = 0.015;
constexpr double batch_log10_sd = 0.03;

/// Log-normal, as scatter is: never below zero, whatever the coefficient of variation.
double draw_area(double mean, double cv, Random& random) {
  const double variance = elementary::log1p(cv * cv);
  return mean * elementary::exp(random.normal(-variance / 2, std::sqrt(variance)));
}

double draw_log10(const Brightness& brightness, Random& random) {
  for (;;) {
    const double out = random.normal(brightness.log10_median, brightness.log10_sd);
    if (out >= brightness.log10_min && out <= brightness.log10_max) return out;
  }
}

}  // namespace

StainShifts draw_stain_shifts(Random& random) {
  StainShifts out;
  for (double& shift : out) shift = random.normal(0, batch_log10_sd);
  return out;
}

Particle draw_particle(const Scatter& scatter, const Staining& staining, const StainShifts& shifts, Random& random) {
  Particle out;
  while (out.forward_area <= trigger) out.forward_area = draw_area(scatter.forward_mean, scatter.forward_cv, random);
  out.forward_height = out.forward_area * height_per_area * random.normal(1, height_cv);
  out.side_area = draw_area(scatter.side_mean, scatter.side_cv, random);
  for (std::size_t i = 0; i < detector_count; ++i) {
    if (staining[i]) out.dyes[i] = elementary::exp10(draw_log10(*staining[i], random) + shifts[i]);
  }
  return out;
}

Particle draw_doublet(const Particle& one, const Particle& other, Random& random) {
  Particle out;
  out.forward_area = one.forward_area + other.forward_area;
  out.forward_height = std::max(one.forward_height, other.forward_height) * random.uniform(1, 1.15);
  out.side_area = one.side_area + other.side_area;
  for (std::size_t i = 0; i < detector_count; ++i) out.dyes[i] = one.dyes[i] + other.dyes[i];
  out.cells = one.cells + other.cells;
  return out;
}

}  // namespace study::simulate
