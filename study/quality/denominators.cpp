#include "study/quality/denominators.h"

#include <algorithm>
#include <iterator>

namespace study {

std::vector<std::size_t> denominators(const StudyPanel& panel) {
  std::vector<std::size_t> out;
  for (const auto& endpoint : panel.endpoints) {
    if (std::ranges::find(out, endpoint.denominator) == out.end()) out.push_back(endpoint.denominator);
  }
  return out;
}

bool lies_within(const StudyPanel& panel, std::size_t population, std::size_t ancestor) {
  for (auto parent = panel.populations[population].parent; parent; parent = panel.populations[*parent].parent) {
    if (*parent == ancestor) return true;
  }
  return false;
}

std::vector<std::size_t> innermost_denominators(const StudyPanel& panel) {
  const auto all = denominators(panel);
  std::vector<std::size_t> out;
  std::ranges::copy_if(all, std::back_inserter(out), [&](std::size_t one) {
    return std::ranges::none_of(all, [&](std::size_t other) { return lies_within(panel, other, one); });
  });
  return out;
}

}  // namespace study
