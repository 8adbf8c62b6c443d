#pragma once

#include <cstddef>
#include <span>

#include "gating/gate.h"

namespace gating {

/// Is (x, y) inside the closed polygon, by the even-odd rule, edges and vertices inside? Not-finite points are outside.
/// Whether a point lies left or right of an edge is decided by the sign of one cross product in double.
/// Source: Gating-ML 2.0, polygon gate.
[[nodiscard]] bool inside_polygon(std::span<const Point> vertices, double x, double y);

/// (point - mean)^T inverse (point - mean) <= distance_square, summed row by row. Not-finite points are outside.
/// @param inverse  inverse covariance, n x n row-major, n = point.size() = mean.size()
[[nodiscard]] bool inside_ellipsoid(std::span<const double> point, std::span<const double> mean,
                                    std::span<const double> inverse, double distance_square);

}  // namespace gating
