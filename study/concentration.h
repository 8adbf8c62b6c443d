#pragma once

#include <optional>
#include <string_view>

namespace study {

/// A concentration in nM, from pM, nM, uM (with u or either sign for micro), mM or M.
/// @return none for any other unit, which does not convert
[[nodiscard]] std::optional<double> nanomolar(double value, std::string_view unit);

}  // namespace study
