// Compiled once for each instruction set, into a namespace of that name.

#include "gating/detail/value_kernels.h"

namespace gating::detail::CYTOGATE_INSTRUCTION_SET {
namespace {

using FourDoubles [[gnu::vector_size(32)]] = double;
using FourWords [[gnu::vector_size(32)]] = std::uint64_t;
using FourFloats [[gnu::vector_size(16)]] = float;
using EightFloats [[gnu::vector_size(32)]] = float;
using EightIntegers [[gnu::vector_size(32)]] = std::int32_t;

// Vectors at any address of values.
using DoublesAnywhere [[gnu::vector_size(32), gnu::aligned(8), gnu::may_alias]] = double;
using FloatsAnywhere [[gnu::vector_size(16), gnu::aligned(4), gnu::may_alias]] = float;
using IntegersAnywhere [[gnu::vector_size(32), gnu::aligned(4), gnu::may_alias]] = std::int32_t;

inline const DoublesAnywhere& four(const double* values) { return *reinterpret_cast<const DoublesAnywhere*>(values); }
inline DoublesAnywhere& four(double* values) { return *reinterpret_cast<DoublesAnywhere*>(values); }
inline const FloatsAnywhere& four(const float* values) { return *reinterpret_cast<const FloatsAnywhere*>(values); }
inline IntegersAnywhere& eight(std::int32_t* values) { return *reinterpret_cast<IntegersAnywhere*>(values); }

inline void load(const double* values, FourDoubles& out) { out = four(values); }
inline void load(const float* values, FourDoubles& out) { out = __builtin_convertvector(four(values), FourDoubles); }

/// Outputs that are together, from `output` on, of eight events at a time.
/// @return events done: all but the last few
template <std::size_t outputs, class Value>
std::size_t mix_together(const ExactMixture& mixture, const Value* const* inputs, std::size_t output) {
  constexpr std::size_t events_at_a_time = 8;
  const auto* const end_of_inputs = inputs + mixture.input_count;
  const double* const first_coefficient = mixture.coefficients + output * mixture.input_count;
  std::size_t first = 0;
  for (; first + events_at_a_time <= mixture.events; first += events_at_a_time) {
    FourDoubles low[outputs] = {};
    FourDoubles high[outputs] = {};
    const double* coefficients = first_coefficient;
    for (const auto* input = inputs; input != end_of_inputs; ++input, coefficients += outputs) {
      FourDoubles x, y;
      load(*input + first, x);
      load(*input + first + 4, y);
      for (std::size_t o = 0; o < outputs; ++o) {
        low[o] += x * coefficients[o];
        high[o] += y * coefficients[o];
      }
    }
    for (std::size_t o = 0; o < outputs; ++o) {
      four(mixture.outputs[output + o] + first) = low[o];
      four(mixture.outputs[output + o] + first + 4) = high[o];
    }
  }
  return first;
}

template <class Value>
void mix(const ExactMixture& mixture, const Value* const* inputs) {
  constexpr decltype(&mix_together<1, Value>) so_many[] = {mix_together<1, Value>, mix_together<2, Value>,
                                                           mix_together<3, Value>, mix_together<4, Value>,
                                                           mix_together<5, Value>, mix_together<6, Value>};
  static_assert(sizeof so_many == outputs_together * sizeof *so_many);
  std::size_t done = 0;
  for (std::size_t output = 0; output < mixture.output_count; output += outputs_together) {
    const auto left = mixture.output_count - output;
    done = so_many[(left < outputs_together ? left : outputs_together) - 1](mixture, inputs, output);
  }
  for (std::size_t output = 0; output < mixture.output_count; ++output) {
    for (auto event = done; event < mixture.events; ++event) mixture.outputs[output][event] = 0;
  }
  const double* coefficient = mixture.coefficients;
  in_mixing_order(mixture.output_count, mixture.input_count, [&](std::size_t output, std::size_t k) {
    for (auto event = done; event < mixture.events; ++event) {
      mixture.outputs[output][event] += static_cast<double>(inputs[k][event]) * *coefficient;
    }
    ++coefficient;
  });
}

void mix(const ExactMixture& mixture) {
  if (mixture.singles != nullptr) {
    mix(mixture, mixture.singles);
  } else {
    mix(mixture, mixture.doubles);
  }
}

/// Rounding to float and adding the offset keep the order of values.
inline std::int32_t find_cell(const Cells& cells, double value) {
  const auto single = static_cast<float>(value + 0.0);  // -0 is 0
  std::int32_t bits;
  __builtin_memcpy(&bits, &single, sizeof bits);
  const float shifted = __builtin_fabsf(single) + cells.offset;
  std::int32_t outwards;
  __builtin_memcpy(&outwards, &shifted, sizeof outwards);
  outwards = (outwards >> Cells::shift) - cells.first;
  outwards = outwards > cells.last ? cells.last : outwards;
  const std::int32_t cell = (outwards ^ (bits >> 31)) + (cells.last + 1);
  return value == value ? cell : cells.of_nan();
}

void find_cells(const Cells& cells, const double* values, std::int32_t* out, std::size_t count) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const FourFloats low = __builtin_convertvector(four(values + i) + 0.0, FourFloats);
    const FourFloats high = __builtin_convertvector(four(values + i + 4) + 0.0, FourFloats);
    const EightFloats singles = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
    const auto bits = reinterpret_cast<EightIntegers>(singles);
    const EightFloats shifted = reinterpret_cast<EightFloats>(bits & 0x7FFFFFFF) + cells.offset;
    EightIntegers outwards = (reinterpret_cast<EightIntegers>(shifted) >> Cells::shift) - cells.first;
    const EightIntegers last = EightIntegers{} + cells.last;
    outwards = outwards < last ? outwards : last;
    const EightIntegers cell = (outwards ^ (bits >> 31)) + (cells.last + 1);
    eight(out + i) = singles == singles ? cell : EightIntegers{} + cells.of_nan();
  }
  for (; i < count; ++i) out[i] = find_cell(cells, values[i]);
}

/// Turns each block of 2 * width bits in as many words over.
template <unsigned Width>
inline void transpose_blocks(std::uint64_t* words, unsigned count, std::uint64_t mask) {
  for (unsigned block = 0; block < count; block += 2 * Width) {
    for (unsigned i = block; i < block + Width; ++i) {
      const auto swapped = ((words[i] >> Width) ^ words[i + Width]) & mask;
      words[i] ^= swapped << Width;
      words[i + Width] ^= swapped;
    }
  }
}

void transpose(std::uint64_t* words, std::size_t used) {
  // Where the lower half is empty, its place is taken by the right half in the end.
  const bool is_half = used <= 32;
  const unsigned count = is_half ? 32 : 64;
  if (!is_half) transpose_blocks<32>(words, count, 0x00000000FFFFFFFFU);
  transpose_blocks<16>(words, count, 0x0000FFFF0000FFFFU);
  transpose_blocks<8>(words, count, 0x00FF00FF00FF00FFU);
  transpose_blocks<4>(words, count, 0x0F0F0F0F0F0F0F0FU);
  transpose_blocks<2>(words, count, 0x3333333333333333U);
  transpose_blocks<1>(words, count, 0x5555555555555555U);
  for (unsigned i = 0; is_half && i < 32; ++i) {
    words[i + 32] = words[i] >> 32;
    words[i] &= 0x00000000FFFFFFFFU;
  }
}

/// Four rows of four become columns.
inline void transpose(FourDoubles& a, FourDoubles& b, FourDoubles& c, FourDoubles& d) {
  const FourDoubles ab_even = __builtin_shufflevector(a, b, 0, 4, 2, 6);
  const FourDoubles ab_odd = __builtin_shufflevector(a, b, 1, 5, 3, 7);
  const FourDoubles cd_even = __builtin_shufflevector(c, d, 0, 4, 2, 6);
  const FourDoubles cd_odd = __builtin_shufflevector(c, d, 1, 5, 3, 7);
  a = __builtin_shufflevector(ab_even, cd_even, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab_odd, cd_odd, 0, 1, 4, 5);
  c = __builtin_shufflevector(ab_even, cd_even, 2, 3, 6, 7);
  d = __builtin_shufflevector(ab_odd, cd_odd, 2, 3, 6, 7);
}

/// Every product and sum is that of Biexponential, in the same order.
std::size_t to_positions(const TaylorPieces& pieces, double* values, std::size_t count) {
  static_assert(TaylorPieces::order == 8);
  constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const auto bits = reinterpret_cast<FourWords>(FourDoubles{four(values + i)});
    const FourDoubles u = reinterpret_cast<FourDoubles>(bits & ~sign) * pieces.inverse_unit;
    const auto within = u < pieces.limit;
    if ((within[0] & within[1] & within[2] & within[3]) == 0) break;
    const FourDoubles z = u + 1.0;
    const FourWords piece = (reinterpret_cast<FourWords>(z) + TaylorPieces::half) >> TaylorPieces::shift;
    const FourDoubles t = z - reinterpret_cast<FourDoubles>(piece << TaylorPieces::shift);
    const FourWords at = piece - TaylorPieces::first;
    FourDoubles c0 = four(pieces.pieces[at[0]]), c4 = four(pieces.pieces[at[0]] + 4);
    FourDoubles c1 = four(pieces.pieces[at[1]]), c5 = four(pieces.pieces[at[1]] + 4);
    FourDoubles c2 = four(pieces.pieces[at[2]]), c6 = four(pieces.pieces[at[2]] + 4);
    FourDoubles c3 = four(pieces.pieces[at[3]]), c7 = four(pieces.pieces[at[3]] + 4);
    transpose(c0, c1, c2, c3);
    transpose(c4, c5, c6, c7);
    const FourDoubles t2 = t * t;
    const FourDoubles p = ((c0 + c1 * t) + (c2 + c3 * t) * t2) + ((c4 + c5 * t) + (c6 + c7 * t) * t2) * (t2 * t2);
    const auto size = reinterpret_cast<FourWords>(p * pieces.inverse_per_unit) & ~sign;
    four(values + i) = reinterpret_cast<FourDoubles>(size | (bits & sign)) + pieces.zero;
  }
  return i;
}

}  // namespace

const ValueKernels value_kernels{mix, find_cells, transpose, to_positions};

}  // namespace gating::detail::CYTOGATE_INSTRUCTION_SET
