#pragma once

#include "gating/gatingml/detail/context.h"
#include "gating/strategy.h"

namespace gating::gatingml::detail {

/// A transforms:transformation around flin, flog, fasinh, logicle or hyperlog, with its bound.
[[nodiscard]] fcs::Result<Transformation> read_transformation(const Element& element, Context& context);

/// A transforms:transformation around fratio. Its two fcs-dimensions stand inside fratio, or, as the standard's
/// examples have it, beside it.
[[nodiscard]] fcs::Result<Ratio> read_ratio(const Element& element, Context& context);

/// Numbers are brought into the shape that SpectrumMatrix documents, however their rows are cut.
[[nodiscard]] fcs::Result<SpectrumMatrix> read_matrix(const Element& element, Context& context);

}  // namespace gating::gatingml::detail
