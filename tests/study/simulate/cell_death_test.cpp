#include "study/simulate/cell_death.h"

#include <gtest/gtest.h>

namespace {

using study::simulate::CellDeath;
using study::simulate::expected_death;
using study::simulate::Exposure;

void expect_near(const CellDeath& found, double live, double early, double late) {
  EXPECT_NEAR(found.live, live, 1e-7);
  EXPECT_NEAR(found.early, early, 1e-7);
  EXPECT_NEAR(found.late, late, 1e-7);
  EXPECT_NEAR(found.necrotic, 0.015, 1e-12);
}

// Without a drug 7 % are to die; after 24 h, 1 - exp(-24/18) = 0.736403 of them have begun, and 1 - exp(-24/14) =
// 0.819908 of those are late: 0.985 x 0.07 x 0.736403 = 0.050775, of which 0.041631 are late.
TEST(ExpectedDeath, VehicleDiesAtTheBackgroundRate) {
  expect_near(expected_death({0, 0, 24}, 0), 0.9342250, 0.0091442, 0.0416308);
}

// At its EC50 the compound does half of what it can: (0.07 + 0.68) / 2 = 0.375 are to die.
// 0.985 x 0.375 x 0.736403 = 0.272009.
TEST(ExpectedDeath, HalfTheEffectAtTheEc50) {
  expect_near(expected_death({9, 0, 24}, 0), 0.7129912, 0.0489867, 0.2230221);
}

// Beyond what dies anyway: compound (0.68 - 0.07) / 0.93 / (1 + (9/10)^1.05) = 0.346064, dexamethasone
// (0.17 - 0.07) / 0.93 / (1 + 40/100) = 0.076805; Bliss 0.396289, and 4 x 0.12 x 0.346064 x 0.076805 = 0.012758 on top.
TEST(ExpectedDeath, TwoDrugsDoMoreThanBlissSays) {
  expect_near(expected_death({10, 100, 16}, 0), 0.7237273, 0.0833216, 0.1779511);
}

TEST(ExpectedDeath, NothingHasHappenedAtTheStart) { expect_near(expected_death({1000, 100, 0}, 0), 0.985, 0, 0); }

TEST(ExpectedDeath, ShiftMovesTheLogOddsOfDying) {
  // 0.07 x 0.736403 = 0.0515482 has the odds 0.0543498; e^0.1 times that, 0.0600659, is 0.0566624 of the cells.
  const auto shifted = expected_death({0, 0, 24}, 0.1);
  EXPECT_NEAR(shifted.early + shifted.late, 0.985 * 0.0566624, 1e-7);
}

}  // namespace
