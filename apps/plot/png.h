#pragma once

#include <string>

#include "apps/plot/plot.h"
#include "fcs/base/result.h"

namespace plot {

/// The raster as a PNG file: 8 bits a channel, RGBA, a pixel a cell.
/// @error Code::internal when libpng refuses
[[nodiscard]] fcs::Result<std::string> png_of(const Raster& raster);

}  // namespace plot
