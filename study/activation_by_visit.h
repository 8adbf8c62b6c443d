#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "study/manifest.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

/// An endpoint of one subject across the visits.
struct ActivationRow {
  std::string subject;
  std::string arm;
  std::optional<double> dose;  ///< with arm, schedule and dex_mg: of the subject's first sample in the order of visits
  std::string dose_unit;
  std::string schedule;
  std::optional<double> dex_mg;
  std::string panel;
  std::string timepoint;
  std::string replicate;
  std::string endpoint;
  std::string label;
  std::vector<std::optional<ResultRow>>
      visits;  ///< one for each of ActivationByVisit::visits; none where the visit is missing
};

struct ActivationByVisit {
  std::vector<std::string> visits;  ///< the study's, in its order; then others of the manifest, in the order of time
  std::vector<ActivationRow> rows;  ///< subjects in the order of the manifest; a missing visit drops none of them
};

/// Of the fully stained samples that have a subject and a visit. Several samples of one subject at one visit
/// (replicates, timepoints) have a row each.
[[nodiscard]] ActivationByVisit activation_by_visit(const Study& study, const Manifest& manifest,
                                                    std::span<const SampleResult> samples);

/// activation_by_visit.csv: for each visit V the columns V, V_ci_low, V_ci_high, V_status.
[[nodiscard]] std::string activation_by_visit_csv(const Study& study, const ActivationByVisit& table);

}  // namespace study
