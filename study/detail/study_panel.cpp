#include "study/detail/study_panel.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "study/sha256.h"

namespace study::detail {
namespace {

/// Finds what the endpoints compare. A percentage is of a population that holds the other, else it could pass 100.
void resolve_endpoints(StudyPanel& entry, std::vector<fcs::Error>& problems) {
  const auto lies_within = [&](std::optional<std::size_t> population, std::size_t ancestor) {
    while (population && *population != ancestor) population = entry.populations[*population].parent;
    return population.has_value();
  };
  for (const auto& endpoint : entry.panel.endpoints) {
    const fcs::Place place{entry.panel.file, "endpoint " + endpoint.id, {}};
    const auto population = gating::find_population(entry.populations, endpoint.population);
    const auto denominator = gating::find_population(entry.populations, endpoint.of);
    for (const auto* found : {&population, &denominator}) {
      if (found->has_value()) continue;
      problems.push_back(found->error());
      problems.back().where = place;
    }
    if (!population || !denominator) continue;
    if (!lies_within(population.value(), denominator.value())) {
      problems.push_back({fcs::Code::bad_value, place,
                          fmt::format("a denominator that holds {}", entry.populations[population.value()].path),
                          fmt::format("of = {}", entry.populations[denominator.value()].path)});
    }
    entry.endpoints.push_back({population.value(), denominator.value()});
  }
}

}  // namespace

StudyPanel make_study_panel(std::string id, panels::Panel panel, std::string panel_sha256,
                            std::vector<fcs::Error>& problems) {
  StudyPanel entry;
  entry.id = std::move(id);
  entry.panel = std::move(panel);
  entry.panel_sha256 = std::move(panel_sha256);
  entry.template_sha256 = sha256(entry.panel.strategy_text);
  auto populations = gating::populations(entry.panel.strategy);
  if (!populations) {
    problems.push_back(std::move(populations).error());
    return entry;
  }
  entry.populations = std::move(populations).value();
  resolve_endpoints(entry, problems);
  return entry;
}

}  // namespace study::detail
