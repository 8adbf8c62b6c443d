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
inline IntegersAnywhere& eight(std::uint32_t* values) { return *reinterpret_cast<IntegersAnywhere*>(values); }
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

/// @param bounds(first, low, high)  sets between which two values each of eight events lies
template <class Bounds>
inline void compare(Bounds bounds, std::size_t words, float below, float at_or_above, Reach* out) {
  for (std::size_t word = 0; word < words; ++word) {
    EightWords reached[2] = {};
    EightWords short_of[2] = {};
    for (std::size_t half = 0; half < 2; ++half) {
      EightWords bit = {1, 2, 4, 8, 16, 32, 64, 128};
      for (std::size_t i = 0; i < 4; ++i) {
        EightFloats low, high;
        bounds(64 * word + 32 * half + 8 * i, low, high);
        reached[half] |= reinterpret_cast<EightWords>(low >= at_or_above) & bit;
        short_of[half] |= reinterpret_cast<EightWords>(high < below) & bit;
        bit <<= 8;
      }
    }
    out[word] = {join_halves(reached), join_halves(short_of)};
  }
}

void compare_doubles(const double* x, std::size_t words, double below, double at_or_above, Reach* out) {
  for (std::size_t word = 0; word < words; ++word) {
    FourWords bit = {1, 2, 4, 8};
    FourWords reached = {};
    FourWords short_of = {};
    for (auto first = 64 * word; first < 64 * word + 64; first += 4) {
      reached |= reinterpret_cast<FourWords>(four(x + first) >= at_or_above) & bit;
      short_of |= reinterpret_cast<FourWords>(four(x + first) < below) & bit;
      bit <<= 4;
    }
    out[word] = {join(reached), join(short_of)};
  }
}

void compare_singles(const float* x, std::size_t words, float below, float at_or_above, Reach* out) {
  const auto bounds = [x](std::size_t first, EightFloats& low, EightFloats& high) {
    low = eight(x + first);
    high = low;
  };
  compare(bounds, words, below, at_or_above, out);
}

void compare_estimates(const Estimates& estimates, std::size_t words, float below, float at_or_above, Reach* out) {
  const auto bounds = [estimates](std::size_t first, EightFloats& low, EightFloats& high) {
    const EightFloats error = eight(estimates.magnitudes + first) * estimates.margin;
    low = eight(estimates.values + first) - error;
    high = eight(estimates.values + first) + error;
  };
  compare(bounds, words, below, at_or_above, out);
}

/// Sets the bins of eight values, or their columns where the axis has no bins.
template <bool has_bins>
inline void place(const BinnedValues& axis, std::size_t first, EightIntegers& places) {
  const auto& bins = axis.bins;
  if constexpr (has_bins) {
    const EightIntegers bits = bits_of_eight(axis.values + first);
    const EightFloats shifted = reinterpret_cast<EightFloats>(bits & 0x7FFFFFFF) + bins.offset;
    EightIntegers outwards = (reinterpret_cast<EightIntegers>(shifted) >> Bins::shift) - bins.first;
    const EightIntegers last = EightIntegers{} + bins.last;
    outwards = outwards < last ? outwards : last;
    const EightIntegers negative = bits >> 31;  // all bits, or none
    places = (outwards ^ negative) + (bins.last + 1);
  } else {
    EightFloats across = (eight(axis.values + first) - bins.start) * bins.columns_a_unit;
    const EightFloats last = EightFloats{} + static_cast<float>(bins.last);
    across = across > 0.0F ? across : EightFloats{};  // NaN as well
    across = across < last ? across : last;
    places = __builtin_convertvector(across, EightIntegers);
  }
}

/// The largest magnitude of an event whose value is near enough to its estimate.
inline float most_magnitude(const BinnedValues& axis) {
  constexpr float largest = __FLT_MAX__;
  const float most = axis.margin > 0 ? axis.bins.most_error / axis.margin : largest;
  return most < largest ? most : largest;
}

/// Bit i: both values of event i are near enough to their estimates.
std::uint64_t near_enough(const BinnedValues& x, const BinnedValues& y) {
  std::uint64_t near = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    const bool is_near =
        __builtin_fabsf(x.magnitudes[i]) <= most_magnitude(x) && __builtin_fabsf(y.magnitudes[i]) <= most_magnitude(y);
    near |= std::uint64_t{is_near} << i;
  }
  return near;
}

/// Bit i is the lowest bit of byte i.
inline std::uint64_t low_bits_of_bytes(std::uint64_t bytes) {
  return (bytes & 0x0101010101010101U) * 0x0102040810204080U >> 56U;
}

template <bool x_has_bins, bool y_has_bins>
Reach locate_on(const BinnedValues& x, const BinnedValues& y, const std::uint8_t* sides) {
  std::uint32_t places[64];  // of x in the lower half, of y in the upper one; of the cell where neither has bins
  const float most_x = most_magnitude(x);
  const float most_y = most_magnitude(y);
  EightIntegers near = ~EightIntegers{};
  for (std::size_t first = 0; first < 64; first += 8) {
    near &= reinterpret_cast<EightFloats>(bits_of_eight(x.magnitudes + first) & 0x7FFFFFFF) <= most_x;
    near &= reinterpret_cast<EightFloats>(bits_of_eight(y.magnitudes + first) & 0x7FFFFFFF) <= most_y;
    EightIntegers of_x, of_y;
    place<x_has_bins>(x, first, of_x);
    place<y_has_bins>(y, first, of_y);
    eight(places + first) = x_has_bins || y_has_bins ? of_x | of_y << 16 : of_x + of_y * y.bins.distance;
  }
  const auto side = [&](std::uint64_t of_both) {
    if constexpr (!x_has_bins && !y_has_bins) return sides[of_both & 0xFFFFFFFFU];
    const std::uint64_t of_x = of_both & 0xFFFFU;
    const std::uint64_t of_y = of_both >> 16U & 0xFFFFU;
    const std::uint64_t column = x_has_bins ? x.bins.columns[of_x] : of_x;
    return sides[column + (y_has_bins ? y.bins.columns[of_y] : of_y * static_cast<std::uint64_t>(y.bins.distance))];
  };
  std::uint8_t found[64];
  for (std::size_t i = 0; i < 64; i += 2) {
    std::uint64_t two;
    std::memcpy(&two, places + i, sizeof two);
    found[i] = side(two);
    found[i + 1] = side(two >> 32U);
  }
  Reach out;
  for (std::size_t first = 0; first < 64; first += 8) {
    std::uint64_t joined;
    std::memcpy(&joined, found + first, sizeof joined);
    out.reached |= low_bits_of_bytes(joined) << first;
    out.short_of |= low_bits_of_bytes(joined >> 1U) << first;
  }
  const auto far = ~near;
  if (join(far) == 0) return out;
  const auto certain = near_enough(x, y);
  return {out.reached & certain, out.short_of & certain};
}

Reach locate(const BinnedValues& x, const BinnedValues& y, const std::uint8_t* sides) {
  if (x.bins.columns == nullptr) {
    return y.bins.columns == nullptr ? locate_on<false, false>(x, y, sides) : locate_on<false, true>(x, y, sides);
  }
  return y.bins.columns == nullptr ? locate_on<true, false>(x, y, sides) : locate_on<true, true>(x, y, sides);
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
