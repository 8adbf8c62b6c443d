#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "study/batch.h"
#include "study/manifest.h"
#include "study/resolve.h"
#include "study/study.h"

namespace study {

/// Fewer events of a control in the parent gate: FMO_LOW. The default of docs/study.md.
inline constexpr std::size_t fewest_control_events = 500;

/// What each row of the manifest has beside the template: its override, and what its controls say of its panel's
/// thresholds. Reads the controls, and gates each by its own resolved strategy; an FMO tube has its own edges.
/// A threshold is the quantile of the control's events in the gate's parent. Of several controls the nearest is asked
/// first, then one of the same timepoint, then that which comes first in the manifest; one that cannot answer gives way
/// to the next.
/// @param rows          positions in the manifest that are asked for, with the controls that these need; none: all
/// @param is_cancelled  asked before each file; once true, what is returned is of no use
/// @return one a row of the manifest
[[nodiscard]] std::vector<SampleGates> gates_of_samples(const Study& study, const Manifest& manifest,
                                                        const BatchOptions& options,
                                                        std::span<const std::size_t> rows = {},
                                                        const std::function<bool()>& is_cancelled = {});

}  // namespace study
