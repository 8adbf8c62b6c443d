#include "gating/geometry.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

namespace gating {
namespace {

/// Edges that run across many slabs stand in each of them, so memory grows with the square of the vertices.
constexpr std::size_t most_slabbed_vertices = 512;

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
