#pragma once

// What the tests of the rules that select events share; each rule has a definition of its own beside its tests.

#include <functional>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/gating/gated.h"

namespace gating_test {

using namespace gating;
using gating::reference::Events;

inline constexpr double infinity = std::numeric_limits<double>::infinity();

inline Dimension on(std::string channel, CompensationRef compensation = {},
                    std::optional<std::string> transformation = {}) {
  return {ChannelReference{std::move(channel)}, std::move(compensation), std::move(transformation)};
}
inline Dimension ratio(std::string id, CompensationRef compensation = {},
                       std::optional<std::string> transformation = {}) {
  return {RatioReference{std::move(id)}, std::move(compensation), std::move(transformation)};
}

inline Events events_on(const std::vector<std::string>& channels, std::vector<std::vector<double>> values) {
  Events events;
  for (const auto& name : channels) {
    events.channels.push_back({fcs::ChannelIndex{events.channels.size()}, name, "", 262144.0, {}, 1, false});
  }
  events.values = std::move(values);
  return events;
}

/// Normal around `mean`; no two alike, so that none lies on an edge by chance.
inline Events random_events(const std::vector<std::string>& channels, double mean, double spread, unsigned seed) {
  std::mt19937_64 random{seed};
  std::normal_distribution<double> normal{mean, spread};
  std::vector<std::vector<double>> values(channels.size(), std::vector<double>(500));
  for (auto& column : values) {
    for (auto& value : column) value = normal(random);
  }
  return events_on(channels, std::move(values));
}

inline Strategy with(std::vector<std::pair<std::string, Gate>> gates) {
  Strategy strategy;
  for (auto& [id, gate] : gates) strategy.gates.push_back({id, id, std::nullopt, std::move(gate)});
  return strategy;
}

inline void expect_inside(const std::vector<bool>& found, const std::function<bool(std::size_t)>& expected,
                          const std::string& what) {
  std::size_t inside = 0;
  for (std::size_t event = 0; event < found.size(); ++event) {
    ASSERT_EQ(found[event], expected(event)) << what << ", event " << event;
    if (found[event]) ++inside;
  }
  EXPECT_GT(inside, 0U) << what;
  EXPECT_LT(inside, found.size()) << what;
}

}  // namespace gating_test
