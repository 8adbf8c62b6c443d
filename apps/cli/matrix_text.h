#pragma once

#include <string>

#include "gating/strategy.h"

namespace cli {

/// For people: a row a fluorochrome, shares in percent.
[[nodiscard]] std::string matrix_text(const gating::SpectrumMatrix& matrix);

/// A line a fluorochrome and a column a detector, shares as fractions; the first cell of the header is "fluorochrome".
[[nodiscard]] std::string matrix_csv(const gating::SpectrumMatrix& matrix);

}  // namespace cli
