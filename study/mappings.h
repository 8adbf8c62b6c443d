#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fcs/base/error.h"
#include "fcs/base/result.h"
#include "panels/panel.h"

namespace study {

/// Where a study keeps which channels people chose for markers, beside study.toml.
inline constexpr std::string_view mappings_name = "mappings.toml";

/// One [[mapping]] of mappings.toml: what was chosen at one time for a panel on a cytometer.
struct Mapping {
  std::string panel;         ///< id
  std::string instrument;    ///< as panels::ChannelChoice names it; empty: every cytometer
  std::int64_t version = 0;  ///< counts up within panel and instrument, from 1
  std::string reason;
  std::vector<std::pair<std::string, std::string>> channels;  ///< marker, $PnN; no $PnN: by the rules again
  fcs::LineColumn where{};                                    ///< in mappings.toml
};

struct ReadMappings {
  std::vector<Mapping> mappings;
  std::vector<fcs::Error> problems;    ///< all of them, with line and column
  std::vector<fcs::Finding> findings;  ///< unknown keys
};

/// @param file  how messages call the document
/// Problems: Code::bad_toml, missing_key, bad_value (also a version that is not above the one before it).
[[nodiscard]] ReadMappings parse_mappings(std::string_view toml, const std::string& file);

/// What is in force for a panel, in the order of the file: of two choices for one marker and cytometer the later.
[[nodiscard]] std::vector<panels::ChannelChoice> choices_of(const std::vector<Mapping>& mappings,
                                                            std::string_view panel);

/// Appends a choice to mappings.toml, with the next version of its panel and cytometer; the file is made where it is
/// absent. What stands in it stays, byte for byte, so that it can be seen what was chosen before.
/// @return the mapping with its version
/// @error of parse_mappings where the file cannot be used as it is; Code::cannot_read, cannot_write
[[nodiscard]] fcs::Result<Mapping> save_mapping(const std::filesystem::path& file, Mapping mapping);

}  // namespace study
