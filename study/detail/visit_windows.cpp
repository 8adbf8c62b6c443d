#include "study/detail/visit_windows.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace study::detail {
namespace {

fcs::Place place_of_visit(const Manifest& manifest, const ManifestRow& row) {
  return {manifest.file.string(), "", fcs::TableCell{row.row, "visit"}};
}

std::optional<int> nominal_day(const Study& study, std::string_view visit) {
  const auto parsed = parse_visit(visit);
  return parsed ? nominal_study_day(parsed.value(), study.cycle) : std::nullopt;
}

bool lies_within(const VisitWindow& window, int days_after_visit) {
  return days_after_visit >= -window.before && days_after_visit <= window.after;
}

/// The listed visit in whose window the row lies by its date, or by its name where it has no date.
std::optional<std::string> visit_in_whose_window(const Study& study, const ManifestRow& row) {
  if (!nominal_study_day(*row.visit, study.cycle) || !row.study_day) return std::nullopt;
  std::optional<std::string> nearest;
  int distance = std::numeric_limits<int>::max();
  for (const auto& visit : study.visits) {
    const auto day = nominal_day(study, visit);
    const auto has_window = study.windows.find(visit);
    if (!day || has_window == study.windows.end()) continue;
    const auto days = days_between(*day, *row.study_day);
    if (!lies_within(has_window->second, days) || std::abs(days) >= distance) continue;
    distance = std::abs(days);
    nearest = visit;
  }
  return nearest;
}

/// How far from the visit's day, how early, and which row: the least of these counts.
std::tuple<int, int, std::size_t> order_of(const Study& study, const Manifest& manifest, std::size_t i) {
  const auto& row = manifest.rows[i];
  const auto day = row.study_day.value_or(0);
  const auto distance = std::abs(days_between(nominal_day(study, row.visit_name).value_or(day), day));
  return {distance, row.visit && row.visit->day_low ? *row.visit->day_low + day - *row.visit->day_high : day, i};
}

}  // namespace

void place_in_windows(Manifest& manifest, const Study& study, std::vector<fcs::Finding>& findings) {
  if (study.visits.empty()) return;
  std::set<std::string> reported;
  for (auto& row : manifest.rows) {
    const bool is_listed = std::ranges::find(study.visits, row.visit_name) != study.visits.end();
    if (!row.visit || is_listed) continue;
    const auto own_name = row.visit_name;
    const auto visit = visit_in_whose_window(study, row);
    if (visit) row.visit_name = *visit;
    if (!reported.insert(own_name + " in " + row.visit_name).second) continue;
    findings.push_back({{fcs::Code::unknown_visit, place_of_visit(manifest, row),
                         fmt::format("one of the study's visits: {}", fmt::join(study.visits, ", ")), own_name},
                        visit ? fmt::format("it counts for {}, in whose window it lies", *visit)
                              : std::string{"it is placed after them"}});
  }
}

void choose_nearest_to_visits(const Study& study, const std::vector<RowUse>& uses, ReadManifest& read) {
  auto& manifest = read.manifest;
  std::map<std::string, std::vector<std::size_t>> samples;
  for (std::size_t i = 0; i < manifest.rows.size(); ++i) {
    const auto& row = manifest.rows[i];
    if (row.use_for_analysis && uses[i].is_sound && row.visit) {
      samples[analysis_key(row, study, row.visit_name)].push_back(i);
    }
  }
  for (const auto& [key, rows] : samples) {
    const auto own = own_visit(manifest.rows[rows.front()]);
    const bool are_rivals =
        std::ranges::any_of(rows, [&](std::size_t i) { return own_visit(manifest.rows[i]) != own; });
    if (!are_rivals) continue;  // check_keys has looked at rows of one visit
    const auto said = std::ranges::find_if(rows, [&](std::size_t i) { return uses[i].use_for_analysis.has_value(); });
    const auto nearest =
        std::ranges::min_element(rows, {}, [&](std::size_t i) { return order_of(study, manifest, i); });
    const auto chosen = said != rows.end() ? *said : *nearest;
    for (const auto i : rows) {
      auto& row = manifest.rows[i];
      if (i == chosen) continue;
      if (uses[i].use_for_analysis) {
        read.problems.push_back({fcs::Code::duplicate_row,
                                 {manifest.file.string(), "", fcs::TableCell{row.row, "use_for_analysis"}},
                                 fmt::format("one sample that counts for {}: row {} says so, too", row.visit_name,
                                             manifest.rows[chosen].row),
                                 row.sample});
        continue;
      }
      row.use_for_analysis = false;
      row.superseded_by = chosen;
      read.findings.push_back(
          {{fcs::Code::duplicate_row, place_of_visit(manifest, row),
            fmt::format("one sample in the window of {}", row.visit_name), row.sample},
           fmt::format("{} is nearer to the visit's day and counts", manifest.rows[chosen].sample)});
    }
  }
}

}  // namespace study::detail
