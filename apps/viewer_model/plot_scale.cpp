#include "apps/viewer_model/plot_scale.h"

namespace viewer {

QPointF PlotScale::to_pixels(gating::Point point) const {
  const auto& [x, y] = ranges_;
  return {area_.left() + (point.x - x.low) / (x.high - x.low) * area_.width(),
          area_.bottom() - (point.y - y.low) / (y.high - y.low) * area_.height()};
}

gating::Point PlotScale::to_scale(QPointF pixels) const {
  const auto& [x, y] = ranges_;
  return {x.low + (pixels.x() - area_.left()) / area_.width() * (x.high - x.low),
          y.low + (area_.bottom() - pixels.y()) / area_.height() * (y.high - y.low)};
}

}  // namespace viewer
