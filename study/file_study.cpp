#include "study/file_study.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "study/detail/study_panel.h"

namespace study {

FileStudy study_of_files(const std::vector<std::filesystem::path>& files, panels::Panel panel) {
  FileStudy out;
  std::vector<fcs::Error> problems;
  auto endpoints = std::exchange(panel.endpoints, {});
  out.study.panels.push_back(detail::make_study_panel(panel.id, std::move(panel), {}, problems));
  auto& used = out.study.panels.front();
  for (auto& endpoint : endpoints) {
    const auto population = gating::find_population(used.populations, endpoint.population);
    const auto denominator = gating::find_population(used.populations, endpoint.of);
    if (!population || !denominator) continue;
    used.endpoints.push_back({population.value(), denominator.value()});
    used.panel.endpoints.push_back(std::move(endpoint));
  }

  std::set<std::string> names;
  for (const auto& file : files) {
    ManifestRow row;
    row.row = static_cast<std::uint32_t>(out.manifest.rows.size() + 1);
    row.file = file.string();
    row.path = file;
    row.sample = file.stem().string();
    for (int copy = 2; !names.insert(row.sample).second; ++copy) {
      row.sample = fmt::format("{} ({})", file.stem().string(), copy);
    }
    out.manifest.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace study
