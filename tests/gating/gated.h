#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gating/evaluate.h"
#include "gating/plan.h"
#include "tests/gating/reference_evaluation.h"

namespace gating_test {

/// Membership of every population by the engine, all events in one block.
inline std::map<std::string, std::vector<bool>> gated(const gating::Strategy& strategy,
                                                      const gating::reference::Events& events) {
  const auto mapping = gating::map_by_name(gating::channel_names(strategy), events.channels);
  const auto plan =
      gating::Plan::compile(strategy, mapping, {events.channels, events.spillover ? &*events.spillover : nullptr});
  EXPECT_TRUE(plan.has_value()) << fcs::message(plan.error());
  std::vector<std::span<const double>> columns;
  for (const auto channel : plan.value().channels()) columns.emplace_back(events.values[channel.value()]);
  gating::Evaluator evaluator{plan.value()};
  evaluator.evaluate({fcs::EventIndex{0}, events.size(), columns});
  std::map<std::string, std::vector<bool>> out;
  for (std::size_t p = 0; p < plan.value().populations().size(); ++p) {
    const auto& id = plan.value().populations()[p].id;
    EXPECT_FALSE(plan.value().obstacle(p)) << id << ": " << fcs::message(*plan.value().obstacle(p));
    const auto mask = evaluator.mask(p);
    for (std::size_t e = 0; e < events.size(); ++e) out[id].push_back(((mask[e / 64] >> (e % 64)) & 1) != 0);
  }
  return out;
}

}  // namespace gating_test
