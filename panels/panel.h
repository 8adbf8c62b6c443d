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
  std::string clone{};  ///< of the antibody, its maker's number and its lot: for the record, empty where not said
  std::string catalogue_number{};
  std::string lot{};
};

/// A reported number: a statistic of a population, relative to a named denominator.
struct Endpoint {
  std::string id;          ///< "cd8_activated"
  std::string label;       ///< "HLA-DR+ CD38+ of CD8+ T cells"
  std::string population;  ///< id, path, or the end of a path where that is unique
  std::string of;          ///< the denominator, likewise
  std::string statistic;   ///< "percent" or "count"
};

/// A gate edge that a control decides, sample by sample; where there is none, the template's value stands.
struct Threshold {
  std::string gate;
  std::string dimension;
  std::string from;  ///< "fmo"
  double quantile = 0.995;
};

/// Cells that carry a marker whatever the treatment. Where they are dim, an antibody given as a drug may sit on the
/// marker (CD38 under daratumumab or isatuximab), and what is counted by it is not what it seems.
struct Reference {
  std::string marker;
  std::string population;    ///< id, path, or the end of a path where that is unique
  std::string without;       ///< likewise: its events are left out; empty: none
  double least_share = 0.5;  ///< of the median over the batch; a sample below it is suspect
};

/// A channel that a person chose for a marker, where labels do not tell or tell wrong.
struct ChannelChoice {
  std::string instrument;  ///< $CYT, $CYTSN, or both with a blank between, whatever the case; empty: every cytometer
  std::string marker;      ///< as the panel or its strategy names it
  std::string channel;     ///< $PnN
  friend bool operator==(const ChannelChoice&, const ChannelChoice&) = default;
};

/// What is stained in a tube, which strategy applies, and what is reported: a plain value.
struct Panel {
  std::string id;
  std::int64_t version = 1;
  std::string title;
  std::vector<Stain> stains;
  std::vector<Endpoint> endpoints;
  std::vector<Threshold> thresholds;
  std::vector<Reference> references;
  std::vector<ChannelChoice> choices;  ///< of the study that uses the panel; a later one goes before an earlier
  gating::Strategy strategy;
  std::string file;           ///< panel.toml as messages call it; "built-in:ID" for a built-in one
  std::string strategy_file;  ///< likewise
  std::string strategy_text;  ///< the strategy document, byte for byte
};

}  // namespace panels
