#pragma once

#include <vector>

#include "fcs/base/error.h"
#include "study/detail/manifest_keys.h"
#include "study/manifest.h"
#include "study/study.h"

namespace study::detail {

/// Lets samples of a scheduled visit that the study does not list count for the listed visit in whose window they lie:
/// the nearest, and of two as near the earlier. Findings: which visit a sample counts for; visits outside of all
/// windows.
void place_in_windows(Manifest& manifest, const Study& study, std::vector<fcs::Finding>& findings);

/// Of several samples that count for one visit and do not say so themselves, keeps the one nearest to its day, and of
/// two as near the earlier. Findings: those that do not count. Problems: Code::duplicate_row where two say that they
/// do.
void choose_nearest_to_visits(const Study& study, const std::vector<RowUse>& uses, ReadManifest& read);

}  // namespace study::detail
