#pragma once

#include <string>
#include <vector>

#include "fcs/base/error.h"
#include "panels/panel.h"
#include "study/study.h"

namespace study::detail {

/// A panel as a study uses it: with its populations, what its endpoints compare, and its hashes.
/// Problems: Code::bad_value where an endpoint's population does not lie within its denominator.
[[nodiscard]] StudyPanel make_study_panel(std::string id, panels::Panel panel, std::string panel_sha256,
                                          std::vector<fcs::Error>& problems);

}  // namespace study::detail
