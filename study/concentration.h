#pragma once

#include <optional>
#include <string_view>

namespace study {

/// A concentration in nM, from fM, pM, nM, uM (with u, mc, or either sign for micro), mM or M, also as nmol/L.
/// @return none for any other unit, which does not convert
[[nodiscard]] std::optional<double> nanomolar(double value, std::string_view unit);

}  // namespace study
