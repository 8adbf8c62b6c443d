#pragma once

namespace study::simulate {

/// What a well of the cell line gets, and for how long.
struct Exposure {
  double compound_nM = 0;       ///< 0 = vehicle
  double dexamethasone_nM = 0;  ///< 0 = none
  double hours = 0;
};

/// Fractions of the single cells of a well. They sum to 1.
struct CellDeath {
  double live = 0;
  double early = 0;     ///< Annexin V+ DNA dye-
  double late = 0;      ///< Annexin V+ DNA dye+
  double necrotic = 0;  ///< Annexin V- DNA dye+
};

/// How many cells die follows a four-parameter logistic of the concentration; two drugs together do more than
/// independent action (Bliss) says. Death takes time, and cells that die are early apoptotic first, then late.
/// @param shift  log-odds of dying that this well has beyond the usual one
[[nodiscard]] CellDeath expected_death(const Exposure& exposure, double shift);

}  // namespace study::simulate
