#include "study/simulate/pbmc.h"

#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "study/simulate/cytometer.h"
#include "study/simulate/particle.h"

namespace study::simulate {
namespace {

constexpr Scatter monocyte_scatter = {118'000, 0.11, 62'000, 0.18};

constexpr Brightness cd3_of_t = {4.1, 0.1};
constexpr Brightness cd3_of_nkt = {3.85, 0.12};
constexpr Brightness cd4_of_t = {3.95, 0.1};
constexpr Brightness cd4_of_monocytes = {2.95, 0.15};
constexpr Brightness cd8_of_t = {4.3, 0.14};
constexpr Brightness cd8_of_nk = {3.2, 0.22};
constexpr Brightness cd38_mid = {2.75, 0.25};
constexpr Brightness cd38_of_nk = {3.4, 0.2};
constexpr Brightness cd38_of_b = {3.1, 0.3};
constexpr Brightness cd38_of_monocytes = {3.2, 0.2};
constexpr Brightness cd45_of_lymphocytes = {4.25, 0.1};
constexpr Brightness cd45_of_monocytes = {4.05, 0.12};
constexpr Brightness cd45_of_debris = {2.6, 0.4};
constexpr Brightness dr_of_b = {4.15, 0.15};
constexpr Brightness dr_of_monocytes = {4.0, 0.2};
constexpr Brightness dump_of_b = {3.8, 0.15};
constexpr Brightness dump_of_monocytes = {4.0, 0.2};
constexpr Brightness viability_live = {2.0, 0.2};
constexpr Brightness viability_dead = {4.2, 0.25};

// The classes that make a state. A cell is called by what it expresses: one with less HLA-DR than `log10_min` would be
// no HLA-DR+ cell. The limits are 1.8 standard deviations from the median.
constexpr Brightness dr_negative = {.log10_median = 1.6, .log10_sd = 0.35, .log10_max = 2.23};
constexpr Brightness dr_positive = {.log10_median = 3.35, .log10_sd = 0.28, .log10_min = 2.85};
constexpr Brightness cd38_low = {.log10_median = 2.05, .log10_sd = 0.35, .log10_max = 2.68};
constexpr Brightness cd38_high = {.log10_median = 3.65, .log10_sd = 0.25, .log10_min = 3.2};

constexpr std::string_view states[] = {"HLA-DR+CD38+", "HLA-DR+CD38-", "HLA-DR-CD38+", "HLA-DR-CD38-"};

struct CellType {
  std::string_view name;
  double fraction = 0;  ///< of all events, expected
  Scatter scatter = lymphocyte_scatter;
  std::optional<Brightness> cd3 = {};
  std::optional<Brightness> cd4 = {};
  std::optional<Brightness> cd8 = {};
  std::optional<Brightness> dr = {};
  std::optional<Brightness> cd38 = {};
  std::optional<Brightness> cd45 = cd45_of_lymphocytes;
  std::optional<Brightness> dump = {};
  std::optional<Brightness> viability = viability_live;
};

constexpr CellType monocytes = {.name = "mono",
                                .fraction = 0.135,
                                .scatter = monocyte_scatter,
                                .cd4 = cd4_of_monocytes,
                                .dr = dr_of_monocytes,
                                .cd38 = cd38_of_monocytes,
                                .cd45 = cd45_of_monocytes,
                                .dump = dump_of_monocytes};

/// CD4 and CD8 T cells get HLA-DR and CD38 by their state; the few other T cells, which no endpoint counts, are CD38
/// mid.
constexpr CellType lymphocytes[] = {
    {.name = "B", .fraction = 0.055, .dr = dr_of_b, .cd38 = cd38_of_b, .dump = dump_of_b},
    {.name = "NK", .fraction = 0.095, .cd8 = cd8_of_nk, .dr = dr_negative, .cd38 = cd38_of_nk},
    {.name = "CD4", .fraction = 0.27, .cd3 = cd3_of_t, .cd4 = cd4_of_t},
    {.name = "CD8", .fraction = 0.15, .cd3 = cd3_of_t, .cd8 = cd8_of_t},
    {.name = "DNT", .fraction = 0.02, .cd3 = cd3_of_t, .dr = dr_negative, .cd38 = cd38_mid},
    {.name = "DPT",
     .fraction = 0.006,
     .cd3 = cd3_of_t,
     .cd4 = cd4_of_t,
     .cd8 = cd8_of_t,
     .dr = dr_negative,
     .cd38 = cd38_mid},
    {.name = "NKT", .fraction = 0.024, .cd3 = cd3_of_nkt, .cd8 = cd8_of_nk, .dr = dr_negative, .cd38 = cd38_mid},
};

constexpr CellType debris = {
    .name = "debris", .fraction = debris_fraction, .scatter = debris_scatter, .cd45 = cd45_of_debris};

const std::vector<RecordedStain>& stains() {
  static const std::vector<RecordedStain> out = {{Detector::fitc, "CD3"},        {Detector::pe, "CD38"},
                                                 {Detector::percp_cy5_5, "CD8"}, {Detector::pe_cy7, "CD45"},
                                                 {Detector::apc, "HLA-DR"},      {Detector::apc_cy7, "CD14/CD19"},
                                                 {Detector::bv421, "CD4"},       {Detector::bv510, "VIABILITY"}};
  return out;
}

/// In the order of Detector, which is that of stains().
Staining staining(const CellType& type) {
  return {type.cd3, type.cd38, type.cd8, type.cd45, type.dr, type.dump, type.cd4, type.viability};
}

/// Draws the events of one tube.
class Tube {
 public:
  Tube(const ExpectedActivation& activation, Random& random, const TubeOptions& options)
      : activation_{activation}, left_out_{options.left_out}, random_{random} {
    const double living = (1 - options.dead_fraction) / (1 - TubeOptions{}.dead_fraction);
    std::vector<double> expected = {debris.fraction * living, doublet_fraction * living, options.dead_fraction,
                                    monocytes.fraction * living};
    for (const auto& type : lymphocytes) expected.push_back(type.fraction * living);
    const auto fractions = random_.dirichlet(expected, tube_concentration);
    kinds_ = {fractions.begin(), fractions.begin() + 2};
    cells_ = {fractions.begin() + 2, fractions.end()};
    kinds_.push_back(1 - kinds_[0] - kinds_[1]);
    shifts_ = draw_stain_shifts(random_);
    shifts_[static_cast<std::size_t>(Detector::pe)] += options.cd38_log10_shift;
  }

  LabelledParticle draw() {
    switch (random_.choice(kinds_)) {
      case 0:
        return {draw_particle(debris), {debris.name, "", ""}};
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
  /// A single cell: dead, a monocyte, or one of the lymphocytes.
  LabelledParticle draw_cell() {
    const auto kind = random_.choice(cells_);
    if (kind == 0) return draw_dead_lymphocyte();
    if (kind == 1) return {draw_particle(monocytes), {monocytes.name, "", ""}};
    auto type = lymphocytes[kind - 2];
    const auto state = draw_state(type);
    return {draw_particle(type), {type.name, state, ""}};
  }

  LabelledParticle draw_dead_lymphocyte() {
    auto type = lymphocytes[random_.choice(std::span{cells_}.subspan(2))];
    draw_state(type);
    type.scatter = dead_lymphocyte_scatter;
    type.viability = viability_dead;
    return {draw_particle(type), {"dead", "", std::string{type.name}}};
  }

  /// Gives a CD4 or CD8 T cell its state; other cells have none.
  std::string_view draw_state(CellType& type) {
    if (type.name != "CD4" && type.name != "CD8") return "";
    const auto state = random_.choice(type.name == "CD8" ? activation_.cd8 : activation_.cd4);
    type.dr = state < 2 ? dr_positive : dr_negative;
    type.cd38 = state % 2 == 0 ? cd38_high : cd38_low;
    return states[state];
  }

  Particle draw_particle(const CellType& type) {
    auto stained = staining(type);
    if (left_out_) stained[static_cast<std::size_t>(*left_out_)].reset();
    return simulate::draw_particle(type.scatter, stained, shifts_, random_);
  }

  const ExpectedActivation& activation_;
  std::optional<Detector> left_out_;
  Random& random_;
  std::vector<double> kinds_;  ///< debris, doublets, single cells
  std::vector<double> cells_;  ///< dead, monocytes, lymphocytes
  StainShifts shifts_{};
};

constexpr std::string_view cd8_cells[] = {"CD8"};
constexpr std::string_view cd4_cells[] = {"CD4"};
constexpr std::string_view t_cells[] = {"CD4", "CD8", "DNT", "DPT", "NKT"};

constexpr TruthRule truth_rules[] = {
    {"cd8_activated", "CD8", states[0], cd8_cells},
    {"cd4_activated", "CD4", states[0], cd4_cells},
    {"cd8_dr_only", "CD8", states[1], cd8_cells},
    {"cd8_cd38_only", "CD8", states[2], cd8_cells},
    {"cd8_of_cd3", "CD8", "", t_cells},
    {"cd4_of_cd3", "CD4", "", t_cells},
};

}  // namespace

SimulatedSample simulate_pbmc(const ExpectedActivation& activation, std::size_t events, Random& random,
                              const TubeOptions& options) {
  Tube tube{activation, random, options};
  return measure(
      stains(), events, random, [&tube] { return tube.draw(); }, options.flow);
}

std::span<const TruthRule> pbmc_truth() { return truth_rules; }

}  // namespace study::simulate
