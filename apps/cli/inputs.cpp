#include "apps/cli/inputs.h"

#include <CLI/CLI.hpp>

#include "apps/cli/command.h"
#include "gating/gatingml/read.h"
#include "panels/read.h"

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

fcs::Result<panels::Panel> load_panel(const std::string& id_or_file, std::ostream& log) {
  FCS_TRY(read, panels::panel_named(id_or_file));
  for (const auto& finding : read.findings) report(log, finding);
  return std::move(read.panel);
}

fcs::Result<Template> load_template(const std::filesystem::path& strategy, const std::string& panel,
                                    std::ostream& log) {
  if (strategy.empty() && panel.empty()) {
    return fcs::Error{fcs::Code::bad_usage, {}, "--strategy FILE, --panel ID|FILE, or both", "neither"};
  }
  Template out;
  if (!panel.empty()) {
    FCS_TRY(loaded, load_panel(panel, log));
    out.strategy = loaded.strategy;
    out.panel = std::move(loaded);
  }
  if (!strategy.empty()) {
    FCS_TRY(document, gating::gatingml::read_file(strategy));
    for (const auto& finding : document.findings) report(log, finding);
    out.strategy = std::move(document.strategy);
  }
  return out;
}

}  // namespace cli
