#pragma once

#include <cstddef>
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
  std::size_t sample =
      0;  ///< position in Manifest::rows of the subject's first visit: arm, dose and the like are taken from it
  std::size_t endpoint = 0;  ///< position in that sample's panel
  std::vector<std::optional<ResultRow>>
      visits;  ///< one for each of ActivationByVisit::visits; none where the visit is missing
};

struct ActivationByVisit {
  std::vector<std::string> visits;  ///< the study's, in its order; then others of the manifest, in the order of time
  std::vector<ActivationRow> rows;  ///< subjects in the order of the manifest; a missing visit drops none of them
};

/// Of the fully stained samples that count and have a visit. A row is a subject and an endpoint; what a subject has
/// several of at one visit (timepoints, treatments, hours, replicates) has a row each. A sample without a visit has no
/// place here.
[[nodiscard]] ActivationByVisit activation_by_visit(const Study& study, const Manifest& manifest,
                                                    std::span<const SampleResult> samples);

/// activation_by_visit.csv: for each visit V the columns V, V_ci_low, V_ci_high, V_status.
[[nodiscard]] std::string activation_by_visit_csv(const Study& study, const Manifest& manifest,
                                                  const ActivationByVisit& table);

}  // namespace study
