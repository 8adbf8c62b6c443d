#include "gating/geometry.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <Eigen/Cholesky>

namespace gating {
namespace {

/// Edges that run across many slabs stand in each of them, so memory grows with the square of the vertices.
constexpr std::size_t most_slabbed_vertices = 512;

/// Of more edges than these, those of one slab are faster one point at a time.
constexpr std::size_t most_edges_at_once = 64;

using FourPoints [[gnu::vector_size(4 * sizeof(double))]] = double;
using FourWords [[gnu::vector_size(4 * sizeof(std::uint64_t))]] = std::uint64_t;

}  // namespace

Polygon::Polygon(std::span<const Point> vertices) {
  Point from = vertices.back();
  for (const auto& to : vertices) {
    const auto [low, high] = std::minmax(from.y, to.y);
    const auto [left, right] = std::minmax(from.x, to.x);
    edges_.push_back({low, high, left, right, from, {to.x - from.x, to.y - from.y}});
    if (vertices.size() <= most_slabbed_vertices) cuts_.push_back(to.y);
    from = to;
  }
  if (cuts_.empty()) {
    slabs_.push_back(edges_);
    return;
  }
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  slabs_.resize(cuts_.size() + 1);
  for (std::size_t slab = 1; slab < cuts_.size(); ++slab) {
    for (const auto& edge : edges_) {
      if (edge.low <= cuts_[slab - 1] && edge.high >= cuts_[slab]) slabs_[slab].push_back(edge);
    }
  }
}

bool Polygon::contains(double x, double y) const {
  std::size_t slab = 0;
  for (const double cut : cuts_) slab += static_cast<std::size_t>(cut < y);
  const bool on_cut = slab < cuts_.size() && cuts_[slab] == y;
  return contains(on_cut ? edges_ : slabs_[slab], x, y);
}

/// The same comparisons and the same products as of one point, in the same order.
[[gnu::target_clones("avx2", "default")]] std::uint64_t Polygon::contained_by_four(std::span<const Edge> edges,
                                                                                   const double* x, const double* y,
                                                                                   std::size_t count) {
  FourWords bit = {1, 2, 4, 8};
  FourWords found = {};
  for (std::size_t first = 0; first < count; first += 4) {
    FourPoints points_x, points_y;
    std::memcpy(&points_x, x + first, sizeof points_x);
    std::memcpy(&points_y, y + first, sizeof points_y);
    FourWords inside = {};
    FourWords on_edge = {};
    for (const auto& edge : edges) {
      const auto above = reinterpret_cast<FourWords>(points_y >= edge.low);
      const FourPoints cross =
          edge.direction.x * (points_y - edge.from.y) - (points_x - edge.from.x) * edge.direction.y;
      const auto on_line = reinterpret_cast<FourWords>(cross == 0.0);
      on_edge |= above & reinterpret_cast<FourWords>(points_y <= edge.high) & on_line &
                 reinterpret_cast<FourWords>(points_x >= edge.left) &
                 reinterpret_cast<FourWords>(points_x <= edge.right);
      const auto left_of_it = reinterpret_cast<FourWords>(cross > 0.0);
      const auto crosses = edge.direction.y > 0 ? left_of_it : ~left_of_it & ~on_line;
      inside ^= above & reinterpret_cast<FourWords>(points_y < edge.high) & crosses;
    }
    const auto is_finite = reinterpret_cast<FourWords>(points_x - points_x == 0.0);
    found |= (on_edge | (inside & is_finite)) & bit;
    bit <<= 4;
  }
  return found[0] | found[1] | found[2] | found[3];
}

std::uint64_t Polygon::contained(const double* x, const double* y, std::size_t count) const {
  if (edges_.size() <= most_edges_at_once) {
    const auto points = contained_by_four(edges_, x, y, count);
    return count == 64 ? points : points & ~(~std::uint64_t{0} << count);
  }
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < count; ++i) out |= std::uint64_t{contains(x[i], y[i])} << i;
  return out;
}

bool Polygon::contains(std::span<const Edge> edges, double x, double y) {
  bool inside = false;
  for (const auto& edge : edges) {
    if (!(y >= edge.low && y <= edge.high)) continue;
    // Positive when the point is left of the edge as seen from `from`; 0 on its line, exactly so at both vertices.
    const double cross = edge.direction.x * (y - edge.from.y) - (x - edge.from.x) * edge.direction.y;
    if (cross == 0 && x >= edge.left && x <= edge.right) return true;
    // Half-open in y, so that a ray through a vertex meets exactly one of its two edges.
    inside ^= y < edge.high && (edge.direction.y > 0) == (cross > 0) && cross != 0;
  }
  return inside && std::isfinite(x);
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

std::optional<std::vector<double>> half_extents(std::span<const double> covariance, double distance_square) {
  if (!(distance_square > 0)) return std::nullopt;
  const auto n = static_cast<Eigen::Index>(std::llround(std::sqrt(covariance.size())));
  const Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> matrix(
      covariance.data(), n, n);
  if (matrix != matrix.transpose() || Eigen::LLT<Eigen::MatrixXd>(matrix).info() != Eigen::Success) return std::nullopt;
  // Rounding in the quadratic form may let points in that are beyond the exact extent; far less than a thousandth of
  // it.
  std::vector<double> out;
  for (Eigen::Index i = 0; i < n; ++i) out.push_back(1.001 * std::sqrt(matrix(i, i) * distance_square));
  return out;
}

}  // namespace gating
