#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fcs {

/// The matrix of shares that a file carries ($SPILLOVER and its aliases): row = fluorochrome by its own detector,
/// column = detector that sees it, diagonal usually 1. Never the inverse.
struct Spillover {
  std::vector<std::string> detectors;  ///< $PnN of each row and column
  std::vector<double> coefficients;    ///< row-major, size() x size(), no unit
  std::string keyword;                 ///< where it came from: "$SPILLOVER", "SPILL", ...

  [[nodiscard]] std::size_t size() const { return detectors.size(); }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const { return coefficients[row * size() + column]; }
};

}  // namespace fcs
