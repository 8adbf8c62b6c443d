#include "study/statistics/median.h"

#include <vector>

#include <gtest/gtest.h>

namespace {

TEST(Median, IsTheMiddleValueOrTheMeanOfTheTwoInTheMiddle) {
  EXPECT_EQ(study::median({7}), 7);
  EXPECT_EQ(study::median({9, -1, 4}), 4);
  EXPECT_EQ(study::median({10, 1, 3, 2}), 2.5);
  EXPECT_EQ(study::median({5, 5, 1, 5}), 5);
}

// Of 1, 2, 4, 7, 100 the median is 4, and the deviations 3, 2, 0, 3, 96 have the median 3: 1.4826 * 3 = 4.4478.
TEST(MedianAndSpread, TakesTheMedianOfTheDeviations) {
  const auto found = study::median_and_spread({100, 2, 7, 1, 4});
  EXPECT_EQ(found.median, 4);
  EXPECT_NEAR(found.robust_sd, 4.4478, 1e-12);
}

TEST(MedianAndSpread, HasNoSpreadWhereMostValuesAreOne) {
  EXPECT_EQ(study::median_and_spread({3, 3, 3, 8}).robust_sd, 0);
}

}  // namespace
