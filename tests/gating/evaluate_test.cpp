#include "gating/evaluate.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "random_strategy.h"
#include "reference_evaluation.h"

namespace {

using gating::reference::Events;

constexpr double inf = std::numeric_limits<double>::infinity();

gating::Plan compiled(const gating::Strategy& strategy, const Events& events) {
  const auto mapping = gating::map_by_name(gating::channel_names(strategy), events.channels);
  const gating::SampleDescription sample{events.channels, events.spillover ? &*events.spillover : nullptr};
  auto plan = gating::Plan::compile(strategy, mapping, sample);
  EXPECT_TRUE(plan.has_value()) << fcs::message(plan.error());
  return std::move(plan).value();
}

/// Walks the events in blocks of the sizes given, over and over, and joins the masks.
/// @param in_single  hand out columns that float can hold in float
std::vector<std::vector<bool>> memberships(const gating::Plan& plan, const Events& events,
                                           const std::vector<std::size_t>& sizes, bool in_single = false) {
  std::vector<std::vector<float>> singles(events.values.size());
  for (std::size_t c = 0; c < singles.size() && in_single; ++c) {
    const auto& values = events.values[c];
    const std::vector<float> rounded(values.begin(), values.end());
    const bool exact = std::equal(values.begin(), values.end(), rounded.begin(), [](double value, float single) {
      return std::isnan(value) ? std::isnan(single) : static_cast<double>(single) == value;
    });
    if (exact) singles[c] = rounded;
  }
  gating::Evaluator evaluator{plan};
  std::vector<std::vector<bool>> members(plan.populations().size());
  std::size_t first = 0;
  for (std::size_t turn = 0; first < events.size(); ++turn) {
    const auto size = std::min(sizes[turn % sizes.size()], events.size() - first);
    std::vector<std::span<const double>> columns;
    std::vector<std::span<const float>> single_columns;
    for (const auto channel : plan.channels()) {
      const std::span<const float> single{singles[channel.value()]};
      single_columns.push_back(single.empty() ? single : single.subspan(first, size));
      columns.push_back(std::span{events.values[channel.value()]}.subspan(first, size));
      if (!single.empty()) columns.back() = {};
    }
    evaluator.evaluate({fcs::EventIndex{first}, size, columns, single_columns});
    for (std::size_t p = 0; p < members.size(); ++p) {
      if (plan.obstacle(p)) continue;
      const auto mask = evaluator.mask(p);
      EXPECT_EQ(mask.size(), (size + 63) / 64);
      for (std::size_t e = 0; e < size; ++e) members[p].push_back(((mask[e / 64] >> (e % 64)) & 1) != 0);
    }
    first += size;
  }
  for (std::size_t p = 0; p < members.size(); ++p) {
    EXPECT_EQ(evaluator.counts()[p],
              static_cast<std::uint64_t>(std::count(members[p].begin(), members[p].end(), true)));
  }
  return members;
}

class RandomStrategies : public testing::TestWithParam<unsigned> {};

TEST_P(RandomStrategies, EveryEventIsWhereThePlainDefinitionPutsIt) {
  std::mt19937_64 random{GetParam()};
  for (int round = 0; round < 10; ++round) {
    const auto events = gating::reference::random_events(5, 700, random);
    const auto strategy = gating::reference::random_strategy(events, random);
    const auto plan = compiled(strategy, events);
    const auto found = memberships(plan, events, {64, 1, 130, 300});
    const auto expected = gating::reference::memberships(strategy, events);
    for (std::size_t p = 1; p < plan.populations().size(); ++p) {
      const auto& id = plan.populations()[p].id;
      ASSERT_FALSE(plan.obstacle(p)) << fcs::message(*plan.obstacle(p));
      ASSERT_EQ(found[p], expected.at(id)) << "population " << id << ", seed " << GetParam() << ", round " << round;
    }
  }
}
TEST_P(RandomStrategies, EveryEventIsWhereThePlainDefinitionPutsItAlsoFromSingles) {
  std::mt19937_64 random{GetParam() + 1000};
  for (int round = 0; round < 5; ++round) {
    auto events = gating::reference::random_events(5, 700, random);
    for (std::size_t c = 1; c < events.values.size(); ++c) {  // the first stays in double
      for (auto& value : events.values[c]) value = static_cast<double>(static_cast<float>(value));
    }
    const auto strategy = gating::reference::random_strategy(events, random);
    const auto plan = compiled(strategy, events);
    const auto found = memberships(plan, events, {64, 1, 130, 300}, /*in_single=*/true);
    const auto expected = gating::reference::memberships(strategy, events);
    for (std::size_t p = 1; p < plan.populations().size(); ++p) {
      const auto& id = plan.populations()[p].id;
      ASSERT_EQ(found[p], expected.at(id)) << "population " << id << ", seed " << GetParam() << ", round " << round;
    }
  }
}

/// Signals of which the compensated value lies within some roundings of a gate's edge, on either side.
TEST_P(RandomStrategies, CompensatedValuesNextToAnEdgeAreToldApart) {
  std::mt19937_64 random{GetParam()};
  std::uniform_real_distribution<double> bright{-100, 30000};
  auto events = gating::reference::random_events(3, 4000, random);
  events.spillover = fcs::Spillover{{"C0", "C1", "C2"}, {1, 0.21, 0.03, 0.1, 1, 0.17, 0.02, 0.3, 1}, "$SPILLOVER"};
  const auto logicle = gating::Transformation::make(gating::Logicle{262144, 0.5, 4.5, 0}).value();
  const double at = std::uniform_real_distribution<double>{-50, 5000}(random);
  for (std::size_t e = 0; e < events.size(); ++e) {
    const double others[2] = {bright(random), bright(random)};
    // C0 true = at: measured = true times spillover; then a few floats up or down.
    auto seen = static_cast<float>(at + 0.1 * others[0] + 0.02 * others[1]);
    for (auto steps = random() % 4; steps > 0; --steps) seen = std::nextafter(seen, random() % 2 == 0 ? 1e9F : -1e9F);
    events.values[0][e] = static_cast<double>(seen);
    events.values[1][e] = static_cast<double>(static_cast<float>(0.21 * at + others[0] + 0.3 * others[1]));
    events.values[2][e] = static_cast<double>(static_cast<float>(0.03 * at + 0.17 * others[0] + others[1]));
  }
  gating::Strategy strategy;
  strategy.transformations.emplace("L", logicle);
  const gating::Dimension x{gating::ChannelReference{"C0"}, gating::FileCompensation{}, "L"};
  const gating::Dimension y{gating::ChannelReference{"C1"}, gating::FileCompensation{}, "L"};
  const double edge = logicle(at);
  strategy.gates = {
      {"Range", "", std::nullopt, gating::RectangleGate{{{x, edge}}}},
      {"Below", "", std::nullopt, gating::RectangleGate{{{x, -inf, edge}}}},
      {"Polygon", "", std::nullopt,
       gating::PolygonGate{{x, y}, {{edge, 0}, {edge + 0.2, 0}, {edge + 0.2, 1}, {edge, 1}}}},
      {"Ellipse", "", std::nullopt, gating::EllipsoidGate{{x, y}, {edge - 0.3, 0.5}, {0.09, 0, 0, 1}, 1}}};
  const auto plan = compiled(strategy, events);
  const auto expected = gating::reference::memberships(strategy, events);
  for (const bool in_single : {false, true}) {
    const auto found = memberships(plan, events, {1024}, in_single);
    for (std::size_t p = 1; p < plan.populations().size(); ++p) {
      ASSERT_EQ(found[p], expected.at(plan.populations()[p].id)) << plan.populations()[p].id;
    }
  }
  const auto inside = std::count(expected.at("Range").begin(), expected.at("Range").end(), true);
  EXPECT_GT(inside, 400);  // both sides are met
  EXPECT_LT(inside, 3600);
}

/// Ten strategies a seed: 300, or as many as CYTOGATE_RANDOM_STRATEGIES says.
unsigned last_seed() {
  const char* wanted = std::getenv("CYTOGATE_RANDOM_STRATEGIES");
  return wanted == nullptr ? 30U : static_cast<unsigned>(std::atoi(wanted)) / 10U;
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomStrategies, testing::Range(1U, 1U + last_seed()));

/// One channel "X" with the values given, and a range on it.
std::vector<bool> in_range(double min, double max, std::vector<double> values,
                           std::optional<gating::Transformation> transformation = std::nullopt) {
  Events events{{{fcs::ChannelIndex{0}, "X", "", {}, {}, 1, false}}, {std::move(values)}, {}};
  gating::Strategy strategy;
  gating::Dimension dimension{gating::ChannelReference{"X"}, {}, {}};
  if (transformation) {
    strategy.transformations.emplace("T", *transformation);
    dimension.transformation = "T";
  }
  strategy.gates.push_back({"G", "", std::nullopt, gating::RectangleGate{{{dimension, min, max}}}});
  return memberships(compiled(strategy, events), events, {64})[1];
}

TEST(RectangleGate, LowerBoundIsInsideUpperIsNot) {
  EXPECT_EQ(in_range(10, 20, {9.999, 10, 19.999, 20}), (std::vector{false, true, true, false}));
}
TEST(RectangleGate, NanIsInsideNothing) {
  EXPECT_EQ(in_range(-inf, inf, {std::nan("")}), std::vector{false});
  EXPECT_EQ(in_range(-inf, 5, {std::nan("")}), std::vector{false});
}
TEST(RectangleGate, AnOpenSideHoldsInfinity) {
  EXPECT_EQ(in_range(0, inf, {inf, -inf}), (std::vector{true, false}));
  EXPECT_EQ(in_range(-inf, 0, {inf, -inf}), (std::vector{false, true}));
}
TEST(RectangleGate, EdgesAreInScaleUnits) {
  // log10(x / 10000) / 4 + 1: 100 lies at 0.5 exactly.
  const auto log = gating::Transformation::make(gating::Logarithmic{10000, 4}).value();
  EXPECT_EQ(in_range(0.5, 0.75, {99.999, 100, 999.99, 1001, 0, -3}, log),
            (std::vector{false, true, true, false, false, false}));
}
TEST(RectangleGate, LogOfZeroAndBelowIsMinusInfinity) {
  const auto log = gating::Transformation::make(gating::Logarithmic{10000, 4}).value();
  EXPECT_EQ(in_range(-inf, 0.5, {0, -3, 10}, log), (std::vector{true, true, true}));
}
TEST(RectangleGate, BoundsClampValuesAndNotEdges) {
  const auto clamped = gating::Transformation::make(gating::Linear{100, 0}, {0.2, 0.6}).value();
  EXPECT_EQ(in_range(0.2, 0.7, {-1000, 1000}, clamped), (std::vector{true, true}));  // both clamp into the range
  EXPECT_EQ(in_range(0.1, 0.6, {-1000, 1000}, clamped),
            (std::vector{true, false}));                                             // 1000 clamps to the excluded edge
  EXPECT_EQ(in_range(0.61, 0.9, {50, 1000}, clamped), (std::vector{false, false}));  // never reached
}
TEST(RectangleGate, MinusInfinityIsBelowEdgesThatNoFiniteValueReaches) {
  const auto linear = gating::Transformation::make(gating::Linear{1000, 0}).value();  // x / 1000, above -1.8e305
  EXPECT_EQ(in_range(-1e306, inf, {-inf, -1e300}, linear), (std::vector{false, true}));
  const auto logicle = gating::Transformation::make(gating::Logicle{262144, 0.5, 4.5, 0}).value();
  // About -log10(1.8e308 / 262144) / 4.5 + 2 * 0.5 / 4.5 = -67 at the lowest double.
  EXPECT_EQ(in_range(-100, inf, {-inf, -1e300}, logicle), (std::vector{false, true}));
}
TEST(RectangleGate, NeighbouringDoublesOfAnEdgeAreToldApartAsTheTransformationSays) {
  const auto logicle = gating::Transformation::make(gating::Logicle{262144, 0.8, 4.5, 0}).value();
  const double centre = 1234.5;
  const double edge = logicle(centre);
  std::vector<double> values;
  std::vector<bool> expected;
  for (double x = centre * (1 - 1e-13); x < centre * (1 + 1e-13); x = std::nextafter(x, inf)) {
    values.push_back(x);
    expected.push_back(logicle(x) >= edge);
  }
  ASSERT_GT(values.size(), 500U);
  EXPECT_EQ(in_range(edge, inf, values, logicle), expected);
}

TEST(Evaluator, ABlockOfNoEventsCountsNothing) {
  Events events{{{fcs::ChannelIndex{0}, "X", "", {}, {}, 1, false}}, {{}}, {}};
  gating::Strategy strategy;
  strategy.gates.push_back(
      {"G", "", std::nullopt, gating::RectangleGate{{{{gating::ChannelReference{"X"}, {}, {}}, 0, 1}}}});
  const auto plan = compiled(strategy, events);
  gating::Evaluator evaluator{plan};
  const std::vector<std::span<const double>> columns{{}};
  evaluator.evaluate({fcs::EventIndex{0}, 0, columns});
  EXPECT_EQ(evaluator.counts(), (std::vector<std::uint64_t>{0, 0}));
}

TEST(Evaluator, ShowsDimensionsCompensatedAndNotTransformed) {
  gating::reference::Events events;
  for (const auto* name : {"A", "B"}) {
    auto& channel = events.channels.emplace_back();
    channel.index = fcs::ChannelIndex{events.channels.size() - 1};
    channel.name = name;
  }
  events.values = {{100, 0}, {10, 50}};
  events.spillover = fcs::Spillover{{"A", "B"}, {1, 0.1, 0, 1}, "$SPILLOVER"};
  gating::Strategy strategy;
  strategy.transformations.emplace("T", gating::Transformation::make(gating::Logarithmic{1000, 3}).value());
  const auto dimension = [](const char* name, gating::CompensationRef compensation) {
    return gating::Dimension{gating::ChannelReference{name}, std::move(compensation), "T"};
  };
  const std::vector shown{dimension("B", gating::FileCompensation{}), dimension("A", gating::Uncompensated{})};
  const auto mapping = gating::map_by_name({"A", "B"}, events.channels);
  const auto plan = gating::Plan::compile(strategy, mapping, {events.channels, &*events.spillover}, shown);
  ASSERT_TRUE(plan.has_value()) << fcs::message(plan.error());
  std::vector<std::span<const double>> columns;
  for (const auto channel : plan.value().channels()) columns.emplace_back(events.values[channel.value()]);
  gating::Evaluator evaluator{plan.value()};
  evaluator.evaluate({fcs::EventIndex{0}, 2, columns});
  // B - 0.1 A of both events
  EXPECT_THAT(evaluator.shown(0), testing::ElementsAre(testing::DoubleNear(0, 1e-12), testing::DoubleNear(50, 1e-12)));
  EXPECT_THAT(evaluator.shown(1), testing::ElementsAre(100, 0));
}

TEST(BooleanGate, ComplementIsTakenOverAllEventsAndThenTheParentApplies) {
  // Events 0..9; A = [0, 4) within P = [0, 6); not A holds everything outside A, also outside P; N has the parent Q =
  // [2, 8).
  Events events{{{fcs::ChannelIndex{0}, "X", "", {}, {}, 1, false}}, {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}, {}};
  const auto range = [](double min, double max) {
    return gating::RectangleGate{{{{gating::ChannelReference{"X"}, {}, {}}, min, max}}};
  };
  gating::Strategy strategy;
  strategy.gates.push_back({"P", "", std::nullopt, range(0, 6)});
  strategy.gates.push_back({"A", "", "P", range(0, 4)});
  strategy.gates.push_back({"Q", "", std::nullopt, range(2, 8)});
  strategy.gates.push_back({"N", "", "Q", gating::BooleanGate{gating::BooleanOperation::not_, {{"A", false}}}});
  const auto plan = compiled(strategy, events);
  gating::Evaluator evaluator{plan};
  const std::vector<std::span<const double>> columns{events.values[0]};
  evaluator.evaluate({fcs::EventIndex{0}, 10, columns});
  const auto n = gating::find_population(plan.populations(), "N").value();
  EXPECT_EQ(evaluator.mask(n)[0], 0b0011110000U);  // events 4 to 7
}

TEST(EllipsoidGate, ItsMeanIsInsideHoweverSmallItIs) {
  for (const double distance_square : {1.0, 1e-30, 0.0}) {
    Events events{
        {{fcs::ChannelIndex{0}, "X", "", {}, {}, 1, false}, {fcs::ChannelIndex{1}, "Y", "", {}, {}, 1, false}},
        {{1e6, 1e6 + 2}, {3, 3}},
        {}};
    const gating::Dimension x{gating::ChannelReference{"X"}, {}, {}};
    const gating::Dimension y{gating::ChannelReference{"Y"}, {}, {}};
    gating::Strategy strategy;
    strategy.gates.push_back(
        {"E", "", std::nullopt, gating::EllipsoidGate{{x, y}, {1e6, 3}, {1, 0, 0, 1}, distance_square}});
    EXPECT_EQ(memberships(compiled(strategy, events), events, {64})[1], (std::vector{true, false})) << distance_square;
  }
}

}  // namespace
