#include "study/quality/sample_quality.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/stained_tube.h"

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> names_of_flags(const StainedTube& tube) {
  std::vector<std::string> out;
  for (const auto& flag : flags_of(tube)) out.push_back(flag.name);
  return out;
}

/// The one flag that a tube has; an empty one, and a failure, where it has another number of flags.
study::Flag only_flag_of(const StainedTube& tube) {
  const auto flags = flags_of(tube);
  EXPECT_EQ(flags.size(), 1U);
  return flags.empty() ? study::Flag{} : flags.front();
}

TEST(QualityFlags, AreNoneOfACleanSample) { EXPECT_THAT(names_of_flags({}), IsEmpty()); }

TEST(HighDoublets, IsTheShareOutsideOfAGateOnTwoMeasuresOfOnePulse) {
  StainedTube tube;
  for (std::size_t i = 0; i < tube.size(); i += 4) tube.column("FSC-A")[i] = 150'000;  // the gate ends at 100,000
  const auto flag = only_flag_of(tube);
  EXPECT_EQ(flag.name, "HIGH_DOUBLETS");
  EXPECT_EQ(flag.value, 25);
  EXPECT_EQ(flag.limit, 15);
}

TEST(HighDoublets, KnowsMeasuresAsOtherMakersCallThem) {
  StainedTube tube;
  for (std::size_t i = 0; i < tube.size(); i += 4) tube.column("FSC-A")[i] = 150'000;
  tube.rename("FSC-A", "FS INT LIN");
  tube.rename("FSC-H", "FS PEAK LIN");
  EXPECT_THAT(names_of_flags(tube), ElementsAre("HIGH_DOUBLETS"));
}

TEST(HighDoublets, IsNotOfTwoDyesWhoseNamesBeginAlike) {
  StainedTube tube;
  for (std::size_t i = 0; i < tube.size(); i += 4) tube.column("FSC-A")[i] = 150'000;
  tube.rename("FSC-A", "PE-Cy5");
  tube.rename("FSC-H", "PE-Cy7");
  tube.label("PE-Cy5", "CD45");
  tube.label("PE-Cy7", "CD14");
  tube.scatter_area = "CD45";
  tube.scatter_height = "CD14";
  EXPECT_THAT(names_of_flags(tube), IsEmpty());
}

TEST(LowViability, IsTheShareInsideOfTheGateOnTheViabilityStain) {
  StainedTube tube;
  for (std::size_t i = 0; i < tube.size(); i += 4) tube.column("BV510-A")[i] = 15'000;  // the gate ends at 5000
  const auto flag = only_flag_of(tube);
  EXPECT_EQ(flag.name, "LOW_VIABILITY");
  EXPECT_EQ(flag.value, 75);
}

TEST(QualityFlags, SayNoPercentageOfAFewEvents) {
  StainedTube tube;
  tube.cut_to(99);  // 100 is min_denominator
  for (auto& value : tube.column("FSC-A")) value = 150'000;
  for (auto& value : tube.column("FITC-A")) value = 262'143;
  EXPECT_THAT(names_of_flags(tube), ElementsAre("LOW_EVENTS"));
}

TEST(Margin, IsTheShareAtTheTopOfTheScale) {
  StainedTube tube;
  for (std::size_t i = 0; i < tube.size(); i += 50) tube.column("BV421-A")[i] = 262'143;
  const auto flag = only_flag_of(tube);
  EXPECT_EQ(flag.name, "MARGIN");
  EXPECT_EQ(flag.value, 2);
}

TEST(Margin, IsTheShareAtTheSmallestValue) {
  StainedTube tube;
  for (std::size_t i = 0; i < tube.size(); i += 50) tube.column("BV421-A")[i] = 0;
  EXPECT_EQ(only_flag_of(tube).name, "MARGIN");
}

TEST(Margin, IsOnTheScaleOfAGain) {
  StainedTube tube;
  tube.keyword("BV421-A", 'G', "2");  // so 262,143 is read as half of that
  for (std::size_t i = 0; i < tube.size(); i += 50) tube.column("BV421-A")[i] = 262'143;
  EXPECT_THAT(names_of_flags(tube), ElementsAre("MARGIN"));
}

TEST(Margin, IsOnTheScaleOfALogarithmicAmplifier) {
  StainedTube tube;
  tube.store_logarithmically("BV421-A", 4, 1, 1024);
  // Stored 800 is read as 10^(4 * 800 / 1024) = 1334, which is above 1023 but not the top.
  for (std::size_t i = 0; i < tube.size(); ++i) tube.column("BV421-A")[i] = static_cast<float>(400 + i * 163 % 401);
  EXPECT_THAT(names_of_flags(tube), IsEmpty());
  for (std::size_t i = 0; i < tube.size(); i += 50) tube.column("BV421-A")[i] = 1023;
  EXPECT_THAT(names_of_flags(tube), ElementsAre("MARGIN"));
}

TEST(Drift, IsOfATenthOfTheEvents) {
  StainedTube tube;
  auto& values = tube.column("BV421-A");
  for (std::size_t i = tube.size() * 9 / 10; i < tube.size(); ++i) values[i] *= 2;
  const auto flag = only_flag_of(tube);
  EXPECT_EQ(flag.name, "DRIFT");
  EXPECT_THAT(flag.message, testing::HasSubstr("BV421-A"));
}

TEST(TimeGap, IsAPauseInWhichManyEventsWouldHaveCome) {
  StainedTube tube;
  auto& time = tube.column("Time");
  for (std::size_t i = tube.size() / 2; i < tube.size(); ++i) time[i] += 150;  // 1.5 s
  EXPECT_THAT(flags_of(tube), Contains(Field(&study::Flag::name, "TIME_GAP")));
  for (std::size_t i = tube.size() / 2; i < tube.size(); ++i) time[i] -= 60;  // 0.9 s
  EXPECT_THAT(flags_of(tube), Not(Contains(Field(&study::Flag::name, "TIME_GAP"))));
}

TEST(TimeBackwards, CountsEventsThatComeBeforeTheOneBefore) {
  StainedTube tube;
  tube.column("Time")[5000] -= 10;
  const auto flag = only_flag_of(tube);
  EXPECT_EQ(flag.name, "TIME_BACKWARDS");
  EXPECT_EQ(flag.value, 1);
}

TEST(FlowRateUnstable, SeesAClog) {
  StainedTube tube;
  auto& time = tube.column("Time");
  for (std::size_t i = 3000; i < tube.size(); ++i) time[i] += 50;  // half a second in which nothing comes
  const auto flag = only_flag_of(tube);
  EXPECT_EQ(flag.name, "FLOWRATE_UNSTABLE");
  EXPECT_EQ(flag.limit_source, "default of max_flow_rate_z");
}

TEST(FlowRateUnstable, SeesHalfOfTheTimeAtATenthOfTheRate) {
  StainedTube tube;
  auto& time = tube.column("Time");
  const std::size_t fast = tube.size() * 10 / 11;
  for (std::size_t i = fast; i < tube.size(); ++i)
    time[i] = time[fast] + std::floor(static_cast<float>(i - fast) / 2.5F);
  const auto flag = only_flag_of(tube);
  EXPECT_EQ(flag.name, "FLOWRATE_UNSTABLE");
  EXPECT_EQ(flag.limit_source, "default of max_slow_percent");
}

TEST(FlowRateUnstable, HasAFiniteValueWhereMostOfTheTimeIsEmpty) {
  StainedTube tube;
  auto& time = tube.column("Time");
  for (std::size_t i = tube.size() / 2; i < tube.size(); ++i) time[i] += 2000;  // 20 s, after 2 s of flow
  const auto flags = flags_of(tube);
  const auto unstable = std::ranges::find(flags, "FLOWRATE_UNSTABLE", &study::Flag::name);
  ASSERT_NE(unstable, flags.end());
  EXPECT_TRUE(std::isfinite(*unstable->value));
}

TEST(CompMismatch, IsACoefficientThatIsFarOff) {
  StainedTube tube;
  tube.seen_by_pe = 0.3;  // of CD3's dye, as the file says; the detector sees 0.2
  const auto flag = only_flag_of(tube);
  EXPECT_EQ(flag.name, "COMP_MISMATCH");
  EXPECT_EQ(flag.level, study::FlagLevel::warn);
  EXPECT_NEAR(*flag.value, 0.1, 0.01);
}

TEST(CompMismatch, FailsASampleWhoseMatrixCannotBeInvertedOnce) {
  StainedTube tube;
  tube.seen_by_pe = 1;
  tube.seen_by_fitc = 1;
  const auto flags = flags_of(tube);
  EXPECT_THAT(names_of_flags(tube), Contains("COMP_MISMATCH").Times(1));
  EXPECT_THAT(names_of_flags(tube), Not(Contains("GATE_NOT_EVALUABLE")));
  const auto mismatch = std::ranges::find(flags, "COMP_MISMATCH", &study::Flag::name);
  ASSERT_NE(mismatch, flags.end());
  EXPECT_EQ(mismatch->level, study::FlagLevel::fail);
  EXPECT_THAT(mismatch->message, Not(testing::HasSubstr("nan")));
}

TEST(GateNotEvaluable, IsOneFlagForOneCause) {
  StainedTube tube;
  tube.label("APC-A", "CD38");  // as PE-A: two channels for one marker, which two gates use
  EXPECT_THAT(names_of_flags(tube), Contains("GATE_NOT_EVALUABLE").Times(1));
  tube.label("BV421-A", "CD99");  // and none for HLA-DR
  EXPECT_THAT(names_of_flags(tube), Contains("GATE_NOT_EVALUABLE").Times(2));
}

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

class InvalidValues : public testing::TestWithParam<std::string> {};

TEST_P(InvalidValues, AreThoseWithoutANumber) {
  StainedTube tube;
  for (std::size_t i = 0; i < tube.size(); i += 10) tube.column(GetParam())[i] = i % 20 == 0 ? not_a_number : infinite;
  const auto flags = flags_of(tube);
  const auto invalid = std::ranges::find(flags, "INVALID_VALUES", &study::Flag::name);
  ASSERT_NE(invalid, flags.end());
  EXPECT_EQ(invalid->value, 10);
  EXPECT_EQ(invalid->limit, 0);
  EXPECT_THAT(names_of_flags(tube), Not(Contains("MARGIN")));
}

INSTANTIATE_TEST_SUITE_P(Channels, InvalidValues, testing::Values("FITC-A", "PE-A", "BV510-A", "Time"));

TEST(InvalidValues, AreTimesThatAreTooFarApartForTicks) {
  StainedTube tube;
  tube.timestep = 1e-310;
  EXPECT_THAT(names_of_flags(tube), ElementsAre("INVALID_VALUES"));
}

}  // namespace
