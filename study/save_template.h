#pragma once

#include <cstddef>
#include <filesystem>

#include "fcs/base/result.h"
#include "gating/strategy.h"
#include "study/study.h"

namespace study {

/// Saves an edited template: writes the strategy document of a panel, and brings `study` to what read_study gives on
/// the folder afterwards. Other panels that use the same document change with it.
/// A built-in panel is first copied to panels/<id>/ in the study's folder, and study.toml is pointed there: its
/// `id = "<id>"` becomes `path = "panels/<id>/panel.toml"`, all other bytes stay. study.toml is replaced last, so that
/// the study can be read at any moment.
/// @param study   as read_study gave it, without problems
/// @param panel   position in Study::panels
/// @param edited  ids that XML does not take are renamed, as gatingml::write says
/// @return the strategy document
/// @error  Nothing is changed, neither on disk nor in `study`, with those of gatingml::write; Code::no_such_population
/// or
///         bad_value where the panel's endpoints or thresholds ask for what `edited` does not have; locked_strategy,
///         broken_journal; cannot_write, also where a file that would be replaced is no longer as the study was read
///         from it, and where a built-in panel's copy exists already
[[nodiscard]] fcs::Result<std::filesystem::path> save_template(Study& study, std::size_t panel,
                                                               const gating::Strategy& edited);

}  // namespace study
