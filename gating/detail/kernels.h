#pragma once

#include <cstddef>
#include <cstdint>

namespace gating::detail {

/// Which of 64 events certainly reach an edge, and which certainly do not: bit i is event i. NaN does neither.
struct Reach {
  std::uint64_t reached = 0;
  std::uint64_t short_of = 0;
};

/// Which side of a shape a cell of the plane is on.
enum class Side : std::uint8_t { border = 0, inside = 1, outside = 2 };

/// An axis in columns. Where they are as wide as each other, a value's column follows from the value:
/// (value - start) * columns_a_unit, from 0 to `last`. Elsewhere the axis is in bins by the leading bits of
/// |value| + offset: near zero all as wide, further out each a 64th of its values. Those of negative values come first,
/// the outermost first; the outermost on both sides reach to infinity, as do the outermost columns.
struct Bins {
  static constexpr int shift = 17;  ///< bits of a float that do not matter
  float start = 0;
  float columns_a_unit = 0;
  float offset = 0;
  std::int32_t first = 0;                  ///< leading bits of the offset itself
  std::int32_t last = 0;                   ///< most that leading bits are counted beyond these; or the last column
  float most_error = 0;                    ///< of a value for which its column holds
  std::int32_t distance = 1;               ///< of two columns in the cells
  const std::uint16_t* columns = nullptr;  ///< of each bin, 2 * (last + 1), times `distance`; null where there are none
};

/// Values each of which may be off by margin * magnitude.
struct Estimates {
  const float* values = nullptr;
  const float* magnitudes = nullptr;
  float margin = 0;
};

/// 64 values of an axis.
struct BinnedValues {
  const float* values = nullptr;
  const float* magnitudes = nullptr;
  float margin = 0;  ///< each value may be off by this times its magnitude
  Bins bins;
};

/// A matrix applied to events in single precision. Every value is within `margin` of its column times the event's
/// magnitude of what double gives (docs/decisions/0011).
struct Mixture {
  const float* const* inputs = nullptr;        ///< columns of `events` values
  const float* const* coefficients = nullptr;  ///< of each output, one for each input
  float* const* outputs = nullptr;             ///< columns of `events` values
  float* magnitude = nullptr;                  ///< `events` values; NaN where an input is not finite or too large
  std::size_t input_count = 0;
  std::size_t output_count = 0;
  std::size_t events = 0;
};

/// The loops that take most of the time, compiled once for each instruction set: the same code, the same bits. Nothing
/// of the standard library's is used in them, so that no inline function is compiled for a processor that is not there.
struct Kernels {
  const char* name;
  void (*mix)(const Mixture&);
  /// Of 64 values a word against an edge: reached from `at_or_above` on, short of it below `below`.
  /// @param out  of each word
  void (*compare_doubles)(const double* x, std::size_t words, double below, double at_or_above, Reach* out);
  void (*compare_singles)(const float* x, std::size_t words, float below, float at_or_above, Reach* out);
  void (*compare_estimates)(const Estimates& x, std::size_t words, float below, float at_or_above, Reach* out);
  /// Which of 64 points are certainly inside a shape (reached), and which outside.
  /// @param sides  Side of each cell, at the sum of the columns of its x and its y
  Reach (*locate)(const BinnedValues& x, const BinnedValues& y, const std::uint8_t* sides);
  std::uint64_t (*count_bits)(const std::uint64_t* words, std::size_t count);
};

/// Sums of magnitudes begin with this, which covers all that products lose below the smallest normal float.
inline constexpr float smallest_magnitude = 0x1p-100F;
inline constexpr float largest_magnitude = 0x1p100F;

namespace baseline {
extern const Kernels kernels;
}
namespace avx2 {  // only where the processor's family has it
extern const Kernels kernels;
}

}  // namespace gating::detail
