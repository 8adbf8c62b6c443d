#pragma once

#include <string>
#include <string_view>

#include "fcs/base/result.h"

namespace plot {

/// What draws SVG, as the module cytogate_renderer.so hands it out. Its libraries take longer to load than a small
/// sample takes to gate, so they are not loaded before a picture is asked for.
struct Renderer {
  fcs::Result<std::string> (*png)(std::string_view svg, double pixels_per_unit);
  fcs::Result<std::string> (*pdf)(std::string_view svg);
};

}  // namespace plot

extern "C" {
[[gnu::visibility("default")]] extern const plot::Renderer cytogate_renderer;
}
