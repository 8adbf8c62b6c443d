#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/reader.h"
#include "gating/gatingml/read.h"
#include "gating/plan.h"
#include "panels/panel.h"
#include "study/study.h"

namespace CLI {
class App;
}

namespace cli {

/// How a command that reads FCS files treats what deviates.
struct ToleranceWords {
  bool strict = false;
  bool salvage = false;

  void add_to(CLI::App& app);
  [[nodiscard]] fcs::Tolerance tolerance() const;
};

/// The options that every command has which reads events.
struct ReadWords {
  ToleranceWords tolerance;
  std::string time = "seconds";
  std::string compensation = "auto";

  void add_to(CLI::App& app);
  [[nodiscard]] fcs::ReadOptions read_options() const;
  [[nodiscard]] gating::FileCompensationPolicy policy() const;
};

/// The options of a command that looks markers up by a panel.
struct PanelOption {
  std::string panel;               ///< the id of a built-in panel or a panel.toml; empty: none
  std::filesystem::path mappings;  ///< a study's mappings.toml; empty: none

  void add_to(CLI::App& app, const std::string& description);
};

/// A study by its folder or study.toml; what reading tolerated is reported.
/// @return nothing when it cannot be used: all problems were reported
[[nodiscard]] std::optional<study::Study> open_study(const std::filesystem::path& folder_or_file, std::ostream& log);

/// A panel by the id of a built-in one, or from a panel.toml; what reading tolerated is reported.
[[nodiscard]] fcs::Result<panels::Panel> load_panel(const std::string& id_or_file, std::ostream& log);
/// With the channels that were chosen for its markers.
[[nodiscard]] fcs::Result<panels::Panel> load_panel(const PanelOption& option, std::ostream& log);

/// What to gate by: a strategy, a panel with its own strategy, or a strategy read through a panel's markers.
struct Template {
  gating::Strategy strategy;
  std::vector<gating::gatingml::TailoredGate> tailored{};  ///< shapes of gates for single files
  std::optional<panels::Panel> panel{};

  [[nodiscard]] gating::Strategy strategy_for(const std::filesystem::path& file) const;
};

/// @param strategy  a Gating-ML document; empty: the panel's own
/// @error what reading says; Code::bad_usage when both are empty
[[nodiscard]] fcs::Result<Template> load_template(const std::filesystem::path& strategy, const PanelOption& panel,
                                                  std::ostream& log);

}  // namespace cli
