#include "gating/gatingml/detail/transformations.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace gating::gatingml::detail {
namespace {

using fcs::Code;
using fcs::Result;

constexpr ElementName fcs_dimension{Space::data_type, "fcs-dimension"};

/// boundMin and boundMax of a transformation or a ratio.
Result<Bound> read_bound(const Element& element) {
  Errors errors;
  const auto min = errors.keep(element.optional_number("boundMin"));
  const auto max = errors.keep(element.optional_number("boundMax"));
  FCS_CHECK(errors.result());
  Bound bound;
  if (*min) bound.min = **min;
  if (*max) bound.max = **max;
  if (bound.min <= bound.max) return bound;
  return element.error_at("boundMin", Code::bad_transformation, "boundMin <= boundMax",
                          fmt::format("{} and {}", bound.min, bound.max));
}

Result<TransformationParameters> read_parameters(const Element& kind) {
  const auto name = kind.name();
  Errors errors;
  const auto number = [&](std::string_view attribute) { return errors.keep(kind.number(attribute)).value_or(0); };
  const auto parameters = [&]() -> TransformationParameters {
    const double T = number("T");
    if (name == "flin") return Linear{T, number("A")};
    const double M = number("M");
    if (name == "flog") return Logarithmic{T, M};
    const double A = number("A");
    if (name == "fasinh") return Arcsinh{T, M, A};
    const double W = number("W");
    if (name == "logicle") return Logicle{T, W, M, A};
    return Hyperlog{T, W, M, A};
  }();
  FCS_CHECK(errors.result());
  return parameters;
}

Result<std::vector<std::string>> read_names(const Element& list, Context& context) {
  FCS_TRY(dimensions, children_among(list, {fcs_dimension}, context));
  std::vector<std::string> names;
  for (const auto& dimension : dimensions) {
    FCS_TRY(name, dimension.attribute("name"));
    if (!name) return dimension.error(Code::bad_attribute, "the attribute name", "none");
    names.push_back(*std::move(name));
  }
  if (names.empty()) return list.error(Code::missing_element, "elements fcs-dimension", "none");
  return names;
}

Result<std::vector<std::vector<double>>> read_spectra(const std::vector<Element>& spectra, Context& context) {
  std::vector<std::vector<double>> rows;
  Errors errors;
  for (const auto& spectrum : spectra) {
    FCS_TRY(coefficients, children_among(spectrum, {{Space::transforms, "coefficient"}}, context));
    auto& row = rows.emplace_back();
    for (const auto& coefficient : coefficients) {
      const auto value = errors.keep(coefficient.number("value"));
      if (value && !std::isfinite(*value)) {
        errors.add(coefficient.error_at("value", Code::bad_matrix, "finite coefficients", fmt::format("{}", *value)));
      }
      row.push_back(value.value_or(0));
    }
  }
  FCS_CHECK(errors.result());
  return rows;
}

/// Fluorochromes that a writer left without a name are called as the detectors in their places.
Result<void> name_fluorochromes(SpectrumMatrix& matrix, const Element& element, Context& context) {
  for (std::size_t i = 0; i < matrix.fluorochromes.size(); ++i) {
    if (!matrix.fluorochromes[i].empty()) continue;
    if (matrix.fluorochromes.size() != matrix.detectors.size()) {
      return element.error(Code::bad_matrix, "a name for every fluorochrome", "an empty one");
    }
    matrix.fluorochromes[i] = matrix.detectors[i];
    context.tolerate(element.error(Code::bad_matrix, "a name for every fluorochrome", "an empty one"),
                     fmt::format("fluorochrome {} is called {}, as its detector", i + 1, matrix.detectors[i]));
  }
  return fcs::success();
}

Result<void> refuse_repeated(const std::vector<std::string>& names, const Element& list) {
  std::set<std::string> seen;
  for (const auto& name : names) {
    if (name.empty()) return list.error(Code::bad_matrix, "names that are not empty", "an empty one");
    if (!seen.insert(name).second) return list.error(Code::bad_matrix, "names of which each stands once", name);
  }
  return fcs::success();
}

}  // namespace

Result<Transformation> read_transformation(const Element& element, Context& context) {
  FCS_TRY(kinds, children_among(element,
                                {{Space::transforms, "flin"},
                                 {Space::transforms, "flog"},
                                 {Space::transforms, "fasinh"},
                                 {Space::transforms, "logicle"},
                                 {Space::transforms, "hyperlog"}},
                                context));
  if (kinds.empty()) {
    return element.error(Code::missing_element, "flin, flog, fasinh, logicle, hyperlog or fratio", "none");
  }
  if (kinds.size() > 1) return kinds[1].error(Code::unexpected_element, "one function", "a second one");
  FCS_CHECK(children_among(kinds.front(), {}, context));
  Errors errors;
  const auto bound = errors.keep(read_bound(element));
  const auto parameters = errors.keep(read_parameters(kinds.front()));
  FCS_CHECK(errors.result());
  auto made = Transformation::make(*parameters, *bound);
  if (made.has_value()) return made;
  return kinds.front().error(made.error().code, made.error().expected, made.error().found);
}

Result<Ratio> read_ratio(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {{Space::transforms, "fratio"}, fcs_dimension}, context));
  FCS_TRY(fratio, only(element, children, "fratio"));
  FCS_TRY(inside, children_among(fratio, {fcs_dimension}, context));
  auto inputs = named(children, "fcs-dimension");
  if (!inputs.empty() && inside.empty()) {
    context.tolerate(element.error(Code::unexpected_element, "fcs-dimension inside fratio", "fcs-dimension beside it"),
                     "they are the ratio's numerator and denominator");
  }
  inputs.insert(inputs.end(), inside.begin(), inside.end());
  if (inputs.size() != 2) {
    return fratio.error(Code::bad_transformation, "two elements fcs-dimension: numerator and denominator",
                        fmt::format("{}", inputs.size()));
  }
  Ratio ratio;
  Errors errors;
  for (const auto& [attribute, value] :
       {std::pair{"A", &ratio.A}, std::pair{"B", &ratio.B}, std::pair{"C", &ratio.C}}) {
    const auto number = errors.keep(fratio.number(attribute));
    if (number && !std::isfinite(*number)) {
      errors.add(fratio.error_at(attribute, Code::bad_transformation, "finite A, B and C", fmt::format("{}", *number)));
    }
    *value = number.value_or(0);
  }
  ratio.numerator = errors.keep(inputs[0].required("name")).value_or("");
  ratio.denominator = errors.keep(inputs[1].required("name")).value_or("");
  ratio.bound = errors.keep(read_bound(element)).value_or(Bound{});
  FCS_CHECK(errors.result());
  return ratio;
}

Result<SpectrumMatrix> read_matrix(const Element& element, Context& context) {
  FCS_TRY(children,
          children_among(
              element,
              {{Space::transforms, "fluorochromes"}, {Space::transforms, "detectors"}, {Space::transforms, "spectrum"}},
              context));
  FCS_TRY(fluorochromes, only(element, children, "fluorochromes"));
  FCS_TRY(detectors, only(element, children, "detectors"));
  SpectrumMatrix matrix;
  Errors errors;
  auto fluorochrome_names = errors.keep(read_names(fluorochromes, context));
  auto detector_names = errors.keep(read_names(detectors, context));
  const auto inverted = errors.keep(element.flag("matrix-inverted-already"));
  const auto spectra = errors.keep(read_spectra(named(children, "spectrum"), context));
  FCS_CHECK(errors.result());
  const auto& rows = *spectra;
  matrix.fluorochromes = *std::move(fluorochrome_names);
  matrix.detectors = *std::move(detector_names);
  matrix.inverted_already = *inverted;
  errors.keep(refuse_repeated(matrix.detectors, detectors));
  FCS_CHECK(name_fluorochromes(matrix, fluorochromes, context));
  errors.keep(refuse_repeated(matrix.fluorochromes, fluorochromes));
  FCS_CHECK(errors.result());

  const auto n = matrix.fluorochromes.size(), m = matrix.detectors.size();
  if (n > m) {
    return element.error(Code::bad_matrix, "no more fluorochromes than detectors", fmt::format("{} and {}", n, m));
  }
  const auto is_cut = [&rows](std::size_t height, std::size_t width) {
    return rows.size() == height &&
           std::all_of(rows.begin(), rows.end(), [width](const auto& row) { return row.size() == width; });
  };
  // An inverse of n < m is m x n, while the standard's text keeps saying n rows of m: the numbers run on either way.
  if (!is_cut(n, m) && !(*inverted && is_cut(m, n))) {
    std::string widths;
    for (const auto& row : rows) widths += fmt::format("{}{}", widths.empty() ? "" : ", ", row.size());
    return element.error(Code::bad_matrix, fmt::format("{} elements spectrum of {} coefficients", n, m),
                         rows.empty() ? "none" : fmt::format("{} of {}", rows.size(), widths));
  }
  for (const auto& row : rows) matrix.coefficients.insert(matrix.coefficients.end(), row.begin(), row.end());
  return matrix;
}

}  // namespace gating::gatingml::detail
