#include "study/simulate/apoptosis.h"

#include <array>
#include <string_view>
#include <vector>

#include "study/simulate/cytometer.h"
#include "study/simulate/particle.h"

namespace study::simulate {
namespace {

constexpr Scatter shrinking_scatter = {67'000, 0.13, 30'000, 0.20};  ///< halfway from live to dead

struct CellType {
  std::string_view name;
  Scatter scatter;
  Brightness annexin_v;
  Brightness dna_dye;
};

constexpr CellType cell_types[] = {
    {"live", lymphocyte_scatter, {2.2, 0.25}, {1.9, 0.25}},
    {"early_apoptotic", shrinking_scatter, {3.9, 0.22}, {2.2, 0.25}},
    {"late_apoptotic", dead_lymphocyte_scatter, {4.4, 0.18}, {4.3, 0.2}},
    {"necrotic", dead_lymphocyte_scatter, {2.2, 0.25}, {4.3, 0.2}},
};
constexpr CellType debris = {"debris", debris_scatter, {2.2, 0.25}, {1.9, 0.25}};

/// Draws the events of one well.
class Well {
 public:
  Well(const CellDeath& death, Random& random)
      : random_{random}, cells_{death.live, death.early, death.late, death.necrotic} {
    constexpr std::array expected = {debris_fraction, doublet_fraction, 1 - debris_fraction - doublet_fraction};
    kinds_ = random_.dirichlet(expected, tube_concentration);
    shifts_ = draw_stain_shifts(random_);
  }

  LabelledParticle draw() {
    switch (random_.choice(kinds_)) {
      case 0:
        return draw(debris);
      case 1: {
        const auto one = draw_cell();
        const auto other = draw_cell();
        return {draw_doublet(one.particle, other.particle, random_), doublet_label(one.label, other.label)};
      }
      default:
        return draw_cell();
    }
  }

 private:
  LabelledParticle draw_cell() { return draw(cell_types[random_.choice(cells_)]); }

  LabelledParticle draw(const CellType& type) {
    Staining staining;
    staining[static_cast<std::size_t>(Detector::fitc)] = type.annexin_v;
    staining[static_cast<std::size_t>(Detector::pe)] = type.dna_dye;
    return {draw_particle(type.scatter, staining, shifts_, random_), {type.name, "", ""}};
  }

  Random& random_;
  std::vector<double> kinds_;    ///< debris, doublets, single cells
  std::array<double, 4> cells_;  ///< in the order of cell_types
  StainShifts shifts_{};
};

constexpr std::string_view single_cells[] = {"live", "early_apoptotic", "late_apoptotic", "necrotic"};

constexpr TruthRule truth_rules[] = {
    {"live", "live", "", single_cells},
    {"early_apoptotic", "early_apoptotic", "", single_cells},
    {"late_apoptotic", "late_apoptotic", "", single_cells},
    {"necrotic", "necrotic", "", single_cells},
};

}  // namespace

SimulatedSample simulate_apoptosis(const CellDeath& death, std::size_t events, Random& random) {
  Well well{death, random};
  return measure({{Detector::fitc, "Annexin V"}, {Detector::pe, "PI"}}, events, random,
                 [&well] { return well.draw(); });
}

std::span<const TruthRule> apoptosis_truth() { return truth_rules; }

}  // namespace study::simulate
