#include "study/sample_status.h"

#include <cassert>
#include <cstddef>
#include <vector>

#include "study/quality/study_quality.h"
#include "study/table.h"

namespace study {
namespace {

/// The failure, or the findings one after another.
std::string messages(const SampleResult& sample) {
  if (sample.failure) return message(*sample.failure);
  std::string text;
  for (const auto& finding : sample.findings) text += (text.empty() ? "" : " | ") + message(finding);
  return text;
}

}  // namespace

std::string_view sample_status(const SampleResult& sample) {
  if (sample.failure) return "FAILED";
  if (sample.has_failing_flag()) return name(FlagLevel::fail);
  return sample.flags.empty() ? "PASS" : name(FlagLevel::warn);
}

std::string sample_status_csv(const Study& study, const Manifest& manifest, std::span<const SampleResult> samples) {
  assert(samples.size() == manifest.rows.size());
  std::string table = "sample,file,dataset,subject,visit,panel,stain,status,events,findings,flags,message\n";
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& row = manifest.rows[i];
    const auto& sample = samples[i];
    append_row(table, std::vector<std::string>{text_cell(row.sample), text_cell(row.file), std::to_string(row.dataset),
                                               text_cell(row.subject), text_cell(row.visit_name),
                                               text_cell(study.panels[row.panel].id), row.stain,
                                               std::string{sample_status(sample)},
                                               sample.failure ? std::string{} : std::to_string(sample.events),
                                               std::to_string(sample.findings.size()),
                                               std::to_string(sample.flags.size()), text_cell(messages(sample))});
  }
  return table;
}

std::string flags_csv(const Study& study, const Manifest& manifest, std::span<const SampleResult> samples) {
  assert(samples.size() == manifest.rows.size());
  std::string table = "sample,file,subject,visit,flag,level,value,limit,limit_source,message\n";
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& row = manifest.rows[i];
    for (const auto& flag : samples[i].flags) {
      append_row(table, std::vector<std::string>{text_cell(row.sample), text_cell(row.file), text_cell(row.subject),
                                                 text_cell(row.visit_name), text_cell(flag.name),
                                                 std::string{name(flag.level)}, number_cell(flag.value),
                                                 number_cell(flag.limit), text_cell(flag.limit_source),
                                                 text_cell(flag.message)});
    }
  }
  for (const auto& [subject, visit, panel] : missing_visits(study, manifest)) {
    append_row(table, std::vector<std::string>{"", "", text_cell(subject), text_cell(visit), "VISIT_MISSING",
                                               std::string{name(FlagLevel::warn)}, "", "", "visits of study.toml",
                                               text_cell("no sample of panel " + study.panels[panel].id)});
  }
  return table;
}

}  // namespace study
