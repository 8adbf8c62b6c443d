#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "gating/gate.h"

namespace gating {

/// Scale units, sides included; may reach to infinity.
struct Rectangle {
  double left = 0, right = 0;  ///< of x
  double low = 0, high = 0;    ///< of y
};

/// How much of a rectangle is inside a shape. What is told apart from `partial` is certain however the test of a single
/// point rounds.
enum class Overlap { none, partial, whole };

/// A closed polygon, prepared for asking many points. Even-odd rule; edges and vertices are inside, points that are not
/// finite are outside. Whether a point lies left or right of an edge is decided by the sign of one cross product in
/// double. Source: Gating-ML 2.0, polygon gate.
class Polygon {
 public:
  /// @param vertices  at least one; the last is joined to the first
  explicit Polygon(std::span<const Point> vertices);

  [[nodiscard]] bool contains(double x, double y) const;

  [[nodiscard]] const Rectangle& bounds() const { return bounds_; }
  [[nodiscard]] Overlap overlap(const Rectangle& rectangle) const;

 private:
  struct Edge {
    double low, high;    ///< of y
    double left, right;  ///< of x
    Point from;
    Point direction;  ///< to - from
  };
  /// From a point to the right, as far as edges were told to it.
  struct Ray {
    double x, y;
    bool inside = false;
    bool starts_on_edge = false;
    void meet(const Edge& edge);
  };
  void meet_edges(Ray& ray, std::size_t node, std::size_t first, std::size_t count) const;

  std::vector<Edge> edges_;  ///< in the order of `low`
  Rectangle bounds_;
  /// Of the edges as leaves of a binary tree, root at 1, children of n at 2 n and 2 n + 1: the highest `high` below
  /// each node. Of very many edges it finds the few at the height of a point.
  std::vector<double> highest_;
};

/// (point - mean)^T inverse (point - mean) <= distance_square, summed row by row. Not-finite points are outside.
/// @param inverse  inverse covariance, n x n row-major, n = point.size() = mean.size()
[[nodiscard]] bool inside_ellipsoid(std::span<const double> point, std::span<const double> mean,
                                    std::span<const double> inverse, double distance_square);

/// Of the set that inside_ellipsoid tests for in two dimensions.
[[nodiscard]] Overlap overlap_with_ellipse(const Rectangle& rectangle, std::span<const double> mean,
                                           std::span<const double> inverse, double distance_square);

/// Half the extent along each axis of the set that inside_ellipsoid tests for, a little generous.
/// @param covariance  n x n row-major
/// @return nothing where the matrix is not symmetric and positive definite or the distance not above 0, so that the set
/// is no ellipsoid
[[nodiscard]] std::optional<std::vector<double>> half_extents(std::span<const double> covariance,
                                                              double distance_square);

}  // namespace gating
