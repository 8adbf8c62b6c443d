#include "study/run_record.h"

#include <map>
#include <set>
#include <utility>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include "study/mappings.h"
#include "study/sha256.h"
#include "study/table.h"

namespace study {
namespace {

using Json = nlohmann::ordered_json;

std::string iso_time(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%FT%TZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

/// How the study itself calls one of its files.
std::string name_in_study(const Study& study, const std::string& file) {
  const auto folder = (study.file.parent_path() / "").string();
  return !folder.empty() && file.starts_with(folder) ? file.substr(folder.size()) : file;
}

Json input(const std::string& role, const std::string& file, const std::string& digest) {
  return {{"role", role}, {"file", fcs::printable(file)}, {"sha256", digest.empty() ? Json(nullptr) : Json(digest)}};
}

Json inputs(const Study& study, const Manifest& manifest, std::span<const SampleResult> samples) {
  auto list = Json::array();
  list.push_back(input("study", study.file.filename().string(), study.sha256));
  list.push_back(input("manifest", name_in_study(study, manifest.file.string()), manifest.sha256));
  if (!study.mappings_sha256.empty()) {
    list.push_back(input("mappings", std::string{mappings_name}, study.mappings_sha256));
  }
  for (const auto& panel : study.panels) {
    list.push_back(input("panel", name_in_study(study, panel.panel.file), panel.panel_sha256));
    list.push_back(input("strategy", name_in_study(study, panel.panel.strategy_file), panel.template_sha256));
  }
  for (const auto& [row, changed] : manifest.overrides) {
    list.push_back(input("override", changed.file, changed.sha256));
  }
  if (!manifest.journal_sha256.empty()) list.push_back(input("journal", "audit.jsonl", manifest.journal_sha256));
  std::set<std::string> seen;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (seen.insert(manifest.rows[i].file).second)
      list.push_back(input("sample", manifest.rows[i].file, samples[i].file_sha256));
  }
  return list;
}

std::vector<std::string> printable(std::vector<std::string> names) {
  for (auto& name : names) name = fcs::printable(name);
  return names;
}

/// The numbers and names of a matrix as text: the same text means the same compensation.
std::string text_of(const gating::AppliedMatrix& matrix) {
  std::string text;
  for (const auto& name : matrix.fluorochromes) text += fcs::printable(name) + "\n";
  for (const auto& name : matrix.detectors) text += fcs::printable(name) + "\n";
  for (const auto value : matrix.coefficients) text += number_cell(value) + "\n";
  return text;
}

/// Each matrix once, with the samples whose gates used it.
Json matrices(const Manifest& manifest, std::span<const SampleResult> samples) {
  auto list = Json::array();
  std::map<std::pair<std::string, std::string>, std::size_t> known;  // by source and digest
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (const auto& matrix : samples[i].matrices) {
      const auto digest = sha256(text_of(matrix));
      const auto [entry, is_new] = known.try_emplace({matrix.source, digest}, list.size());
      if (is_new) {
        list.push_back({{"source", fcs::printable(matrix.source)},
                        {"of", matrix.is_of_file ? "file" : "strategy"},
                        {"fluorochromes", printable(matrix.fluorochromes)},
                        {"detectors", printable(matrix.detectors)},
                        {"coefficients", matrix.coefficients},
                        {"sha256", digest},
                        {"samples", Json::array()}});
      }
      list[entry->second]["samples"].push_back(fcs::printable(manifest.rows[i].sample));
    }
  }
  return list;
}

}  // namespace

std::string run_json(const Study& study, const Manifest& manifest, std::span<const SampleResult> samples,
                     const BatchOptions& options, std::span<const OutputTable> outputs,
                     std::chrono::system_clock::time_point started, std::chrono::system_clock::time_point finished) {
  Json run;
  run["program"] = "cytogate";
  run["version"] = CYTOGATE_VERSION;
  run["command"] = "batch";
  run["study"] = fcs::printable(study.id);
  run["started"] = iso_time(started);
  run["finished"] = iso_time(finished);
  run["options"] = {{"strict", !options.read.tolerance.repairs()},
                    {"time", options.read.time == fcs::TimeUnit::seconds ? "seconds" : "ticks"},
                    {"compensation", name(options.compensation)}};
  run["rules"] = {{"confidence", study.rules.confidence},
                  {"min_denominator", study.rules.min_denominator},
                  {"lod_events", study.rules.lod_events},
                  {"lloq_events", study.rules.lloq_events}};
  run["compensation"] = matrices(manifest, samples);
  run["inputs"] = inputs(study, manifest, samples);
  run["outputs"] = Json::array();
  for (const auto& output : outputs)
    run["outputs"].push_back({{"file", output.name}, {"sha256", sha256(output.bytes)}});
  return run.dump(2) + "\n";
}

}  // namespace study
