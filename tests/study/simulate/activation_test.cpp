#include "study/simulate/activation.h"

#include <numeric>

#include <gtest/gtest.h>

namespace {

using study::simulate::Activation;
using study::simulate::expected_activation;
using study::simulate::modelled_visits;

double sum(const Activation& activation) { return std::accumulate(activation.begin(), activation.end(), 0.0); }

TEST(ExpectedActivation, IsThatOfTheVisitAtTheFullDose) {
  const auto peak = expected_activation("C1D15", 1, 0).cd8;
  EXPECT_NEAR(peak[0], 0.17, 1e-12);
  EXPECT_NEAR(peak[1], 0.12, 1e-12);
  EXPECT_NEAR(peak[2], 0.18, 1e-12);
  EXPECT_NEAR(peak[3], 0.53, 1e-12);
}

// logit 0.03 = -3.47610, logit 0.17 = -1.58563: a scale of 0.55 gives -2.43634, which is 0.0804433; what is left is
// shared out 12 : 18 : 53.
TEST(ExpectedActivation, DoseScalesTheShiftOfTheLogOdds) {
  const auto low = expected_activation("C1D15", 0.55, 0).cd8;
  EXPECT_NEAR(low[0], 0.0804433, 1e-7);
  EXPECT_NEAR(low[1], 0.1329480, 1e-7);
}

// logit 0.12 = -1.99243; with 0.5 more it is -1.49243, which is 0.183557.
TEST(ExpectedActivation, SubjectShiftAddsToTheLogOdds) {
  EXPECT_NEAR(expected_activation("C1D8", 1, 0.5).cd8[0], 0.183557, 1e-6);
}

TEST(ExpectedActivation, BaselineDoesNotDependOnTheDose) {
  EXPECT_NEAR(expected_activation("C1D1", 1.2, 0).cd8[0], 0.03, 1e-12);
}

TEST(ExpectedActivation, SumsToOneAndIsLowerInCd4) {
  for (const auto visit : modelled_visits()) {
    const auto both = expected_activation(visit, 0.9, 0.3);
    EXPECT_NEAR(sum(both.cd8), 1, 1e-12) << visit;
    EXPECT_NEAR(sum(both.cd4), 1, 1e-12) << visit;
    EXPECT_LT(both.cd4[0], both.cd8[0]) << visit;
  }
}

}  // namespace
