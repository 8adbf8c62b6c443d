#pragma once

#include <optional>
#include <vector>

namespace study {

/// What is left of one dye in another channel after compensation.
struct ResidualSpill {
  double slope = 0;         ///< units of y a unit of x: about the error of the coefficient
  bool is_certain = false;  ///< more than chance: the intervals of y's medians in the outer thirds do not touch
};

/// Slope of y on x by the medians of the outer thirds along x. Medians bear with y that has two peaks: what counts as
/// certain rests on ranks alone. The intervals are 3.5 standard deviations of a median's rank to either side, so that
/// two of them lie apart by chance about as seldom as a normal variable is 5 standard deviations off.
/// @param x  compensated values of cells that are alike and bright in x
/// @param y  of the same cells
/// @return none for fewer than 180 cells, or where x does not spread
/// Source: the resistant line (Tukey 1977); study model, section 3.6, residual slope.
[[nodiscard]] std::optional<ResidualSpill> residual_spill(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace study
