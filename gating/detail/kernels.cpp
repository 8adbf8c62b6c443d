// Compiled once for each instruction set, into a namespace of that name.

#include "gating/detail/kernels.h"

#include <cstring>

namespace gating::detail::CYTOGATE_INSTRUCTION_SET {
namespace {

// Vectors of 32 bytes are one register, or two where the processor has none that wide. Each lane does its own sum, and
// no product is fused with its addition, so that the width changes no bit of a result.
using EightFloats [[gnu::vector_size(32)]] = float;
using EightWords [[gnu::vector_size(32)]] = std::uint32_t;
using EightIntegers [[gnu::vector_size(32)]] = std::int32_t;
using FourWords [[gnu::vector_size(32)]] = std::uint64_t;

// Vectors at any address of values. Copied there by memcpy, or kept in arrays, they would take a detour by the stack.
using FloatsAnywhere [[gnu::vector_size(32), gnu::aligned(4), gnu::may_alias]] = float;
using IntegersAnywhere [[gnu::vector_size(32), gnu::aligned(4), gnu::may_alias]] = std::int32_t;
using DoublesAnywhere [[gnu::vector_size(32), gnu::aligned(8), gnu::may_alias]] = double;

inline const FloatsAnywhere& eight(const float* values) { return *reinterpret_cast<const FloatsAnywhere*>(values); }
inline FloatsAnywhere& eight(float* values) { return *reinterpret_cast<FloatsAnywhere*>(values); }
inline const IntegersAnywhere& bits_of_eight(const float* values) {
  return *reinterpret_cast<const IntegersAnywhere*>(values);
}
inline IntegersAnywhere& eight(std::int32_t* values) { return *reinterpret_cast<IntegersAnywhere*>(values); }
inline const DoublesAnywhere& four(const double* values) { return *reinterpret_cast<const DoublesAnywhere*>(values); }

template <class Vector>
inline std::uint64_t join(const Vector& lanes) {
  std::uint64_t parts[4];
  std::memcpy(parts, &lanes, sizeof parts);
  return parts[0] | parts[1] | parts[2] | parts[3];
}

/// Lane l of word h has collected the bits 32 h + l, 32 h + l + 8 and so on.
inline std::uint64_t join_halves(const EightWords (&halves)[2]) {
  const auto low = join(halves[0]);
  const auto high = join(halves[1]);
  return static_cast<std::uint32_t>(low | low >> 32U) | (high | high >> 32U) << 32U;
}

constexpr std::size_t events_at_a_time = 32;

/// Two outputs, a and b, of 32 events: eight sums, each in a register.
inline void mix_two(const Mixture& mixture, std::size_t a, std::size_t b, std::size_t first) {
  EightFloats a0 = {}, a1 = {}, a2 = {}, a3 = {};
  EightFloats b0 = {}, b1 = {}, b2 = {}, b3 = {};
  const float* of_a = mixture.coefficients[a];
  const float* of_b = mixture.coefficients[b];
  for (std::size_t k = 0; k < mixture.input_count; ++k) {
    const float* in = mixture.inputs[k] + first;
    a0 += eight(in) * of_a[k];
    a1 += eight(in + 8) * of_a[k];
    a2 += eight(in + 16) * of_a[k];
    a3 += eight(in + 24) * of_a[k];
    b0 += eight(in) * of_b[k];
    b1 += eight(in + 8) * of_b[k];
    b2 += eight(in + 16) * of_b[k];
    b3 += eight(in + 24) * of_b[k];
  }
  float* out = mixture.outputs[a] + first;
  eight(out) = a0;
  eight(out + 8) = a1;
  eight(out + 16) = a2;
  eight(out + 24) = a3;
  out = mixture.outputs[b] + first;
  eight(out) = b0;
  eight(out + 8) = b1;
  eight(out + 16) = b2;
  eight(out + 24) = b3;
}

inline void add_magnitudes(const Mixture& mixture, std::size_t first) {
  for (auto event = first; event < first + events_at_a_time; event += 8) {
    EightFloats sum = EightFloats{} + smallest_magnitude;
    for (std::size_t k = 0; k < mixture.input_count; ++k) {
      sum += reinterpret_cast<EightFloats>(bits_of_eight(mixture.inputs[k] + event) & 0x7FFFFFFF);
    }
    const auto unusable = ~(sum <= largest_magnitude);  // all bits set is a NaN
    eight(mixture.magnitude + event) = reinterpret_cast<EightFloats>(reinterpret_cast<EightIntegers>(sum) | unusable);
  }
}

void mix_one_event(const Mixture& mixture, std::size_t event) {
  float magnitude = smallest_magnitude;
  for (std::size_t k = 0; k < mixture.input_count; ++k) magnitude += __builtin_fabsf(mixture.inputs[k][event]);
  mixture.magnitude[event] = magnitude <= largest_magnitude ? magnitude : __builtin_nanf("");
  for (std::size_t output = 0; output < mixture.output_count; ++output) {
    float sum = 0;
    for (std::size_t k = 0; k < mixture.input_count; ++k) {
      sum += mixture.inputs[k][event] * mixture.coefficients[output][k];
    }
    mixture.outputs[output][event] = sum;
  }
}

void mix(const Mixture& mixture) {
  constexpr std::size_t chunk = 256;  // so that the inputs of a chunk stay in the nearest cache for all outputs
  const auto whole = mixture.events - mixture.events % events_at_a_time;
  for (std::size_t start = 0; start < whole; start += chunk) {
    const auto end = start + chunk < whole ? start + chunk : whole;
    for (auto first = start; first < end; first += events_at_a_time) add_magnitudes(mixture, first);
    for (std::size_t a = 0; a < mixture.output_count; a += 2) {
      const auto b = a + 1 < mixture.output_count ? a + 1 : a;
      for (auto first = start; first < end; first += events_at_a_time) mix_two(mixture, a, b, first);
    }
  }
  for (auto event = whole; event < mixture.events; ++event) mix_one_event(mixture, event);
}

Reach compare_doubles(const double* x, double below, double at_or_above) {
  FourWords bit = {1, 2, 4, 8};
  FourWords reached = {};
  FourWords short_of = {};
  for (std::size_t first = 0; first < 64; first += 4) {
    reached |= reinterpret_cast<FourWords>(four(x + first) >= at_or_above) & bit;
    short_of |= reinterpret_cast<FourWords>(four(x + first) < below) & bit;
    bit <<= 4;
  }
  return {join(reached), join(short_of)};
}

/// @param bounds(first, low, high)  sets between which two values each of eight events lies
template <class Bounds>
inline Reach compare(Bounds bounds, float below, float at_or_above) {
  EightWords reached[2] = {};
  EightWords short_of[2] = {};
  for (std::size_t half = 0; half < 2; ++half) {
    EightWords bit = {1, 2, 4, 8, 16, 32, 64, 128};
    for (std::size_t i = 0; i < 4; ++i) {
      const auto first = 32 * half + 8 * i;
      EightFloats low, high;
      bounds(first, low, high);
      reached[half] |= reinterpret_cast<EightWords>(low >= at_or_above) & bit;
      short_of[half] |= reinterpret_cast<EightWords>(high < below) & bit;
      bit <<= 8;
    }
  }
  return {join_halves(reached), join_halves(short_of)};
}

Reach compare_singles(const float* x, float below, float at_or_above) {
  const auto bounds = [x](std::size_t first, EightFloats& low, EightFloats& high) {
    low = eight(x + first);
    high = low;
  };
  return compare(bounds, below, at_or_above);
}

Reach compare_estimates(const float* x, const float* magnitude, float margin, float below, float at_or_above) {
  const auto bounds = [=](std::size_t first, EightFloats& low, EightFloats& high) {
    const EightFloats error = eight(magnitude + first) * margin;
    low = eight(x + first) - error;
    high = eight(x + first) + error;
  };
  return compare(bounds, below, at_or_above);
}

/// @param certain  bit i: value i is near enough to its estimate
inline void find_bins(const BinnedValues& axis, std::int32_t* bin, std::uint64_t& certain) {
  const auto& bins = axis.bins;
  EightWords near[2] = {};
  for (std::size_t half = 0; half < 2; ++half) {
    EightWords bit = {1, 2, 4, 8, 16, 32, 64, 128};
    for (std::size_t i = 0; i < 4; ++i) {
      const auto first = 32 * half + 8 * i;
      near[half] |= reinterpret_cast<EightWords>(eight(axis.magnitudes + first) * axis.margin <= bins.most_error) & bit;
      bit <<= 8;
      const EightIntegers bits = bits_of_eight(axis.values + first);
      const EightFloats shifted = reinterpret_cast<EightFloats>(bits & 0x7FFFFFFF) + bins.offset;
      EightIntegers outwards = (reinterpret_cast<EightIntegers>(shifted) >> Bins::shift) - bins.first;
      const EightIntegers beyond = outwards > bins.last;
      outwards = (outwards & ~beyond) | (bins.last & beyond);
      const EightIntegers negative = bits >> 31;  // all bits, or none
      outwards = (outwards ^ negative) + (bins.last + 1);
      eight(bin + first) = outwards;
    }
  }
  certain &= join_halves(near);
}

/// Bit i is the lowest bit of byte i.
inline std::uint64_t low_bits_of_bytes(std::uint64_t bytes) {
  return (bytes & 0x0101010101010101U) * 0x0102040810204080U >> 56U;
}

Reach locate(const BinnedValues& x, const BinnedValues& y, const std::uint8_t* sides) {
  std::int32_t bins_x[64];
  std::int32_t bins_y[64];
  std::uint64_t certain = ~std::uint64_t{0};
  find_bins(x, bins_x, certain);
  find_bins(y, bins_y, certain);
  const auto* columns = x.bins.columns;
  const auto* rows = y.bins.columns;
  Reach out;
  for (std::size_t first = 0; first < 64; first += 8) {
    std::uint8_t eight_sides[8];
    for (std::size_t i = 0; i < 8; ++i) eight_sides[i] = sides[rows[bins_y[first + i]] + columns[bins_x[first + i]]];
    std::uint64_t joined;
    std::memcpy(&joined, eight_sides, sizeof joined);
    out.reached |= low_bits_of_bytes(joined) << first;
    out.short_of |= low_bits_of_bytes(joined >> 1U) << first;
  }
  return {out.reached & certain, out.short_of & certain};
}

std::uint64_t count_bits(const std::uint64_t* words, std::size_t count) {
  std::uint64_t bits = 0;
  for (std::size_t word = 0; word < count; ++word)
    bits += static_cast<std::uint64_t>(__builtin_popcountll(words[word]));
  return bits;
}

}  // namespace

#define CYTOGATE_QUOTED(name) #name
#define CYTOGATE_NAME(name) CYTOGATE_QUOTED(name)
const Kernels kernels{CYTOGATE_NAME(CYTOGATE_INSTRUCTION_SET),
                      mix,
                      compare_doubles,
                      compare_singles,
                      compare_estimates,
                      locate,
                      count_bits};

}  // namespace gating::detail::CYTOGATE_INSTRUCTION_SET
