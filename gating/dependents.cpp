#include "gating/dependents.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace gating {
namespace {

using Positions = std::vector<std::size_t>;

/// For each population the populations that its mask is computed from, parent first.
std::vector<Positions> needs_of(const Strategy& strategy, std::span<const Population> populations) {
  std::map<std::string, std::size_t> position;
  for (std::size_t p = 0; p < populations.size(); ++p) position[populations[p].id] = p;
  std::vector<Positions> needs(populations.size());
  for (std::size_t p = 0; p < populations.size(); ++p) {
    if (populations[p].parent) needs[p].push_back(*populations[p].parent);
    if (!populations[p].gate) continue;
    if (const auto* boolean = std::get_if<BooleanGate>(&strategy.gates[*populations[p].gate].gate)) {
      for (const auto& operand : boolean->operands) needs[p].push_back(position.at(operand.gate));
    }
  }
  return needs;
}

/// From root down to the population itself.
Positions line_of(std::span<const Population> populations, std::size_t population) {
  Positions line{population};
  while (populations[line.back()].parent) line.push_back(*populations[line.back()].parent);
  std::reverse(line.begin(), line.end());
  return line;
}

std::size_t deepest_common(std::span<const Population> populations, const Positions& all) {
  auto common = line_of(populations, all.front());
  for (const auto population : all) {
    const auto line = line_of(populations, population);
    const auto [end, other_end] = std::mismatch(common.begin(), common.end(), line.begin(), line.end());
    common.erase(end, common.end());
  }
  return common.back();  // root at least
}

}  // namespace

bool Dependents::has(std::size_t population) const {
  return std::binary_search(populations.begin(), populations.end(), population);
}

Dependents dependents_of(const Strategy& strategy, std::span<const Population> populations, std::size_t gate) {
  const auto needs = needs_of(strategy, populations);
  std::vector<Positions> needed_by(needs.size());
  for (std::size_t p = 0; p < needs.size(); ++p) {
    for (const auto need : needs[p]) needed_by[need].push_back(p);
  }
  Dependents out;
  std::set<std::size_t> found;
  Positions open;
  for (std::size_t p = 0; p < populations.size(); ++p) {
    if (populations[p].gate == gate && found.insert(p).second) open.push_back(p);
  }
  while (!open.empty()) {
    const auto population = open.back();
    open.pop_back();
    for (const auto user : needed_by[population]) {
      if (found.insert(user).second) open.push_back(user);
    }
  }
  out.populations.assign(found.begin(), found.end());

  Positions parents;
  std::set<std::size_t> outside;
  for (const auto population : out.populations) {
    for (const auto need : needs[population]) {
      if (!found.contains(need)) outside.insert(need);
    }
    const auto parent = *populations[population].parent;
    if (!found.contains(parent)) parents.push_back(parent);
  }
  out.base = deepest_common(populations, parents);
  outside.erase(out.base);
  out.outside.assign(outside.begin(), outside.end());
  return out;
}

}  // namespace gating
