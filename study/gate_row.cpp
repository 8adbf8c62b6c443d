#include "study/gate_row.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "study/control_flags.h"
#include "study/gate_sample.h"
#include "study/quality/denominators.h"
#include "study/quality/kept_cells.h"
#include "study/quality/sample_quality.h"
#include "study/row_flags.h"
#include "study/sha256.h"
#include "study/table.h"

namespace study {
namespace {

/// Names the files of a message as the manifest and the study do.
void rename_file(fcs::Error& error, const Study& study, const ManifestRow& row) {
  auto& file = error.where.file;
  if (file == row.path.string()) {
    file = row.file;
    return;
  }
  const auto folder = (study.file.parent_path() / "").string();
  if (!folder.empty() && file.starts_with(folder)) file.erase(0, folder.size());
}

bool uses_file_matrix(const gating::Strategy& strategy) {
  bool found = false;
  for (const auto& node : strategy.gates) {
    gating::for_each_dimension(node.gate, [&found](const gating::Dimension& dimension) {
      found = found || std::holds_alternative<gating::FileCompensation>(dimension.compensation);
    });
  }
  return found;
}

/// All that decides which events are counted, as text: the same text means the same gating.
std::string resolved_text(const StudyPanel& panel, const SampleGates& gates, const ResolvedStrategy& resolved,
                          const GatedSample& gated, const BatchOptions& options) {
  std::string text = "template " + panel.template_sha256 + "\n";
  if (gates.changed) text += "override " + gates.changed->sha256 + "\n";
  for (const auto& threshold : resolved.thresholds) {
    if (threshold.source != ThresholdSource::fmo) continue;
    text += fmt::format("edge {} {} = {}\n", fcs::printable(threshold.gate), fcs::printable(threshold.dimension),
                        number_cell(threshold.edge));
  }
  for (const auto& [name, channel] : gated.mapping.channels) {
    text += fmt::format("channel {} = {}\n", fcs::printable(name),
                        fcs::printable(gated.sample.channels[channel.value()].name));
  }
  for (const auto& [name, error] : gated.mapping.missing)
    text += fmt::format("channel {} is missing\n", fcs::printable(name));
  text += fmt::format("time {}\n", options.read.time == fcs::TimeUnit::seconds ? "seconds" : "ticks");
  if (!uses_file_matrix(resolved.strategy)) return text;
  text += fmt::format("compensation {}\n", name(options.compensation));
  const auto& spillover = gated.sample.spillover;
  if (!spillover || options.compensation == gating::FileCompensationPolicy::ignore_file) return text;
  for (std::size_t row = 0; row < spillover->size(); ++row) {
    text += "spillover " + fcs::printable(spillover->detectors[row]);
    for (std::size_t column = 0; column < spillover->size(); ++column)
      text += " " + number_cell(spillover->at(row, column));
    text += "\n";
  }
  return text;
}

/// Where two gates cannot be evaluated for one reason.
bool have_one_cause(const fcs::Error& one, const fcs::Error& other) {
  return one.code == other.code && one.expected == other.expected && one.found == other.found;
}

/// One flag for each cause, not for each gate or population that it stops: of the first gate.
void flag_obstacles(SampleResult& sample) {
  std::vector<const fcs::Error*> causes;
  for (const auto& population : sample.populations) {
    if (!population.obstacle || population.obstacle->code == fcs::Code::unevaluable_operand) continue;
    const auto& obstacle = *population.obstacle;
    const bool is_known =
        std::ranges::any_of(causes, [&](const fcs::Error* cause) { return have_one_cause(*cause, obstacle); });
    if (is_known) continue;
    causes.push_back(&obstacle);
    const bool is_of_matrix = obstacle.code == fcs::Code::bad_spillover;
    sample.flags.push_back(
        {is_of_matrix ? "COMP_MISMATCH" : "GATE_NOT_EVALUABLE", FlagLevel::fail, {}, {}, "", message(obstacle)});
  }
}

Flag override_flag(const Override& changed) {
  if (!changed.reason.empty()) {
    return {"OVERRIDE", FlagLevel::warn, {}, {}, "", fmt::format("{}: {}", changed.file, changed.reason)};
  }
  return {"OVERRIDE_WITHOUT_REASON",
          FlagLevel::fail,
          {},
          {},
          "",
          fmt::format("{}: the journal says of no reason for this document; give one with 'cytogate audit record'",
                      changed.file)};
}

fcs::Result<void> gate(const Study& study, const ManifestRow& row, const SampleGates& gates,
                       const BatchOptions& options, SampleResult& result) {
  FCS_TRY(digest, sha256_file(row.path));
  result.file_sha256 = std::move(digest);
  if (gates.changed) {
    result.override_file = gates.changed->file;
    for (const auto& node : gates.changed->strategy.gates) result.overridden.push_back(node.id);
  }
  const auto& panel = study.panels[row.panel];
  const GateOptions gate_options{
      row.dataset, options.read, options.compensation, false, true, innermost_denominators(panel), {}, options.maps};
  FCS_TRY(resolved, resolve(panel.panel.strategy, panel.panel.thresholds, gates));
  FCS_TRY(gated, gate_sample(row.path, resolved.strategy, &panel.panel, gate_options));
  result.events = gated.sample.event_count;
  result.resolved_sha256 = sha256(resolved_text(panel, gates, resolved, gated, options));
  result.thresholds = std::move(resolved.thresholds);
  for (auto& population : gated.populations) {
    result.populations.push_back({population.count, std::move(population.obstacle)});
    if (result.populations.back().obstacle) rename_file(*result.populations.back().obstacle, study, row);
  }
  result.findings = std::move(gated.findings);
  result.matrices = std::move(gated.matrices);
  result.references = std::move(gated.references);
  for (auto& finding : result.findings) rename_file(finding.deviation, study, row);
  result.flags = flags_of(result.findings);
  std::ranges::move(metadata_flags(row, gated.sample), std::back_inserter(result.flags));
  flag_obstacles(result);
  if (gates.changed) result.flags.push_back(override_flag(*gates.changed));
  if (row.stain == "FULL") {
    std::ranges::move(control_flags(panel.panel.thresholds, result.thresholds, study.rules),
                      std::back_inserter(result.flags));
  }
  const bool compensated = std::ranges::any_of(result.matrices, &gating::AppliedMatrix::is_of_file);
  const SurveyedSample surveyed{panel, gated.sample, gated.mapping, compensated, *gated.survey, result.populations};
  std::ranges::move(quality_flags(surveyed, KeptCells{surveyed}, study), std::back_inserter(result.flags));
  result.traits = traits_of(gated.sample, gated.mapping);
  return fcs::success();
}

}  // namespace

SampleResult gate_row(const Study& study, const ManifestRow& row, const SampleGates& gates,
                      const BatchOptions& options) noexcept {
  SampleResult result;
  const auto fail = [&](fcs::Error error) {
    rename_file(error, study, row);
    auto digest = std::move(result.file_sha256);
    result = {};
    result.file_sha256 = std::move(digest);
    if (gates.changed) result.override_file = gates.changed->file;
    result.failure = std::move(error);
  };
  try {
    auto gated = gate(study, row, gates, options, result);
    if (!gated) fail(std::move(gated.error()));
  } catch (const std::exception& exception) {  // out of memory, or our own defect: this sample's alone
    fail({fcs::Code::internal, {row.file, "", {}}, "", exception.what()});
  }
  return result;
}

void flag_duplicate_files(const Manifest& manifest, std::vector<SampleResult>& samples) {
  std::map<std::pair<std::string, std::size_t>, std::vector<std::size_t>> copies;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!samples[i].file_sha256.empty()) copies[{samples[i].file_sha256, manifest.rows[i].dataset}].push_back(i);
  }
  for (const auto& [content, rows] : copies) {
    if (rows.size() < 2) continue;
    std::string names;
    for (const auto row : rows) names += (names.empty() ? "" : ", ") + fcs::printable(manifest.rows[row].sample);
    for (const auto row : rows) {
      samples[row].flags.push_back(
          {"DUPLICATE_FILE", FlagLevel::fail, {}, {}, "", "the same bytes under several rows: " + names});
    }
  }
}

void flag_masked_markers(const Study& study, const Manifest& manifest, std::vector<SampleResult>& samples) {
  using BatchOfPanel = std::pair<std::size_t, std::string>;
  std::map<BatchOfPanel, std::vector<std::size_t>> batches;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& row = manifest.rows[i];
    if (row.stain == "FULL" && !samples[i].failure) batches[{row.panel, row.batch}].push_back(i);
  }
  for (const auto& [batch, rows] : batches) {
    const auto& references = study.panels[batch.first].panel.references;
    for (std::size_t reference = 0; reference < references.size(); ++reference) {
      std::vector<std::optional<double>> medians;
      for (const auto row : rows) medians.push_back(samples[row].references[reference].median);
      const auto flags = mask_flags(references[reference], medians);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (flags[i]) samples[rows[i]].flags.push_back(*flags[i]);
      }
    }
  }
}

}  // namespace study
