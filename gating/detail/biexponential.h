#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gating/detail/value_kernels.h"

namespace gating::detail {

/// The shape that logicle and hyperlog share, in natural units p of the display (p = 0 at data zero, one decade is ln
/// 10): H(p) = (e^p - 1) + weight (1 - e^(-decay p)) / decay, the last factor being p where decay is 0. Odd at weight =
/// decay = 1, where it is 2 sinh(p). Used for p >= 0 only: convex, increasing, H(0) = 0.
struct Curve {
  double weight = 0;
  double decay = 0;

  [[nodiscard]] double value(double p) const;
  [[nodiscard]] double slope_at_zero() const { return 1 + weight; }
};

/// The curve of a logicle scale with W linear decades (Gating-ML 2.0, 6.5): weight = b/d = 1/decay.
[[nodiscard]] Curve logicle_curve(double W);
/// The curve of a hyperlog scale with W > 0 linear decades (Gating-ML 2.0, 6.6): a straight line is added to e^p.
[[nodiscard]] Curve hyperlog_curve(double W);

/// A display position for every data value: position = zero + p / per_unit for x = unit H(p) / H'(0), odd in x about
/// zero. Up to 16 times the top of scale p comes from Taylor pieces, 32 an octave of 1 + x / unit; beyond, from the
/// equation itself.
class Biexponential {
 public:
  /// @param top       data value that lies at `natural_top`
  /// @param zero      position of data value 0
  /// @param per_unit  natural units in one unit of position
  /// @return none where the constants leave the range of double
  [[nodiscard]] static std::optional<Biexponential> make(const Curve& curve, double top, double natural_top,
                                                         double zero, double per_unit);

  [[nodiscard]] double operator()(double x) const {
    return zero_ + std::copysign(natural(std::abs(x)) * inverse_per_unit_, x);
  }
  /// Each replaced by its position.
  void to_positions(std::span<double> values) const;
  [[nodiscard]] double inverse(double position) const;

 private:
  using Piece = std::array<double, TaylorPieces::order>;  // as of TaylorPieces
  static_assert(sizeof(Piece) == sizeof(TaylorPieces::Piece));

  static double centre(std::uint64_t piece) { return std::bit_cast<double>(piece << TaylorPieces::shift); }
  static double at(const Piece& c, double t) {
    const double t2 = t * t;
    return ((c[0] + c[1] * t) + (c[2] + c[3] * t) * t2) + ((c[4] + c[5] * t) + (c[6] + c[7] * t) * t2) * (t2 * t2);
  }

  Biexponential(const Curve& curve, double unit, double zero, double per_unit);
  void tabulate(double top);
  [[nodiscard]] Piece taylor_piece(double p) const;
  [[nodiscard]] double natural(double x) const {
    const double u = x * inverse_unit_;
    if (!(u < limit_)) return natural_beyond_pieces(x);
    const double z = 1 + u;
    const auto piece = (std::bit_cast<std::uint64_t>(z) + TaylorPieces::half) >> TaylorPieces::shift;
    return at(pieces_[piece - TaylorPieces::first], z - centre(piece));
  }
  [[nodiscard]] double natural_beyond_pieces(double x) const;
  [[nodiscard]] double solve(double u, double start) const;

  Curve curve_;
  double unit_;  // data units in one natural unit, at zero
  double inverse_unit_;
  double zero_;
  double per_unit_;
  double inverse_per_unit_;
  double limit_ = 0;  // x / unit that the pieces reach
  std::vector<Piece> pieces_;
};

}  // namespace gating::detail
