#include "gating/statistics/population_quantiles.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gating/statistics/quantile.h"
#include "random_strategy.h"
#include "reference_evaluation.h"
#include "tests/support/reference_values.h"

namespace {

using gating::PopulationQuantiles;
using gating::reference::Events;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Hands events out as a reader would.
class Source {
 public:
  Source(const gating::Plan& plan, const Events& events) : plan_{plan}, events_{events} {}

  template <class Visit>
  void walk(gating::Evaluator& evaluator, std::uint64_t first, std::uint64_t count, std::size_t block,
            Visit visit) const {
    for (auto start = first; start < first + count; start += block) {
      const auto size = std::min<std::uint64_t>(block, first + count - start);
      std::vector<std::span<const double>> columns;
      for (const auto channel : plan_.channels()) {
        columns.push_back(std::span{events_.values[channel.value()]}.subspan(start, size));
      }
      evaluator.evaluate({fcs::EventIndex{start}, size, columns});
      visit();
    }
  }

 private:
  const gating::Plan& plan_;
  const Events& events_;
};

struct Found {
  std::vector<std::optional<double>> values;  ///< by population, dimension, probability
  std::size_t walks_over_everything = 0;
};

/// @param threads  tallies that share each walk over everything, in parts as uneven as can be
Found found_by_walks(const gating::Plan& plan, const Events& events, std::size_t dimensions,
                     const std::vector<double>& probabilities, std::size_t threads = 1) {
  std::vector<std::size_t> shown;
  for (std::size_t d = 0; d < dimensions; ++d) shown.push_back(d);
  PopulationQuantiles quantiles{plan, shown, probabilities, events.size()};
  const Source source{plan, events};
  Found found;
  while (quantiles.next() != PopulationQuantiles::Walk::nothing) {
    std::vector<PopulationQuantiles::Tally> tallies;
    gating::Evaluator evaluator{plan};
    const auto take = [&] { tallies.back().add(evaluator); };
    if (quantiles.next() == PopulationQuantiles::Walk::sample) {
      tallies.push_back(quantiles.tally());
      for (const auto& run : quantiles.sample_runs()) source.walk(evaluator, run.first, run.count, 1024, take);
    } else {
      ++found.walks_over_everything;
      for (std::size_t t = 0; t < threads; ++t) {
        tallies.push_back(quantiles.tally());
        const auto from = t == 0 ? 0 : events.size() * t / (threads + 2);
        const auto to = t + 1 == threads ? events.size() : events.size() * (t + 1) / (threads + 2);
        source.walk(evaluator, from, to - from, t % 2 == 0 ? 1024 : 3000, take);
      }
    }
    quantiles.conclude(tallies);
  }
  for (std::size_t p = 0; p < plan.populations().size(); ++p) {
    for (std::size_t d = 0; d < dimensions; ++d) {
      for (std::size_t q = 0; q < probabilities.size(); ++q) found.values.push_back(quantiles.value(p, d, q));
    }
  }
  return found;
}

/// The definition: all values of the members, sorted.
std::vector<std::optional<double>> by_definition(const gating::Plan& plan, const gating::Strategy& strategy,
                                                 const Events& events, const std::vector<gating::Dimension>& dimensions,
                                                 const std::vector<double>& probabilities) {
  auto members = gating::reference::memberships(strategy, events);
  members["root"].assign(events.size(), true);
  const gating::reference::Values value{strategy, events};
  std::vector<std::optional<double>> out;
  for (const auto& population : plan.populations()) {
    for (const auto& dimension : dimensions) {
      std::vector<double> values;
      for (std::size_t e = 0; e < events.size(); ++e) {
        if (!members.at(population.id)[e]) continue;
        if (const double x = value(dimension, e); !std::isnan(x)) values.push_back(x + 0.0);
      }
      std::ranges::sort(values);
      for (const double probability : probabilities) {
        out.push_back(values.empty() ? std::nullopt : std::optional{gating::quantile(values, probability)});
      }
    }
  }
  return out;
}

/// The same number to the last bit; any NaN is the same as any other.
bool same(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::bit_cast<std::uint64_t>(*a) == std::bit_cast<std::uint64_t>(*b) || (std::isnan(*a) && std::isnan(*b));
}

gating::Plan compiled(const gating::Strategy& strategy, const Events& events,
                      const std::vector<gating::Dimension>& dimensions) {
  std::vector<std::string> names;
  for (const auto& channel : events.channels) names.push_back(channel.name);
  auto plan = gating::Plan::compile(strategy, gating::map_by_name(names, events.channels),
                                    {events.channels, events.spillover ? &*events.spillover : nullptr}, dimensions);
  EXPECT_TRUE(plan.has_value()) << fcs::message(plan.error());
  return std::move(plan).value();
}

std::vector<gating::Dimension> all_channels(const Events& events) {
  std::vector<gating::Dimension> out;
  for (const auto& channel : events.channels) {
    out.push_back({gating::ChannelReference{channel.name}, gating::FileCompensation{}, {}});
  }
  return out;
}

void expect_definition(const gating::Strategy& strategy, const Events& events, const std::vector<double>& probabilities,
                       std::size_t threads, std::size_t most_walks = 1000) {
  const auto dimensions = all_channels(events);
  const auto plan = compiled(strategy, events, dimensions);
  const auto expected = by_definition(plan, strategy, events, dimensions, probabilities);
  const auto found = found_by_walks(plan, events, dimensions.size(), probabilities, threads);
  ASSERT_EQ(found.values.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto population = i / probabilities.size() / dimensions.size();
    ASSERT_TRUE(same(found.values[i], expected[i]))
        << plan.populations()[population].id << ", dimension " << i / probabilities.size() % dimensions.size()
        << ", probability " << probabilities[i % probabilities.size()] << ": " << found.values[i].value_or(-999)
        << " instead of " << expected[i].value_or(-999);
  }
  EXPECT_LE(found.walks_over_everything, most_walks);
}

class RandomQuantiles : public testing::TestWithParam<unsigned> {};

TEST_P(RandomQuantiles, AreThoseOfTheSortedValues) {
  std::mt19937_64 random{GetParam()};
  for (const std::size_t size : {0U, 1U, 3U, 700U, 17'000U}) {
    const auto events = gating::reference::random_events(4, size == 0 ? 1 : size, random);
    const auto strategy = gating::reference::random_strategy(events, random);
    expect_definition(strategy, events, {0, 0.1, 0.5, 0.9, 0.9973, 1}, GetParam() % 3 + 1);
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomQuantiles, testing::Range(1U, 13U));

/// Channels that are hard on a search: whole numbers, hardly any values at all, clipped at both ends, a drift in time,
/// and sizes from the smallest to the largest.
Events hard_events(std::size_t size) {
  std::mt19937_64 random{7};
  std::normal_distribution<double> normal{0, 1};
  std::uniform_real_distribution<double> uniform{0, 1};
  Events events;
  for (const auto* name : {"Whole", "Few", "Clipped", "Time", "Wild", "Late"}) {
    events.channels.push_back({fcs::ChannelIndex{events.channels.size()}, name, "", 262144.0, {}, 1, false});
  }
  events.values.resize(events.channels.size());
  for (std::size_t e = 0; e < size; ++e) {
    events.values[0].push_back(std::floor(512 + 100 * normal(random)));
    events.values[1].push_back(uniform(random) < 0.5 ? 3 : uniform(random) < 0.5 ? -0.0 : 0.0);
    events.values[2].push_back(std::clamp(30 * normal(random), -10.0, 25.0));
    events.values[3].push_back(static_cast<double>(e) + 0.25);
    events.values[4].push_back(std::copysign(std::pow(10, 300 * normal(random)), normal(random)));
    events.values[5].push_back(e > size - size / 300 ? 1000 + normal(random) : normal(random));
  }
  return events;
}

gating::Strategy ranges_of(const Events& events) {
  gating::Strategy strategy;
  const auto range = [&](const char* id, const char* channel, double min, double max) {
    strategy.gates.push_back(
        {id, id, std::nullopt, gating::RectangleGate{{{{gating::ChannelReference{channel}, {}, {}}, min, max}}}});
  };
  range("Beginning", "Time", 0, static_cast<double>(events.size()) / 50);
  range("Three", "Few", 3, 4);
  range("Late", "Late", 500, infinity);
  range("Nothing", "Few", 100, infinity);
  range("Upper", "Whole", 512, infinity);
  return strategy;
}

TEST(PopulationQuantiles, AreExactOnChannelsThatAreHardOnASearch) {
  const auto events = hard_events(60'000);
  expect_definition(ranges_of(events), events, {0, 0.001, 0.25, 0.5, 0.75, 0.999, 1}, 2);
}

TEST(PopulationQuantiles, OfOrdinaryEventsTakeOneWalkOverThem) {
  std::mt19937_64 random{11};
  std::normal_distribution<double> normal{0, 1};
  auto events = hard_events(0);
  events.channels.resize(4);
  for (std::size_t c = 0; c < 4; ++c) {
    events.values[c].resize(40'000);
    for (auto& value : events.values[c]) value = c == 3 ? 1e5 * normal(random) : 100 + 30 * normal(random);
  }
  events.values.resize(4);
  gating::Strategy strategy;
  for (const double above : {0.0, 90.0, 100.0, 130.0, 170.0}) {
    strategy.gates.push_back({"Above" + std::to_string(above), "", std::nullopt,
                              gating::RectangleGate{{{{gating::ChannelReference{"Whole"}, {}, {}}, above, infinity}}}});
  }
  expect_definition(strategy, events, {0.1, 0.5, 0.9}, 1, /*most_walks=*/1);
}

/// Twelve gates of which each takes every event or not, whatever the others do: 4,096 kinds of events, more than are
/// told apart at once.
TEST(PopulationQuantiles, AreExactWhereEventsAreInVeryManyCombinationsOfPopulations) {
  std::mt19937_64 random{5};
  std::normal_distribution<double> normal{0, 1};
  Events events;
  gating::Strategy strategy;
  for (std::size_t c = 0; c < 12; ++c) {
    const auto name = "C" + std::to_string(c);
    events.channels.push_back({fcs::ChannelIndex{c}, name, "", 262144.0, {}, 1, false});
    auto& values = events.values.emplace_back(20'000);
    for (auto& value : values) value = normal(random);
    strategy.gates.push_back(
        {name, name, std::nullopt, gating::RectangleGate{{{{gating::ChannelReference{name}, {}, {}}, 0, infinity}}}});
  }
  expect_definition(strategy, events, {0.5}, 1);
}

TEST(PopulationQuantiles, OfAHundredPopulationsAreThoseOfEach) {
  std::mt19937_64 random{3};
  const auto events = gating::reference::random_events(2, 2000, random);
  gating::Strategy strategy;
  for (int i = 0; i < 100; ++i) {
    strategy.gates.push_back({"G" + std::to_string(i), "", std::nullopt,
                              gating::RectangleGate{{{{gating::ChannelReference{"C0"}, {}, {}}, 10.0 * i, infinity}}}});
  }
  expect_definition(strategy, events, {0.25, 0.5}, 2);
}

TEST(PopulationQuantiles, AreTheReferencesOfIntensity) {
  const auto reference = reference_values("intensity");
  if (reference.is_null()) GTEST_SKIP() << "the reference values are not here";
  const auto& row = reference["case"];
  Events events;
  events.channels.push_back({fcs::ChannelIndex{0}, "X", "", 262144.0, {}, 1, false});
  events.values.push_back(row["events"].get<std::vector<double>>());
  const std::vector<std::pair<const char*, double>> statistics{
      {"min", 0},    {"p5", 0.05},       {"p15_87", 0.1587}, {"p25", 0.25}, {"median", 0.5},
      {"p75", 0.75}, {"p84_13", 0.8413}, {"p95", 0.95},      {"p99", 0.99}, {"max", 1}};
  std::vector<double> probabilities;
  for (const auto& [name, probability] : statistics) probabilities.push_back(probability);
  const auto plan = compiled({}, events, all_channels(events));
  const auto found = found_by_walks(plan, events, 1, probabilities);
  for (std::size_t i = 0; i < statistics.size(); ++i) {
    EXPECT_NEAR(found.values[i].value(), row[statistics[i].first].get<double>(), 1e-9) << statistics[i].first;
  }
}

TEST(PopulationQuantiles, LeaveNanOutAndAreNoneWhereNothingIsLeft) {
  const double nan = std::nan("");
  Events events;
  for (const auto* name : {"X", "Y"}) {
    events.channels.push_back({fcs::ChannelIndex{events.channels.size()}, name, "", 262144.0, {}, 1, false});
  }
  events.values = {{nan, 5, nan, 1, 2}, {nan, nan, nan, nan, nan}};
  const auto plan = compiled({}, events, all_channels(events));
  const auto found = found_by_walks(plan, events, 2, {0.5}).values;
  EXPECT_EQ(found[0], 2.0);  // of 1, 2, 5
  EXPECT_EQ(found[1], std::nullopt);
}

TEST(PopulationQuantiles, AreNoneWithoutEvents) {
  Events events;
  events.channels.push_back({fcs::ChannelIndex{0}, "X", "", 262144.0, {}, 1, false});
  events.values = {{}};
  const auto plan = compiled({}, events, all_channels(events));
  EXPECT_EQ(found_by_walks(plan, events, 1, {0.5}).values, (std::vector<std::optional<double>>{std::nullopt}));
}

TEST(PopulationQuantiles, AreNoneForAPopulationWithAnObstacle) {
  Events events;
  events.channels.push_back({fcs::ChannelIndex{0}, "X", "", 262144.0, {}, 1, false});
  events.values = {{1, 2, 3}};
  gating::Strategy strategy;
  strategy.gates.push_back(
      {"G", "", std::nullopt, gating::RectangleGate{{{{gating::ChannelReference{"Absent"}, {}, {}}, 0, 1}}}});
  const auto plan = compiled(strategy, events, all_channels(events));
  ASSERT_TRUE(plan.obstacle(1));
  const auto found = found_by_walks(plan, events, 1, {0.5}).values;
  EXPECT_EQ(found[0], 2.0);
  EXPECT_EQ(found[1], std::nullopt);
}

}  // namespace
