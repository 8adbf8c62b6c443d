#include "study/activation_by_visit.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <tuple>
#include <utility>

#include "study/detail/manifest_keys.h"
#include "study/table.h"

namespace study {
namespace {

bool takes_part(const ManifestRow& row) {
  return row.stain == "FULL" && row.use_for_analysis && !row.visit_name.empty();
}

/// The study's visits in its order, then the others of the manifest in the order of time.
std::vector<std::string> ordered_visits(const Study& study, const Manifest& manifest) {
  std::map<Visit, std::string> others;
  for (const auto& row : manifest.rows) {
    const bool is_listed = std::ranges::find(study.visits, row.visit_name) != study.visits.end();
    if (takes_part(row) && row.visit && !is_listed) others.emplace(*row.visit, row.visit_name);
  }
  auto visits = study.visits;
  for (const auto& [visit, visit_name] : others) visits.push_back(visit_name);
  return visits;
}

/// What makes a line of the table: all of a sample's key but the visit.
auto line_key(const ManifestRow& row) {
  return std::tuple{row.panel,  row.timepoint, detail::text_of(row.treatment), detail::text_of(row.treatment2),
                    row.time_h, row.replicate};
}

/// The samples of one line, a visit each.
struct Line {
  decltype(line_key({})) key;
  std::vector<std::optional<std::size_t>> samples;  ///< positions in the manifest
};

struct SubjectLines {
  std::string subject;
  std::vector<Line> lines;
};

std::vector<SubjectLines> lines_by_subject(const Manifest& manifest, const std::vector<std::string>& visits) {
  std::vector<SubjectLines> subjects;
  for (std::size_t i = 0; i < manifest.rows.size(); ++i) {
    const auto& row = manifest.rows[i];
    if (!takes_part(row)) continue;
    auto subject = std::ranges::find(subjects, row.subject, &SubjectLines::subject);
    if (subject == subjects.end()) subject = subjects.insert(subjects.end(), {row.subject, {}});
    auto line = std::ranges::find(subject->lines, line_key(row), &Line::key);
    if (line == subject->lines.end()) {
      line = subject->lines.insert(subject->lines.end(), {line_key(row), {}});
      line->samples.resize(visits.size());
    }
    const auto visit = std::ranges::find(visits, row.visit_name) - visits.begin();
    line->samples[static_cast<std::size_t>(visit)] = i;
  }
  return subjects;
}

}  // namespace

ActivationByVisit activation_by_visit(const Study& study, const Manifest& manifest,
                                      std::span<const SampleResult> samples) {
  assert(samples.size() == manifest.rows.size());
  ActivationByVisit table{ordered_visits(study, manifest), {}};
  for (const auto& subject : lines_by_subject(manifest, table.visits)) {
    for (const auto& line : subject.lines) {
      const auto first = **std::ranges::find_if(line.samples, [](const auto& sample) { return sample.has_value(); });
      const auto& panel = study.panels[manifest.rows[first].panel];
      for (std::size_t endpoint = 0; endpoint < panel.endpoints.size(); ++endpoint) {
        ActivationRow row{first, endpoint, {}};
        for (const auto& sample : line.samples) {
          row.visits.push_back(sample ? std::optional{endpoint_row(panel, endpoint, study.rules, samples[*sample])}
                                      : std::nullopt);
        }
        table.rows.push_back(std::move(row));
      }
    }
  }
  return table;
}

std::string activation_by_visit_csv(const Study& study, const Manifest& manifest, const ActivationByVisit& table) {
  std::vector<std::string> cells{"study",
                                 "subject",
                                 "arm",
                                 "dose",
                                 "dose_unit",
                                 "schedule",
                                 "dex_mg",
                                 "timepoint",
                                 "compound",
                                 "concentration",
                                 "concentration_unit",
                                 "compound2",
                                 "concentration2",
                                 "concentration2_unit",
                                 "time_h",
                                 "replicate",
                                 "panel",
                                 "endpoint",
                                 "label"};
  for (const auto& visit : table.visits) {
    const auto column = text_cell(visit);
    cells.insert(cells.end(), {column, column + "_ci_low", column + "_ci_high", column + "_status"});
  }
  std::string csv;
  append_row(csv, cells);
  for (const auto& row : table.rows) {
    const auto& sample = manifest.rows[row.sample];
    const auto& panel = study.panels[sample.panel];
    const auto& endpoint = panel.panel.endpoints[row.endpoint];
    cells = {text_cell(study.id),
             text_cell(sample.subject),
             text_cell(sample.arm),
             number_cell(sample.dose),
             text_cell(sample.dose_unit),
             text_cell(sample.schedule),
             number_cell(sample.dex_mg),
             text_cell(sample.timepoint),
             text_cell(sample.treatment.compound),
             number_cell(sample.treatment.concentration),
             text_cell(sample.treatment.unit),
             text_cell(sample.treatment2.compound),
             number_cell(sample.treatment2.concentration),
             text_cell(sample.treatment2.unit),
             number_cell(sample.time_h),
             text_cell(sample.replicate),
             text_cell(panel.id),
             text_cell(endpoint.id),
             text_cell(endpoint.label)};
    for (const auto& result : row.visits) {
      if (!result) {
        cells.insert(cells.end(), 4, std::string{});
        continue;
      }
      cells.insert(cells.end(),
                   {number_cell(result->value), result->interval ? number_cell(result->interval->low) : std::string{},
                    result->interval ? number_cell(result->interval->high) : std::string{},
                    std::string{name(result->assessment.status)}});
    }
    append_row(csv, cells);
  }
  return csv;
}

}  // namespace study
