#include "study/concentration.h"

#include <gtest/gtest.h>

namespace {

TEST(Nanomolar, ConvertsMolarUnits) {
  EXPECT_EQ(study::nanomolar(500, "pM"), 0.5);
  EXPECT_EQ(study::nanomolar(0.1, "nM"), 0.1);
  EXPECT_EQ(study::nanomolar(1, "uM"), 1000);
  EXPECT_EQ(study::nanomolar(2, "mM"), 2e6);
  EXPECT_EQ(study::nanomolar(1, "M"), 1e9);
}

TEST(Nanomolar, KnowsBothSignsForMicro) {
  EXPECT_EQ(study::nanomolar(1, "\xC2\xB5M"), 1000);
  EXPECT_EQ(study::nanomolar(1, "\xCE\xBCM"), 1000);
}

TEST(Nanomolar, KnowsEverySpellingOfAUnit) {
  for (const auto* unit : {"\u00B5M", "\u03BCM", "uM", "mcM", "microM", "umol/L", "\u00B5mol/l", " u M", "um", "UM"}) {
    EXPECT_EQ(study::nanomolar(2, unit), 2000) << unit;
  }
  for (const auto* unit : {"nM", "nm", "NM", "nmol/L", "n molar"}) EXPECT_EQ(study::nanomolar(2, unit), 2) << unit;
  EXPECT_EQ(study::nanomolar(1500, "fM"), 0.0015);
}

// M is a thousand times mM, so their case cannot be guessed.
TEST(Nanomolar, DoesNotGuessBetweenMillimolarAndMolar) {
  EXPECT_FALSE(study::nanomolar(1, "MM"));
  EXPECT_FALSE(study::nanomolar(1, "m"));
}

TEST(Nanomolar, LeavesOtherUnitsAlone) {
  EXPECT_FALSE(study::nanomolar(1, "ng/mL"));
  EXPECT_FALSE(study::nanomolar(1, ""));
}

}  // namespace
