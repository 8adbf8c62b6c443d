#pragma once

#include <filesystem>
#include <vector>

#include "panels/panel.h"
#include "study/manifest.h"
#include "study/study.h"

namespace study {

/// FCS files without a study folder.
struct FileStudy {
  Study study;  ///< one panel; no file, no visits
  Manifest manifest;
};

/// A sample for each file, in their order, called by its stem ("tube (2)" where another has the name already), without
/// subject and visit.
/// @param panel  how the files are gated; its endpoints are kept where its strategy answers them
[[nodiscard]] FileStudy study_of_files(const std::vector<std::filesystem::path>& files, panels::Panel panel);

}  // namespace study
