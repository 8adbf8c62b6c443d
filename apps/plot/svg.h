#pragma once

#include <string>

#include "apps/plot/plot.h"
#include "fcs/base/result.h"

namespace plot {

/// The plot as an SVG document of 560 x 600 units: text as text, the raster as an embedded PNG.
/// @error Code::internal when the raster cannot be made a PNG
[[nodiscard]] fcs::Result<std::string> svg_of(const Plot& plot);

}  // namespace plot
