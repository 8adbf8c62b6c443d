#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fcs/base/error.h"
#include "fcs/base/result.h"

namespace study {

struct NewStudyOptions {
  std::optional<std::string> pattern;  ///< of the file names without extension: "{subject}_{visit}"
  std::optional<std::string> panel;    ///< a built-in one; none: the one whose markers most of the files carry
};

struct NewStudy {
  std::vector<std::filesystem::path> written;
  std::size_t samples = 0;             ///< rows of the manifest
  std::vector<fcs::Finding> findings;  ///< files that are no FCS files, cells that must be filled in by hand
};

/// Proposes study.toml, manifest.csv and panels/<id>/ for the FCS files below a folder, which it recognises by their
/// first bytes. Subject and visit come from the file names (by the pattern, or by a word that is a visit) or from
/// keywords; what cannot be told is left empty, so that `batch` asks for it.
/// @error Code::cannot_open; bad_usage (a pattern that cannot be used, no FCS file); no_such_panel; cannot_write where
/// a file exists already:
///        nothing is ever overwritten
[[nodiscard]] fcs::Result<NewStudy> new_study(const std::filesystem::path& folder, const NewStudyOptions& options = {});

}  // namespace study
