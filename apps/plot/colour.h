#pragma once

#include "apps/plot/plot.h"
#include "gating/density.h"

namespace plot {

/// The colour map: from dark violet over blue, teal and green to light yellow. Lightness L* rises in equal steps from
/// 20 to 90, so that density is read by lightness alone, whatever colours an eye can tell apart, and the distance
/// between neighbours in CIE L*a*b* is the same within a few percent along the whole map.
/// @param t  0 to 1
[[nodiscard]] Colour density_colour(double t);

/// Colours the counts on a logarithmic scale: one event is at the dark end; at the light end is the fullest cell,
/// or ten events where it has fewer. Cells without events are transparent.
[[nodiscard]] Raster coloured(const gating::Density& density);

}  // namespace plot
