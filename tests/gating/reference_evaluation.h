#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/spillover.h"
#include "gating/compensation.h"
#include "gating/strategy.h"

namespace gating::reference {

/// All events of a sample: values[channel][event], scale values.
struct Events {
  std::vector<fcs::Channel> channels;
  std::vector<std::vector<double>> values;
  std::optional<fcs::Spillover> spillover;

  [[nodiscard]] std::size_t size() const { return values.empty() ? 0 : values.front().size(); }
};

/// What dimensions come to, one event at a time: compensated, as a ratio, transformed.
class Values {
 public:
  Values(const Strategy& strategy, const Events& events);

  [[nodiscard]] double operator()(const Dimension& dimension, std::size_t event) const;

 private:
  [[nodiscard]] double channel(const std::string& name, std::size_t event) const;
  [[nodiscard]] double unmixed(const Unmixing& unmixing, const std::string& fluorochrome, std::size_t event) const;
  [[nodiscard]] double compensated(const std::string& name, const CompensationRef& compensation,
                                   std::size_t event) const;

  const Strategy& strategy_;
  const Events& events_;
  std::optional<Unmixing> file_unmixing_;
  std::map<std::string, Unmixing> matrix_unmixings_;
};

/// Membership of every gate and Quadrant by the plain definition: each event, each dimension, compensated and
/// transformed in double, compared as Gating-ML says; no plan, no blocks, no masks, no shortcut. Dimension names are
/// $PnN. Only for strategies that are well formed and samples that can answer them.
[[nodiscard]] std::map<std::string, std::vector<bool>> memberships(const Strategy& strategy, const Events& events);

}  // namespace gating::reference
