#pragma once

#include <QPointF>
#include <QRectF>
#include <array>

#include "gating/density.h"
#include "gating/gate.h"

namespace viewer {

/// Where scale units lie on the screen: x from the left, y from the bottom of the plot area upwards.
class PlotScale {
 public:
  PlotScale() = default;
  /// @param ranges  scale units of x and y, low < high
  /// @param area    pixels, y downwards, not empty
  PlotScale(const std::array<gating::AxisRange, 2>& ranges, const QRectF& area) : ranges_{ranges}, area_{area} {}

  [[nodiscard]] QPointF to_pixels(gating::Point point) const;
  [[nodiscard]] gating::Point to_scale(QPointF pixels) const;
  [[nodiscard]] const std::array<gating::AxisRange, 2>& ranges() const { return ranges_; }
  [[nodiscard]] const QRectF& area() const { return area_; }

 private:
  std::array<gating::AxisRange, 2> ranges_;
  QRectF area_{0, 0, 1, 1};
};

}  // namespace viewer
