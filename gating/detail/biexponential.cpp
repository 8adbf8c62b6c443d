#include "gating/detail/biexponential.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "fcs/base/elementary.h"

namespace gating::detail {
namespace {

using fcs::elementary::exp;
using fcs::elementary::log;
using fcs::elementary::log1p;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double ln10 = 0x1.26bb1bbb55516p+1;

double expm1(double p) { return 2 * fcs::elementary::sinh(p / 2) * exp(p / 2); }

}  // namespace

double Curve::value(double p) const { return expm1(p) + weight * (decay > 0 ? -expm1(-decay * p) / decay : p); }

Curve logicle_curve(double W) {
  // With r = b/d the equation of d reads ln r = k (1 + 1/r), k = W ln10 / 2: concave in ln r, so Newton climbs to its
  // root from below.
  const double k = W * ln10 / 2;
  double log_r = k;
  for (double step = 1; step > 1e-15 * log_r;) {
    const double inverse_r = exp(-log_r);
    step = (k * (1 + inverse_r) - log_r) / (1 + k * inverse_r);
    log_r += step;
  }
  return {exp(log_r), exp(-log_r)};
}

Curve hyperlog_curve(double W) {
  const double linear = W * ln10;
  return {exp(linear) / linear, 0};
}

std::optional<Biexponential> Biexponential::make(const Curve& curve, double top, double natural_top, double zero,
                                                 double per_unit) {
  const double unit = top / curve.value(natural_top) * curve.slope_at_zero();
  if (!std::isnormal(unit) || !std::isnormal(1 / unit) || !std::isnormal(1 / per_unit) || !(curve.weight < 1e100))
    return std::nullopt;
  Biexponential result{curve, unit, zero, per_unit};
  // Where a unit of position is a small part of a natural unit, 1 + x / unit would round too coarsely.
  if (per_unit >= 1) result.tabulate(top);
  return result;
}

Biexponential::Biexponential(const Curve& curve, double unit, double zero, double per_unit)
    : curve_{curve},
      unit_{unit},
      inverse_unit_{1 / unit},
      zero_{zero},
      per_unit_{per_unit},
      inverse_per_unit_{1 / per_unit} {}

void Biexponential::tabulate(double top) {
  const double reach = std::min(16 * (top * inverse_unit_), 0x1p39);
  const int octaves = std::ilogb(1 + reach) + 1;
  const auto last_piece = TaylorPieces::first + (static_cast<std::uint64_t>(octaves) << 5);
  pieces_.reserve(last_piece - TaylorPieces::first + 1);
  double p = 0;
  for (auto piece = TaylorPieces::first; piece <= last_piece; ++piece) {
    pieces_.push_back(taylor_piece(p));
    const double next = centre(piece + 1);
    const double predicted = at(pieces_.back(), next - centre(piece));
    p = solve(next - 1, predicted);
    // The error grows with the eighth power of the distance: half way, where the next piece takes over, it is 1/256 of
    // this.
    if (std::abs(p - predicted) > 256 * 1e-13) {
      pieces_.clear();
      return;
    }
  }
  limit_ = centre(last_piece) - 1;
}

/// Taylor coefficients of p in z = 1 + x / unit about the point where it has this value, from H'(p) p' = H'(0).
Biexponential::Piece Biexponential::taylor_piece(double p) const {
  Piece series{p}, growing{exp(p)}, falling{curve_.weight * exp(-curve_.decay * p)};
  const double slope = growing[0] + falling[0];
  for (std::size_t n = 1; n < series.size(); ++n) {
    double rest = n == 1 ? curve_.slope_at_zero() : 0;
    for (std::size_t k = 1; k < n; ++k) rest -= static_cast<double>(n - k) * series[n - k] * (growing[k] + falling[k]);
    const auto order = static_cast<double>(n);
    series[n] = rest / (order * slope);
    for (std::size_t k = 0; k < n; ++k) {
      const double part = static_cast<double>(n - k) * series[n - k] / order;
      growing[n] += growing[k] * part;
      falling[n] -= curve_.decay * falling[k] * part;
    }
  }
  return series;
}

/// p with H(p) = u H'(0) by Halley's method, from a start that is not far below the root.
double Biexponential::solve(double u, double start) const {
  const double target = u * curve_.slope_at_zero();
  double p = start;
  for (int steps = 0; steps < 100; ++steps) {
    const double growing = expm1(p);
    const double falling = expm1(-curve_.decay * p);
    const double value = growing + curve_.weight * (curve_.decay > 0 ? -falling / curve_.decay : p);
    const double slope = (growing + 1) + curve_.weight * (falling + 1);
    const double curvature = (growing + 1) - curve_.weight * curve_.decay * (falling + 1);
    const double residual = value - target;
    const double step = residual / (slope - residual * curvature / (2 * slope));
    p -= step;
    if (std::abs(step) < 1e-6) return p;  // convergence is cubic
  }
  assert(false && "Halley's method converges on a convex curve");
  return p;
}

double Biexponential::natural_beyond_pieces(double x) const {
  const double u = x * inverse_unit_;
  if (!(x < infinity)) return x;
  // H(p) <= e^p - 1 + (a smaller term), and H is convex: both starts are above the root.
  if (u < 1e200) return solve(u, std::min(u, log1p(u * curve_.slope_at_zero())));
  return log(x) - (log(unit_) - log(curve_.slope_at_zero()));
}

void Biexponential::to_positions(std::span<double> values) const {
  const TaylorPieces pieces{reinterpret_cast<const TaylorPieces::Piece*>(pieces_.data()), inverse_unit_, limit_, zero_,
                            inverse_per_unit_};
  constexpr std::size_t of_vector = 4;
  for (std::size_t done = 0; done < values.size();) {
    done += value_kernels().to_positions(pieces, values.data() + done, values.size() - done);
    for (const auto end = std::min(done + of_vector, values.size()); done < end; ++done) {
      values[done] = (*this)(values[done]);
    }
  }
}

double Biexponential::inverse(double position) const {
  const double p = (position - zero_) * per_unit_;
  const double size = std::abs(p);
  const double scale = unit_ / curve_.slope_at_zero();
  if (size > 600) {  // e^p alone matters, and may overflow where x does not
    const double root = exp(size / 2);
    return std::copysign(root * scale * root, p);
  }
  return std::copysign(scale * curve_.value(size), p);
}

}  // namespace gating::detail
