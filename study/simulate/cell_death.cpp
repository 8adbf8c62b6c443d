#include "study/simulate/cell_death.h"

#include <algorithm>

#include "fcs/base/elementary.h"

namespace study::simulate {
namespace {

namespace elementary = fcs::elementary;

constexpr double dying_without_drug = 0.07;
constexpr double hours_to_die = 18;
constexpr double hours_to_late_stage = 14;
constexpr double necrotic = 0.015;
constexpr double interaction = 0.12;  ///< what the two drugs do beyond Bliss where each has half an effect

struct Drug {
  double ec50_nM;
  double hill;
  double dying_at_most;
};
constexpr Drug compound = {9, 1.05, 0.68};
constexpr Drug dexamethasone = {40, 1, 0.17};

/// Share of the cells that die of this drug alone and would live without it.
double effect(const Drug& drug, double concentration_nM) {
  if (concentration_nM == 0) return 0;
  const double ratio = elementary::exp(drug.hill * elementary::log(drug.ec50_nM / concentration_nM));
  return (drug.dying_at_most - dying_without_drug) / (1 - dying_without_drug) / (1 + ratio);
}

/// Share that has passed a stage whose waiting time is exponential.
double passed(double hours, double mean_hours) { return 1 - elementary::exp(-hours / mean_hours); }

double moved(double fraction, double shift) {
  const double odds = fraction / (1 - fraction) * elementary::exp(shift);
  return odds / (1 + odds);
}

}  // namespace

CellDeath expected_death(const Exposure& exposure, double shift) {
  const double one = effect(compound, exposure.compound_nM);
  const double other = effect(dexamethasone, exposure.dexamethasone_nM);
  const double both = std::min(1.0, one + other - one * other + 4 * interaction * one * other);
  const double doomed = dying_without_drug + (1 - dying_without_drug) * both;
  const double dying = (1 - necrotic) * moved(doomed * passed(exposure.hours, hours_to_die), shift);
  const double late = dying * passed(exposure.hours, hours_to_late_stage);
  return {1 - necrotic - dying, dying - late, late, necrotic};
}

}  // namespace study::simulate
