#include "gating/transformation.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "fcs/base/elementary.h"
#include "gating/detail/biexponential.h"

namespace gating {
namespace {

namespace own = fcs::elementary;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double ln10 = 0x1.26bb1bbb55516p+1;
constexpr double log10_e = 0x1.bcb7b1526e50ep-2;

struct LinearScale {
  Linear of;
  double operator()(double x) const { return (x + of.A) / (of.T + of.A); }
  [[nodiscard]] double inverse(double y) const { return y * (of.T + of.A) - of.A; }
};

struct LogarithmicScale {
  Logarithmic of;
  double operator()(double x) const { return x > 0 ? decades(x) / of.M + 1 : std::isnan(x) ? x : -infinity; }
  [[nodiscard]] double inverse(double y) const {
    const double power = of.M * (y - 1);
    const double half = own::exp10(power / 2);
    return half * of.T * half;  // in two steps, because the power may leave the range where the value does not
  }

 private:
  [[nodiscard]] double decades(double x) const {
    if (x > of.T / 2 && x < of.T * 2) return own::log1p((x - of.T) / of.T) * log10_e;  // the difference is exact
    const double ratio = x / of.T;
    return std::isnormal(ratio) ? own::log10(ratio) : own::log10(x) - own::log10(of.T);
  }
};

struct ArcsinhScale {
  explicit ArcsinhScale(const Arcsinh& of)
      : factor{own::sinh(of.M * ln10) / of.T}, shift{of.A * ln10}, range{(of.M + of.A) * ln10} {}
  double operator()(double x) const {
    const double scaled = x * factor;
    if (std::abs(scaled) > 1e300 && std::abs(x) < infinity) {
      return (std::copysign(own::log(std::abs(x)) + own::log(factor) + own::log(2), x) + shift) / range;
    }
    return (own::asinh(scaled) + shift) / range;
  }
  [[nodiscard]] double inverse(double y) const {
    const double p = y * range - shift;
    if (std::abs(p) > 600) {  // sinh may overflow where the value does not
      const double root = own::exp(std::abs(p) / 2);
      return std::copysign(root * (0.5 / factor) * root, p);
    }
    return own::sinh(p) / factor;
  }

  double factor;
  double shift;
  double range;
};

using Scale = std::variant<LinearScale, LogarithmicScale, ArcsinhScale, detail::Biexponential>;

bool is_positive(double value) { return value > 0 && value < infinity; }

bool is_within(double lower, double value, double upper) { return lower <= value && value <= upper; }

fcs::Error refusal(std::string_view kind, std::string_view expected, std::string found) {
  return {fcs::Code::bad_transformation, {{}, std::string{kind}, {}}, std::string{expected}, std::move(found)};
}

constexpr std::string_view representable = "parameters whose scale stays within the range of double numbers";

fcs::Result<Scale> make_scale(const Linear& of) {
  if (!is_positive(of.T) || !is_within(0, of.A, of.T) || !std::isnormal(1 / (of.T + of.A))) {
    return refusal("linear transformation", "T > 0 and 0 <= A <= T", fmt::format("T = {}, A = {}", of.T, of.A));
  }
  return Scale{LinearScale{of}};
}

fcs::Result<Scale> make_scale(const Logarithmic& of) {
  if (!is_positive(of.T) || !is_positive(of.M)) {
    return refusal("log transformation", "T > 0 and M > 0", fmt::format("T = {}, M = {}", of.T, of.M));
  }
  return Scale{LogarithmicScale{of}};
}

fcs::Result<Scale> make_scale(const Arcsinh& of) {
  const auto found = [&of] { return fmt::format("T = {}, M = {}, A = {}", of.T, of.M, of.A); };
  constexpr std::string_view kind = "arcsinh transformation";
  if (!is_positive(of.T) || !is_positive(of.M) || !is_within(0, of.A, of.M)) {
    return refusal(kind, "T > 0, M > 0 and 0 <= A <= M", found());
  }
  const ArcsinhScale scale{of};
  if (!std::isnormal(scale.factor) || !std::isnormal(1 / scale.factor) || !std::isnormal(1 / scale.range)) {
    return refusal(kind, representable, found());
  }
  return Scale{scale};
}

/// Logicle and hyperlog, which differ in the curve and in whether W may be 0.
template <class Parameters>
fcs::Result<Scale> make_biexponential(const Parameters& of, std::string_view kind, bool may_be_purely_logarithmic,
                                      detail::Curve (*curve)(double W)) {
  const auto found = [&of] { return fmt::format("T = {}, W = {}, M = {}, A = {}", of.T, of.W, of.M, of.A); };
  const bool W_is_legal = (may_be_purely_logarithmic ? of.W >= 0 : of.W > 0) && of.W <= of.M / 2;
  const double most_A = (of.M - 2 * of.W) + 4 * std::numeric_limits<double>::epsilon() * of.M;  // 4.5 - 2 * 1.6 < 1.3
  if (!is_positive(of.T) || !is_positive(of.M) || !W_is_legal || !is_within(-of.W, of.A, most_A)) {
    return refusal(kind,
                   may_be_purely_logarithmic ? "T > 0, M > 0, 0 <= W <= M/2 and -W <= A <= M - 2W"
                                             : "T > 0, M > 0, 0 < W <= M/2 and -W <= A <= M - 2W",
                   found());
  }
  const double decades = of.M + of.A;
  auto scale =
      detail::Biexponential::make(curve(of.W), of.T, (of.M - of.W) * ln10, (of.A + of.W) / decades, decades * ln10);
  if (!scale) return refusal(kind, representable, found());
  return Scale{*std::move(scale)};
}

fcs::Result<Scale> make_scale(const Logicle& of) {
  return make_biexponential(of, "logicle transformation", true, detail::logicle_curve);
}

fcs::Result<Scale> make_scale(const Hyperlog& of) {
  return make_biexponential(of, "hyperlog transformation", false, detail::hyperlog_curve);
}

/// NaN stays NaN.
double clamped(double y, const Bound& bound) { return y < bound.min ? bound.min : y > bound.max ? bound.max : y; }

}  // namespace

struct Transformation::Tables {
  TransformationParameters parameters;
  Bound bound;
  Scale scale;
};

fcs::Result<Transformation> Transformation::make(const TransformationParameters& parameters, Bound bound) {
  if (!(bound.min <= bound.max)) {
    return refusal("bound of a transformation", "boundMin <= boundMax",
                   fmt::format("boundMin = {}, boundMax = {}", bound.min, bound.max));
  }
  FCS_TRY(scale, std::visit([](const auto& of) { return make_scale(of); }, parameters));
  return Transformation{std::make_shared<const Tables>(Tables{parameters, bound, std::move(scale)})};
}

double Transformation::operator()(double x) const {
  const auto& scale = tables_->scale;
  const auto* often = std::get_if<detail::Biexponential>(&scale);
  const double y = often != nullptr ? (*often)(x) : std::visit([x](const auto& any) { return any(x); }, scale);
  return clamped(y, tables_->bound);
}

void Transformation::to_scale(std::span<double> values) const {
  const auto& scale = tables_->scale;
  if (const auto* often = std::get_if<detail::Biexponential>(&scale)) {
    often->to_positions(values);
  } else {
    for (double& value : values) value = std::visit([value](const auto& any) { return any(value); }, scale);
  }
  const auto bound = tables_->bound;
  if (bound == Bound{}) return;
  for (double& value : values) value = clamped(value, bound);
}

double Transformation::inverse(double y) const {
  return std::visit([y](const auto& scale) { return scale.inverse(y); }, tables_->scale);
}

const TransformationParameters& Transformation::parameters() const { return tables_->parameters; }
const Bound& Transformation::bound() const { return tables_->bound; }

bool operator==(const Transformation& a, const Transformation& b) {
  return a.parameters() == b.parameters() && a.bound() == b.bound();
}

}  // namespace gating
