#include "study/results.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

#include "study/dose.h"
#include "study/table.h"

namespace study {
namespace {

constexpr auto columns =
    "study,subject,arm,dose,dose_unit,schedule,dex_mg,visit,cycle,day,study_day,on_treatment,timepoint,specimen,"
    "compound,"
    "concentration,concentration_unit,compound2,concentration2,concentration2_unit,time_h,replicate,batch,sample,file,"
    "file_sha256,"
    "dataset,panel,stain,population,endpoint,statistic,channel,marker,value,unit,numerator,denominator,denominator_"
    "population,"
    "ci_low,ci_high,threshold,threshold_source,status,reason,flags,override,template_sha256,resolved_sha256\n";

/// Fills in what a sample found about `population` of `denominator`; none: a plain count.
void evaluate(ResultRow& row, const SampleResult& sample, const Rules& rules, std::size_t population,
              std::optional<std::size_t> denominator) {
  if (sample.failure) {
    row.assessment = {Status::failed, message(*sample.failure)};
    return;
  }
  const auto& target = sample.populations[population];
  const auto* of = denominator ? &sample.populations[*denominator] : nullptr;
  if (!target.obstacle) row.numerator = target.count;
  if (of != nullptr && !of->obstacle) row.denominator = of->count;
  if (target.obstacle || (of != nullptr && of->obstacle)) {
    row.assessment = {Status::not_evaluable, message(target.obstacle ? *target.obstacle : *of->obstacle)};
  } else if (of == nullptr) {
    row.value = static_cast<double>(target.count);
    row.assessment = assess_count(target.count, rules);
  } else {
    auto percent = percentage(target.count, of->count, rules);
    row.value = percent.value;
    row.interval = percent.interval;
    row.assessment = std::move(percent.assessment);
  }
}

/// "fmo(S01_FMO_CD38, same subject and visit, 0.5 %)".
std::string source_text(const ResolvedThreshold& threshold) {
  if (!threshold.control) return std::string{name(threshold.source)};
  const auto& control = *threshold.control;
  return fmt::format("{}({}, {}, {} %)", name(threshold.source), control.control, name(control.rung),
                     number_cell(control.percent_above));
}

/// Where the edges of the population's own gate stand, and who says so.
void take_thresholds(ResultRow& row, const StudyPanel& panel, const SampleResult& sample, std::size_t population) {
  const auto& gate = panel.populations[population].gate;
  if (sample.failure || !gate || *gate >= panel.panel.strategy.gates.size()) return;
  const auto& id = panel.panel.strategy.gates[*gate].id;
  for (const auto& threshold : sample.thresholds) {
    if (threshold.gate != id) continue;
    const std::string separator = row.threshold_source.empty() ? "" : ";";
    row.threshold += fmt::format("{}{}={}", separator, threshold.dimension, number_cell(threshold.value));
    row.threshold_source += fmt::format("{}{}={}", separator, threshold.dimension, source_text(threshold));
  }
  const bool is_overridden = std::ranges::find(sample.overridden, id) != sample.overridden.end();
  if (row.threshold_source.empty() && is_overridden) row.threshold_source = name(ThresholdSource::overridden);
}

ResultRow count_row(const StudyPanel& panel, const SampleResult& sample, std::size_t population) {
  ResultRow row;
  row.population = panel.populations[population].path;
  take_thresholds(row, panel, sample, population);
  row.statistic = "count";
  row.unit = "events";
  return row;
}

ResultRow percent_row(const StudyPanel& panel, const SampleResult& sample, std::size_t population,
                      std::size_t denominator) {
  ResultRow row;
  row.population = panel.populations[population].path;
  take_thresholds(row, panel, sample, population);
  row.statistic = "percent";
  row.unit = "%";
  row.denominator_population = panel.populations[denominator].path;
  return row;
}

std::string integer_cell(std::optional<int> value) { return value ? std::to_string(*value) : std::string{}; }

/// How bright a marker is on cells that always carry it, for who compares visits.
ResultRow reference_row(const panels::Reference& reference, std::size_t position, const Rules& rules,
                        const SampleResult& sample) {
  ResultRow row;
  row.population = cells_of(reference);
  row.statistic = "median";
  row.marker = reference.marker;
  row.unit = "scale";
  if (sample.failure) {
    row.assessment = {Status::failed, message(*sample.failure)};
    return row;
  }
  const auto channel = sample.traits.channels.find(reference.marker);
  if (channel != sample.traits.channels.end()) row.channel = channel->second;
  const auto& signal = sample.references[position];
  row.value = signal.median;
  row.numerator = signal.events;
  row.assessment = signal.median ? assess_count(signal.events, rules)
                                 : Assessment{Status::not_evaluable, "no events, or no channel, to take the median of"};
  return row;
}

std::string truth_cell(std::optional<bool> value) {
  if (!value) return {};
  return *value ? "true" : "false";
}

std::string joined_names(const std::vector<Flag>& flags) {
  std::vector<std::string_view> names;
  std::string text;
  for (const auto& flag : flags) {
    if (std::ranges::find(names, flag.name) != names.end()) continue;
    names.push_back(flag.name);
    if (!text.empty()) text += ';';
    text += flag.name;
  }
  return text;
}

/// The columns study to stain: whose sample it is.
std::vector<std::string> subject_cells(const Study& study, const ManifestRow& row, const SampleResult& sample) {
  const auto& visit = row.visit;
  return {text_cell(study.id),
          text_cell(row.subject),
          text_cell(row.arm),
          number_cell(row.dose),
          text_cell(row.dose_unit),
          text_cell(row.schedule),
          number_cell(row.dex_mg),
          text_cell(row.visit_name),
          integer_cell(visit ? visit->cycle : std::nullopt),
          integer_cell(visit ? visit->day_high : std::nullopt),
          integer_cell(row.study_day),
          truth_cell(is_on_treatment(row, study.cycle)),
          text_cell(row.timepoint),
          text_cell(row.specimen),
          text_cell(row.treatment.compound),
          number_cell(row.treatment.concentration),
          text_cell(row.treatment.unit),
          text_cell(row.treatment2.compound),
          number_cell(row.treatment2.concentration),
          text_cell(row.treatment2.unit),
          number_cell(row.time_h),
          text_cell(row.replicate),
          text_cell(row.batch),
          text_cell(row.sample),
          text_cell(row.file),
          sample.file_sha256,
          std::to_string(row.dataset),
          text_cell(study.panels[row.panel].id),
          row.stain};
}

/// The columns population to reason: what was found.
std::vector<std::string> result_cells(const ResultRow& row) {
  return {text_cell(row.population),
          text_cell(row.endpoint),
          row.statistic,
          text_cell(row.channel),
          text_cell(row.marker),
          number_cell(row.value),
          row.unit,
          number_cell(row.numerator),
          number_cell(row.denominator),
          text_cell(row.denominator_population),
          row.interval ? number_cell(row.interval->low) : std::string{},
          row.interval ? number_cell(row.interval->high) : std::string{},
          text_cell(row.threshold),
          text_cell(row.threshold_source),
          std::string{name(row.assessment.status)},
          text_cell(row.assessment.reason)};
}

}  // namespace

bool SampleResult::has_failing_flag() const {
  return std::ranges::any_of(flags, [](const Flag& flag) { return flag.level == FlagLevel::fail; });
}

ResultRow endpoint_row(const StudyPanel& panel, std::size_t endpoint, const Rules& rules, const SampleResult& sample) {
  const auto& definition = panel.panel.endpoints[endpoint];
  const auto [population, denominator] = panel.endpoints[endpoint];
  const bool is_count = definition.statistic == "count";
  auto row = is_count ? count_row(panel, sample, population) : percent_row(panel, sample, population, denominator);
  row.endpoint = definition.id;
  if (row.threshold_source.empty()) row.threshold_source = name(ThresholdSource::fixed);
  evaluate(row, sample, rules, population, is_count ? std::nullopt : std::optional{denominator});
  return row;
}

std::vector<ResultRow> result_rows(const StudyPanel& panel, const Rules& rules, const SampleResult& sample) {
  std::vector<ResultRow> rows;
  for (std::size_t i = 0; i < panel.populations.size(); ++i) {
    rows.push_back(count_row(panel, sample, i));
    evaluate(rows.back(), sample, rules, i, std::nullopt);
    const auto parent = panel.populations[i].parent;
    if (!parent) continue;
    rows.push_back(percent_row(panel, sample, i, *parent));
    evaluate(rows.back(), sample, rules, i, parent);
  }
  const auto& references = panel.panel.references;
  for (std::size_t i = 0; i < references.size(); ++i) rows.push_back(reference_row(references[i], i, rules, sample));
  for (std::size_t i = 0; i < panel.endpoints.size(); ++i) rows.push_back(endpoint_row(panel, i, rules, sample));
  return rows;
}

std::string results_csv(const Study& study, const Manifest& manifest, std::span<const SampleResult> samples) {
  assert(samples.size() == manifest.rows.size());
  std::string table = columns;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& sample = samples[i];
    const auto& panel = study.panels[manifest.rows[i].panel];
    const auto subject = subject_cells(study, manifest.rows[i], sample);
    for (const auto& row : result_rows(panel, study.rules, sample)) {
      auto cells = subject;
      std::ranges::move(result_cells(row), std::back_inserter(cells));
      cells.insert(cells.end(), {joined_names(sample.flags), text_cell(sample.override_file), panel.template_sha256,
                                 sample.resolved_sha256});
      append_row(table, cells);
    }
  }
  return table;
}

}  // namespace study
