#include "gating/detail/estimates.h"

#include <algorithm>
#include <cmath>

namespace gating {
namespace {

/// Bounds the distance of the estimate from what double arithmetic gives, for an event whose inputs have magnitudes of
/// sum m as computed: u = 2^-24 is the rounding of float, a the largest coefficient's magnitude, n the inputs.
/// Rounding an input and a coefficient, their product and n sums cost (n + 2) u a m; the sum m itself may come out
/// (n + 1) u too small; adding and subtracting the margin costs another u a m; double's own roundings are 2^-29 of
/// these. With n + 8, and a hundredth more for the products of errors, nothing is left out (docs/decisions/0011).
float margin_of(const CompensatedColumn& column) {
  double largest = 0;
  for (const double coefficient : column.coefficients) largest = std::max(largest, std::abs(coefficient));
  const auto n = static_cast<double>(column.inputs.size());
  return static_cast<float>(1.01 * (n + 8) * 0x1p-24 * largest);
}

/// Whether the bound holds: sums short enough, and coefficients so that nothing overflows and what products lose below
/// the smallest normal float is less than detail::smallest_magnitude makes good.
bool can_be_estimated(const CompensatedColumn& column) {
  constexpr std::size_t most_inputs = 1000;
  double largest = 0;
  for (const double coefficient : column.coefficients) {
    if (!std::isfinite(coefficient)) return false;
    largest = std::max(largest, std::abs(coefficient));
  }
  return column.inputs.size() <= most_inputs && largest >= 0x1p-20 && largest <= 0x1p20;
}

}  // namespace

void choose_estimates(Plan::Program& program, const std::vector<std::size_t>& looked_at) {
  for (const auto d : looked_at) {
    const auto* column = std::get_if<CompensatedColumn>(&program.derived[d]);
    if (column == nullptr || !can_be_estimated(*column)) {
      program.computed.push_back(d);
      continue;
    }
    const auto known = std::find_if(program.estimated.begin(), program.estimated.end(),
                                    [&](const auto& group) { return group.inputs == column->inputs; });
    auto& group = known != program.estimated.end() ? *known : program.estimated.emplace_back();
    group.inputs = column->inputs;
    group.outputs.push_back(d);
    group.coefficients.emplace_back();
    for (const double coefficient : column->coefficients) {
      group.coefficients.back().push_back(static_cast<float>(coefficient));
    }
    group.margins.push_back(margin_of(*column));
  }
}

}  // namespace gating
