#pragma once

#include <map>
#include <string>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/spillover.h"
#include "gating/strategy.h"

namespace gating::reference {

/// All events of a sample: values[channel][event], scale values.
struct Events {
  std::vector<fcs::Channel> channels;
  std::vector<std::vector<double>> values;
  std::optional<fcs::Spillover> spillover;

  [[nodiscard]] std::size_t size() const { return values.empty() ? 0 : values.front().size(); }
};

/// Membership of every gate and Quadrant by the plain definition: each event, each dimension, compensated and
/// transformed in double, compared as Gating-ML says; no plan, no blocks, no masks, no shortcut. Dimension names are
/// $PnN. Only for strategies that are well formed and samples that can answer them.
[[nodiscard]] std::map<std::string, std::vector<bool>> memberships(const Strategy& strategy, const Events& events);

}  // namespace gating::reference
