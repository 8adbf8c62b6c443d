#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/result.h"
#include "gating/plan.h"
#include "panels/panel.h"

namespace panels {

/// What a channel's text says: a marker and a fluorochrome, spelt one way.
struct Label {
  std::string marker;  ///< upper-case alphanumerics, aliases resolved: "HLADR", "ANXV", "VIABILITY"; empty when none.
                       ///< A '+' keeps apart two numbers that the text keeps apart: "CD3/19" is "CD3+19", never "CD319"
  std::string fluorochrome;  ///< dictionary spelling: "PerCP-Cy5-5"; empty when none
  friend bool operator==(const Label&, const Label&) = default;
};

/// Takes a channel's $PnS (or $PnN) apart. Whole tokens only: CD4 never matches CD45.
/// Source: STUDY model 2.4 steps 2 to 4; vectors in `marker_normalise`.
[[nodiscard]] Label parse_label(std::string_view text);

/// The cytometer that measured a file.
struct Instrument {
  std::string model;          ///< $CYT
  std::string serial_number;  ///< $CYTSN
};
/// Both with a blank between, or what of them there is.
[[nodiscard]] std::string name(const Instrument& instrument);

/// By which rule a name was found.
enum class MatchedBy : std::uint8_t { choice, channel_name, marker, fluorochrome };
/// "choice", "name", "marker", "fluorochrome".
[[nodiscard]] std::string_view name(MatchedBy how);

struct ChannelMatch {
  fcs::ChannelIndex channel;
  MatchedBy how = MatchedBy::channel_name;
};

/// Looks up one name of a strategy in a sample's channels, by the rules of map_channels.
/// @error Code::no_such_channel, ambiguous_channel; `found` lists the candidates, or all channels where there is none
[[nodiscard]] fcs::Result<ChannelMatch> match_channel(const std::string& name, std::span<const fcs::Channel> channels,
                                                      const Panel* panel, const Instrument& instrument = {});

/// Looks up every name of a strategy in a sample's channels: the panel's choice for this cytometer; exact $PnN; then
/// the normalised marker of $PnS (of $PnN where there is none) against the panel's stains and their aliases; then, for
/// a channel without $PnS, the stain's fluorochrome. Of Area, Height and Width of one detector Area is meant unless the
/// name ends in -H or -W. A $PnS that names another marker vetoes. An alias that is some channel's $PnN decides where
/// several channels fit, or none. Time is found in any case. A channel that is chosen for one stain is no other's.
/// @param panel  none: names are their own markers, without the panel's aliases
/// @return what was found; for the rest Code::no_such_channel or ambiguous_channel, which list the candidates
[[nodiscard]] gating::ChannelMapping map_channels(const std::vector<std::string>& names,
                                                  std::span<const fcs::Channel> channels, const Panel* panel,
                                                  const Instrument& instrument = {});

}  // namespace panels
