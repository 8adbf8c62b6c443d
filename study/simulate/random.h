#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace study::simulate {

/// Turns any number into one whose bits look random; consecutive inputs give unrelated outputs.
/// Source: SplitMix64 (Steele, Lea, Flood 2014), one step from `state`.
[[nodiscard]] std::uint64_t split_mix(std::uint64_t state);

/// Random numbers of our own, because the distributions of the standard library differ by compiler: the same seed gives
/// the same numbers on every machine. Source of the bits: xoshiro256** 1.0 (Blackman and Vigna 2018).
class Random {
 public:
  explicit Random(std::array<std::uint64_t, 4> state) : state_{state} {}
  /// @param stream  a name: streams of one seed are independent, so adding a sample changes no other one
  Random(std::uint64_t seed, std::string_view stream);

  [[nodiscard]] std::uint64_t next();
  [[nodiscard]] double uniform();  ///< 0 <= x < 1, 53 bits
  [[nodiscard]] double uniform(double min, double max) { return min + (max - min) * uniform(); }
  [[nodiscard]] double exponential();  ///< mean 1
  [[nodiscard]] double normal();       ///< mean 0, standard deviation 1
  [[nodiscard]] double normal(double mean, double sd) { return mean + sd * normal(); }
  /// @param shape  above 0; the scale is 1
  [[nodiscard]] double gamma(double shape);
  /// Exact for every mean: by products of uniforms below 10, by transformed rejection from there on.
  [[nodiscard]] std::uint64_t poisson(double mean);
  /// A position in `weights`, which need not sum to 1.
  [[nodiscard]] std::size_t choice(std::span<const double> weights);
  /// Fractions that scatter around `expected` (sum 1) as a Dirichlet with this concentration.
  [[nodiscard]] std::vector<double> dirichlet(std::span<const double> expected, double concentration);

 private:
  [[nodiscard]] std::uint64_t poisson_by_products(double mean);
  [[nodiscard]] std::uint64_t poisson_by_rejection(double mean);

  std::array<std::uint64_t, 4> state_;
  std::optional<double> second_normal_;  ///< the polar method makes two at a time
};

}  // namespace study::simulate
