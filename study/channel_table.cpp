#include "study/channel_table.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gating/strategy.h"
#include "study/instrument.h"
#include "study/parallel.h"

namespace study {
namespace {

std::string text_of(const FoundChannel& found) {
  return found.channel ? found.channel->name : std::string{how_found(found)};
}

/// The samples of a panel by what one of its markers is in them.
using SamplesByChannel = std::map<std::string, std::vector<std::size_t>>;

std::map<std::pair<std::size_t, std::string>, SamplesByChannel> by_marker(const Manifest& manifest,
                                                                          const std::vector<SampleChannels>& samples) {
  std::map<std::pair<std::size_t, std::string>, SamplesByChannel> out;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (const auto& found : samples[i].channels) {
      out[{manifest.rows[i].panel, found.marker}][text_of(found)].push_back(i);
    }
  }
  return out;
}

SamplesByChannel::const_iterator most_common(const SamplesByChannel& channels) {
  return std::ranges::max_element(channels, {}, [](const auto& entry) { return entry.second.size(); });
}

void mark_differences(const Manifest& manifest, std::vector<SampleChannels>& samples) {
  const auto markers = by_marker(manifest, samples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (auto& found : samples[i].channels) {
      const auto& channels = markers.at({manifest.rows[i].panel, found.marker});
      found.differs = most_common(channels)->first != text_of(found);
    }
  }
}

bool is_gated(const std::vector<SampleChannels>& samples, const std::vector<std::size_t>& among,
              const std::string& marker) {
  const auto& channels = samples[among.front()].channels;
  const auto found = std::ranges::find(channels, marker, &FoundChannel::marker);
  return found != channels.end() && found->is_gated;
}

/// "PE-A (23 samples), PE-Texas Red-A (S03_C1D8)": the most common first.
std::string listed(const Manifest& manifest, const SamplesByChannel& channels) {
  constexpr std::size_t most_names = 5;
  const auto common = most_common(channels);
  auto text = fmt::format("{} ({} sample{})", fcs::printable(common->first), common->second.size(),
                          common->second.size() == 1 ? "" : "s");
  for (auto entry = channels.begin(); entry != channels.end(); ++entry) {
    if (entry == common) continue;
    std::vector<std::string> names;
    for (const auto sample : entry->second) {
      if (names.size() < most_names) names.push_back(fcs::printable(manifest.rows[sample].sample));
    }
    const auto more = entry->second.size() - names.size();
    text += fmt::format(", {} ({}{})", fcs::printable(entry->first), fmt::join(names, ", "),
                        more == 0 ? std::string{} : fmt::format(" and {} more", more));
  }
  return text;
}

}  // namespace

std::vector<FoundChannel> find_channels(const fcs::Sample& sample, const panels::Panel& panel) {
  const auto gated = gating::channel_names(panel.strategy);
  std::vector<FoundChannel> out;
  for (const auto& stain : panel.stains) {
    out.push_back({stain.marker, std::ranges::find(gated, stain.marker) != gated.end(), {}, {}, {}, false});
  }
  for (const auto& name : gated) {
    if (std::ranges::find(out, name, &FoundChannel::marker) == out.end())
      out.push_back({name, true, {}, {}, {}, false});
  }
  const auto instrument = instrument_of(sample);
  for (auto& found : out) {
    auto match = panels::match_channel(found.marker, sample.channels, &panel, instrument);
    if (match) {
      found.channel = sample.channels[match.value().channel.value()];
      found.how = match.value().how;
    } else {
      found.obstacle = std::move(match).error();
      found.obstacle->where.file = sample.file.string();
    }
  }
  return out;
}

std::string_view how_found(const FoundChannel& found) {
  if (!found.obstacle) return panels::name(found.how);
  return found.obstacle->code == fcs::Code::ambiguous_channel ? "ambiguous" : "absent";
}

std::vector<SampleChannels> find_channels(const Study& study, const Manifest& manifest, const fcs::ReadOptions& options,
                                          std::size_t jobs) {
  std::vector<SampleChannels> out(manifest.rows.size());
  for_each_index(out.size(), jobs, [&](std::size_t i) {
    const auto& row = manifest.rows[i];
    auto sample = fcs::read_sample(row.path, row.dataset, options);
    if (!sample) {
      out[i].failure = std::move(sample).error();
      return;
    }
    out[i].instrument = instrument_of(sample.value());
    out[i].channels = find_channels(sample.value(), study.panels[row.panel].panel);
  });
  mark_differences(manifest, out);
  return out;
}

std::string channel_differences(const Study& study, const Manifest& manifest,
                                const std::vector<SampleChannels>& samples) {
  std::string text;
  for (const auto& [panel_and_marker, channels] : by_marker(manifest, samples)) {
    const auto& [panel, marker] = panel_and_marker;
    if (channels.size() < 2 || !is_gated(samples, channels.begin()->second, marker)) continue;
    text += fmt::format("  {}, {}: {}\n", fcs::printable(study.panels[panel].id), fcs::printable(marker),
                        listed(manifest, channels));
  }
  return text;
}

}  // namespace study
