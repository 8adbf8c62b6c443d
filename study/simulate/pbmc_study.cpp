#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "panels/read.h"
#include "study/simulate/activation.h"
#include "study/simulate/defects.h"
#include "study/simulate/pbmc.h"
#include "study/simulate/random.h"
#include "study/simulate/study_folder.h"
#include "study/simulate/study_layout.h"
#include "study/table.h"
#include "study/visit.h"

namespace study::simulate {
namespace {

constexpr std::string_view study_id = "SYN-PBMC-01";
constexpr std::string_view panel_id = "t_cell_activation";
constexpr std::string_view panel_path = "panels/t_cell_activation/panel.toml";
/// Of the manifest, after `file`. `fmo_marker` comes next where there are FMO tubes.
constexpr std::size_t stain_column = 8;

/// A tube that leaves one stain out.
struct Control {
  std::string_view marker;
  Detector left_out;
};
constexpr Control controls[] = {{"HLA-DR", Detector::apc}, {"CD38", Detector::pe}};

struct DoseLevel {
  double dose_ug;
  std::string_view schedule;
  double effect;  ///< on the log-odds of activation, as a share of that of 75 ug QD
};
/// By weekly dose: 50 ug three times a week is the smallest.
constexpr DoseLevel dose_levels[] = {
    {50, "MWF", 0.55}, {37.5, "QD", 0.7}, {62.5, "QD", 0.9}, {75, "QD", 1}, {100, "QD", 1.2}};
constexpr double weekly_dexamethasone_mg[] = {40, 20};

constexpr double subject_sd = 0.45;  ///< log-odds of activation, the same at all visits of a subject
constexpr double visit_sd = 0.2;     ///< log-odds, from visit to visit

fcs::Result<void> check(const PbmcStudy& study, std::size_t events) {
  if (study.subjects == 0) return unusable_option("subjects", "at least 1", "0");
  if (study.visits.empty()) return unusable_option("visits", "at least one", "none");
  std::set<std::string_view> seen;
  for (const auto& visit : study.visits) {
    const auto modelled = modelled_visits();
    if (std::ranges::find(modelled, visit) == modelled.end() || !seen.insert(visit).second) {
      return unusable_option("visits", fmt::format("each once, of {}", fmt::join(modelled, ", ")), visit);
    }
  }
  const auto most = study.subjects * (study.visits.size() - 1);
  if (study.missing > most) {
    return unusable_option("missing", fmt::format("at most {}", most), std::to_string(study.missing));
  }
  if (study.defects && events < fewest_events_with_defects) {
    return unusable_option(
        "events",
        fmt::format("at least {} with defects: the flow of a shorter file is not judged", fewest_events_with_defects),
        std::to_string(events));
  }
  return fcs::success();
}

std::set<SubjectVisit> draw_missing(const PbmcStudy& study, std::uint64_t seed) {
  std::vector<SubjectVisit> left;
  for (std::size_t subject = 0; subject < study.subjects; ++subject) {
    for (std::size_t visit = 1; visit < study.visits.size(); ++visit) left.emplace_back(subject, visit);
  }
  Random random{seed, "pbmc/missing"};
  std::set<SubjectVisit> out;
  while (out.size() < study.missing) {
    const auto chosen = static_cast<std::size_t>(random.uniform() * static_cast<double>(left.size()));
    out.insert(left[chosen]);
  }
  return out;
}

std::string subject_name(std::size_t subject) { return fmt::format("S{:02}", subject + 1); }

/// The built-in panel, with edges that the controls decide.
fcs::Result<void> write_panel(const StudyFolder& folder) {
  FCS_TRY(files, panels::built_in_files(panel_id));
  std::string panel{files.panel_toml};
  panel += "\n# Edges that each sample's FMO tubes decide; the strategy's own stand where there is none.\n";
  for (const auto* gate : {"CD8_Activation", "CD4_Activation"}) {
    for (const auto& control : controls) {
      panel += fmt::format("\n[[threshold]]\ngate = \"{}\"\ndimension = \"{}\"\nfrom = \"fmo\"\nquantile = 0.995\n",
                           gate, control.marker);
    }
  }
  FCS_CHECK(folder.write(panel_path, panel));
  return folder.write(std::filesystem::path{panel_path}.replace_filename("strategy.gatingml.xml"), files.strategy_xml);
}

/// What a subject has of the drug: the manifest's cells from `subject` to `dex_mg`.
std::vector<std::string> subject_cells(std::size_t subject) {
  const auto& level = dose_levels[subject % std::size(dose_levels)];
  const double dex_mg = weekly_dexamethasone_mg[subject % std::size(weekly_dexamethasone_mg)];
  return {subject_name(subject),       fmt::format("{} ug {}", level.dose_ug, level.schedule),
          number_cell(level.dose_ug),  "ug",
          std::string{level.schedule}, number_cell(dex_mg)};
}

std::string study_toml(const PbmcStudy& study) {
  return fmt::format(R"(# SYNTHETIC - NOT CLINICAL DATA
id = "{}"
title = "Synthetic PBMC activation study"
manifest = "manifest.csv"
visits = ["{}"]
baseline = "{}"

[rules]
confidence = 0.95      # Wilson interval on every percentage
min_denominator = 100  # fewer parent events: LOW_DENOMINATOR
lod_events = 20        # fewer target events: BELOW_LOD
lloq_events = 50       # fewer target events: BELOW_LLOQ

[[panel]]
{} = "{}"
)",
                     study_id, fmt::join(study.visits, "\", \""), study.visits.front(), study.fmo ? "path" : "id",
                     study.fmo ? panel_path : panel_id);
}

/// Writes the samples of one study.
class PbmcFolder {
 public:
  PbmcFolder(const PbmcStudy& study, std::uint64_t seed, std::size_t events, std::map<SubjectVisit, Defect> defects,
             StudyFolder folder)
      : study_{study}, seed_{seed}, events_{events}, defects_{std::move(defects)}, folder_{std::move(folder)} {}

  fcs::Result<void> add(SubjectVisit which) {
    const auto defect = defect_of(which);
    FCS_TRY(described, describe(which, labelled_subject(which)));
    if (defect) folder_.note_defect(described.stem, name(*defect), expected_flag(*defect));
    if (defect == Defect::missing_visit) return fcs::success();
    if (const auto original = original_of(which)) {
      FCS_TRY(first, describe(*original, original->first));
      FCS_CHECK(folder_.add_copy(first, described, simulated(*original, ""), pbmc_truth()));
    } else {
      FCS_CHECK(folder_.add(described, simulated(which, ""), pbmc_truth()));
    }
    if (study_.fmo) {
      FCS_CHECK(add_controls(which, described));
    }
    if (defect != Defect::rerun) return fcs::success();
    auto rerun = described;
    rerun.stem += "_rerun";
    rerun.manifest.back() = sample_name(described.stem);
    return folder_.add(rerun, simulated(which, "/rerun"), pbmc_truth());
  }

  fcs::Result<std::size_t> finish() {
    if (study_.fmo) {
      FCS_CHECK(write_panel(folder_));
    }
    return folder_.finish(study_toml(study_));
  }

 private:
  [[nodiscard]] std::optional<Defect> defect_of(SubjectVisit which) const {
    const auto found = defects_.find(which);
    return found == defects_.end() ? std::nullopt : std::optional{found->second};
  }

  /// The other sample that has the same defect; of defects that come in pairs.
  [[nodiscard]] std::optional<SubjectVisit> partner(SubjectVisit which, Defect defect) const {
    if (defect_of(which) != defect) return std::nullopt;
    for (const auto& [other, planted] : defects_) {
      if (planted == defect && other != which) return other;
    }
    return std::nullopt;
  }

  /// Whose sample the manifest says it is.
  [[nodiscard]] std::size_t labelled_subject(SubjectVisit which) const {
    return partner(which, Defect::swapped_label).value_or(which).first;
  }

  /// The earlier visit whose file stands for this one.
  [[nodiscard]] std::optional<SubjectVisit> original_of(SubjectVisit which) const {
    const auto other = partner(which, Defect::duplicate);
    return other && *other < which ? other : std::nullopt;
  }

  [[nodiscard]] fcs::Result<StudySample> describe(SubjectVisit which, std::size_t labelled) const {
    const auto& visit = study_.visits[which.second];
    FCS_TRY(parsed_visit, parse_visit(visit));
    const auto weeks_to_first_dose = static_cast<int>(which.first);
    const auto acquired = first_day + std::chrono::days{7 * weeks_to_first_dose + *nominal_study_day(parsed_visit) - 1};
    auto cells = subject_cells(labelled);
    cells.insert(cells.end(), {visit, std::string{panel_id}, "FULL"});
    if (study_.fmo) cells.emplace_back();      // fmo_marker
    if (study_.defects) cells.emplace_back();  // rerun_of
    const auto name = subject_name(which.first);
    return StudySample{fmt::format("PBMC_{}_{}", name, visit), name, acquired, std::move(cells)};
  }

  /// The state of a subject's T cells at a visit.
  /// @param random  of the sample
  [[nodiscard]] ExpectedActivation activation(SubjectVisit which, Random& random) const {
    const auto [subject, visit] = which;
    Random of_subject{seed_, "pbmc/" + subject_name(subject)};
    const double shift = of_subject.normal(0, subject_sd) + random.normal(0, visit_sd);
    return expected_activation(study_.visits[visit], dose_levels[subject % std::size(dose_levels)].effect, shift);
  }

  /// @param run  empty, or what tells a further run's random numbers from those of the first
  [[nodiscard]] Random random_of(SubjectVisit which, std::string_view run) const {
    return Random{seed_, fmt::format("pbmc/{}/{}{}", subject_name(which.first), study_.visits[which.second], run)};
  }

  [[nodiscard]] SimulatedSample simulated(SubjectVisit which, std::string_view run) const {
    auto random = random_of(which, run);
    const auto expected = activation(which, random);
    const auto defect = defect_of(which);
    if (!defect) return simulate_pbmc(expected, events_, random);
    auto sample = simulate_pbmc(expected, events_with(*defect, events_), random, tube_options(*defect, events_));
    spoil(*defect, sample);
    return sample;
  }

  /// FMO tubes have none of the sample's defects but a swapped label: tubes of one draw are swapped together.
  fcs::Result<void> add_controls(SubjectVisit which, const StudySample& sample) {
    auto of_sample = random_of(which, "");
    const auto expected = activation(which, of_sample);
    for (const auto& control : controls) {
      auto random = random_of(which, fmt::format("/FMO {}", control.marker));
      auto tube = sample;
      tube.stem += fmt::format("_FMO_{}", control.marker);
      tube.manifest[stain_column] = "FMO";
      tube.manifest[stain_column + 1] = control.marker;
      if (const auto swapped = Defect::swapped_label; defect_of(which) == swapped) {
        folder_.note_defect(tube.stem, name(swapped), expected_flag(swapped));
      }
      FCS_CHECK(folder_.add(tube, simulate_pbmc(expected, events_, random, {.left_out = control.left_out}), {}));
    }
    return fcs::success();
  }

  const PbmcStudy& study_;
  std::uint64_t seed_;
  std::size_t events_;
  std::map<SubjectVisit, Defect> defects_;
  StudyFolder folder_;
};

}  // namespace

fcs::Result<std::size_t> write_pbmc_study(const PbmcStudy& study, const std::filesystem::path& out, std::uint64_t seed,
                                          std::size_t events) {
  std::vector<std::string> columns = {"subject", "arm",   "dose",  "dose_unit", "schedule",
                                      "dex_mg",  "visit", "panel", "stain"};
  if (study.fmo) columns.emplace_back("fmo_marker");
  if (study.defects) columns.emplace_back("rerun_of");
  FCS_CHECK(check(study, events));
  const auto missing = draw_missing(study, seed);
  std::vector<SubjectVisit> samples;
  for (std::size_t subject = 0; subject < study.subjects; ++subject) {
    for (std::size_t visit = 0; visit < study.visits.size(); ++visit) {
      if (!missing.contains({subject, visit})) samples.emplace_back(subject, visit);
    }
  }
  std::map<SubjectVisit, Defect> defects;
  if (study.defects) {
    auto later_visits = samples;
    std::erase_if(later_visits, [](const SubjectVisit& sample) { return sample.second == 0; });
    Random random{seed, "pbmc/defects"};
    FCS_TRY(dealt, deal_defects(study.subjects, std::move(later_visits), random));
    defects = std::move(dealt);
  }
  FCS_TRY(created, StudyFolder::create(out, std::string{study_id}, seed, columns));
  PbmcFolder folder{study, seed, events, std::move(defects), std::move(created)};
  for (const auto& sample : samples) {
    FCS_CHECK(folder.add(sample));
  }
  return folder.finish();
}

}  // namespace study::simulate
