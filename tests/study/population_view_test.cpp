#include "study/population_view.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fcs/writer.h"
#include "tests/support/temporary_folder.h"

namespace {

using gating::Dimension;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

Dimension linear(const char* channel) {
  return {gating::ChannelReference{channel}, gating::Uncompensated{}, std::nullopt};
}
Dimension logicle(const char* channel) { return {gating::ChannelReference{channel}, gating::Uncompensated{}, "L"}; }

const auto transformation = gating::Transformation::make(gating::Logicle{262144, 0.5, 4.5, 0}).value();

/// High (X from 10 to under 20) > Both (Y from 10); Absent asks for a channel that no sample has.
gating::Strategy strategy() {
  gating::Strategy out;
  out.transformations.emplace("L", transformation);
  out.gates.push_back({"High", "High", std::nullopt, gating::RectangleGate{{{linear("X"), 10, 20}}}});
  out.gates.push_back({"Both", "Both", "High", gating::RectangleGate{{{linear("Y"), 10, infinity}}}});
  out.gates.push_back({"Absent", "Absent", std::nullopt, gating::RectangleGate{{{linear("Z"), 0, 1}}}});
  return out;
}
enum Position : std::size_t { root, high, both, absent };  // of gating::populations(strategy())

class PopulationView : public testing::Test {
 protected:
  /// An FCS file of X, Y and Time, a tenth of a second a tick; Time counts the events.
  study::MatchedSample sample_of(const std::vector<float>& x, const std::vector<float>& y,
                                 const fcs::ReadOptions& read = {}) {
    fcs::WrittenSample written;
    for (const auto* name : {"X", "Y", "Time"}) {
      written.channels.emplace_back();
      written.channels.back().name = name;
      written.channels.back().range = 262144;
    }
    written.timestep = 0.1;
    std::vector<float> time;
    for (std::size_t e = 0; e < x.size(); ++e) time.push_back(static_cast<float>(e));
    const std::vector<std::span<const float>> columns{x, y, time};
    EXPECT_TRUE(fcs::write_sample(file, written, columns).has_value());
    auto matched = study::match_sample(file, gates, nullptr, {.dataset = 1, .read = read}).value();
    matched.mapping.channels.emplace("Time", fcs::ChannelIndex{2});
    return matched;
  }
  study::PopulationView view_of(const study::MatchedSample& matched, Position population,
                                const std::array<Dimension, 2>& dimensions = {linear("X"), linear("Y")}) {
    auto view = study::view_population(matched, gates, population, dimensions);
    EXPECT_TRUE(view.has_value()) << message(view.error());
    return std::move(view).value();
  }

  const gating::Strategy gates = strategy();
  const testing_support::TemporaryFolder folder;
  const std::filesystem::path file = folder / "a.fcs";
};

TEST_F(PopulationView, KeepsTheEventsInsideInTheOrderOfTheFile) {
  const auto view = view_of(sample_of({12, 5, 10, 20, 19}, {1, 2, 3, 4, 5}), high);
  EXPECT_THAT(view.values[0], ElementsAre(12, 10, 19));
  EXPECT_THAT(view.values[1], ElementsAre(1, 3, 5));
}
TEST_F(PopulationView, IsInScaleUnits) {
  const auto view = view_of(sample_of({12, 5, 10}, {-50, 100, 1000}), high, {linear("X"), logicle("Y")});
  EXPECT_THAT(view.values[0], ElementsAre(12, 10));
  EXPECT_THAT(view.values[1], ElementsAre(transformation(-50), transformation(1000)));
}
TEST_F(PopulationView, GoesOnFromBlockToBlock) {
  std::vector<float> x(5000, 0);
  std::vector<float> y(5000);
  std::vector<double> inside;
  for (std::size_t e = 0; e < x.size(); ++e) {
    y[e] = static_cast<float>(e);
    if (e % 3 != 0) continue;
    x[e] = 15;
    inside.push_back(y[e]);
  }
  EXPECT_EQ(view_of(sample_of(x, y), high).values[1], inside);
}
TEST_F(PopulationView, CountsWhatGateSampleCounts) {
  const auto view = view_of(sample_of({12, 5, 10, 15}, {30, 30, 5, 11}), root);
  EXPECT_THAT(view.counts, ElementsAre(4, 3, 2, std::nullopt));
  const auto gated = study::gate_sample(file, gates, nullptr).value();
  for (const auto population : {root, high, both}) {
    EXPECT_EQ(view.counts[population], gated.populations[population].count);
  }
  EXPECT_TRUE(gated.populations[absent].obstacle);
}
TEST_F(PopulationView, OfNoEventsIsEmpty) {
  const auto none_inside = view_of(sample_of({1, 2}, {1, 2}), high);
  EXPECT_THAT(none_inside.values, testing::Each(IsEmpty()));
  EXPECT_EQ(none_inside.counts[high], 0U);
  EXPECT_THAT(view_of(sample_of({}, {}), root).values, testing::Each(IsEmpty()));
}
TEST_F(PopulationView, OfOneEventHoldsIt) {
  const auto view = view_of(sample_of({7}, {8}), root);
  EXPECT_THAT(view.values[0], ElementsAre(7));
  EXPECT_THAT(view.values[1], ElementsAre(8));
}
TEST_F(PopulationView, KeepsValuesThatAreNotFinite) {
  const auto view = view_of(sample_of({nan, infinity, -infinity}, {1, 2, 3}), root, {linear("X"), linear("Y")});
  ASSERT_EQ(view.values[0].size(), 3U);
  EXPECT_TRUE(std::isnan(view.values[0][0]));
  EXPECT_EQ(view.values[0][1], infinity);
  EXPECT_EQ(view.values[0][2], -infinity);
  EXPECT_THAT(view.values[1], ElementsAre(1, 2, 3));
}
TEST_F(PopulationView, OfWhatCannotBeEvaluatedIsTheReasonAndTheFile) {
  const auto matched = sample_of({1}, {1});
  const auto view = study::view_population(matched, gates, absent, {linear("X"), linear("Y")});
  ASSERT_TRUE(view.has_error());
  EXPECT_EQ(view.error().code, fcs::Code::no_such_channel);
  EXPECT_EQ(view.error().where.file, file.string());
}
TEST_F(PopulationView, RefusesADimensionThatTheSampleLacks) {
  const auto matched = sample_of({1}, {1});
  const auto view = study::view_population(matched, gates, root, {linear("X"), linear("Z")});
  ASSERT_TRUE(view.has_error());
  EXPECT_EQ(view.error().code, fcs::Code::no_such_channel);
}

TEST_F(PopulationView, ChannelIsThatOfTheNameUnlessTheValueIsMadeOfSeveral) {
  const auto matched = sample_of({1}, {1});
  ASSERT_NE(study::channel_of(matched, linear("Y")), nullptr);
  EXPECT_EQ(study::channel_of(matched, linear("Y"))->name, "Y");
  EXPECT_EQ(study::channel_of(matched, linear("Z")), nullptr);
  EXPECT_EQ(study::channel_of(matched, {gating::RatioReference{"Y"}, {}, {}}), nullptr);
  EXPECT_EQ(study::channel_of(matched, {gating::ChannelReference{"Y"}, gating::MatrixCompensation{"M"}, {}}), nullptr);
}
TEST_F(PopulationView, TimeIsInTheUnitThatItWasReadIn) {
  const auto in_seconds = sample_of({1, 1}, {1, 1});
  EXPECT_EQ(study::unit_of(in_seconds, linear("Time")), "s");
  EXPECT_EQ(study::unit_of(in_seconds, linear("X")), "");
  EXPECT_THAT(view_of(in_seconds, root, {linear("Time"), linear("X")}).values[0], ElementsAre(0, 0.1));

  const auto in_ticks = sample_of({1, 1}, {1, 1}, {.time = fcs::TimeUnit::ticks});
  EXPECT_EQ(study::unit_of(in_ticks, linear("Time")), "ticks");
  EXPECT_THAT(view_of(in_ticks, root, {linear("Time"), linear("X")}).values[0], ElementsAre(0, 1));
}

}  // namespace
