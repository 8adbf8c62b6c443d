#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "fcs/base/result.h"
#include "study/quality/flow_rate.h"
#include "study/simulate/cytometer.h"
#include "study/simulate/pbmc.h"
#include "study/simulate/random.h"
#include "study/simulate/sample.h"

namespace study::simulate {

enum class Defect : std::uint8_t {
  missing_visit,
  rerun,          ///< the sample was measured twice; the second run replaces the first
  duplicate,      ///< the file of one visit stands in the manifest as that of another, too
  swapped_label,  ///< two subjects' samples of a visit stand in the manifest under each other's name
  clog,
  surge,
  wrong_compensation,  ///< one coefficient of $SPILLOVER is 0.6 of what it should be
  low_viability,
  few_events,
  renamed_channels,  ///< detectors are called as another make of cytometer does
  cd38_masking,      ///< a drug covers the epitope on all cells
};

/// As defects.csv calls it: "missing_visit".
[[nodiscard]] std::string_view name(Defect defect);
/// What flags.csv must say of it: "VISIT_MISSING".
[[nodiscard]] std::string_view expected_flag(Defect defect);

/// Events a file from which each defect gets its flag: the flow of a shorter one is not judged. Bins are powers of two
/// of the clock's tick wide; beside the fewest that are judged there is one that the end cuts short, and one for the
/// time that a surge saves.
inline constexpr std::size_t fewest_events_with_defects = [] {
  const double events_per_tick = events_per_second * seconds_per_tick;
  double events_per_bin = events_per_tick;
  while (events_per_bin < fewest_events_per_bin) events_per_bin *= 2;
  return static_cast<std::size_t>(static_cast<double>(fewest_bins + 2) * events_per_bin);
}();

/// Positions of a subject and a visit.
using SubjectVisit = std::pair<std::size_t, std::size_t>;

/// Deals each defect out to a sample of its own, by chance: CD38 masking to a first visit, all others to later ones.
/// Duplicates are two visits of one subject, the first of which is the file's own; swapped labels two subjects at one
/// visit.
/// @param later_visits  samples to choose from
/// @error Code::bad_usage where there are too few samples
[[nodiscard]] fcs::Result<std::map<SubjectVisit, Defect>> deal_defects(std::size_t subjects,
                                                                       std::vector<SubjectVisit> later_visits,
                                                                       Random& random);

/// What the defect does while a tube is stained and measured.
[[nodiscard]] TubeOptions tube_options(Defect defect, std::size_t events);
/// How many events of a tube are measured.
[[nodiscard]] std::size_t events_with(Defect defect, std::size_t events);
/// What the defect does to the file that is written of a tube.
void spoil(Defect defect, SimulatedSample& sample);

}  // namespace study::simulate
