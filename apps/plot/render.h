#pragma once

#include <string>
#include <string_view>

#include "fcs/base/result.h"

namespace plot {

/// Draws an SVG document. Text needs a font on this machine: DejaVu Sans, or what fontconfig takes instead.
/// @param pixels_per_unit  of the SVG's own units
/// @return a PNG file
/// @error Code::cannot_open when the module that draws is not beside the program; internal when librsvg or cairo
/// refuses
[[nodiscard]] fcs::Result<std::string> render_png(std::string_view svg, double pixels_per_unit = 2);

/// Likewise as a PDF file of one page, lines and text as such.
[[nodiscard]] fcs::Result<std::string> render_pdf(std::string_view svg);

}  // namespace plot
