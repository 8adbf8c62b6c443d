#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gating/evaluate.h"
#include "tests/gating/reference_evaluation.h"

namespace gatingml_test {

/// Of each population but root, as the program evaluates it.
inline std::map<std::string, std::vector<bool>> evaluated(const gating::Strategy& strategy,
                                                          const gating::reference::Events& events) {
  using namespace gating;
  const auto mapping = map_by_name(channel_names(strategy), events.channels);
  const auto plan =
      Plan::compile(strategy, mapping, {events.channels, events.spillover ? &*events.spillover : nullptr});
  EXPECT_TRUE(plan.has_value()) << fcs::message(plan.error());
  Evaluator evaluator{plan.value()};
  std::vector<std::span<const double>> columns;
  for (const auto channel : plan.value().channels()) columns.emplace_back(events.values[channel.value()]);
  evaluator.evaluate({fcs::EventIndex{0}, events.size(), columns});
  std::map<std::string, std::vector<bool>> out;
  for (std::size_t p = 1; p < plan.value().populations().size(); ++p) {
    const auto mask = evaluator.mask(p);
    auto& members = out[plan.value().populations()[p].id];
    for (std::size_t e = 0; e < events.size(); ++e) members.push_back(((mask[e / 64] >> (e % 64)) & 1) != 0);
  }
  return out;
}

}  // namespace gatingml_test
