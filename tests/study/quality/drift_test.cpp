#include "study/quality/drift.h"

#include <vector>

#include <gtest/gtest.h>

namespace {

/// Ten tenths of 200 values that cycle through 91 to 109 by 2, the last tenth times a factor.
std::vector<double> values(double factor_at_the_end) {
  std::vector<double> out;
  for (int i = 0; i < 2000; ++i) out.push_back((91 + 2 * (i % 10)) * (i < 1800 ? 1 : factor_at_the_end));
  return out;
}

TEST(Drift, IsNoneWhereTenthsAreAlike) {
  EXPECT_FALSE(study::drift(values(1)).decades.has_value());
  EXPECT_EQ(study::drift(values(1)).robust_sds, 0);
}

TEST(Drift, IsTheFurthestTenthInDecades) {
  // The last tenth lies at 200 about, above all others, so the median of all is 101: log10(200 / 101) = 0.2967.
  EXPECT_NEAR(study::drift(values(2)).decades.value_or(0), 0.2967, 0.0001);
}

TEST(Drift, BearsWithAMedianBetweenTwoPeaks) {
  std::vector<double> two_peaks;
  for (int i = 0; i < 2000; ++i) two_peaks.push_back((i * 7 % 20) + i / 200 % 2 < 10 ? 10 : 1000);
  EXPECT_FALSE(study::drift(two_peaks).decades.has_value());
}

}  // namespace
