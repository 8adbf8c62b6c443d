#include "gating/geometry.h"

#include <algorithm>
#include <cmath>

namespace gating {

bool inside_polygon(std::span<const Point> vertices, double x, double y) {
  if (!std::isfinite(x) || !std::isfinite(y)) return false;
  bool inside = false;
  const Point* from = &vertices.back();
  for (const auto& to : vertices) {
    const auto [low, high] = std::minmax(from->y, to.y);
    if (y >= low && y <= high) {
      // Positive when the point is left of the edge as seen from `from`; 0 on its line, exactly so at both vertices.
      const double cross = (to.x - from->x) * (y - from->y) - (x - from->x) * (to.y - from->y);
      const auto [left, right] = std::minmax(from->x, to.x);
      if (cross == 0 && x >= left && x <= right) return true;
      // Half-open in y, so that a ray through a vertex meets exactly one of its two edges.
      if (from->y <= y && y < to.y) {
        if (cross > 0) inside = !inside;
      } else if (to.y <= y && y < from->y) {
        if (cross < 0) inside = !inside;
      }
    }
    from = &to;
  }
  return inside;
}

bool inside_ellipsoid(std::span<const double> point, std::span<const double> mean, std::span<const double> inverse,
                      double distance_square) {
  const auto n = point.size();
  double sum = 0;
  for (std::size_t row = 0; row < n; ++row) {
    double product = 0;
    for (std::size_t column = 0; column < n; ++column) {
      product += inverse[row * n + column] * (point[column] - mean[column]);
    }
    sum += (point[row] - mean[row]) * product;
  }
  return sum <= distance_square;
}

}  // namespace gating
