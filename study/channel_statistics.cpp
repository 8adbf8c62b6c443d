#include "study/channel_statistics.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <variant>

namespace study {
namespace {

/// The strategy's matrix by which its gates look at a channel.
std::optional<gating::MatrixCompensation> matrix_for(const std::string& channel, const gating::Strategy& strategy) {
  std::optional<gating::MatrixCompensation> found;
  for (const auto& node : strategy.gates) {
    gating::for_each_dimension(node.gate, [&](const gating::Dimension& dimension) {
      const auto* source = std::get_if<gating::ChannelReference>(&dimension.source);
      const auto* matrix = std::get_if<gating::MatrixCompensation>(&dimension.compensation);
      if (!found && source != nullptr && matrix != nullptr && source->name == channel) found = *matrix;
    });
  }
  return found;
}

bool is_in_matrix(const fcs::Sample& sample, fcs::ChannelIndex channel) {
  return sample.spillover && std::ranges::find(sample.spillover->detectors, sample.channels[channel.value()].name) !=
                                 sample.spillover->detectors.end();
}

}  // namespace

fcs::Result<Statistic> statistic_by_name(const std::string& name) {
  if (name == "median") return Statistic{name, 0.5};
  double percent = -1;
  const auto* const end = name.data() + name.size();
  const bool is_percentile = name.starts_with('p') &&
                             std::from_chars(name.data() + 1, end, percent, std::chars_format::fixed).ptr == end &&
                             percent >= 0 && percent <= 100;
  if (is_percentile) return Statistic{name, percent / 100};
  return fcs::Error{fcs::Code::bad_usage, {{}, "statistic", {}}, "median, or a percentile from p0 to p100", name};
}

fcs::Result<std::vector<gating::Dimension>> dimensions_of(const ChannelStatistics& wanted,
                                                          const gating::Strategy& strategy,
                                                          const gating::ChannelMapping& mapping,
                                                          const fcs::Sample& sample) {
  std::vector<gating::Dimension> out;
  for (const auto& channel : wanted.channels) {
    gating::Dimension dimension{gating::ChannelReference{channel}, gating::Uncompensated{}, {}};
    if (const auto matrix = matrix_for(channel, strategy)) {
      dimension.compensation = *matrix;
    } else if (const auto missing = mapping.missing.find(channel); missing != mapping.missing.end()) {
      return missing->second;
    } else if (is_in_matrix(sample, mapping.channels.at(channel))) {
      dimension.compensation = gating::FileCompensation{};
    }
    out.push_back(std::move(dimension));
  }
  return out;
}

}  // namespace study
