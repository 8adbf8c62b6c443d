#include <algorithm>
#include <array>
#include <optional>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/words.h"
#include "fcs/reader.h"
#include "gating/strategy.h"
#include "panels/match.h"
#include "panels/read.h"
#include "study/table.h"

namespace cli {
namespace {

using nlohmann::ordered_json;

struct PanelWords {
  std::string panel;
  std::vector<std::filesystem::path> files;
  std::size_t dataset = 1;
  bool json = false;
  std::filesystem::path out;
};

std::string dumped(const ordered_json& json) {
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Exit write(const PanelWords& words, const std::string& text, std::ostream& table, std::ostream& log, Exit exit) {
  const auto written = write_output(words.out, text, table);
  return written.has_error() ? fail(log, written.error()) : exit;
}

// cytogate panel list

Exit run_list(const PanelWords& words, std::ostream& table, std::ostream& log) {
  std::string csv;
  auto json = ordered_json::array();
  study::append_row(csv, std::array<std::string, 3>{"id", "version", "title"});
  for (const auto id : panels::built_in_ids()) {
    const auto read = panels::built_in_panel(id);
    if (read.has_error()) return fail(log, read.error());
    const auto& panel = read.value().panel;
    study::append_row(csv, std::array{panel.id, std::to_string(panel.version), study::text_cell(panel.title)});
    json.push_back({{"id", panel.id}, {"version", panel.version}, {"title", panel.title}});
  }
  return write(words, words.json ? dumped(json) : csv, table, log, Exit::done);
}

// cytogate panel show

std::string card(const panels::Panel& panel) {
  auto out = fmt::format("{}, version {}: {}\n  panel     {}\n  strategy  {}\n", fcs::printable(panel.id),
                         panel.version, fcs::printable(panel.title), fcs::printable(panel.file, 1000),
                         fcs::printable(panel.strategy_file, 1000));
  out += fmt::format("\n  {:<16}{:<12}{:<16}{}\n", "marker", "role", "fluorochrome", "also called");
  for (const auto& stain : panel.stains) {
    out += fmt::format("  {:<16}{:<12}{:<16}{}\n", fcs::printable(stain.marker), panels::name(stain.role),
                       fcs::printable(stain.fluorochrome),
                       fcs::printable(fmt::format("{}", fmt::join(stain.aliases, ", ")), 1000));
  }
  out += fmt::format("\n  {:<20}{:<28}{:<20}{:<12}{}\n", "endpoint", "population", "of", "statistic", "label");
  for (const auto& endpoint : panel.endpoints) {
    out +=
        fmt::format("  {:<20}{:<28}{:<20}{:<12}{}\n", fcs::printable(endpoint.id), fcs::printable(endpoint.population),
                    fcs::printable(endpoint.of), endpoint.statistic, fcs::printable(endpoint.label));
  }
  for (const auto& threshold : panel.thresholds) {
    out += fmt::format("\n  {} of gate {}: quantile {} of the {} control\n", fcs::printable(threshold.dimension),
                       fcs::printable(threshold.gate), threshold.quantile, threshold.from);
  }
  return out;
}

ordered_json json_of(const panels::Panel& panel) {
  ordered_json out{{"id", panel.id},
                   {"version", panel.version},
                   {"title", panel.title},
                   {"file", panel.file},
                   {"strategy", panel.strategy_file}};
  auto& stains = out["stains"] = ordered_json::array();
  for (const auto& stain : panel.stains) {
    stains.push_back({{"marker", stain.marker},
                      {"aliases", stain.aliases},
                      {"fluorochrome", stain.fluorochrome},
                      {"role", panels::name(stain.role)}});
  }
  auto& endpoints = out["endpoints"] = ordered_json::array();
  for (const auto& endpoint : panel.endpoints) {
    endpoints.push_back({{"id", endpoint.id},
                         {"label", endpoint.label},
                         {"population", endpoint.population},
                         {"of", endpoint.of},
                         {"statistic", endpoint.statistic}});
  }
  auto& thresholds = out["thresholds"] = ordered_json::array();
  for (const auto& threshold : panel.thresholds) {
    thresholds.push_back({{"gate", threshold.gate},
                          {"dimension", threshold.dimension},
                          {"from", threshold.from},
                          {"quantile", threshold.quantile}});
  }
  return out;
}

Exit run_show(const PanelWords& words, std::ostream& table, std::ostream& log) {
  const auto panel = load_panel(words.panel, log);
  if (panel.has_error()) return fail(log, panel.error());
  return write(words, words.json ? dumped(json_of(panel.value())) : card(panel.value()), table, log, Exit::done);
}

// cytogate panel match

/// A name that the panel or its strategy looks up.
struct Asked {
  std::string name;
  bool is_gated = false;  ///< the strategy needs it
};

/// The panel's stains in their order, then what else the strategy asks for.
std::vector<Asked> names_of(const panels::Panel& panel) {
  const auto gated = gating::channel_names(panel.strategy);
  std::vector<Asked> names;
  for (const auto& stain : panel.stains) {
    names.push_back({stain.marker, std::ranges::find(gated, stain.marker) != gated.end()});
  }
  for (const auto& name : gated) {
    if (std::ranges::find(names, name, &Asked::name) == names.end()) names.push_back({name, true});
  }
  return names;
}

std::string_view rule_name(panels::MatchedBy how) {
  switch (how) {
    case panels::MatchedBy::channel_name:
      return "name";
    case panels::MatchedBy::marker:
      return "marker";
    case panels::MatchedBy::fluorochrome:
      break;
  }
  return "fluorochrome";
}

struct MatchRow {
  std::string file;
  std::string marker;
  std::optional<fcs::Channel> channel;
  std::string how;  ///< the rule; "ambiguous" or "absent" where there is no channel
};

/// @return false when the strategy needs a name that this sample does not have; why is reported
bool match_sample(const fcs::Sample& sample, const panels::Panel& panel, const std::vector<Asked>& names,
                  std::vector<MatchRow>& rows, std::ostream& log) {
  bool complete = true;
  for (const auto& [name, is_gated] : names) {
    MatchRow row{sample.file.string(), name, std::nullopt, {}};
    auto match = panels::match_channel(name, sample.channels, &panel);
    if (match) {
      row.channel = sample.channels[match.value().channel.value()];
      row.how = rule_name(match.value().how);
    } else {
      auto error = std::move(match).error();
      row.how = error.code == fcs::Code::ambiguous_channel ? "ambiguous" : "absent";
      error.where.file = row.file;
      if (is_gated) report(log, error);
      complete = complete && !is_gated;
    }
    rows.push_back(std::move(row));
  }
  return complete;
}

std::string csv_of(const std::vector<MatchRow>& rows) {
  using study::text_cell;
  std::string out;
  study::append_row(out, std::array<std::string, 6>{"file", "marker", "channel", "$PnN", "$PnS", "how"});
  for (const auto& [file, marker, channel, how] : rows) {
    study::append_row(out, std::array{text_cell(file), text_cell(marker),
                                      channel ? std::to_string(channel->index.value() + 1) : std::string{},
                                      channel ? text_cell(channel->name) : std::string{},
                                      channel ? text_cell(channel->label) : std::string{}, how});
  }
  return out;
}

ordered_json json_of(const std::vector<MatchRow>& rows) {
  auto out = ordered_json::array();
  for (const auto& row : rows) {
    ordered_json json{
        {"file", row.file}, {"marker", row.marker}, {"channel", nullptr}, {"$PnN", nullptr}, {"$PnS", nullptr}};
    if (row.channel) {
      json["channel"] = row.channel->index.value() + 1;
      json["$PnN"] = row.channel->name;
      json["$PnS"] = row.channel->label;
    }
    json["how"] = row.how;
    out.push_back(std::move(json));
  }
  return out;
}

Exit run_match(const PanelWords& words, std::ostream& table, std::ostream& log) {
  const auto output = refuse_input(words.out, words.files);
  if (output.has_error()) return fail(log, output.error());
  const auto panel = load_panel(words.panel, log);
  if (panel.has_error()) return fail(log, panel.error());
  const auto names = names_of(panel.value());
  std::vector<MatchRow> rows;
  auto exit = Exit::done;
  std::size_t unreadable = 0;
  for (const auto& file : words.files) {
    const auto sample = fcs::read_sample(file, words.dataset);
    if (sample.has_error()) {
      report(log, sample.error());
      ++unreadable;
      exit = Exit::partial_or_different;
    } else if (!match_sample(sample.value(), panel.value(), names, rows, log)) {
      exit = Exit::partial_or_different;
    }
  }
  if (unreadable == words.files.size()) return Exit::unusable_input;
  return write(words, words.json ? dumped(json_of(rows)) : csv_of(rows), table, log, exit);
}

using Run = Exit (*)(const PanelWords&, std::ostream&, std::ostream&);

CLI::App* add_subcommand(CLI::App& app, PanelWords& words, const std::string& name, const std::string& description) {
  auto* subcommand = app.add_subcommand(name, description);
  subcommand->add_flag("--json", words.json, "For machines");
  subcommand->add_option("-o,--output", words.out, "Write to this file");
  return subcommand;
}

}  // namespace

Exit panel_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  PanelWords options;
  describe(app, "panel", "Shows panels, and which channel of a file each of their markers is.",
           "cytogate panel match t_cell_activation sample.fcs");
  app.require_subcommand(1);
  auto* list = add_subcommand(app, options, "list", "List the panels in the program");
  auto* show = add_subcommand(app, options, "show", "Show what a panel stains and reports");
  auto* match = add_subcommand(app, options, "match",
                               "Print one row a file and marker: the channel that it is, and by which rule");
  for (auto* subcommand : {show, match}) {
    subcommand->add_option("PANEL", options.panel, "A built-in id or a panel.toml")->required();
  }
  match->add_option("FILE", options.files, "FCS files")->required();
  require_whole_number(*match->add_option("--dataset", options.dataset, "Data set of each file, from 1"), 1);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  const Run run = list->parsed() ? run_list : show->parsed() ? run_show : run_match;
  return run(options, table, log);
}

}  // namespace cli
