#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "panels/read.h"
#include "study/simulate/activation.h"
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

fcs::Result<void> check(const PbmcStudy& study) {
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
  return fcs::success();
}

/// Positions of a subject and a visit.
using SubjectVisit = std::pair<std::size_t, std::size_t>;

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

fcs::Result<void> add_sample(StudyFolder& folder, std::size_t subject, const std::string& visit, std::uint64_t seed,
                             std::size_t events, bool has_fmo) {
  const auto& level = dose_levels[subject % std::size(dose_levels)];
  const double dex_mg = weekly_dexamethasone_mg[subject % std::size(weekly_dexamethasone_mg)];
  const auto name = subject_name(subject);

  Random of_subject{seed, "pbmc/" + name};
  Random of_sample{seed, "pbmc/" + name + "/" + visit};
  const double shift = of_subject.normal(0, subject_sd) + of_sample.normal(0, visit_sd);
  const auto activation = expected_activation(visit, level.effect, shift);

  FCS_TRY(parsed_visit, parse_visit(visit));
  const auto weeks_to_first_dose = static_cast<int>(subject);
  const auto acquired = first_day + std::chrono::days{7 * weeks_to_first_dose + *nominal_study_day(parsed_visit) - 1};
  StudySample sample{fmt::format("PBMC_{}_{}", name, visit),
                     name,
                     acquired,
                     {name, fmt::format("{} ug {}", level.dose_ug, level.schedule), number_cell(level.dose_ug), "ug",
                      std::string{level.schedule}, number_cell(dex_mg), visit, std::string{panel_id}, "FULL"}};
  if (has_fmo) sample.manifest.emplace_back();
  FCS_CHECK(folder.add(sample, simulate_pbmc(activation, events, of_sample), pbmc_truth()));
  if (!has_fmo) return fcs::success();
  for (const auto& control : controls) {
    Random of_control{seed, fmt::format("pbmc/{}/{}/FMO {}", name, visit, control.marker)};
    auto tube = sample;
    tube.stem += fmt::format("_FMO_{}", control.marker);
    tube.manifest[tube.manifest.size() - 2] = "FMO";
    tube.manifest.back() = control.marker;
    FCS_CHECK(folder.add(tube, simulate_pbmc(activation, events, of_control, control.left_out), {}));
  }
  return fcs::success();
}

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

}  // namespace

fcs::Result<std::size_t> write_pbmc_study(const PbmcStudy& study, const std::filesystem::path& out, std::uint64_t seed,
                                          std::size_t events) {
  std::vector<std::string> columns = {"subject", "arm",   "dose",  "dose_unit", "schedule",
                                      "dex_mg",  "visit", "panel", "stain"};
  if (study.fmo) columns.emplace_back("fmo_marker");
  FCS_CHECK(check(study));
  FCS_TRY(folder, StudyFolder::create(out, std::string{study_id}, seed, columns));
  const auto missing = draw_missing(study, seed);
  for (std::size_t subject = 0; subject < study.subjects; ++subject) {
    for (std::size_t visit = 0; visit < study.visits.size(); ++visit) {
      if (missing.contains({subject, visit})) continue;
      FCS_CHECK(add_sample(folder, subject, study.visits[visit], seed, events, study.fmo));
    }
  }
  if (study.fmo) {
    FCS_CHECK(write_panel(folder));
  }
  return folder.finish(study_toml(study));
}

}  // namespace study::simulate
