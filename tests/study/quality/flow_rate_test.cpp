#include "study/quality/flow_rate.h"

#include <cstdint>
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

TEST(TimeRecord, CountsStepsBack) {
  study::TimeRecord time{1};
  time.add(std::vector<double>{5, 6, 4, 4, 3});
  EXPECT_EQ(time.steps_back(), 2U);
}

}  // namespace
