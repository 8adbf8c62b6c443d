#pragma once

#include <vector>

#include "fcs/reader.h"
#include "study/flags.h"
#include "study/manifest.h"
#include "study/study.h"

namespace study {

/// Where a file contradicts the manifest, of level WARN: FILE_META_MISMATCH for each of instrument, cytometer_sn,
/// operator, plate, well and the day of acq_dtc that is not that of $CYT, $CYTSN, $OP, $PLATEID, $WELLID and $DATE.
/// Both must say something; case does not count.
[[nodiscard]] std::vector<Flag> metadata_flags(const ManifestRow& row, const fcs::Sample& sample);

/// What the manifest and the study say of a sample, of level WARN:
/// - VISIT_OUT_OF_WINDOW: it was taken outside of its visit's window (study.toml, [windows]), by its date; the value is
///   the number of days after the visit's day, the limit the end of the window that it passes
/// - STABILITY_EXCEEDED: more hours than max_hours_to_stain lie between collect_dtc and stain_dtc, or fewer than none;
///   acq_dtc serves where stain_dtc does not name a day. Where a time of day is missing, only what is certain counts.
/// - SUPERSEDED: another sample counts instead (ManifestRow::superseded_by)
/// - EXCLUDED: the manifest says that the sample does not count, and why
[[nodiscard]] std::vector<Flag> row_flags(const Study& study, const Manifest& manifest, const ManifestRow& row);

}  // namespace study
