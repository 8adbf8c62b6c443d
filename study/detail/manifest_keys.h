#pragma once

#include <optional>
#include <string>
#include <string_view>
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

/// One spelling of each treatment: 0.001 uM and 1 nM are one concentration.
[[nodiscard]] std::string text_of(const Treatment& treatment);

/// The visit as the row itself calls it, whichever it counts for.
[[nodiscard]] std::string own_visit(const ManifestRow& row);

/// What two rows may not share: subject, visit, timepoint, panel, stain, control marker, compounds, concentrations,
/// hours and replicate.
/// @param visit  how the row's visit is called in it
[[nodiscard]] std::string analysis_key(const ManifestRow& row, const Study& study, std::string_view visit);

/// Decides which rows count (ManifestRow::use_for_analysis): the manifest's word, else the last of several runs by
/// acq_dtc, else that which no other is a re-run of.
/// @param uses  one for each row
/// Problems: Code::bad_value where rerun_of names no other sample, or one of another analysis, or where several re-runs
/// could be the last. Findings: runs that were acquired in another order than rerun_of says.
void choose_runs(const Study& study, const std::vector<RowUse>& uses, ReadManifest& read);

/// Problems: Code::duplicate_row where two samples have one name, or two rows that count have one key; bad_value where
/// two subjects are the same number with other zeros. Findings: subjects that differ in case and blanks alone.
void check_keys(const Study& study, const std::vector<RowUse>& uses, ReadManifest& read);

}  // namespace study::detail
