#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "study/manifest.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

/// Adds the flags that only show beside the other samples: FILE_META_MISMATCH of subjects, CHANNEL_NAMES_DIFFER.
/// Channels are compared within a panel and batch, from four fully stained samples on.
/// @param samples  one for each row of the manifest
void flag_beside_others(const Manifest& manifest, std::vector<SampleResult>& samples);

struct MissingVisit {
  std::string subject;
  std::string visit;      ///< as the study spells it
  std::size_t panel = 0;  ///< position in Study::panels
};

/// Visits of the study at which a patient, who has a fully stained sample of the panel, has none. VISIT_MISSING in
/// flags.csv. Other subjects (subject_type: healthy_qc, cell_line) have no visits to miss.
[[nodiscard]] std::vector<MissingVisit> missing_visits(const Study& study, const Manifest& manifest);

}  // namespace study
