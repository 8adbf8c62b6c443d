#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/cli/inputs.h"
#include "apps/cli/matrix_text.h"
#include "apps/cli/output.h"
#include "apps/cli/subcommand.h"
#include "apps/cli/words.h"
#include "gating/gatingml/write.h"
#include "study/manifest.h"
#include "study/single_stains.h"
#include "study/study.h"

namespace cli {
namespace {

using fcs::Error;
using fcs::Result;
using nlohmann::ordered_json;

struct ComputeWords {
  std::filesystem::path unstained;
  std::vector<std::string> controls;
  std::filesystem::path study;
  std::size_t dataset = 1;
  std::string estimator = "median";
  std::filesystem::path strategy;
  PanelOption panel;
  std::string population;
  std::string format = "table";
  bool json = false;
  std::string id = "Spillover";
  std::filesystem::path out;
  ToleranceWords tolerance;
};

Error usage(std::string expected, std::string found) {
  return {fcs::Code::bad_usage, {}, std::move(expected), std::move(found)};
}

/// "FITC-A=cd3.fcs"
Result<study::SingleStain> single_stain(const std::string& word, std::size_t dataset) {
  const auto equals = word.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
    return usage("--control CHANNEL=FILE", word);
  }
  return study::SingleStain{word.substr(0, equals), {word.substr(equals + 1), dataset}};
}

/// Rows of a study whose stain is SINGLE or UNSTAINED.
Result<study::SingleStains> stains_of_study(const study::Study& study, std::ostream& log) {
  const auto read = study::read_manifest(study);
  for (const auto& problem : read.problems) report(log, problem);
  if (!read.problems.empty()) return usage("a manifest without problems", study.manifest.string());
  study::SingleStains stains;
  std::size_t unstained = 0;
  for (const auto& row : read.manifest.rows) {
    if (!row.use_for_analysis) continue;
    if (row.stain == "UNSTAINED") {
      stains.unstained = {row.path, row.dataset};
      ++unstained;
    } else if (row.stain == "SINGLE") {
      if (row.control_marker.empty()) return usage("a single_marker for every row with stain SINGLE", row.file);
      stains.controls.push_back({row.control_marker, {row.path, row.dataset}});
    }
  }
  if (unstained != 1) return usage("one row with stain UNSTAINED", fmt::format("{}", unstained));
  return stains;
}

/// What to compute from, and the panel that knows the markers.
struct Controls {
  study::SingleStains stains;
  std::optional<panels::Panel> panel;
};

Result<Controls> controls_of(const ComputeWords& words, std::ostream& log) {
  Controls out;
  if (!words.panel.panel.empty()) {
    FCS_TRY(panel, load_panel(words.panel, log));
    out.panel = std::move(panel);
  }
  if (!words.study.empty()) {
    const auto read = study::read_study(words.study);
    for (const auto& problem : read.problems) report(log, problem);
    if (!read.problems.empty()) return usage("a study without problems", words.study.string());
    FCS_TRY(stains, stains_of_study(read.study, log));
    out.stains = std::move(stains);
    if (!out.panel && read.study.panels.size() == 1) out.panel = read.study.panels.front().panel;
  } else {
    if (words.unstained.empty()) return usage("--unstained FILE and --control CHANNEL=FILE, or --study", "neither");
    out.stains.unstained = {words.unstained, words.dataset};
    for (const auto& word : words.controls) {
      FCS_TRY(stain, single_stain(word, words.dataset));
      out.stains.controls.push_back(std::move(stain));
    }
  }
  if (out.stains.controls.size() < 2) {
    return usage("at least two single-stained controls", fmt::format("{}", out.stains.controls.size()));
  }
  return out;
}

Result<study::SpilloverOptions> options_of(const ComputeWords& words, const panels::Panel* panel, std::ostream& log) {
  study::SpilloverOptions options;
  options.estimator = words.estimator == "slope" ? study::SpilloverEstimator::slope : study::SpilloverEstimator::median;
  options.read.tolerance = words.tolerance.tolerance();
  options.panel = panel;
  if (words.population.empty()) return options;
  FCS_TRY(loaded, load_template(words.strategy, words.panel, log));
  options.strategy = std::move(loaded.strategy);
  options.population = words.population;
  return options;
}

std::string text(const study::ComputedSpillover& computed) {
  auto out = matrix_text(computed.matrix);
  out += fmt::format("\n  estimator {}, condition number {:.4g}, {} unstained events\n\n",
                     study::name(computed.estimator), computed.condition_number, computed.negatives);
  const auto& detectors = computed.matrix.detectors;
  for (std::size_t row = 0; row < computed.controls.size(); ++row) {
    const auto& control = computed.controls[row];
    out +=
        fmt::format("  {}: {}\n    {} positives of {} events, above {:.6g}; median {:.6g}, unstained {:.6g}\n",
                    fcs::printable(control.channel), fcs::printable(control.file.string(), 1000), control.positives,
                    control.events, control.threshold, control.positive_medians[row], computed.negative_medians[row]);
    for (std::size_t d = 0; d < detectors.size(); ++d) {
      if (d == row) continue;
      out += fmt::format("    {:<16} {:>8.3f} % +- {:.3f}   median {:.6g}, unstained {:.6g}\n",
                         fcs::printable(detectors[d]), 100 * control.shares.values[d],
                         100 * control.shares.standard_errors[d], control.positive_medians[d],
                         computed.negative_medians[d]);
    }
    for (const auto& note : control.notes) out += fmt::format("    warning: {}\n", fcs::printable(note.text, 1000));
  }
  return out;
}

ordered_json json_of(const study::ComputedSpillover& computed, std::size_t row) {
  const auto& control = computed.controls[row];
  ordered_json out{{"channel", control.channel},     {"file", control.file.string()},
                   {"events", control.events},       {"positives", control.positives},
                   {"saturated", control.saturated}, {"threshold", control.threshold}};
  auto& shares = out["detectors"] = ordered_json::array();
  for (std::size_t d = 0; d < computed.matrix.detectors.size(); ++d) {
    shares.push_back({{"detector", computed.matrix.detectors[d]},
                      {"share", control.shares.values[d]},
                      {"standard_error", control.shares.standard_errors[d]},
                      {"positive_median", control.positive_medians[d]},
                      {"negative_median", computed.negative_medians[d]}});
  }
  auto& warnings = out["warnings"] = ordered_json::array();
  for (const auto& note : control.notes)
    warnings.push_back({{"name", study::name(note.warning)}, {"message", note.text}});
  return out;
}

std::string json(const study::ComputedSpillover& computed) {
  ordered_json out{{"estimator", study::name(computed.estimator)},  {"fluorochromes", computed.matrix.fluorochromes},
                   {"detectors", computed.matrix.detectors},        {"coefficients", computed.matrix.coefficients},
                   {"condition_number", computed.condition_number}, {"unstained_events", computed.negatives}};
  auto& controls = out["controls"] = ordered_json::array();
  for (std::size_t row = 0; row < computed.controls.size(); ++row) controls.push_back(json_of(computed, row));
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<std::string> output_of(const ComputeWords& words, const study::ComputedSpillover& computed) {
  if (words.json || words.format == "json") return json(computed);
  if (words.format == "csv") return matrix_csv(computed.matrix);
  if (words.format == "table") return text(computed);
  gating::Strategy strategy;
  strategy.matrices[words.id] = computed.matrix;
  return gating::gatingml::write(strategy);
}

Result<void> run(const ComputeWords& words, std::ostream& table, std::ostream& log) {
  FCS_TRY(controls, controls_of(words, log));
  std::vector<std::filesystem::path> inputs{controls.stains.unstained.file, words.strategy, words.panel.panel,
                                            words.panel.mappings};
  for (const auto& stain : controls.stains.controls) inputs.push_back(stain.control.file);
  FCS_CHECK(refuse_input(words.out, inputs));
  FCS_TRY(options, options_of(words, controls.panel ? &*controls.panel : nullptr, log));
  FCS_TRY(computed, study::compute_spillover(controls.stains, options));
  for (const auto& finding : computed.findings) report(log, finding);
  for (const auto& control : computed.controls) {
    for (const auto& note : control.notes) {
      log << fmt::format("cytogate: warning: {}: {}: {}\n", fcs::printable(control.file.string(), 1000),
                         fcs::printable(control.channel), fcs::printable(note.text, 1000));
    }
  }
  FCS_TRY(output, output_of(words, computed));
  return write_output(words.out, output, table);
}

}  // namespace

Subcommand add_compensation_compute(CLI::App& compensation) {
  auto* app = compensation.add_subcommand("compute", "Compute a spillover matrix from single-stained controls");
  const auto words = std::make_shared<ComputeWords>();
  auto* unstained = app->add_option("--unstained", words->unstained, "FCS file without any stain");
  auto* control = app->add_option("--control", words->controls,
                                  "CHANNEL=FILE, once for each control: its detector or marker, and its FCS file");
  app->add_option("--study", words->study, "Take the rows with stain UNSTAINED and SINGLE of this study's manifest")
      ->excludes(unstained)
      ->excludes(control);
  require_whole_number(*app->add_option("--dataset", words->dataset, "Data set of each file, from 1"), 1);
  app->add_option("--estimator", words->estimator,
                  "median: of the medians' differences; slope: least absolute deviations from a line")
      ->check(CLI::IsMember({"median", "slope"}));
  app->add_option("--strategy", words->strategy, "Gating-ML 2.0 document that has the population");
  words->panel.add_to(*app, "Panel whose markers the controls name: a built-in id or a panel.toml");
  app->add_option("--population", words->population,
                  "Only the events of this population of each file: its id, its path, or the end of its path");
  app->add_option("--format", words->format, "table (matrix and evidence), csv, json, or gatingml: a spectrum matrix")
      ->check(CLI::IsMember({"table", "csv", "json", "gatingml"}));
  app->add_flag("--json", words->json, "Short for --format json");
  app->add_option("--id", words->id, "Id of the matrix in the Gating-ML document");
  app->add_option("-o,--output", words->out, "Write to this file");
  words->tolerance.add_to(*app);
  return {app, [words](std::ostream& table, std::ostream& log) {
            const auto done = run(*words, table, log);
            return done.has_error() ? fail(log, done.error()) : Exit::done;
          }};
}

}  // namespace cli
