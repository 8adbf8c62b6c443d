#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/error.h"
#include "fcs/reader.h"
#include "panels/match.h"
#include "panels/panel.h"
#include "study/manifest.h"
#include "study/study.h"

namespace study {

/// What a name of a panel or its strategy was taken for in one sample.
struct FoundChannel {
  std::string marker;
  bool is_gated = false;  ///< the strategy needs it
  std::optional<fcs::Channel> channel;
  panels::MatchedBy how = panels::MatchedBy::channel_name;  ///< where there is a channel
  std::optional<fcs::Error> obstacle;                       ///< where there is none; `found` lists the candidates
  bool differs = false;  ///< in most samples of the study the marker has another channel
};

/// The panel's stains in their order, then what else the strategy asks for.
[[nodiscard]] std::vector<FoundChannel> find_channels(const fcs::Sample& sample, const panels::Panel& panel);

/// "choice", "name", "marker", "fluorochrome"; "ambiguous" or "absent" where there is no channel.
[[nodiscard]] std::string_view how_found(const FoundChannel& found);

/// Which channel each marker of a sample is, before anything is gated.
struct SampleChannels {
  std::optional<fcs::Error> failure;  ///< why the file cannot be read; there are no channels then
  panels::Instrument instrument;
  std::vector<FoundChannel> channels;
};

/// One for each row of the manifest. No event is read.
/// @param jobs  files read at a time; 0 = as many as there are processors
[[nodiscard]] std::vector<SampleChannels> find_channels(const Study& study, const Manifest& manifest,
                                                        const fcs::ReadOptions& options, std::size_t jobs);

/// A line for each marker that is not the same channel in all samples of its panel, for people; empty where there is
/// none. Stains that the strategy does not ask for are left out.
[[nodiscard]] std::string channel_differences(const Study& study, const Manifest& manifest,
                                              const std::vector<SampleChannels>& samples);

}  // namespace study
