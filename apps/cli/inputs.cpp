#include "apps/cli/inputs.h"

#include <CLI/CLI.hpp>

#include "apps/cli/command.h"
#include "fcs/base/input_file.h"
#include "panels/read.h"
#include "study/mappings.h"

namespace cli {

void ToleranceWords::add_to(CLI::App& app) {
  auto* strict_flag = app.add_flag("--strict", strict, "Refuse what would otherwise be repaired and reported");
  app.add_flag("--salvage", salvage, "Also read what is left of damaged data; how much is lost is reported")
      ->excludes(strict_flag);
}

fcs::Tolerance ToleranceWords::tolerance() const {
  if (strict) return fcs::Tolerance::none();
  return salvage ? fcs::Tolerance::salvage() : fcs::Tolerance::standard();
}

void ReadWords::add_to(CLI::App& app) {
  tolerance.add_to(app);
  app.add_option("--time", time, "Unit of the Time channel: seconds (ticks x $TIMESTEP) or raw")
      ->check(CLI::IsMember({"seconds", "raw"}));
  app.add_option(
         "--compensation", compensation,
         "What a gate's FCS compensation means: auto (the file's matrix, refused on compensated channels), file, none")
      ->check(CLI::IsMember({"auto", "file", "none"}));
}

fcs::ReadOptions ReadWords::read_options() const {
  return {tolerance.tolerance(), time == "raw" ? fcs::TimeUnit::ticks : fcs::TimeUnit::seconds};
}

gating::FileCompensationPolicy ReadWords::policy() const {
  if (compensation == "file") return gating::FileCompensationPolicy::use_file;
  if (compensation == "none") return gating::FileCompensationPolicy::ignore_file;
  return gating::FileCompensationPolicy::refuse_twice;
}

std::optional<study::Study> open_study(const std::filesystem::path& folder_or_file, std::ostream& log) {
  auto read = study::read_study(folder_or_file);
  for (const auto& finding : read.findings) report(log, finding);
  for (const auto& problem : read.problems) report(log, problem);
  if (!read.problems.empty()) return std::nullopt;
  return std::move(read.study);
}

fcs::Result<panels::Panel> load_panel(const std::string& id_or_file, std::ostream& log) {
  FCS_TRY(read, panels::panel_named(id_or_file));
  for (const auto& finding : read.findings) report(log, finding);
  return std::move(read.panel);
}

void PanelOption::add_to(CLI::App& app, const std::string& description) {
  auto* option = app.add_option("--panel", panel, description);
  app.add_option("--mappings", mappings,
                 "A study's mappings.toml: the channels that were chosen for the panel's markers")
      ->needs(option);
}

fcs::Result<panels::Panel> load_panel(const PanelOption& option, std::ostream& log) {
  FCS_TRY(panel, load_panel(option.panel, log));
  if (option.mappings.empty()) return panel;
  FCS_TRY(text, fcs::read_whole(option.mappings));
  auto read = study::parse_mappings(text, option.mappings.string());
  for (const auto& finding : read.findings) report(log, finding);
  if (!read.problems.empty()) return read.problems.front();
  panel.choices = study::choices_of(read.mappings, panel.id);
  return panel;
}

gating::Strategy Template::strategy_for(const std::filesystem::path& file) const {
  return gating::gatingml::strategy_for(strategy, tailored, file);
}

fcs::Result<Template> load_template(const std::filesystem::path& strategy, const PanelOption& panel,
                                    std::ostream& log) {
  if (strategy.empty() && panel.panel.empty()) {
    return fcs::Error{fcs::Code::bad_usage, {}, "--strategy FILE, --panel ID|FILE, or both", "neither"};
  }
  Template out;
  if (!panel.panel.empty()) {
    FCS_TRY(loaded, load_panel(panel, log));
    out.strategy = loaded.strategy;
    out.panel = std::move(loaded);
  }
  if (!strategy.empty()) {
    FCS_TRY(document, gating::gatingml::read_file(strategy));
    for (const auto& finding : document.findings) report(log, finding);
    out.strategy = std::move(document.strategy);
    out.tailored = std::move(document.tailored);
  }
  return out;
}

}  // namespace cli
