#include <chrono>
#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "study/simulate/apoptosis.h"
#include "study/simulate/cell_death.h"
#include "study/simulate/random.h"
#include "study/simulate/study_folder.h"
#include "study/simulate/study_layout.h"
#include "study/table.h"

namespace study::simulate {
namespace {

constexpr std::string_view study_id = "SYN-APOPTOSIS-01";
constexpr std::string_view compound = "SYN-1";
constexpr double well_sd = 0.1;  ///< log-odds of dying, from well to well

fcs::Result<void> check_amounts(const std::string& option, const std::vector<double>& amounts) {
  if (amounts.empty()) return unusable_option(option, "at least one", "none");
  std::set<double> seen;
  for (const double amount : amounts) {
    if (!(amount >= 0) || std::isinf(amount) || !seen.insert(amount).second) {
      return unusable_option(option, "numbers from 0, each once", number_cell(amount));
    }
  }
  return fcs::success();
}

fcs::Result<void> check(const ApoptosisStudy& study) {
  FCS_CHECK(check_amounts("concentrations", study.concentrations_nM));
  FCS_CHECK(check_amounts("dexamethasone", study.dexamethasone_nM));
  FCS_CHECK(check_amounts("times", study.times_h));
  if (study.replicates == 0) return unusable_option("replicates", "at least 1", "0");
  return fcs::success();
}

fcs::Result<void> add_sample(StudyFolder& folder, const Exposure& exposure, std::size_t replicate, std::uint64_t seed,
                             std::size_t events) {
  const auto stem = fmt::format("APOPTOSIS_{}_{}nM_dex_{}nM_{}h_r{}", compound, exposure.compound_nM,
                                exposure.dexamethasone_nM, exposure.hours, replicate);
  Random random{seed, "apoptosis/" + stem};
  const double shift = random.normal(0, well_sd);
  const auto sample = simulate_apoptosis(expected_death(exposure, shift), events, random);

  const auto weeks = static_cast<int>(replicate) - 1;  // a biological replicate a week
  return folder.add({stem,
                     "SYNTHETIC cell line",
                     first_day + std::chrono::days{7 * weeks},
                     {std::string{compound}, number_cell(exposure.compound_nM), "nM", "dexamethasone",
                      number_cell(exposure.dexamethasone_nM), "nM", number_cell(exposure.hours),
                      std::to_string(replicate), "annexin_v", "FULL"}},
                    sample, apoptosis_truth());
}

std::string study_toml() {
  return fmt::format(R"(# SYNTHETIC - NOT CLINICAL DATA
id = "{}"
title = "Synthetic apoptosis series"
manifest = "manifest.csv"

[rules]
confidence = 0.95      # Wilson interval on every percentage
min_denominator = 100  # fewer parent events: LOW_DENOMINATOR
lod_events = 20        # fewer target events: BELOW_LOD
lloq_events = 50       # fewer target events: BELOW_LLOQ

[[panel]]
id = "annexin_v"
)",
                     study_id);
}

}  // namespace

fcs::Result<std::size_t> write_apoptosis_study(const ApoptosisStudy& study, const std::filesystem::path& out,
                                               std::uint64_t seed, std::size_t events) {
  static const std::vector<std::string> columns = {"compound",  "concentration",  "concentration_unit",
                                                   "compound2", "concentration2", "concentration2_unit",
                                                   "time_h",    "replicate",      "panel",
                                                   "stain"};
  FCS_CHECK(check(study));
  FCS_TRY(folder, StudyFolder::create(out, std::string{study_id}, seed, columns));
  for (const double hours : study.times_h) {
    for (std::size_t replicate = 1; replicate <= study.replicates; ++replicate) {
      for (const double dexamethasone : study.dexamethasone_nM) {
        for (const double concentration : study.concentrations_nM) {
          FCS_CHECK(add_sample(folder, {concentration, dexamethasone, hours}, replicate, seed, events));
        }
      }
    }
  }
  return folder.finish(study_toml());
}

}  // namespace study::simulate
