#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gating/strategy.h"

namespace panels {

enum class Role : std::uint8_t { lineage, activation, viability, dump, apoptosis, dna, reporter, scatter, time };
/// As panel.toml says them, in the order of Role.
inline constexpr auto role_names = std::to_array<std::string_view>(
    {"lineage", "activation", "viability", "dump", "apoptosis", "dna", "reporter", "scatter", "time"});
[[nodiscard]] constexpr std::string_view name(Role role) { return role_names[static_cast<std::size_t>(role)]; }

/// A marker as the strategy names it, and what else files call it.
struct Stain {
  std::string marker;                ///< the name that the strategy uses: "CD3"
  std::vector<std::string> aliases;  ///< "CD3e"
  std::string fluorochrome;          ///< empty where the panel leaves it open
  Role role = Role::lineage;
};

/// A reported number: a statistic of a population, relative to a named denominator.
struct Endpoint {
  std::string id;          ///< "cd8_activated"
  std::string label;       ///< "HLA-DR+ CD38+ of CD8+ T cells"
  std::string population;  ///< id, path, or the end of a path where that is unique
  std::string of;          ///< the denominator, likewise
  std::string statistic;   ///< "percent" or "count"
};

/// A gate edge that a control decides. Carried for the study; gating itself uses the template's value.
struct Threshold {
  std::string gate;
  std::string dimension;
  std::string from;  ///< "fmo"
  double quantile = 0.995;
};

/// What is stained in a tube, which strategy applies, and what is reported: a plain value.
struct Panel {
  std::string id;
  std::int64_t version = 1;
  std::string title;
  std::vector<Stain> stains;
  std::vector<Endpoint> endpoints;
  std::vector<Threshold> thresholds;
  gating::Strategy strategy;
  std::string file;           ///< panel.toml as messages call it; "built-in:ID" for a built-in one
  std::string strategy_file;  ///< likewise
  std::string strategy_text;  ///< the strategy document, byte for byte
};

}  // namespace panels
