#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/subcommand.h"
#include "apps/cli/words.h"
#include "fcs/base/input_file.h"
#include "fcs/reader.h"
#include "gating/gatingml/check.h"
#include "gating/gatingml/read.h"
#include "panels/match.h"

namespace cli {
namespace {

using gating::gatingml::ChannelTops;
using gating::gatingml::CheckReport;
using nlohmann::ordered_json;

struct CheckWords {
  std::vector<std::filesystem::path> files;
  std::filesystem::path sample;
  std::size_t dataset = 1;
  std::string panel;
  bool json = false;
  std::filesystem::path out;
};

struct CheckedFile {
  std::filesystem::path file;
  CheckReport report;
};

/// A sample that gates are held against, and by which panel its channels are found.
struct KnownSample {
  fcs::Sample sample;
  std::optional<panels::Panel> panel;
};

fcs::Result<std::optional<KnownSample>> read_known_sample(const CheckWords& words, std::ostream& log) {
  if (words.sample.empty()) return std::optional<KnownSample>{};
  FCS_TRY(sample, fcs::read_sample(words.sample, words.dataset));
  KnownSample known{std::move(sample), std::nullopt};
  if (!words.panel.empty()) {
    FCS_TRY(panel, load_panel(words.panel, log));
    known.panel = std::move(panel);
  }
  return std::optional{std::move(known)};
}

/// The largest scale value of a channel; nothing for time, which has no range of its own.
std::optional<double> top_of(const fcs::Channel& channel) {
  if (!channel.range || channel.is_time) return std::nullopt;
  const auto& [decades, offset] = channel.amplification;
  return decades > 0 ? offset * std::pow(10.0, decades) : *channel.range / channel.gain;
}

/// Names that the sample does not have become warnings.
ChannelTops tops_of(const KnownSample& known, const gating::Strategy& strategy, CheckReport& report) {
  const auto& channels = known.sample.channels;
  auto mapping = panels::map_channels(gating::channel_names(strategy), channels, known.panel ? &*known.panel : nullptr);
  ChannelTops tops{{}, known.sample.file.string()};
  for (const auto& [name, index] : mapping.channels) {
    if (const auto top = top_of(channels[index.value()])) tops.top_of.emplace(name, *top);
  }
  for (auto& [name, error] : mapping.missing) {
    if (error.where.file.empty()) error.where.file = tops.sample;
    report.warnings.push_back({std::move(error), "gates that need it cannot be evaluated for this sample"});
  }
  return tops;
}

CheckReport check_file(const std::filesystem::path& file, const std::optional<KnownSample>& known) {
  const auto xml = fcs::read_whole(file);
  if (xml.has_error()) return {{xml.error()}, {}};
  CheckReport of_sample;
  ChannelTops tops;
  if (known) {
    const auto read = gating::gatingml::read(xml.value(), file.string());
    if (read.has_value()) tops = tops_of(*known, read.value().strategy, of_sample);
  }
  auto report = gating::gatingml::check(xml.value(), file.string(), tops);
  for (auto& warning : of_sample.warnings) report.warnings.push_back(std::move(warning));
  return report;
}

std::string_view plural(std::size_t count) { return count == 1 ? "" : "s"; }

std::string text_of(const std::vector<CheckedFile>& checked) {
  std::string out;
  for (const auto& [file, report] : checked) {
    for (const auto& error : report.errors) out += fmt::format("error: {}\n", fcs::message(error));
    for (const auto& warning : report.warnings) out += fmt::format("warning: {}\n", fcs::message(warning));
    const auto errors = report.errors.size();
    const auto warnings = report.warnings.size();
    out +=
        fmt::format("{}: {}, {} error{}, {} warning{}\n", fcs::printable(file.string(), 1000),
                    errors == 0 ? "can be used" : "cannot be used", errors, plural(errors), warnings, plural(warnings));
  }
  return out;
}

ordered_json json_of(const fcs::Error& error) {
  ordered_json out{{"code", name(error.code)},   {"file", error.where.file},
                   {"item", error.where.item},   {"line", nullptr},
                   {"column", nullptr},          {"found", error.found},
                   {"expected", error.expected}, {"message", fcs::message(error)}};
  if (const auto* at = std::get_if<fcs::LineColumn>(&error.where.at)) {
    out["line"] = at->line;
    out["column"] = at->column;
  }
  return out;
}

std::string json_of(const std::vector<CheckedFile>& checked) {
  auto out = ordered_json::array();
  for (const auto& [file, report] : checked) {
    ordered_json one{{"file", file.string()},
                     {"usable", report.errors.empty()},
                     {"errors", ordered_json::array()},
                     {"warnings", ordered_json::array()}};
    for (const auto& error : report.errors) one["errors"].push_back(json_of(error));
    for (const auto& warning : report.warnings) {
      auto entry = json_of(warning.deviation);
      entry["assumed"] = warning.assumed;
      one["warnings"].push_back(std::move(entry));
    }
    out.push_back(std::move(one));
  }
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Exit run(const CheckWords& words, std::ostream& table, std::ostream& log) {
  auto inputs = words.files;
  inputs.push_back(words.sample);
  if (const auto output = refuse_input(words.out, inputs); output.has_error()) return fail(log, output.error());
  const auto known = read_known_sample(words, log);
  if (known.has_error()) return fail(log, known.error());
  std::vector<CheckedFile> checked;
  auto exit = Exit::done;
  for (const auto& file : words.files) {
    checked.push_back({file, check_file(file, known.value())});
    if (!checked.back().report.errors.empty()) exit = Exit::unusable_input;
  }
  const auto written = write_output(words.out, words.json ? json_of(checked) : text_of(checked), table);
  return written.has_error() ? fail(log, written.error()) : exit;
}

}  // namespace

Subcommand add_strategy_check(CLI::App& strategy) {
  auto* app = strategy.add_subcommand("check", "List all that is wrong or odd with strategies, with line and column");
  const auto words = std::make_shared<CheckWords>();
  app->add_option("FILE", words->files, "Gating-ML 2.0 documents")->required();
  auto* sample =
      app->add_option("--sample", words->sample, "Also hold the gates against the channels of this FCS file");
  require_whole_number(*app->add_option("--dataset", words->dataset, "Data set of the sample, from 1")->needs(sample),
                       1);
  app->add_option("--panel", words->panel, "Panel whose markers the strategies name: a built-in id or a panel.toml")
      ->needs(sample);
  app->add_flag("--json", words->json, "For machines");
  app->add_option("-o,--output", words->out, "Write to this file");
  return {app, [words](std::ostream& table, std::ostream& log) { return run(*words, table, log); }};
}

}  // namespace cli
