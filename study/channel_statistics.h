#pragma once

#include <string>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/reader.h"
#include "gating/plan.h"
#include "gating/strategy.h"

namespace study {

/// A quantile by its name: "median", "p10", "p99.5".
struct Statistic {
  std::string name;
  double probability = 0;  ///< 0 to 1
};

/// @error Code::bad_usage: neither the median nor a percentile from p0 to p100
[[nodiscard]] fcs::Result<Statistic> statistic_by_name(const std::string& name);

/// What to measure of every population beside its count: each statistic of each channel. Values are data units,
/// compensated, not transformed; those that are NaN are left out.
struct ChannelStatistics {
  std::vector<std::string> channels;  ///< names as a strategy's: channels, or markers of the panel
  std::vector<Statistic> statistics;

  [[nodiscard]] bool empty() const { return channels.empty() || statistics.empty(); }
};

/// Each channel as gates look at it, without a transformation: by the matrix of the strategy that a gate names for it,
/// or else by the file's where that has the channel.
/// @error a channel that the mapping lacks; it lists the candidates
[[nodiscard]] fcs::Result<std::vector<gating::Dimension>> dimensions_of(const ChannelStatistics& wanted,
                                                                        const gating::Strategy& strategy,
                                                                        const gating::ChannelMapping& mapping,
                                                                        const fcs::Sample& sample);

}  // namespace study
