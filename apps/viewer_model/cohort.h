#pragma once

#include <QString>
#include <QStringList>
#include <cstddef>
#include <span>
#include <vector>

#include "study/manifest.h"
#include "study/results.h"
#include "study/study.h"

namespace viewer {

/// An endpoint that a cohort can be shown for.
struct EndpointChoice {
  std::size_t panel = 0;     ///< position in Study::panels
  std::size_t endpoint = 0;  ///< position in that panel's endpoints
  QString label;             ///< for people; with the panel where the study has several
  friend bool operator==(const EndpointChoice&, const EndpointChoice&) = default;
};

[[nodiscard]] std::vector<EndpointChoice> endpoint_choices(const study::Study& study);

struct CohortPoint {
  std::size_t visit = 0;  ///< position in Cohort::visits
  double value = 0;       ///< in the unit of Cohort::axis
  QString text;           ///< "S01, C1D8: 10.92 % [9.83, 12.11], 364 of 3333", with the status where it is not OK
};

/// One subject's way through the visits.
struct CohortLine {
  QString subject;
  QString name;                                ///< the subject, with what tells its lines apart where it has several
  std::vector<std::vector<CohortPoint>> runs;  ///< visits in a row; a missing one, or one without a value, parts them
};

struct Cohort {
  QStringList visits;
  QString axis;                   ///< what the values are: "% of CD3+/CD8+", "events"
  std::vector<CohortLine> lines;  ///< in the order of the manifest
};

/// The endpoint's rows of study::activation_by_visit as lines.
/// @param samples  one a row of the manifest, all of them counted or failed
[[nodiscard]] Cohort cohort_of(const study::Study& study, const study::Manifest& manifest,
                               std::span<const study::SampleResult> samples, const EndpointChoice& choice);

/// What the lines say, for those who do not see them: a line each.
[[nodiscard]] QString description(const Cohort& cohort);

}  // namespace viewer
