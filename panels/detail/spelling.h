#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "panels/detail/measure.h"
#include "panels/panel.h"

namespace panels::detail {

/// A marker as it is compared: normalised, and which measure of it the text asks for ("CD38-H").
struct Spelling {
  std::string marker;
  Measure measure = Measure::none;
  friend bool operator==(const Spelling&, const Spelling&) = default;
};

/// Empty marker where the text names none ("FITC-A").
[[nodiscard]] Spelling spelling_of(std::string_view text);

/// The stain's marker and aliases, each once; texts that name no marker are left out.
[[nodiscard]] std::vector<Spelling> spellings_of(const Stain& stain);

}  // namespace panels::detail
