#include "study/quality/flow_rate.h"

#include <cstdint>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/reference_values.h"

namespace {

TEST(FlowRate, MeetsTheReferenceBinByBin) {
  const auto reference = reference_values("flow_rate_qc");
  if (reference.is_null()) GTEST_SKIP() << "the reference values are not here";
  const auto bins = reference["events_per_bin"].get<std::vector<std::uint64_t>>();
  const auto rate = study::flow_rate(bins);
  const auto unsteady = study::unsteady_flow(bins, 5);
  EXPECT_EQ(rate.median, reference["median"].get<double>());
  EXPECT_DOUBLE_EQ(rate.robust_sd, reference["rsd_mad"].get<double>());
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    EXPECT_DOUBLE_EQ(rate.robust_z[bin], reference["robust_z"][bin].get<double>()) << bin;
    EXPECT_EQ(unsteady.is_unsteady[bin], reference["flag_absz_gt_5"][bin].get<bool>()) << bin;
  }
  EXPECT_DOUBLE_EQ(unsteady.percent_of_events, reference["pct_events_removed"].get<double>());
}

TEST(UnsteadyFlow, ForgivesWhatCountingAloneExplains) {
  // The deviations are 0, 0, 0, 1, 30: a robust_sd of 0, but 30 is only 1.5 times the square root of 400.
  EXPECT_EQ(study::unsteady_flow(std::vector<std::uint64_t>{400, 400, 400, 401, 430}, 5).largest_z, 0);
}

/// One event a tick from `first` on.
std::vector<double> ticks(int first, int count) {
  std::vector<double> out;
  for (int i = 0; i < count; ++i) out.push_back(first + i);
  return out;
}

TEST(TimeRecord, WidensItsBinsUntilTheyHoldEnough) {
  study::TimeRecord time{1};
  time.add(ticks(0, 40));
  // Widths are powers of two: 16 is the first that holds 10 or more. 40 ticks are two bins of 16 and one cut short.
  EXPECT_EQ(time.events_per_bin(10), (std::vector<std::uint64_t>{16, 16}));
}

TEST(TimeRecord, KeepsItsBinsWhenTheyGetTooMany) {
  study::TimeRecord time{1};
  time.add(ticks(0, 10'000));  // more than 4096 bins
  for (const auto events : time.events_per_bin(8)) EXPECT_EQ(events, 8U);
  EXPECT_EQ(time.events_per_bin(8).size(), 1249U);  // 1250 bins of 8, without the last
}

TEST(TimeRecord, FindsTheLongestGapAcrossBlocks) {
  study::TimeRecord time{0.01};
  time.add(std::vector<double>{0, 0.5, 0.6});
  time.add(std::vector<double>{2.6, 2.7});
  EXPECT_DOUBLE_EQ(time.longest_gap().begin, 0.6);
  EXPECT_DOUBLE_EQ(time.longest_gap().length, 2.0);
  EXPECT_DOUBLE_EQ(time.mean_interval(), 2.7 / 4);
}

TEST(UnsteadyFlow, HasAFiniteZWhereMostBinsAreEmpty) {
  // The median and robust_sd are 0, the mean 100: 400 are 40 standard deviations of counting.
  const auto flow = study::unsteady_flow(std::vector<std::uint64_t>{0, 400, 0, 0}, 5);
  EXPECT_EQ(flow.largest_z, 40);
  EXPECT_EQ(flow.is_unsteady, (std::vector<bool>{false, true, false, false}));
}

TEST(PercentSlow, CountsBinsBelowHalfOfTheFastestTenth) {
  EXPECT_EQ(study::percent_slow(std::vector<std::uint64_t>{1000, 1000, 1000, 1000, 500, 499, 100, 0}), 37.5);
  EXPECT_EQ(study::percent_slow(std::vector<std::uint64_t>(20, 700)), 0);
}

TEST(PercentSlow, CountsEmptyBinsWhereHardlyAnyIsFull) {
  std::vector<std::uint64_t> bins(40, 0);  // the fastest tenth begins at 0; the mean is 500
  bins[3] = 20'000;
  EXPECT_EQ(study::percent_slow(bins), 97.5);
}

TEST(TimeRecord, EndsOnTimesThatNoBinCanHold) {
  study::TimeRecord time{1};
  time.add(std::vector<double>{-1e308, 1.7e308, 1.7e308});
  EXPECT_EQ(time.beyond_ticks(), 2U);
  study::TimeRecord finely{1e-310};  // 1 / tick is infinite
  finely.add(std::vector<double>{0, 1e-300});
  EXPECT_EQ(finely.beyond_ticks(), 2U);
  study::TimeRecord far{1};
  far.add(std::vector<double>{0, 1e300});
  EXPECT_EQ(far.beyond_ticks(), 0U);
}

TEST(TimeRecord, PassesOverTimesThatAreNoNumbers) {
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  study::TimeRecord time{1};
  time.add(std::vector<double>{not_a_number, 3, infinite, 4, -infinite, 6});
  EXPECT_EQ(time.not_numbers(), 3U);
  EXPECT_EQ(time.steps_back(), 0U);
  EXPECT_EQ(time.longest_gap().length, 2);
}

TEST(TimeRecord, CountsStepsBack) {
  study::TimeRecord time{1};
  time.add(std::vector<double>{5, 6, 4, 4, 3});
  EXPECT_EQ(time.steps_back(), 2U);
}

}  // namespace
