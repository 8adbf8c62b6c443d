#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fcs/base/error.h"
#include "study/manifest.h"

namespace study::detail {

/// What a row says about whether it counts.
struct RowUse {
  bool is_sound = true;  ///< nothing was wrong with its cells, so its key can be compared
  std::optional<bool> use_for_analysis;
  std::string rerun_of;  ///< name of the sample that this one replaces
};

/// Decides which rows count (ManifestRow::use_for_analysis): the manifest's word, else the latest of several runs.
/// @param uses  one for each row
/// Problems: Code::bad_value where rerun_of names no other sample.
void choose_runs(Manifest& manifest, const std::vector<RowUse>& uses, std::vector<fcs::Error>& problems);

/// Problems: Code::duplicate_row where two samples have one name, or two rows that count have one subject, visit,
/// timepoint, panel, stain, treatment, time and replicate.
void check_keys(const Manifest& manifest, const std::vector<RowUse>& uses, const Study& study,
                std::vector<fcs::Error>& problems);

}  // namespace study::detail
