#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gating/density.h"
#include "gating/gate.h"

/// A plot as a plain value. All positions are in scale units, so that whoever draws needs one linear map an axis.
namespace plot {

struct Tick {
  double position = 0;  ///< scale units
  std::string text;     ///< data units, for people; empty where there is no room for it
  bool major = false;
  friend bool operator==(const Tick&, const Tick&) = default;
};

struct Axis {
  std::string label;  ///< "HLA-DR :: APC-A"
  gating::AxisRange range;
  std::vector<Tick> ticks;  ///< ascending, within the range
};

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0, alpha = 255;
  friend bool operator==(const Colour&, const Colour&) = default;
};

/// The density, coloured. It fills the plot from edge to edge.
struct Raster {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<Colour> pixels;  ///< `height` rows of `width`, the top row first; transparent where there is no event
};

/// Where an outline's label stands: at a point, from which the text extends away.
struct Anchor {
  enum class Horizontal : std::uint8_t { left, centre, right };  ///< the side of the text that the point is at
  enum class Vertical : std::uint8_t { top, bottom };
  gating::Point at;
  Horizontal horizontal = Horizontal::centre;
  Vertical vertical = Vertical::top;
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

/// A gate as a closed polygon. Sides without a limit end at the edge of the plot; corners may lie outside of it.
struct Outline {
  std::string name;               ///< of the population
  std::optional<double> percent;  ///< of its parent, 0 to 100; none where the parent is empty or the gate has no count
  std::vector<gating::Point> points;
  Anchor label;
};

struct Plot {
  std::string title;     ///< the population's path
  std::string subtitle;  ///< the sample, and how many events
  Axis x, y;
  Raster raster;
  std::vector<Outline> outlines;
  std::string message;  ///< what a reader of the picture must know: no events, events off scale; empty when nothing
};

}  // namespace plot
