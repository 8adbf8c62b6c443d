// Compiled once for each instruction set, into a namespace of that name.

#include "gating/detail/value_kernels.h"

namespace gating::detail::CYTOGATE_INSTRUCTION_SET {
namespace {

using FourDoubles [[gnu::vector_size(32)]] = double;
using FourFloats [[gnu::vector_size(16)]] = float;
using FourIntegers [[gnu::vector_size(16)]] = std::int32_t;

// Vectors at any address of values.
using DoublesAnywhere [[gnu::vector_size(32), gnu::aligned(8), gnu::may_alias]] = double;
using FloatsAnywhere [[gnu::vector_size(16), gnu::aligned(4), gnu::may_alias]] = float;
using IntegersAnywhere [[gnu::vector_size(16), gnu::aligned(4), gnu::may_alias]] = std::int32_t;

inline const DoublesAnywhere& four(const double* values) { return *reinterpret_cast<const DoublesAnywhere*>(values); }
inline DoublesAnywhere& four(double* values) { return *reinterpret_cast<DoublesAnywhere*>(values); }
inline const FloatsAnywhere& four(const float* values) { return *reinterpret_cast<const FloatsAnywhere*>(values); }
inline IntegersAnywhere& four(std::int32_t* values) { return *reinterpret_cast<IntegersAnywhere*>(values); }

constexpr std::size_t events_at_a_time = 16;

/// Two outputs of 16 events: eight sums, each in a register.
inline void mix_two(const ExactMixture& mixture, std::size_t a, std::size_t b, std::size_t start, std::size_t first) {
  FourDoubles a0 = {}, a1 = {}, a2 = {}, a3 = {};
  FourDoubles b0 = {}, b1 = {}, b2 = {}, b3 = {};
  const double* of_a = mixture.coefficients[a];
  const double* of_b = mixture.coefficients[b];
  const double* in = mixture.scratch + (first - start);
  for (std::size_t k = 0; k < mixture.input_count; ++k, in += ExactMixture::chunk) {
    a0 += four(in) * of_a[k];
    a1 += four(in + 4) * of_a[k];
    a2 += four(in + 8) * of_a[k];
    a3 += four(in + 12) * of_a[k];
    b0 += four(in) * of_b[k];
    b1 += four(in + 4) * of_b[k];
    b2 += four(in + 8) * of_b[k];
    b3 += four(in + 12) * of_b[k];
  }
  double* out = mixture.outputs[a] + first;
  four(out) = a0;
  four(out + 4) = a1;
  four(out + 8) = a2;
  four(out + 12) = a3;
  out = mixture.outputs[b] + first;
  four(out) = b0;
  four(out + 4) = b1;
  four(out + 8) = b2;
  four(out + 12) = b3;
}

void mix_one_event(const ExactMixture& mixture, std::size_t start, std::size_t event) {
  for (std::size_t output = 0; output < mixture.output_count; ++output) {
    double sum = 0;
    for (std::size_t k = 0; k < mixture.input_count; ++k) {
      sum += mixture.scratch[k * ExactMixture::chunk + (event - start)] * mixture.coefficients[output][k];
    }
    mixture.outputs[output][event] = sum;
  }
}

inline void widen(const float* singles, double* out, std::size_t count) {
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) four(out + i) = __builtin_convertvector(four(singles + i), FourDoubles);
  for (; i < count; ++i) out[i] = singles[i];
}

void mix(const ExactMixture& mixture) {
  for (std::size_t start = 0; start < mixture.events; start += ExactMixture::chunk) {
    const auto rest = mixture.events - start;
    const auto count = rest < ExactMixture::chunk ? rest : ExactMixture::chunk;
    for (std::size_t k = 0; k < mixture.input_count; ++k) {
      const auto& input = mixture.inputs[k];
      double* to = mixture.scratch + k * ExactMixture::chunk;
      if (input.singles != nullptr) {
        widen(input.singles + start, to, count);
      } else {
        __builtin_memcpy(to, input.doubles + start, count * sizeof(double));
      }
    }
    const auto whole = start + count - count % events_at_a_time;
    for (std::size_t a = 0; a < mixture.output_count; a += 2) {
      const auto b = a + 1 < mixture.output_count ? a + 1 : a;
      for (auto first = start; first < whole; first += events_at_a_time) mix_two(mixture, a, b, start, first);
    }
    for (auto event = whole; event < start + count; ++event) mix_one_event(mixture, start, event);
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
  for (; i + 4 <= count; i += 4) {
    const FourFloats singles = __builtin_convertvector(four(values + i) + 0.0, FourFloats);
    const auto bits = reinterpret_cast<FourIntegers>(singles);
    const FourFloats shifted = reinterpret_cast<FourFloats>(bits & 0x7FFFFFFF) + cells.offset;
    FourIntegers outwards = (reinterpret_cast<FourIntegers>(shifted) >> Cells::shift) - cells.first;
    const FourIntegers beyond = outwards > cells.last;
    outwards = (outwards & ~beyond) | (cells.last & beyond);
    const FourIntegers cell = (outwards ^ (bits >> 31)) + (cells.last + 1);
    const FourIntegers is_number = singles == singles;
    four(out + i) = (cell & is_number) | (cells.of_nan() & ~is_number);
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

}  // namespace

const ValueKernels value_kernels{mix, find_cells, transpose};

}  // namespace gating::detail::CYTOGATE_INSTRUCTION_SET
