#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/base/spillover.h"
#include "gating/strategy.h"

namespace gating {

/// What turns measured signals into fluorochrome signals: unmixed[j] = sum over k of measured[k] * at(k, j).
struct Unmixing {
  std::vector<std::string> detectors;      ///< m rows: channel names
  std::vector<std::string> fluorochromes;  ///< n columns
  std::vector<double> coefficients;        ///< m x n row-major, no unit

  [[nodiscard]] double at(std::size_t detector, std::size_t fluorochrome) const {
    return coefficients[detector * fluorochromes.size() + fluorochrome];
  }
};

/// Inverts a matrix, or, for fewer rows than columns, takes its Moore-Penrose inverse (ordinary least squares).
/// @param coefficients  rows x columns row-major, rows <= columns
/// @return columns x rows row-major
/// @error  Code::singular_matrix when a coefficient is not finite or the reciprocal condition number, with rows and
/// columns scaled to a largest element of 1, is under 1e-9: rows depend on each other, or so nearly that noise is all
/// that comes out
[[nodiscard]] fcs::Result<std::vector<double>> invert(std::span<const double> coefficients, std::size_t rows,
                                                      std::size_t columns);

/// How much errors of the signals grow when the matrix is removed: its largest singular value over its smallest. 1 at
/// best; infinite where rows depend on each other or a coefficient is not finite.
/// @param coefficients  rows x columns row-major, neither 0
[[nodiscard]] double condition_number(std::span<const double> coefficients, std::size_t rows, std::size_t columns);

/// Of the matrix that a file carries: row vector times inverse, fluorochromes named as their detectors.
/// Source: FCS 3.1, $SPILLOVER; Gating-ML 2.0, compensation-ref "FCS".
[[nodiscard]] fcs::Result<Unmixing> unmixing(const fcs::Spillover& spillover);

/// Of a spectrum matrix: its inverse, or its own numbers where they are the inverse already.
/// @error Code::bad_matrix when the shape and the names disagree; Code::singular_matrix
[[nodiscard]] fcs::Result<Unmixing> unmixing(const SpectrumMatrix& matrix);

[[nodiscard]] bool is_identity(const fcs::Spillover& spillover);

/// Whether a channel is called as programs call compensated or unmixed ones: Comp-FITC-A, FJComp-FITC-A, <FITC-A>.
[[nodiscard]] bool named_as_compensated(std::string_view channel);

}  // namespace gating
