#include "study/simulate/random.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numeric>

#include "fcs/base/elementary.h"

namespace study::simulate {
namespace {

namespace elementary = fcs::elementary;

constexpr std::uint64_t golden_gamma = 0x9E3779B97F4A7C15;  ///< SplitMix64's step

std::uint64_t hash(std::string_view text) {  // FNV-1a
  std::uint64_t out = 0xCBF29CE484222325;
  for (const char c : text) out = (out ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return out;
}

/// log(n!), to about 1e-10: Stirling's series above 10.
double log_factorial(double n) {
  static constexpr std::array<double, 11> small = {0,
                                                   0,
                                                   0.69314718055994531,
                                                   1.7917594692280550,
                                                   3.1780538303479458,
                                                   4.7874917427820458,
                                                   6.5792512120101012,
                                                   8.5251613610654147,
                                                   10.604602902745250,
                                                   12.801827480081469,
                                                   15.104412573075516};
  if (n < small.size()) return small[static_cast<std::size_t>(n)];
  constexpr double half_log_two_pi = 0.91893853320467274;
  const double square = n * n;
  return (n + 0.5) * elementary::log(n) - n + half_log_two_pi +
         (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / n;
}

}  // namespace

std::uint64_t split_mix(std::uint64_t state) {
  std::uint64_t z = state + golden_gamma;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

Random::Random(std::uint64_t seed, std::string_view stream) {
  std::uint64_t start = split_mix(seed) ^ hash(stream);
  for (auto& word : state_) {
    word = split_mix(start);
    start += golden_gamma;
  }
}

std::uint64_t Random::next() {
  const std::uint64_t out = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return out;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

double Random::exponential() { return -elementary::log1p(-uniform()); }

double Random::normal() {  // Marsaglia's polar method
  if (second_normal_) {
    const double out = *second_normal_;
    second_normal_.reset();
    return out;
  }
  for (;;) {
    const double x = uniform(-1, 1);
    const double y = uniform(-1, 1);
    const double square = x * x + y * y;
    if (square >= 1 || square == 0) continue;
    const double factor = std::sqrt(-2 * elementary::log(square) / square);
    second_normal_ = y * factor;
    return x * factor;
  }
}

double Random::gamma(double shape) {  // Marsaglia and Tsang 2000
  assert(shape > 0);
  if (shape < 1) {
    const double boosted = gamma(shape + 1);
    return boosted * elementary::exp(elementary::log(1 - uniform()) / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double u = 1 - uniform();
    if (elementary::log(u) < 0.5 * x * x + d - d * v + d * elementary::log(v)) return d * v;
  }
}

std::uint64_t Random::poisson(double mean) {
  assert(mean >= 0);
  return mean < 10 ? poisson_by_products(mean) : poisson_by_rejection(mean);
}

std::uint64_t Random::poisson_by_products(double mean) {
  const double end = elementary::exp(-mean);
  std::uint64_t count = 0;
  double product = uniform();
  while (product > end) {
    product *= uniform();
    ++count;
  }
  return count;
}

std::uint64_t Random::poisson_by_rejection(double mean) {  // PTRS (Hörmann 1993)
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double quick_acceptance = 0.9277 - 3.6224 / (b - 2);
  const double log_mean = elementary::log(mean);
  for (;;) {
    const double u = uniform() - 0.5;
    const double v = 1 - uniform();
    const double distance = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= quick_acceptance) return static_cast<std::uint64_t>(k);
    if (k < 0 || (distance < 0.013 && v > distance)) continue;
    const double log_height = elementary::log(v * inverse_alpha / (a / (distance * distance) + b));
    if (log_height <= k * log_mean - mean - log_factorial(k)) return static_cast<std::uint64_t>(k);
  }
}

std::size_t Random::choice(std::span<const double> weights) {
  assert(!weights.empty());
  double left = uniform() * std::accumulate(weights.begin(), weights.end(), 0.0);
  std::size_t position = 0;
  while (position + 1 < weights.size() && left >= weights[position]) left -= weights[position++];
  return position;
}

std::vector<double> Random::dirichlet(std::span<const double> expected, double concentration) {
  std::vector<double> out;
  out.reserve(expected.size());
  for (const double fraction : expected) out.push_back(gamma(concentration * fraction));
  const double sum = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& fraction : out) fraction /= sum;
  return out;
}

}  // namespace study::simulate
