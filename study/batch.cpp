#include "study/batch.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "fcs/base/output_file.h"
#include "study/activation_by_visit.h"
#include "study/control_flags.h"
#include "study/controls.h"
#include "study/gate_row.h"
#include "study/parallel.h"
#include "study/quality/study_quality.h"
#include "study/row_flags.h"
#include "study/run_record.h"
#include "study/sample_status.h"

namespace study {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 4> table_names{"results.csv", "activation_by_visit.csv", "sample_status.csv",
                                                 "flags.csv"};
constexpr auto record_name = "run.json";

/// An output must not replace what the study is made of.
fcs::Result<void> check_output_is_no_input(const Study& study, const Manifest& manifest, const fs::path& output) {
  std::error_code ignored;
  if (!fs::exists(output, ignored)) return fcs::success();
  std::vector<fs::path> inputs{study.file, manifest.file};
  for (const auto& panel : study.panels) inputs.insert(inputs.end(), {panel.panel.file, panel.panel.strategy_file});
  for (const auto& row : manifest.rows) inputs.push_back(row.path);
  for (const auto& input : inputs) {
    if (!fs::equivalent(output, input, ignored)) continue;
    return fcs::Error{
        fcs::Code::bad_usage, {output.string(), "", {}}, "an output folder of its own", "an input of the study"};
  }
  return fcs::success();
}

/// Fails before hours of work do.
fcs::Result<void> prepare_folder(const Study& study, const Manifest& manifest, const fs::path& out) {
  std::error_code error;
  fs::create_directories(out, error);
  std::error_code ignored;
  if (!fs::is_directory(out, ignored)) {
    return fcs::Error{fcs::Code::cannot_write,
                      {out.string(), "", {}},
                      "a folder",
                      error ? error.message() : "something else of that name"};
  }
  for (const auto* name : table_names) {
    FCS_CHECK(check_output_is_no_input(study, manifest, out / name));
  }
  FCS_CHECK(check_output_is_no_input(study, manifest, out / record_name));
  FCS_TRY(probe, fcs::OutputFile::create(out / record_name));
  return probe.write(std::string_view{});
}

std::vector<SampleResult> gate_all(const Study& study, const Manifest& manifest, const BatchOptions& options,
                                   const ProgressCallback& progress) {
  std::vector<SampleResult> samples(manifest.rows.size());
  const auto gates = gates_of_samples(study, manifest, options);
  std::mutex progress_mutex;
  std::size_t done = 0;
  const auto gate_one = [&](std::size_t i) {
    samples[i] = gate_row(study, manifest.rows[i], gates[i], options);
    const std::lock_guard lock{progress_mutex};
    ++done;
    if (progress) progress({done, samples.size(), manifest.rows[i], samples[i]});
  };
  for_each_index(samples.size(), options.jobs, gate_one);
  flag_duplicate_files(manifest, samples);
  flag_masked_markers(study, manifest, samples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::ranges::move(row_flags(study, manifest, manifest.rows[i]), std::back_inserter(samples[i].flags));
  }
  flag_beside_others(manifest, samples);
  flag_failed_controls(manifest, samples);
  return samples;
}

/// All tables are on the disk before the first takes its place, and run.json comes last: a folder that has one is
/// whole.
fcs::Result<void> write_all(const fs::path& out, std::span<const OutputTable> tables, const std::string& record) {
  std::vector<fcs::OutputFile> files;
  const auto write = [&](std::string_view name, const std::string& bytes) -> fcs::Result<void> {
    FCS_TRY(file, fcs::OutputFile::create(out / name));
    FCS_CHECK(file.write(bytes));
    files.push_back(std::move(file));
    return fcs::success();
  };
  files.reserve(tables.size() + 1);
  for (const auto& table : tables) {
    FCS_CHECK(write(table.name, table.bytes));
  }
  FCS_CHECK(write(record_name, record));
  std::error_code ignored;
  fs::remove(out / record_name, ignored);
  for (auto& file : files) {
    FCS_CHECK(file.commit());
  }
  return fcs::success();
}

}  // namespace

std::string_view name(gating::FileCompensationPolicy policy) {
  switch (policy) {
    case gating::FileCompensationPolicy::refuse_twice:
      return "auto";
    case gating::FileCompensationPolicy::use_file:
      return "file";
    case gating::FileCompensationPolicy::ignore_file:
      return "none";
  }
  return {};
}

std::size_t BatchOutcome::failed() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(samples, [](const SampleResult& sample) { return sample.failure.has_value(); }));
}

std::size_t BatchOutcome::flagged() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      samples, [](const SampleResult& sample) { return !sample.failure && sample.has_failing_flag(); }));
}

fcs::Result<BatchOutcome> run_batch(const Study& study, const Manifest& manifest, const fs::path& out,
                                    const BatchOptions& options, const ProgressCallback& progress) {
  const auto started = std::chrono::system_clock::now();
  FCS_CHECK(prepare_folder(study, manifest, out));
  BatchOutcome outcome{gate_all(study, manifest, options, progress)};
  const auto& samples = outcome.samples;
  const auto activation = activation_by_visit(study, manifest, samples);
  const std::vector<OutputTable> tables{{table_names[0], results_csv(study, manifest, samples)},
                                        {table_names[1], activation_by_visit_csv(study, manifest, activation)},
                                        {table_names[2], sample_status_csv(study, manifest, samples)},
                                        {table_names[3], flags_csv(study, manifest, samples)}};
  const auto record = run_json(study, manifest, samples, options, tables, started, std::chrono::system_clock::now());
  FCS_CHECK(write_all(out, tables, record));
  return outcome;
}

}  // namespace study
