#include "gating/compensation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Dense>
#include <fmt/format.h>

namespace gating {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<const Matrix>;

constexpr double least_reciprocal_condition = 1e-9;

MatrixView view(std::span<const double> coefficients, std::size_t rows, std::size_t columns) {
  return {coefficients.data(), static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns)};
}

/// Largest over smallest singular value.
double condition_of(const Matrix& matrix) {
  const Eigen::VectorXd values = Eigen::JacobiSVD<Matrix>(matrix).singularValues();
  return values(0) / values(values.size() - 1);
}

/// Reciprocal condition number with every row and column scaled to a largest element of 1, so that units play no part.
double scaled_reciprocal_condition(Matrix matrix) {
  for (Eigen::Index row = 0; row < matrix.rows(); ++row) matrix.row(row) /= matrix.row(row).cwiseAbs().maxCoeff();
  for (Eigen::Index column = 0; column < matrix.cols(); ++column) {
    const double largest = matrix.col(column).cwiseAbs().maxCoeff();
    if (largest > 0 || matrix.rows() == matrix.cols()) matrix.col(column) /= largest;
  }
  if (!matrix.allFinite()) return 0;
  if (matrix.rows() != matrix.cols()) return 1 / condition_of(matrix);
  const double condition = Eigen::PartialPivLU<Matrix>(matrix).rcond();
  return std::isnan(condition) ? 0 : condition;  // a pivot of 0 makes it NaN
}

Error singular(std::string found) {
  return {Code::singular_matrix, {}, "a matrix whose rows are independent", std::move(found)};
}

}  // namespace

Result<std::vector<double>> invert(std::span<const double> coefficients, std::size_t rows, std::size_t columns) {
  if (!std::all_of(coefficients.begin(), coefficients.end(), [](double value) { return std::isfinite(value); })) {
    return singular("a coefficient that is not finite");
  }
  const auto matrix = view(coefficients, rows, columns);
  const double condition = scaled_reciprocal_condition(matrix);
  if (!(condition >= least_reciprocal_condition)) {
    return singular(fmt::format("a reciprocal condition number of {}", condition));
  }
  Matrix inverse;
  if (rows == columns) {
    inverse = Eigen::PartialPivLU<Matrix>(matrix).inverse();
  } else {
    inverse = Eigen::CompleteOrthogonalDecomposition<Matrix>(matrix).pseudoInverse();
  }
  return std::vector<double>(inverse.data(), inverse.data() + inverse.size());
}

double condition_number(std::span<const double> coefficients, std::size_t rows, std::size_t columns) {
  const auto matrix = view(coefficients, rows, columns);
  return matrix.allFinite() ? condition_of(matrix) : std::numeric_limits<double>::infinity();
}

Result<Unmixing> unmixing(const fcs::Spillover& spillover) {
  FCS_TRY(inverse, invert(spillover.coefficients, spillover.size(), spillover.size()));
  return Unmixing{spillover.detectors, spillover.detectors, std::move(inverse)};
}

Result<Unmixing> unmixing(const SpectrumMatrix& matrix) {
  const auto rows = matrix.fluorochromes.size();
  const auto columns = matrix.detectors.size();
  if (rows == 0 || rows > columns || matrix.coefficients.size() != rows * columns) {
    return Error{
        Code::bad_matrix,
        {},
        "as many coefficients as fluorochromes times detectors, and no fewer detectors than fluorochromes",
        fmt::format("{} coefficients, {} fluorochromes, {} detectors", matrix.coefficients.size(), rows, columns)};
  }
  if (matrix.inverted_already) return Unmixing{matrix.detectors, matrix.fluorochromes, matrix.coefficients};
  FCS_TRY(inverse, invert(matrix.coefficients, rows, columns));
  return Unmixing{matrix.detectors, matrix.fluorochromes, std::move(inverse)};
}

bool is_identity(const fcs::Spillover& spillover) {
  for (std::size_t row = 0; row < spillover.size(); ++row) {
    for (std::size_t column = 0; column < spillover.size(); ++column) {
      if (spillover.at(row, column) != (row == column ? 1.0 : 0.0)) return false;
    }
  }
  return true;
}

bool named_as_compensated(std::string_view channel) {
  return channel.starts_with("Comp-") || channel.starts_with("FJComp-") ||
         (channel.starts_with('<') && channel.ends_with('>'));
}

}  // namespace gating
