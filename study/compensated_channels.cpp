#include "study/compensated_channels.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "gating/compensation.h"

namespace study {
namespace {

/// "Unmixed Fluorescence" of the standard, and "Unmixed_Fluorescence" as SpectroFlo has it.
bool says_unmixed(std::string_view type) { return type.starts_with("Unmixed") || type.starts_with("unmixed"); }

/// Beckman Coulter writes the values that the instrument has compensated as FCS 2.0, with its percentages in $DFCnTOm,
/// and the raw ones as a second data set.
bool is_first_of_lmd(const fcs::Sample& sample) {
  return sample.dataset == 1 && sample.version == "FCS2.0" && sample.keywords.find("@CYTOMETERID") != nullptr;
}

}  // namespace

std::map<fcs::ChannelIndex, std::string> compensated_channels(const fcs::Sample& sample) {
  std::map<fcs::ChannelIndex, std::string> out;
  const bool is_lmd = is_first_of_lmd(sample);
  const auto applied = sample.keywords.value("CYTOGATE COMPENSATED");
  for (const auto& channel : sample.channels) {
    const auto type = fmt::format("$P{}TYPE", channel.index.value() + 1);
    const auto what = sample.keywords.value(type).value_or("");
    if (gating::named_as_compensated(channel.name)) {
      out[channel.index] = "its name";
    } else if (says_unmixed(what)) {
      out[channel.index] = fmt::format("{} {}", type, what);
    } else if (applied && applied->find("," + channel.name + ",") != std::string_view::npos) {
      out[channel.index] = "CYTOGATE COMPENSATED";
    } else if (is_lmd && sample.spillover &&
               std::ranges::find(sample.spillover->detectors, channel.name) != sample.spillover->detectors.end()) {
      out[channel.index] = "the first data set of an LMD file";
    }
  }
  return out;
}

}  // namespace study
