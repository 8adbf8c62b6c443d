#include "study/simulate/random.h"

#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using study::simulate::Random;
using study::simulate::split_mix;
using testing::ElementsAre;

constexpr int draws = 200'000;

struct Moments {
  double mean = 0;
  double variance = 0;
};

template <class Draw>
Moments moments(Draw draw) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < draws; ++i) {
    const auto x = static_cast<double>(draw());
    sum += x;
    squares += x * x;
  }
  const double mean = sum / draws;
  return {mean, squares / draws - mean * mean};
}

/// Five standard errors of the mean of `draws` values: a fair generator fails once in two million.
double tolerance(double variance) { return 5 * std::sqrt(variance / draws); }

// The outputs of the reference implementation for the seed 1234567, as they stand in Rosetta Code's task "Pseudo-random
// numbers/Splitmix64".
TEST(SplitMix, GivesTheReferenceValues) {
  constexpr std::uint64_t step = 0x9E3779B97F4A7C15;
  EXPECT_EQ(split_mix(1234567), 6457827717110365317U);
  EXPECT_EQ(split_mix(1234567 + step), 3203168211198807973U);
  EXPECT_EQ(split_mix(1234567 + 2 * step), 9817491932198370423U);
}

// The outputs of the reference implementation xoshiro256starstar.c from the state 1, 2, 3, 4.
TEST(Random, GivesTheReferenceValuesOfXoshiro) {
  Random random{{1, 2, 3, 4}};
  std::vector<std::uint64_t> out;
  for (int i = 0; i < 10; ++i) out.push_back(random.next());
  EXPECT_THAT(out,
              ElementsAre(11520U, 0U, 1509978240U, 1215971899390074240U, 1216172134540287360U, 607988272756665600U,
                          16172922978634559625U, 8476171486693032832U, 10595114339597558777U, 2904607092377533576U));
}

TEST(Random, StreamsOfOneSeedDiffer) {
  Random one{7, "a"};
  Random same{7, "a"};
  Random other{7, "b"};
  Random another{8, "a"};
  const auto first = one.next();
  EXPECT_EQ(same.next(), first);
  EXPECT_NE(other.next(), first);
  EXPECT_NE(another.next(), first);
}

TEST(Random, UniformIsEvenFromZeroToOne) {
  Random random{1, "uniform"};
  double least = 1;
  double most = 0;
  const auto found = moments([&] {
    const double x = random.uniform();
    least = std::min(least, x);
    most = std::max(most, x);
    return x;
  });
  EXPECT_NEAR(found.mean, 0.5, tolerance(1.0 / 12));
  EXPECT_NEAR(found.variance, 1.0 / 12, 0.001);
  EXPECT_GE(least, 0);
  EXPECT_LT(most, 1);
}

TEST(Random, ExponentialHasMeanAndVarianceOne) {
  Random random{1, "exponential"};
  const auto found = moments([&] { return random.exponential(); });
  EXPECT_NEAR(found.mean, 1, tolerance(1));
  EXPECT_NEAR(found.variance, 1, 0.04);  // its own variance is 8: 5 standard errors are 0.032
}

TEST(Random, NormalHasItsMomentsAndTails) {
  Random random{1, "normal"};
  int beyond_two = 0;
  int beyond_three = 0;
  double fourth = 0;
  const auto found = moments([&] {
    const double x = random.normal();
    beyond_two += std::abs(x) > 2 ? 1 : 0;
    beyond_three += std::abs(x) > 3 ? 1 : 0;
    fourth += x * x * x * x;
    return x;
  });
  EXPECT_NEAR(found.mean, 0, tolerance(1));
  EXPECT_NEAR(found.variance, 1, tolerance(2));
  EXPECT_NEAR(fourth / draws, 3, tolerance(96));
  // Tables of the normal distribution: 0.0455003 beyond 2, 0.0026998 beyond 3.
  EXPECT_NEAR(beyond_two, 0.0455003 * draws, 5 * std::sqrt(0.0455003 * draws));
  EXPECT_NEAR(beyond_three, 0.0026998 * draws, 5 * std::sqrt(0.0026998 * draws));
}

class Poisson : public testing::TestWithParam<double> {};

TEST_P(Poisson, HasItsMeanForVariance) {
  const double mean = GetParam();
  Random random{1, "poisson"};
  const auto found = moments([&] { return random.poisson(mean); });
  EXPECT_NEAR(found.mean, mean, tolerance(mean));
  EXPECT_NEAR(found.variance, mean, tolerance(2 * mean * mean + mean));  // of (x - mean)^2: 2 mean^2 + mean
}
INSTANTIATE_TEST_SUITE_P(Means, Poisson, testing::Values(0.1, 3.0, 9.999, 10.0, 37.5, 1000.0, 1e6));

// e^-12 12^k / k! for k = 8, 12, 20: the method by rejection; e^-3 3^k / k! for k = 0, 3, 6: by products.
TEST(Random, PoissonHasItsProbabilities) {
  const auto expect_probability = [](double mean, std::uint64_t k, double probability) {
    Random random{2, "poisson"};
    int found = 0;
    for (int i = 0; i < draws; ++i) found += random.poisson(mean) == k ? 1 : 0;
    EXPECT_NEAR(found, probability * draws, 5 * std::sqrt(probability * draws)) << "P(" << k << ") at mean " << mean;
  };
  expect_probability(12, 8, 0.06552328);
  expect_probability(12, 12, 0.11436792);
  expect_probability(12, 20, 0.00968203);
  expect_probability(3, 0, 0.04978707);
  expect_probability(3, 3, 0.22404181);
  expect_probability(3, 6, 0.05040941);
}

TEST(Random, PoissonOfMeanZeroIsZero) {
  Random random{1, "zero"};
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.poisson(0), 0U);
}

class Gamma : public testing::TestWithParam<double> {};

TEST_P(Gamma, HasItsShapeForMeanAndVariance) {
  const double shape = GetParam();
  Random random{1, "gamma"};
  const auto found = moments([&] { return random.gamma(shape); });
  EXPECT_NEAR(found.mean, shape, tolerance(shape));
  EXPECT_NEAR(found.variance, shape, tolerance(2 * shape * shape + 6 * shape));  // of (x - shape)^2
}
INSTANTIATE_TEST_SUITE_P(Shapes, Gamma, testing::Values(0.3, 0.9, 1.0, 2.5, 40.0));

TEST(Random, ChoiceFollowsTheWeights) {
  Random random{1, "choice"};
  const std::vector<double> weights = {2, 0, 6};
  std::vector<int> found(3);
  for (int i = 0; i < draws; ++i) ++found[random.choice(weights)];
  EXPECT_NEAR(found[0], 0.25 * draws, 5 * std::sqrt(0.25 * 0.75 * draws));
  EXPECT_EQ(found[1], 0);
}

// A component with the expectation p has the variance p (1 - p) / (concentration + 1).
TEST(Random, DirichletScattersAroundTheExpectedFractions) {
  Random random{1, "dirichlet"};
  const std::vector<double> expected = {0.7, 0.2, 0.1};
  double sum = 0;
  double squares = 0;
  constexpr int tubes = 20'000;
  for (int i = 0; i < tubes; ++i) {
    const auto fractions = random.dirichlet(expected, 150);
    EXPECT_NEAR(std::accumulate(fractions.begin(), fractions.end(), 0.0), 1, 1e-12);
    sum += fractions[1];
    squares += fractions[1] * fractions[1];
  }
  const double variance = 0.2 * 0.8 / 151;
  EXPECT_NEAR(sum / tubes, 0.2, 5 * std::sqrt(variance / tubes));
  EXPECT_NEAR(squares / tubes - sum / tubes * sum / tubes, variance, 0.05 * variance);
}

}  // namespace
