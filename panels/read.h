#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "panels/panel.h"

namespace panels {

struct ReadPanel {
  Panel panel;
  std::vector<fcs::Finding> findings;  ///< unknown keys, and what reading the strategy tolerated
};

/// Reads panel.toml and the strategy that it names (relative to it). Checks that every endpoint's population and
/// denominator exist.
/// @error Code::bad_toml, missing_key, bad_value, no_such_population, ... with line and column of the TOML; or the
/// strategy's own error
[[nodiscard]] fcs::Result<ReadPanel> read_panel(const std::filesystem::path& file);

/// Makes a panel of its two documents, which need not be on disk: for a look at what saving one of them would give.
/// @param file  panel.toml, by whose folder the strategy's path is completed
/// @error those of read_panel
[[nodiscard]] fcs::Result<ReadPanel> make_panel(std::string_view panel_toml, const std::filesystem::path& file,
                                                std::string strategy_xml);

/// The panels in the binary, by id, in alphabetical order: "annexin_v", "t_cell_activation".
[[nodiscard]] std::vector<std::string_view> built_in_ids();
/// @error Code::no_such_panel, listing the built-in ones
[[nodiscard]] fcs::Result<ReadPanel> built_in_panel(std::string_view id);

/// As a user names a panel: a panel.toml, or the id of a built-in one.
/// @error of read_panel; of built_in_panel where there is no such file
[[nodiscard]] fcs::Result<ReadPanel> panel_named(const std::string& id_or_file);

struct BuiltInFiles {
  std::string_view panel_toml;
  std::string_view strategy_xml;
};
/// The two documents of a built-in panel as they are in the binary, for `study new` to lay down as an editable copy.
[[nodiscard]] fcs::Result<BuiltInFiles> built_in_files(std::string_view id);

}  // namespace panels
