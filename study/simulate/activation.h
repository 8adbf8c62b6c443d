#pragma once

#include <array>
#include <span>
#include <string_view>

namespace study::simulate {

/// Fractions of a T-cell lineage: HLA-DR+CD38+, HLA-DR+CD38-, HLA-DR-CD38+, HLA-DR-CD38-. They sum to 1.
using Activation = std::array<double, 4>;

/// What the model expects of one subject at one visit, before chance has its say.
struct ExpectedActivation {
  Activation cd8{};
  Activation cd4{};
};

/// The visits that the model knows, in the order of time.
[[nodiscard]] std::span<const std::string_view> modelled_visits();

/// The drug moves the log-odds of HLA-DR+CD38+ from their value at C1D1, in proportion to `dose_scale`; `shift`
/// (log-odds) adds what is the subject's own. The other three share the rest as is usual at the visit.
/// @param visit  one of modelled_visits()
[[nodiscard]] ExpectedActivation expected_activation(std::string_view visit, double dose_scale, double shift);

}  // namespace study::simulate
