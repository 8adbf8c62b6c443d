#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/error.h"
#include "gating/strategy.h"
#include "panels/panel.h"
#include "study/quality/limits.h"
#include "study/statistics/proportion.h"
#include "study/visit.h"

namespace study {

/// Which populations an endpoint compares: positions in StudyPanel::populations.
struct EndpointPopulations {
  std::size_t population = 0;
  std::size_t denominator = 0;  ///< the population itself or one it lies within, so a percentage never passes 100
};

/// A panel as this study uses it.
struct StudyPanel {
  std::string id;  ///< what the manifest calls it
  panels::Panel panel;
  std::vector<gating::Population> populations;
  std::vector<EndpointPopulations> endpoints;  ///< one for each of panel.endpoints
  std::string panel_sha256;                    ///< of panel.toml
  std::string template_sha256;                 ///< of the strategy document
};

/// How many days before and after a visit's day a sample may be taken and count for it.
struct VisitWindow {
  int before = 0;
  int after = 0;
  friend bool operator==(const VisitWindow&, const VisitWindow&) = default;
};

struct Study {
  std::filesystem::path file;  ///< study.toml
  std::string id;
  std::string title;
  std::filesystem::path manifest;
  std::vector<std::string> visits;      ///< in order, as the study spells them
  std::optional<std::string> baseline;  ///< one of `visits`
  std::map<std::string, VisitWindow, std::less<>>
      windows;  ///< of some of `visits`; the others take what is named as they are
  Rules rules;
  Cycle cycle;
  QualityLimits quality;
  std::vector<StudyPanel> panels;
  std::string sha256;           ///< of study.toml
  std::string mappings_sha256;  ///< of mappings.toml beside it; empty where there is none

  [[nodiscard]] std::optional<std::size_t> find_panel(std::string_view panel_id) const;
  /// Position in `visits` of the same visit, however it is spelt.
  [[nodiscard]] std::optional<std::size_t> find_visit(std::string_view text) const;
};

struct ReadStudy {
  Study study;                         ///< to be used only where there are no problems
  std::vector<fcs::Error> problems;    ///< all of them, with line and column of study.toml
  std::vector<fcs::Finding> findings;  ///< unknown keys, and what reading the panels tolerated
};

/// Reads a study, its panels, and which channels were chosen for their markers (mappings.toml).
/// @param folder_or_file  the study's folder, or its study.toml
/// Problems: Code::cannot_open, bad_toml, missing_key, bad_value, no_such_panel, or the panel's own; those of
/// parse_mappings; bad_value also for an endpoint whose
/// population does not lie within its denominator.
[[nodiscard]] ReadStudy read_study(const std::filesystem::path& folder_or_file);

}  // namespace study
