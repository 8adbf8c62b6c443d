#pragma once

#include <cstddef>
#include <cstdint>

namespace gating::detail {

/// Outputs of a matrix whose sums are kept in registers together: of two vectors of events each, in 12 of 16 registers.
inline constexpr std::size_t outputs_together = 6;

/// Calls visit(output, input) for every coefficient of a matrix in the order in which mixing takes them: for as many
/// outputs as are together, which are fewer in the last group, all of the first input, then of the next.
template <class Visit>
constexpr void in_mixing_order(std::size_t outputs, std::size_t inputs, Visit visit) {
  for (std::size_t first = 0; first < outputs; first += outputs_together) {
    const auto end = first + outputs_together < outputs ? first + outputs_together : outputs;
    for (std::size_t input = 0; input < inputs; ++input) {
      for (auto output = first; output < end; ++output) visit(output, input);
    }
  }
}

/// A matrix applied to events in double, exactly as the plain definition does: each output is 0 plus one product after
/// another, in the order of the inputs.
struct ExactMixture {
  const float* const* singles = nullptr;   ///< columns of `events` values, the inputs; or
  const double* const* doubles = nullptr;  ///< the same in double; the other is null
  const double* coefficients = nullptr;    ///< one for each input and output, in_mixing_order()
  double* const* outputs = nullptr;        ///< columns of `events` values
  std::size_t input_count = 0;
  std::size_t output_count = 0;
  std::size_t events = 0;
};

/// The line in cells by the leading bits of |value| + offset: near zero all as wide, further out each a 512th of its
/// values. Those of negative values come first, the outermost first; the outermost on both sides reach to infinity. A
/// greater value is never in a lower cell.
struct Cells {
  static constexpr int shift = 14;  ///< bits of a float that do not matter
  float offset = 0;
  std::int32_t first = 0;  ///< leading bits of the offset itself
  std::int32_t last = 0;   ///< most that leading bits are counted beyond these

  [[nodiscard]] std::int32_t count() const { return 2 * (last + 1); }
  [[nodiscard]] std::int32_t of_nan() const { return count(); }
};

/// Positions on a display, odd in x about `zero`: of x >= 0 from Taylor pieces in z = 1 + x * inverse_unit, whose
/// centres are the doubles from 1 on with so few leading bits.
struct TaylorPieces {
  static constexpr int shift = 52 - 5;  ///< bits of z that tell where within a piece it lies
  static constexpr std::uint64_t half = std::uint64_t{1} << (shift - 1);
  static constexpr std::uint64_t first = std::uint64_t{0x3FF} << (52 - shift);  ///< leading bits of 1
  static constexpr std::size_t order = 8;

  using Piece = double[order];  ///< coefficients of powers of the distance from its centre

  const Piece* pieces = nullptr;
  double inverse_unit = 0;
  double limit = 0;  ///< the pieces reach to it: z - 1 must be below
  double zero = 0;
  double inverse_per_unit = 0;
};

/// The loops over values that statistics and scales take, once for each instruction set like Kernels.
struct ValueKernels {
  void (*mix)(const ExactMixture&);
  void (*find_cells)(const Cells& cells, const double* values, std::int32_t* out, std::size_t count);
  /// Turns 64 words of 64 bits over: bit i of word j goes to bit j of word i.
  /// @param used  words from here on are 0
  void (*transpose)(std::uint64_t* words, std::size_t used);
  /// Replaces data values by positions, four at a time.
  /// @return how many it did: all but the last few, or up to four of which one is beyond the limit or NaN
  std::size_t (*to_positions)(const TaylorPieces& pieces, double* values, std::size_t count);
};

namespace baseline {
extern const ValueKernels value_kernels;
}
namespace avx2 {  // only where the processor's family has it
extern const ValueKernels value_kernels;
}

/// Those of the instruction set that kernels() has.
[[nodiscard]] const ValueKernels& value_kernels();

}  // namespace gating::detail
