#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gating/gate.h"

namespace gating {

/// A closed polygon, prepared for asking many points. Even-odd rule; edges and vertices are inside, points that are not
/// finite are outside. Whether a point lies left or right of an edge is decided by the sign of one cross product in
/// double. Source: Gating-ML 2.0, polygon gate.
class Polygon {
 public:
  /// @param vertices  at least one; the last is joined to the first
  explicit Polygon(std::span<const Point> vertices);

  [[nodiscard]] bool contains(double x, double y) const;

  /// Many points at once, several in a register: bit i of the result is contains(x[i], y[i]), to the last bit.
  /// @param x, y  64 values each, of which the first `count` are looked at
  [[nodiscard]] std::uint64_t contained(const double* x, const double* y, std::size_t count) const;

 private:
  struct Edge {
    double low, high;    ///< of y
    double left, right;  ///< of x
    Point from;
    Point direction;  ///< to - from
  };
  [[nodiscard]] static bool contains(std::span<const Edge> edges, double x, double y);
  [[nodiscard]] static std::uint64_t contained_by_four(std::span<const Edge> edges, const double* x, const double* y,
                                                       std::size_t count);

  std::vector<Edge> edges_;
  /// The plane cut into slabs at every vertex's y, ascending: strictly between two cuts only few edges matter. A
  /// polygon of very many vertices has no cuts, and one slab with all edges.
  std::vector<double> cuts_;
  std::vector<std::vector<Edge>> slabs_;  ///< slab i lies between cuts i - 1 and i
};

/// (point - mean)^T inverse (point - mean) <= distance_square, summed row by row. Not-finite points are outside.
/// @param inverse  inverse covariance, n x n row-major, n = point.size() = mean.size()
[[nodiscard]] bool inside_ellipsoid(std::span<const double> point, std::span<const double> mean,
                                    std::span<const double> inverse, double distance_square);

/// Half the extent along each axis of the set that inside_ellipsoid tests for, a little generous.
/// @param covariance  n x n row-major
/// @return nothing where the matrix is not symmetric and positive definite or the distance not above 0, so that the set
/// is no ellipsoid
[[nodiscard]] std::optional<std::vector<double>> half_extents(std::span<const double> covariance,
                                                              double distance_square);

}  // namespace gating
