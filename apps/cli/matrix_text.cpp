#include "apps/cli/matrix_text.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "fcs/base/error.h"
#include "study/table.h"

namespace cli {

std::string matrix_text(const gating::SpectrumMatrix& matrix) {
  std::size_t widest = 4;
  for (const auto& name : matrix.fluorochromes) widest = std::max(widest, fcs::printable(name).size());
  auto out = fmt::format("  {:<{}}", "%", widest);
  for (const auto& name : matrix.detectors) out += fmt::format("  {:>8}", fcs::printable(name));
  out += '\n';
  for (std::size_t row = 0; row < matrix.fluorochromes.size(); ++row) {
    out += fmt::format("  {:<{}}", fcs::printable(matrix.fluorochromes[row]), widest);
    for (std::size_t column = 0; column < matrix.detectors.size(); ++column) {
      const double share = matrix.coefficients[row * matrix.detectors.size() + column];
      const auto width = std::max<std::size_t>(8, fcs::printable(matrix.detectors[column]).size());
      out += fmt::format("  {:>{}.2f}", 100 * share, width);
    }
    out += '\n';
  }
  return out;
}

std::string matrix_csv(const gating::SpectrumMatrix& matrix) {
  std::string out;
  std::vector<std::string> cells{"fluorochrome"};
  for (const auto& name : matrix.detectors) cells.push_back(study::text_cell(name));
  study::append_row(out, cells);
  for (std::size_t row = 0; row < matrix.fluorochromes.size(); ++row) {
    cells = {study::text_cell(matrix.fluorochromes[row])};
    for (std::size_t column = 0; column < matrix.detectors.size(); ++column) {
      cells.push_back(study::number_cell(matrix.coefficients[row * matrix.detectors.size() + column]));
    }
    study::append_row(out, cells);
  }
  return out;
}

}  // namespace cli
