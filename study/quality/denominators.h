#pragma once

#include <cstddef>
#include <vector>

#include "study/study.h"

namespace study {

/// The populations that endpoints are percentages of: positions in StudyPanel::populations, each once.
[[nodiscard]] std::vector<std::size_t> denominators(const StudyPanel& panel);

/// Whether a population is a descendant of another.
[[nodiscard]] bool lies_within(const StudyPanel& panel, std::size_t population, std::size_t ancestor);

/// Those denominators that no other one lies within: the cells that are most alike.
[[nodiscard]] std::vector<std::size_t> innermost_denominators(const StudyPanel& panel);

}  // namespace study
