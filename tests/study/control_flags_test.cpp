#include "study/control_flags.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/example_study.h"

namespace {

using study::ControlRung;
using study::Flag;
using study::FlagLevel;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

study::ControlCut cut_of(std::string control) {
  study::ControlCut cut;
  cut.control = std::move(control);
  cut.events = 1000;
  return cut;
}

study::ResolvedThreshold decided(std::string gate, std::string dimension, study::ControlCut cut) {
  return {std::move(gate), std::move(dimension), study::ThresholdSource::fmo, 1.0, 1.0, std::move(cut), ""};
}

study::ResolvedThreshold undecided(std::string gate, std::string dimension, std::string why) {
  return {std::move(gate), std::move(dimension), study::ThresholdSource::fixed, 1.0, 1.0, std::nullopt, std::move(why)};
}

std::vector<Flag> flags_of(const std::vector<study::ResolvedThreshold>& resolved, double quantile = 0.995) {
  std::vector<panels::Threshold> thresholds;
  for (const auto& threshold : resolved) {
    thresholds.emplace_back();
    thresholds.back().gate = threshold.gate;
    thresholds.back().dimension = threshold.dimension;
    thresholds.back().quantile = quantile;
  }
  return study::control_flags(thresholds, resolved, {});
}

TEST(ControlFlags, OneCauseIsOneFlagThatNamesAllEdges) {
  const auto flags =
      flags_of({undecided("CD8_Activation", "HLA-DR", "no tube"), undecided("CD8_Activation", "CD38", "no tube"),
                undecided("CD4_Activation", "CD38", "no tube")});
  ASSERT_EQ(flags.size(), 1U);
  EXPECT_EQ(flags.front().name, "FMO_MISSING");
  EXPECT_EQ(flags.front().message,
            "CD8_Activation (HLA-DR), CD8_Activation (CD38), CD4_Activation (CD38): the template's edge is used: no "
            "tube");
}

TEST(ControlFlags, CausesStandApart) {
  const auto flags = flags_of({undecided("A", "CD38", "one reason"), undecided("A", "HLA-DR", "another")});
  EXPECT_THAT(flags,
              ElementsAre(Field(&Flag::message, HasSubstr("one reason")), Field(&Flag::message, HasSubstr("another"))));
}

TEST(ControlFlags, OfFewEventsTheFewestAreSaid) {
  auto few = cut_of("tube");
  few.events = 300;
  auto fewer = cut_of("tube");
  fewer.events = 200;
  const auto flags = flags_of({decided("A", "CD38", few), decided("B", "CD38", fewer), decided("C", "CD38", few)});
  ASSERT_EQ(flags.size(), 1U);
  EXPECT_EQ(flags.front().name, "FMO_LOW");
  EXPECT_EQ(flags.front().value, 200);
  EXPECT_EQ(flags.front().limit, 500);
  EXPECT_THAT(flags.front().message, HasSubstr("A (CD38), B (CD38), C (CD38)"));
}

TEST(ControlFlags, AFarControlIsOneFallback) {
  auto far = cut_of("tube");
  far.rung = ControlRung::same_batch;
  EXPECT_THAT(flags_of({decided("A", "CD38", far), decided("B", "CD38", far)}),
              ElementsAre(Field(&Flag::name, "FMO_FALLBACK_2")));
}

struct Stained {
  std::string name;
  std::uint64_t past, events;
  double quantile;
  std::optional<double> limit;  ///< of the flag; none: no flag
  friend std::ostream& operator<<(std::ostream& out, const Stained& row) { return out << row.name; }
};
class StainedControl : public testing::TestWithParam<Stained> {};

// Wilson's lower bounds at 95 % (z = 1.96), by hand: of 100 in 1000 8.3 %, of 35 in 1000 2.5 %, of 5 in 100 2.2 %, of
// 40 in 1000 2.9 %.
TEST_P(StainedControl, IsFlaggedBeyondWhatCountingExplains) {
  const auto& [name, past, events, quantile, limit] = GetParam();
  auto cut = cut_of("tube");
  cut.events = events;
  cut.events_past_template = past;
  auto flags = flags_of({decided("A", "CD38", cut)}, quantile);
  std::erase_if(flags, [](const Flag& flag) { return flag.name == "FMO_LOW"; });
  ASSERT_EQ(flags.size(), limit ? 1U : 0U);
  if (!limit) return;
  EXPECT_EQ(flags.front().name, "CONTROL_FAIL");
  EXPECT_EQ(flags.front().level, FlagLevel::warn);
  EXPECT_DOUBLE_EQ(*flags.front().value, 100.0 * static_cast<double>(past) / static_cast<double>(events));
  EXPECT_NEAR(*flags.front().limit, *limit, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Table, StainedControl,
                         testing::Values(Stained{"Clean", 2, 1000, 0.995, {}}, Stained{"ATenth", 100, 1000, 0.995, 2.5},
                                         Stained{"PerhapsByChance", 5, 100, 0.995, {}},
                                         Stained{"OfAStrictQuantileTwoPercent", 40, 1000, 0.999, 2.0},
                                         Stained{"OfALooseQuantileMore", 100, 1000, 0.95, {}},
                                         Stained{"WithoutEvents", 0, 0, 0.995, {}}),
                         [](const auto& row) { return row.param.name; });

/// A fully stained sample, and the controls one and two.
class FailedControls : public testing::Test {
 protected:
  FailedControls() {
    for (const auto* name : {"full", "one", "two"}) manifest_.rows.push_back(row_of(name, "P1", "C1D1"));
    manifest_.rows[1].stain = manifest_.rows[2].stain = "FMO";
    samples_.resize(3);
    samples_[0].thresholds = {decided("A", "CD38", cut_of("one")), decided("B", "CD38", cut_of("one"))};
  }
  void flag(std::size_t sample, std::string name, FlagLevel level) {
    samples_[sample].flags.push_back({std::move(name), level, {}, {}, "", ""});
  }
  /// Flags of the fully stained sample after the controls were looked at.
  std::vector<Flag> found() {
    study::flag_failed_controls(manifest_, samples_);
    return samples_[0].flags;
  }

  study::Manifest manifest_;
  std::vector<study::SampleResult> samples_;
};

TEST_F(FailedControls, FailTheSampleOnceWithAllThatIsWrong) {
  flag(1, "DUPLICATE_FILE", FlagLevel::fail);
  flag(1, "FILE_META_MISMATCH", FlagLevel::fail);
  flag(1, "DRIFT", FlagLevel::warn);
  const auto flags = found();
  ASSERT_EQ(flags.size(), 1U);
  EXPECT_EQ(flags.front().name, "CONTROL_FAIL");
  EXPECT_EQ(flags.front().level, FlagLevel::fail);
  EXPECT_EQ(flags.front().message,
            "A (CD38), B (CD38): one decides, and is flagged DUPLICATE_FILE, FILE_META_MISMATCH");
}

TEST_F(FailedControls, WithoutCompensationFailACompensatedSampleOnly) {
  flag(1, "NO_COMPENSATION", FlagLevel::warn);
  EXPECT_THAT(found(), ElementsAre(Field(&Flag::name, "CONTROL_FAIL")));
  samples_[0].flags.clear();
  flag(0, "NO_COMPENSATION", FlagLevel::warn);
  EXPECT_THAT(found(), ElementsAre(Field(&Flag::name, "NO_COMPENSATION")));
}

// Tubes of one draw that were swapped together fit each other.
TEST_F(FailedControls, SayNothingThatTheSampleSaysOfItself) {
  flag(0, "FILE_META_MISMATCH", FlagLevel::fail);
  flag(1, "FILE_META_MISMATCH", FlagLevel::fail);
  EXPECT_EQ(found().size(), 1U);
}

TEST_F(FailedControls, AWarningIsNoFailure) {
  flag(0, "FILE_META_MISMATCH", FlagLevel::warn);
  flag(1, "FILE_META_MISMATCH", FlagLevel::fail);
  EXPECT_EQ(found().size(), 2U);
}

TEST_F(FailedControls, ConcernOnlyThoseWhoAskedThem) {
  flag(2, "DUPLICATE_FILE", FlagLevel::fail);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(FailedControls, FailWhatRestsOnThem) {
  samples_[0].thresholds.front().control->rests_on = {"two"};
  flag(2, "DUPLICATE_FILE", FlagLevel::fail);
  EXPECT_THAT(found(), ElementsAre(Field(&Flag::message, HasSubstr("A (CD38): two decides"))));
}

}  // namespace
