#pragma once

#include <optional>
#include <vector>

#include "apps/plot/plot.h"
#include "gating/transformation.h"

namespace plot {

/// Ticks of an axis, labelled in data units: on a linear scale in steps of 1, 2 or 5 times a power of ten; on all
/// others zero and the decades on both sides of it, with 2 to 9 times each between them. Of labels that would come
/// nearer to each other than a space is wide, on the x axis of the drawn page, one is left out: zero stands first, then
/// large values, positive before negative; on a linear scale the smallest.
/// @param transformation  data units to scale units; none = they are the same
/// @param range           scale units
/// @return ascending, all within the range, each at the transformation of its value
[[nodiscard]] std::vector<Tick> ticks(const std::optional<gating::Transformation>& transformation,
                                      gating::AxisRange range);

}  // namespace plot
