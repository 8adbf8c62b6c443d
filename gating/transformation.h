#pragma once

#include <limits>
#include <memory>
#include <span>
#include <variant>

#include "fcs/base/result.h"

namespace gating {

/// Parameters as Gating-ML 2.0 names them: T top of scale (data units), M decades, W linear decades, A extra negative
/// decades. Each maps T to 1.
struct Linear {  ///< flin: (x + A) / (T + A); T > 0, 0 <= A <= T
  double T = 0, A = 0;
  friend bool operator==(const Linear&, const Linear&) = default;
};
struct Logarithmic {  ///< flog: log10(x / T) / M + 1; T > 0, M > 0; x <= 0 gives -inf
  double T = 0, M = 0;
  friend bool operator==(const Logarithmic&, const Logarithmic&) = default;
};
struct Arcsinh {  ///< fasinh: (asinh(x sinh(M ln10) / T) + A ln10) / ((M + A) ln10); T > 0, M > 0, 0 <= A <= M
  double T = 0, M = 0, A = 0;
  friend bool operator==(const Arcsinh&, const Arcsinh&) = default;
};
struct Logicle {  ///< T > 0, M > 0, 0 <= W <= M/2, -W <= A <= M - 2W
  double T = 0, W = 0, M = 0, A = 0;
  friend bool operator==(const Logicle&, const Logicle&) = default;
};
struct Hyperlog {  ///< as Logicle, and W > 0
  double T = 0, W = 0, M = 0, A = 0;
  friend bool operator==(const Hyperlog&, const Hyperlog&) = default;
};
using TransformationParameters = std::variant<Linear, Logarithmic, Arcsinh, Logicle, Hyperlog>;

/// boundMin, boundMax: the result of the transformation is clamped to [min, max]. Gate coordinates are not.
struct Bound {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  friend bool operator==(const Bound&, const Bound&) = default;
};

/// A scale transformation: data units to scale units, within `accuracy` of the exact function everywhere, and
/// increasing but for the last rounding (neighbouring doubles may come out one unit in the last place out of order).
/// A value; copies share the tables that make it fast.
///
/// Source: Gating-ML 2.0, sections 6.2 to 6.6; negative values of logicle and hyperlog by reflection about the
/// position of zero, as the standard's own tables 8 and 9 have it.
class Transformation {
 public:
  /// Bound on |operator()(x) - exact| relative to max(1, |exact|); gate edges are moved to the data side with a guard
  /// of many times this.
  static constexpr double accuracy = 1e-12;

  /// @error Code::bad_transformation when a parameter is out of range or the bound's min exceeds its max
  [[nodiscard]] static fcs::Result<Transformation> make(const TransformationParameters& parameters, Bound bound = {});

  /// Scale units of the data value x, clamped to the bound. NaN stays NaN.
  [[nodiscard]] double operator()(double x) const;
  /// The same of many data values, each replaced by its own: in less time than one after another.
  void to_scale(std::span<double> values) const;
  /// Data value at the scale position y, of the transformation without its bound: inverse((*this)(x)) is x to within
  /// 1e-12 |x| + 1e-15 T.
  [[nodiscard]] double inverse(double y) const;

  [[nodiscard]] const TransformationParameters& parameters() const;
  [[nodiscard]] const Bound& bound() const;

  struct Tables;  // private to transformation.cpp

 private:
  explicit Transformation(std::shared_ptr<const Tables> tables) : tables_{std::move(tables)} {}
  std::shared_ptr<const Tables> tables_;
};

[[nodiscard]] bool operator==(const Transformation& a, const Transformation& b);

}  // namespace gating
