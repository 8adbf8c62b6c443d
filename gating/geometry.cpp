#include "gating/geometry.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

namespace gating {

Polygon::Polygon(std::span<const Point> vertices) {
  Point from = vertices.back();
  for (const auto& to : vertices) {
    const auto [low, high] = std::minmax(from.y, to.y);
    const auto [left, right] = std::minmax(from.x, to.x);
    edges_.push_back({low, high, left, right, from, {to.x - from.x, to.y - from.y}});
    from = to;
  }
  bounds_ = {edges_.front().left, edges_.front().right, edges_.front().low, edges_.front().high};
  for (const auto& edge : edges_) {
    bounds_ = {std::min(bounds_.left, edge.left), std::max(bounds_.right, edge.right), std::min(bounds_.low, edge.low),
               std::max(bounds_.high, edge.high)};
  }
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return a.low < b.low; });
  const auto leaves = std::bit_ceil(edges_.size());
  highest_.assign(2 * leaves, -std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < edges_.size(); ++i) highest_[leaves + i] = edges_[i].high;
  for (auto node = leaves - 1; node > 0; --node) highest_[node] = std::max(highest_[2 * node], highest_[2 * node + 1]);
}

bool Polygon::contains(double x, double y) const {
  Ray ray{x, y};
  meet_edges(ray, 1, 0, highest_.size() / 2);
  return ray.starts_on_edge || (ray.inside && std::isfinite(x));
}

void Polygon::Ray::meet(const Edge& edge) {
  if (!(y >= edge.low && y <= edge.high)) return;
  // Positive when the point is left of the edge as seen from `from`; 0 on its line, exactly so at both vertices.
  const double cross = edge.direction.x * (y - edge.from.y) - (x - edge.from.x) * edge.direction.y;
  starts_on_edge = starts_on_edge || (cross == 0 && x >= edge.left && x <= edge.right);
  // Half-open in y, so that a ray through a vertex meets exactly one of its two edges.
  inside ^= y < edge.high && (edge.direction.y > 0) == (cross > 0) && cross != 0;
}

/// Tells the ray every edge that it may cross of those below a node, which are `count` from `first` on.
void Polygon::meet_edges(Ray& ray, std::size_t node, std::size_t first, std::size_t count) const {
  if (first >= edges_.size() || !(edges_[first].low <= ray.y) || !(highest_[node] >= ray.y)) return;
  if (count == 1) {
    ray.meet(edges_[first]);
    return;
  }
  meet_edges(ray, 2 * node, first, count / 2);
  meet_edges(ray, 2 * node + 1, first + count / 2, count / 2);
}

/// Where no edge comes near the rectangle, all of its points are on one side of each edge by far more than a cross
/// product rounds, so what holds for one of them holds for all.
Overlap Polygon::overlap(const Rectangle& rectangle) const {
  const auto [left, right, low, high] = rectangle;
  if (!std::isfinite(right - left) || !std::isfinite(high - low)) return Overlap::partial;
  const double near_x = 1e-9 * (bounds_.right - bounds_.left);
  const double near_y = 1e-9 * (bounds_.high - bounds_.low);
  for (const auto& edge : edges_) {
    if (edge.left > right + near_x || edge.right < left - near_x || edge.low > high + near_y ||
        edge.high < low - near_y) {
      continue;
    }
    bool some_left = false;
    bool some_right = false;
    for (const double x : {left - near_x, right + near_x}) {
      for (const double y : {low - near_y, high + near_y}) {
        const double rising = edge.direction.x * (y - edge.from.y);
        const double running = (x - edge.from.x) * edge.direction.y;
        const double rounding = 1e-12 * (std::abs(rising) + std::abs(running));
        some_left = some_left || !(rising - running < -rounding);
        some_right = some_right || !(rising - running > rounding);
      }
    }
    if (some_left && some_right) return Overlap::partial;
  }
  return contains(left + (right - left) / 2, low + (high - low) / 2) ? Overlap::whole : Overlap::none;
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

/// The quadratic form is convex: largest at a corner, and least at the mean or on a side.
Overlap overlap_with_ellipse(const Rectangle& rectangle, std::span<const double> mean, std::span<const double> inverse,
                             double distance_square) {
  const double left = rectangle.left - mean[0];
  const double right = rectangle.right - mean[0];
  const double low = rectangle.low - mean[1];
  const double high = rectangle.high - mean[1];
  const double xx = inverse[0];
  const double xy = (inverse[1] + inverse[2]) / 2;
  const double yy = inverse[3];
  if (!(xx > 0 && yy > 0 && xx * yy > 1.000001 * xy * xy)) return Overlap::partial;
  const double reach_x = std::max(std::abs(left), std::abs(right));
  const double reach_y = std::max(std::abs(low), std::abs(high));
  const double rounding =
      1e-9 * (xx * reach_x * reach_x + 2 * std::abs(xy) * reach_x * reach_y + yy * reach_y * reach_y);
  if (!std::isfinite(rounding)) return Overlap::partial;

  const auto form = [=](double x, double y) { return xx * x * x + 2 * xy * x * y + yy * y * y; };
  const double most = std::max({form(left, low), form(left, high), form(right, low), form(right, high)});
  if (most + rounding < distance_square) return Overlap::whole;
  double least = left <= 0 && right >= 0 && low <= 0 && high >= 0 ? 0 : most;
  for (const double x : {left, right}) least = std::min(least, form(x, std::clamp(-xy * x / yy, low, high)));
  for (const double y : {low, high}) least = std::min(least, form(std::clamp(-xy * y / xx, left, right), y));
  return least - rounding > distance_square ? Overlap::none : Overlap::partial;
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
