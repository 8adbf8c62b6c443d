#include "study/detail/manifest_keys.h"

#include <cstddef>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "study/concentration.h"
#include "study/table.h"

namespace study::detail {
namespace {

fcs::Place place(const Manifest& manifest, const ManifestRow& row, std::string column) {
  return {manifest.file.string(), "", fcs::TableCell{row.row, std::move(column)}};
}

/// 0.001 uM and 1 nM are one concentration. Twelve digits, so that the conversion's rounding does not part them.
std::string text_of(const Treatment& treatment) {
  if (!treatment.concentration) return treatment.compound;
  const auto molar = nanomolar(*treatment.concentration, treatment.unit);
  return fmt::format("{} {:.12g} {}", treatment.compound, molar.value_or(*treatment.concentration),
                     molar ? "nM" : treatment.unit);
}

std::string analysis_key(const ManifestRow& row, const Study& study) {
  std::string key;
  const auto add = [&key](std::string_view what, std::string_view value) {
    if (!value.empty()) key += fmt::format("{}{} {}", key.empty() ? "" : ", ", what, value);
  };
  add("subject", row.subject);
  add("compound", text_of(row.treatment));
  add("compound2", text_of(row.treatment2));
  add("visit", row.visit_name);
  add("timepoint", row.timepoint);
  add("time_h", number_cell(row.time_h));
  add("panel", study.panels[row.panel].id);
  add("stain", row.stain);
  add("marker", row.control_marker);
  add("replicate", row.replicate);
  return key;
}

/// Whether the reruns from row `first` on lead back to it, so that none of them would be analysed.
bool is_rerun_of_itself(std::size_t first, const std::map<std::string, std::size_t>& rows,
                        const std::vector<RowUse>& uses) {
  auto row = first;
  for (std::size_t step = 0; step < uses.size(); ++step) {
    const auto replaced = rows.find(uses[row].rerun_of);
    if (replaced == rows.end()) return false;
    row = replaced->second;
    if (row == first) return true;
  }
  return false;
}

}  // namespace

void choose_runs(Manifest& manifest, const std::vector<RowUse>& uses, std::vector<fcs::Error>& problems) {
  std::map<std::string, std::size_t> rows;
  for (std::size_t i = 0; i < manifest.rows.size(); ++i) {
    manifest.rows[i].use_for_analysis = uses[i].use_for_analysis.value_or(true);
    rows.emplace(manifest.rows[i].sample, i);
  }
  for (std::size_t i = 0; i < manifest.rows.size(); ++i) {
    if (uses[i].rerun_of.empty()) continue;
    const auto replaced = rows.find(uses[i].rerun_of);
    if (replaced == rows.end() || is_rerun_of_itself(i, rows, uses)) {
      problems.push_back({fcs::Code::bad_value, place(manifest, manifest.rows[i], "rerun_of"),
                          "the name of another sample, which does not come back to this one", uses[i].rerun_of});
    } else if (manifest.rows[i].use_for_analysis && !uses[replaced->second].use_for_analysis) {
      manifest.rows[replaced->second].use_for_analysis = false;
    }
  }
}

void check_keys(const Manifest& manifest, const std::vector<RowUse>& uses, const Study& study,
                std::vector<fcs::Error>& problems) {
  std::map<std::string, std::uint32_t> samples;
  std::map<std::string, std::uint32_t> keys;
  for (std::size_t i = 0; i < manifest.rows.size(); ++i) {
    const auto& row = manifest.rows[i];
    const auto [sample, is_new_sample] = samples.emplace(row.sample, row.row);
    if (!is_new_sample && !row.sample.empty()) {
      problems.push_back({fcs::Code::duplicate_row, place(manifest, row, "sample"),
                          fmt::format("a name that row {} does not have", sample->second), row.sample});
    }
    if (!row.use_for_analysis || !uses[i].is_sound) continue;
    const auto [key, is_new_key] = keys.emplace(analysis_key(row, study), row.row);
    if (!is_new_key) {
      problems.push_back(
          {fcs::Code::duplicate_row, place(manifest, row, ""),
           fmt::format("one row for each analysis, unless replicate or rerun_of tells it from row {}", key->second),
           key->first});
    }
  }
}

}  // namespace study::detail
