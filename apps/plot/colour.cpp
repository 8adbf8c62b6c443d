#include "apps/plot/colour.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "fcs/base/elementary.h"

namespace plot {
namespace {

/// CIE 1976 L*a*b*, white D65.
struct Lab {
  double lightness, a, b;
};

/// Equal steps of lightness; a and b so that neighbours are 40 to 42 apart and every point between them is in sRGB.
constexpr std::array control_points{Lab{20, 38, -42}, Lab{37.5, 2, -38}, Lab{55, -26, -14}, Lab{72.5, -38, 22},
                                    Lab{90, -14, 50}};

/// Source: IEC 61966-2-1, transfer function of sRGB.
std::uint8_t encoded(double linear) {
  linear = std::clamp(linear, 0.0, 1.0);
  const double value = linear <= 0.0031308
                           ? 12.92 * linear
                           : 1.055 * fcs::elementary::exp10(fcs::elementary::log10(linear) / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(255 * value));
}

/// Source: CIE 15 (L*a*b* to XYZ) and IEC 61966-2-1 (XYZ to linear sRGB).
Colour srgb(const Lab& lab) {
  const auto cube = [](double f) { return f > 6.0 / 29 ? f * f * f : 3 * (6.0 / 29) * (6.0 / 29) * (f - 4.0 / 29); };
  const double f = (lab.lightness + 16) / 116;
  const double x = 0.95047 * cube(f + lab.a / 500);
  const double y = cube(f);
  const double z = 1.08883 * cube(f - lab.b / 200);
  return {encoded(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
          encoded(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
          encoded(0.0556434 * x - 0.2040259 * y + 1.0572252 * z)};
}

}  // namespace

Colour density_colour(double t) {
  const double at = std::clamp(t, 0.0, 1.0) * (control_points.size() - 1);
  const auto from = std::min(static_cast<std::size_t>(at), control_points.size() - 2);
  const auto& low = control_points[from];
  const auto& high = control_points[from + 1];
  const double share = at - static_cast<double>(from);
  const auto between = [&](double Lab::*part) { return low.*part + share * (high.*part - low.*part); };
  return srgb({between(&Lab::lightness), between(&Lab::a), between(&Lab::b)});
}

Raster coloured(const gating::Density& density) {
  constexpr std::size_t shades = 256;
  std::array<Colour, shades> map;
  for (std::size_t i = 0; i < shades; ++i) map[i] = density_colour(static_cast<double>(i) / (shades - 1));

  const auto counts = density.counts();
  const auto most = std::max(*std::max_element(counts.begin(), counts.end()), std::uint32_t{10});
  const double per_log = (shades - 1) / fcs::elementary::log(most);
  Raster raster{density.width(), density.height(), std::vector<Colour>(counts.size(), Colour{255, 255, 255, 0})};
  for (std::size_t row = 0; row < raster.height; ++row) {
    const auto top_down = raster.height - 1 - row;
    for (std::size_t column = 0; column < raster.width; ++column) {
      const auto count = counts[row * raster.width + column];
      if (count == 0) continue;
      const auto shade = static_cast<std::size_t>(std::lround(fcs::elementary::log(count) * per_log));
      raster.pixels[top_down * raster.width + column] = map[std::min(shade, shades - 1)];
    }
  }
  return raster;
}

}  // namespace plot
