#include <array>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/panel_match.h"
#include "apps/cli/words.h"
#include "panels/read.h"
#include "study/table.h"

namespace cli {
namespace {

using nlohmann::ordered_json;

struct PanelWords {
  std::string panel;
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

template <class Words>
CLI::App* add_subcommand(CLI::App& app, Words& words, const std::string& name, const std::string& description) {
  auto* subcommand = app.add_subcommand(name, description);
  subcommand->add_flag("--json", words.json, "For machines");
  subcommand->add_option("-o,--output", words.out, "Write to this file");
  return subcommand;
}

}  // namespace

Exit panel_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  PanelWords options;
  PanelMatchWords match_options;
  describe(app, "panel", "Shows panels, and which channel of a file each of their markers is.",
           "cytogate panel match t_cell_activation sample.fcs");
  app.require_subcommand(1);
  auto* list = add_subcommand(app, options, "list", "List the panels in the program");
  auto* show = add_subcommand(app, options, "show", "Show what a panel stains and reports");
  show->add_option("PANEL", options.panel, "A built-in id or a panel.toml")->required();
  match_options.add_to(*add_subcommand(
      app, match_options, "match",
      "Print one row a file and marker, or one a sample and marker of a study: the channel that it is, and why"));
  if (const auto exit = parse(app, words, table, log)) return *exit;
  if (list->parsed()) return run_list(options, table, log);
  return show->parsed() ? run_show(options, table, log) : run_panel_match(match_options, table, log);
}

}  // namespace cli
