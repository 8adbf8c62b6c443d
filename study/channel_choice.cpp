#include "study/channel_choice.h"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "study/lock.h"

namespace study {
namespace {

/// What is chosen for a marker now; none: by the rules.
std::optional<std::string> chosen(const Study& study, const Mapping& mapping, const std::string& marker) {
  const auto panel = study.find_panel(mapping.panel);
  if (!panel) return std::nullopt;
  const auto& choices = study.panels[*panel].panel.choices;
  const auto found = std::ranges::find_if(choices, [&](const panels::ChannelChoice& choice) {
    return choice.instrument == mapping.instrument && choice.marker == marker;
  });
  return found == choices.end() ? std::nullopt : std::optional{found->channel};
}

}  // namespace

fcs::Result<Mapping> choose_channels(const Study& study, const Mapping& mapping, const Author& who) {
  const auto folder = study.file.parent_path();
  const auto file = folder / mappings_name;
  if (!is_reason(mapping.reason)) {
    return fcs::Error{fcs::Code::missing_key, {file.string(), "mapping", {}}, "a reason", ""};
  }
  FCS_TRY(journal, read_journal(folder));
  if (locks_mappings(journal)) {
    return fcs::Error{fcs::Code::locked_strategy,
                      {file.string(), "", {}},
                      "channels that are not locked; give the lock up with 'cytogate lock --unlock --reason WHY'",
                      "a choice"};
  }
  FCS_TRY(saved, save_mapping(file, mapping));
  for (const auto& [marker, channel] : saved.channels) {
    const auto object = fmt::format("channel of {} in {}{}", marker, saved.panel,
                                    saved.instrument.empty() ? "" : " on " + saved.instrument);
    FCS_TRY(entry, append_to_journal(folder,
                                     {"channel choice", object, chosen(study, mapping, marker),
                                      channel.empty() ? std::nullopt : std::optional{channel}, saved.reason},
                                     who));
    static_cast<void>(entry);
  }
  return saved;
}

}  // namespace study
