#include "apps/cli/panel_match.h"

#include <algorithm>
#include <array>
#include <optional>
#include <ostream>
#include <set>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/words.h"
#include "fcs/reader.h"
#include "study/audit.h"
#include "study/channel_choice.h"
#include "study/channel_table.h"
#include "study/mappings.h"
#include "study/table.h"

namespace cli {
namespace {

using nlohmann::ordered_json;
using study::FoundChannel;
using study::text_cell;

/// What a row is about, before what was found: the file, and in a study the sample.
struct Described {
  std::vector<std::string> cells;
  std::vector<FoundChannel> channels;
};

std::string number_of(const FoundChannel& found) {
  return found.channel ? std::to_string(found.channel->index.value() + 1) : std::string{};
}

std::string csv_of(const std::vector<std::string>& columns, const std::vector<Described>& files, bool is_study) {
  std::string out;
  study::append_row(out, columns);
  for (const auto& file : files) {
    for (const auto& found : file.channels) {
      auto cells = file.cells;
      cells.insert(
          cells.end(),
          {text_cell(found.marker), number_of(found), found.channel ? text_cell(found.channel->name) : std::string{},
           found.channel ? text_cell(found.channel->label) : std::string{}, std::string{study::how_found(found)}});
      if (is_study) {
        const bool is_ambiguous = found.obstacle && found.obstacle->code == fcs::Code::ambiguous_channel;
        cells.push_back(is_ambiguous ? text_cell(found.obstacle->found) : std::string{});
        cells.emplace_back(found.differs ? "yes" : "no");
      }
      study::append_row(out, cells);
    }
  }
  return out;
}

/// @param columns  of what the row is about
ordered_json json_of(const std::vector<std::string>& columns, const std::vector<Described>& files, bool is_study) {
  auto out = ordered_json::array();
  for (const auto& file : files) {
    for (const auto& found : file.channels) {
      ordered_json json;
      for (std::size_t i = 0; i < file.cells.size(); ++i) json[columns[i]] = file.cells[i];
      json["marker"] = found.marker;
      json["channel"] = json["$PnN"] = json["$PnS"] = nullptr;
      if (found.channel) {
        json["channel"] = found.channel->index.value() + 1;
        json["$PnN"] = found.channel->name;
        json["$PnS"] = found.channel->label;
      }
      json["how"] = study::how_found(found);
      if (found.obstacle) json["found"] = found.obstacle->found;
      if (is_study) json["differs"] = found.differs;
      out.push_back(std::move(json));
    }
  }
  return out;
}

/// @return whether the strategy finds all that it asks for; what it does not is reported
bool report_missing(const std::vector<FoundChannel>& channels, std::ostream& log) {
  bool complete = true;
  for (const auto& found : channels) {
    if (!found.obstacle || !found.is_gated) continue;
    report(log, *found.obstacle);
    complete = false;
  }
  return complete;
}

Exit write(const PanelMatchWords& words, const std::vector<std::string>& columns, const std::vector<Described>& files,
           bool is_study, std::ostream& table, std::ostream& log, Exit exit) {
  const auto text =
      words.json ? json_of(columns, files, is_study).dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n"
                 : csv_of(columns, files, is_study);
  const auto written = write_output(words.out, text, table);
  return written.has_error() ? fail(log, written.error()) : exit;
}

// Files

Exit match_files(const PanelMatchWords& words, std::ostream& table, std::ostream& log) {
  const auto output = refuse_input(words.out, words.files);
  if (output.has_error()) return fail(log, output.error());
  const auto panel = load_panel(words.panel_or_study, log);
  if (panel.has_error()) return fail(log, panel.error());
  std::vector<Described> files;
  auto exit = Exit::done;
  for (const auto& file : words.files) {
    const auto sample = fcs::read_sample(file, words.dataset);
    if (sample.has_error()) {
      report(log, sample.error());
      exit = Exit::partial_or_different;
      continue;
    }
    const auto name = file.string();
    files.push_back({{words.json ? name : text_cell(name)}, study::find_channels(sample.value(), panel.value())});
    if (!report_missing(files.back().channels, log)) exit = Exit::partial_or_different;
  }
  if (files.empty()) return Exit::unusable_input;
  return write(words, {"file", "marker", "channel", "$PnN", "$PnS", "how"}, files, false, table, log, exit);
}

// A study

struct LoadedStudy {
  study::Study study;
  study::Manifest manifest;
};

std::optional<LoadedStudy> load_study(const std::filesystem::path& folder, std::ostream& log) {
  auto read = study::read_study(folder);
  for (const auto& finding : read.findings) report(log, finding);
  for (const auto& problem : read.problems) report(log, problem);
  if (!read.problems.empty()) return std::nullopt;
  auto manifest = study::read_manifest(read.study);
  for (const auto& finding : manifest.findings) report(log, finding);
  for (const auto& problem : manifest.problems) report(log, problem);
  if (!manifest.problems.empty()) return std::nullopt;
  return LoadedStudy{std::move(read.study), std::move(manifest.manifest)};
}

fcs::Error usage(std::string item, std::string expected, std::string found) {
  return {fcs::Code::bad_usage, {"", std::move(item), {}}, std::move(expected), std::move(found)};
}

fcs::Result<std::string> panel_of_choice(const PanelMatchWords& words, const study::Study& study) {
  if (study.panels.size() == 1 && words.panel.empty()) return study.panels.front().id;
  if (study.find_panel(words.panel)) return words.panel;
  std::vector<std::string> ids;
  for (const auto& panel : study.panels) ids.push_back(panel.id);
  return usage("--panel", fmt::format("a panel of the study: {}", fmt::join(ids, ", ")), words.panel);
}

/// The one that is named, or the only one that the panel's samples were measured on.
fcs::Result<std::string> instrument_of_choice(const PanelMatchWords& words, const LoadedStudy& loaded,
                                              const std::vector<study::SampleChannels>& samples,
                                              std::string_view panel) {
  if (!words.instrument.empty()) return words.instrument;
  std::set<std::string> names;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const bool is_of_panel = loaded.study.panels[loaded.manifest.rows[i].panel].id == panel;
    if (is_of_panel && !samples[i].failure) names.insert(name(samples[i].instrument));
  }
  if (names.size() == 1) return *names.begin();
  return usage("--instrument", fmt::format("one of the cytometers: {}", fmt::join(names, ", ")), "none");
}

/// A marker that the panel has, and a channel that some file of the panel has.
fcs::Result<void> check_choices(const study::Mapping& mapping, const LoadedStudy& loaded,
                                const std::vector<study::SampleChannels>& samples) {
  std::set<std::string> markers;
  std::set<std::string> channels;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& row = loaded.manifest.rows[i];
    if (loaded.study.panels[row.panel].id != mapping.panel) continue;
    for (const auto& found : samples[i].channels) markers.insert(found.marker);
    const auto sample = fcs::read_sample(row.path, row.dataset);
    if (!sample) continue;
    for (const auto& channel : sample.value().channels) channels.insert(channel.name);
  }
  for (const auto& [marker, channel] : mapping.channels) {
    if (!markers.contains(marker)) {
      return usage("--choose", fmt::format("a marker of {}: {}", mapping.panel, fmt::join(markers, ", ")), marker);
    }
    if (!channel.empty() && !channels.contains(channel)) {
      return usage("--choose", fmt::format("a channel of its files: {}", fmt::join(channels, ", ")), channel);
    }
  }
  return fcs::success();
}

fcs::Result<void> save_choices(const PanelMatchWords& words, const LoadedStudy& loaded, std::ostream& log) {
  const auto samples = study::find_channels(loaded.study, loaded.manifest, {}, 0);
  study::Mapping mapping;
  FCS_TRY(panel, panel_of_choice(words, loaded.study));
  FCS_TRY(instrument, instrument_of_choice(words, loaded, samples, panel));
  mapping.panel = panel;
  mapping.instrument = instrument;
  mapping.reason = words.reason;
  for (const auto& choice : words.choices) {
    const auto equals = choice.find('=');
    const auto marker = choice.substr(0, equals);
    if (equals == std::string::npos || marker.empty()) return usage("--choose", "MARKER=CHANNEL", choice);
    mapping.channels.emplace_back(marker, choice.substr(equals + 1));
  }
  FCS_CHECK(check_choices(mapping, loaded, samples));
  FCS_TRY(saved, study::choose_channels(loaded.study, mapping, study::author(words.by)));
  log << fmt::format("cytogate: saved in {} as version {} for {} on {}\n", study::mappings_name, saved.version,
                     fcs::printable(saved.panel),
                     saved.instrument.empty() ? "every cytometer" : fcs::printable(saved.instrument));
  return fcs::success();
}

Exit match_study(const PanelMatchWords& words, std::ostream& table, std::ostream& log) {
  auto loaded = load_study(words.panel_or_study, log);
  if (!loaded) return Exit::unusable_input;
  if (!words.choices.empty()) {
    const auto saved = save_choices(words, *loaded, log);
    if (saved.has_error()) return fail(log, saved.error());
    loaded = load_study(words.panel_or_study, log);
    if (!loaded) return Exit::unusable_input;
  }
  const auto& [study, manifest] = *loaded;
  auto samples = study::find_channels(study, manifest, {}, 0);
  std::vector<Described> files;
  auto exit = Exit::done;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& row = manifest.rows[i];
    if (samples[i].failure) {
      report(log, *samples[i].failure);
      exit = Exit::partial_or_different;
      continue;
    }
    if (!report_missing(samples[i].channels, log)) exit = Exit::partial_or_different;
    std::vector<std::string> cells{row.sample, study.panels[row.panel].id, name(samples[i].instrument), row.file};
    if (!words.json) std::ranges::transform(cells, cells.begin(), [](const std::string& c) { return text_cell(c); });
    files.push_back({std::move(cells), std::move(samples[i].channels)});
  }
  if (files.empty()) return Exit::unusable_input;
  return write(
      words,
      {"sample", "panel", "instrument", "file", "marker", "channel", "$PnN", "$PnS", "how", "candidates", "differs"},
      files, true, table, log, exit);
}

}  // namespace

void PanelMatchWords::add_to(CLI::App& app) {
  app.add_option("PANEL|STUDY", panel_or_study,
                 "A built-in id or a panel.toml, and then files; or a study's folder, or its study.toml")
      ->required();
  app.add_option("FILE", files, "FCS files");
  require_whole_number(*app.add_option("--dataset", dataset, "Data set of each file, from 1"), 1);
  auto* choose = app.add_option("--choose", choices,
                                "In a study: MARKER=CHANNEL, the channel ($PnN) that a marker is from now on; kept in "
                                "mappings.toml; MARKER= goes back to the rules");
  auto* why = app.add_option("--reason", reason, "Why the channels were chosen")->needs(choose);
  choose->needs(why);
  app.add_option("--by", by, "Your name, for the journal; default: the environment variable CYTOGATE_USER")
      ->needs(choose);
  app.add_option("--panel", panel, "The panel whose markers are chosen (default: the only one)")->needs(choose);
  app.add_option("--instrument", instrument,
                 "The cytometer that the choice is for, as the table shows it (default: the only one)")
      ->needs(choose);
}

Exit run_panel_match(const PanelMatchWords& words, std::ostream& table, std::ostream& log) {
  if (!words.files.empty() && words.choices.empty()) return match_files(words, table, log);
  std::error_code ignored;
  if (words.files.empty() && std::filesystem::exists(words.panel_or_study, ignored)) {
    return match_study(words, table, log);
  }
  return fail(log, usage("panel match", "a panel and files, or a study", words.panel_or_study));
}

}  // namespace cli
