#include "gating/kept_events.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "random_strategy.h"
#include "reference_evaluation.h"

namespace {

using gating::reference::Events;

gating::Plan compiled(const gating::Strategy& strategy, const Events& events) {
  const auto mapping = gating::map_by_name(gating::channel_names(strategy), events.channels);
  return gating::Plan::compile(strategy, mapping, {events.channels, events.spillover ? &*events.spillover : nullptr})
      .value();
}

/// Another shape for a gate that has one, on the same dimensions. @return false for a Boolean gate
bool reshape(gating::Gate& gate, std::mt19937_64& random) {
  std::uniform_real_distribution<double> shift{-0.2, 0.2};
  if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    for (auto& side : rectangle->sides) {
      const double by = shift(random) * std::max(1.0, std::abs(side.min));
      if (std::isfinite(by) && side.min + by < side.max) side.min += by;
    }
    return true;
  }
  if (auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
    for (auto& vertex : polygon->vertices) vertex.x += shift(random), vertex.y *= 1 + shift(random);
    return true;
  }
  if (auto* ellipsoid = std::get_if<gating::EllipsoidGate>(&gate)) {
    ellipsoid->distance_square *= 1 + shift(random);
    return true;
  }
  if (auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
    const double by = shift(random);
    for (auto& divider : quadrants->dividers) {
      for (auto& value : divider.values) value += by;
    }
    return true;
  }
  return false;
}

class EditedGates : public testing::TestWithParam<unsigned> {};

/// Against the plain definition, event by event, of the edited strategy over all events.
TEST_P(EditedGates, AreAnsweredFromWhatIsKeptAsFromAllEvents) {
  std::mt19937_64 random{GetParam()};
  const auto events = gating::reference::random_events(5, 2500, random);  // more than two chunks
  const auto strategy = gating::reference::random_strategy(events, random);
  const auto plan = compiled(strategy, events);
  std::size_t edits = 0;
  for (std::size_t node = 0; node < strategy.gates.size(); ++node) {
    auto edited = strategy;
    if (!reshape(edited.gates[node].gate, random)) continue;
    gating::KeptEvents kept{plan, gating::dependents_of(strategy, plan.populations(), node)};
    gating::Evaluator evaluator{plan};
    for (std::size_t first = 0; first < events.size(); first += 300) {
      const auto size = std::min<std::size_t>(300, events.size() - first);
      std::vector<std::span<const double>> columns;
      for (const auto channel : plan.channels()) {
        columns.push_back(std::span{events.values[channel.value()]}.subspan(first, size));
      }
      evaluator.evaluate({fcs::EventIndex{first}, size, columns});
      kept.add(evaluator);
    }
    const auto counts = kept.counts(compiled(edited, events));
    const auto expected = gating::reference::memberships(edited, events);
    const auto& dependents = kept.dependents().populations;
    ASSERT_EQ(counts.size(), dependents.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto& id = plan.populations()[dependents[i]].id;
      const auto members = std::ranges::count(expected.at(id), true);
      EXPECT_EQ(counts[i], static_cast<std::uint64_t>(members))
          << "population " << id << " after an edit of " << strategy.gates[node].id << ", seed " << GetParam();
    }
    ++edits;
  }
  EXPECT_GT(edits, 0U);
}
INSTANTIATE_TEST_SUITE_P(Seeds, EditedGates, testing::Range(1U, 21U));

TEST(KeptEvents, HoldNoMoreThanTheEventsOfTheBase) {
  Events events{{{fcs::ChannelIndex{0}, "X", "", {}, {}, 1, false}}, {{}}, {}};
  for (int i = 0; i < 100'000; ++i) events.values[0].push_back(i);
  const gating::Dimension x{gating::ChannelReference{"X"}, {}, {}};
  gating::Strategy strategy;
  strategy.gates = {{"Few", "Few", std::nullopt, gating::RectangleGate{{{x, 50'000, 50'010}}}},
                    {"Half", "Half", "Few", gating::RectangleGate{{{x, 50'005, 1e9}}}}};
  const auto plan = compiled(strategy, events);
  gating::KeptEvents kept{plan, gating::dependents_of(strategy, plan.populations(), 1)};
  gating::Evaluator evaluator{plan};
  const std::vector<std::span<const double>> columns{events.values[0]};
  evaluator.evaluate({fcs::EventIndex{0}, events.size(), columns});
  kept.add(evaluator);
  EXPECT_LT(kept.bytes(), 20'000U);  // a chunk of 1,024 doubles, not 100,000
  EXPECT_EQ(kept.counts(plan), std::vector<std::uint64_t>{5});
}

}  // namespace
