#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "gating/detail/counted.h"

namespace gating::detail {

/// From a sample of events, how to count all of them: around where each quantile of each population ought to lie,
/// values are wanted; elsewhere the ruler is coarse. Of a population that the sample has next to nothing of, all are
/// wanted.
/// @param sample       which collected all its values in one interval; sorted out
/// @param populations  how many there are
[[nodiscard]] DimensionTask aim(std::size_t shown, const Counted& sample, std::size_t populations,
                                std::span<const double> probabilities);

/// Boundaries that divide values into parts of about as many each. Values that make up several parts are divided from
/// those below and above them.
/// @param sorted  ascending, no NaN
void append_dividing(std::vector<double>& boundaries, std::span<const double> sorted, std::size_t parts);
/// Sorts boundaries, each once, without any that divides nothing.
void tidy(std::vector<double>& boundaries);
/// Cells for boundaries, so that those a distance of `finest` apart are told apart.
[[nodiscard]] Cells cells_of(std::span<const double> boundaries, double finest);

}  // namespace gating::detail
