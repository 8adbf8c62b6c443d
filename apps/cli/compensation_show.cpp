#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
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
#include "fcs/keywords/spillover.h"
#include "fcs/reader.h"
#include "gating/compensation.h"
#include "study/compensated_channels.h"

namespace cli {
namespace {

using nlohmann::ordered_json;

struct ShowWords {
  std::filesystem::path file;
  std::size_t dataset = 1;
  std::string format = "table";
  bool json = false;
  std::filesystem::path out;
  ToleranceWords tolerance;
};

/// A matrix of the file that cannot be used.
struct Unusable {
  std::string keyword;
  fcs::Error error;
  std::vector<std::string> unmatched;  ///< its names that are no channel's
};

/// What is known of a sample's compensation.
struct Shown {
  const fcs::Sample& sample;
  gating::SpectrumMatrix matrix;  ///< empty where the file has none
  bool is_identity = false;
  double condition_number = 1;
  std::optional<fcs::Error> singular;  ///< why it cannot be applied
  std::map<fcs::ChannelIndex, std::string> compensated;
  std::vector<Unusable> unusable;

  [[nodiscard]] bool has_matrix() const { return !matrix.detectors.empty(); }
};

/// Of "n,name,...,numbers" the names that no channel has.
std::vector<std::string> unmatched_names(std::string_view text, const std::vector<std::string>& channels) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto comma = std::min(text.find(',', begin), text.size());
    parts.emplace_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  std::size_t count = 0;
  const auto& first = parts.front();
  std::from_chars(first.data(), first.data() + first.size(), count);
  std::vector<std::string> out;
  if (parts.size() - 1 == count * count) return out;  // $COMP is of all channels and has no names
  for (std::size_t p = 1; p < std::min(parts.size(), count + 1); ++p) {
    if (std::ranges::find(channels, parts[p]) == channels.end()) out.push_back(parts[p]);
  }
  return out;
}

std::vector<Unusable> unusable_matrices(const fcs::Sample& sample) {
  std::vector<std::string> channels;
  for (const auto& channel : sample.channels) channels.push_back(channel.name);
  std::vector<Unusable> out;
  for (const auto* keyword : {"$SPILLOVER", "SPILLOVER", "$SPILL", "SPILL", "$COMP", "COMP"}) {
    const auto value = sample.keywords.value(keyword);
    if (!value) continue;
    const auto parsed = fcs::parse_spillover(keyword, *value, channels);
    if (!parsed.has_error()) continue;
    auto error = parsed.error();
    error.where = {sample.file.string(), keyword, {}};
    out.push_back({keyword, std::move(error), unmatched_names(*value, channels)});
  }
  return out;
}

Shown shown(const fcs::Sample& sample) {
  Shown out{sample, {}, false, 1, std::nullopt, study::compensated_channels(sample), unusable_matrices(sample)};
  if (!sample.spillover) return out;
  const auto& spillover = *sample.spillover;
  out.matrix = {spillover.detectors, spillover.detectors, spillover.coefficients, false};
  out.is_identity = gating::is_identity(spillover);
  out.condition_number = gating::condition_number(spillover.coefficients, spillover.size(), spillover.size());
  if (const auto unmixing = gating::unmixing(spillover); unmixing.has_error()) out.singular = unmixing.error();
  return out;
}

std::string text(const Shown& shown) {
  const auto& sample = shown.sample;
  auto out = fmt::format("{}{}\n", fcs::printable(sample.file.string(), 1000),
                         sample.dataset == 1 ? "" : fmt::format(", data set {}", sample.dataset));
  if (shown.has_matrix()) {
    out += fmt::format("  matrix of {}, {} x {}{}\n  condition number {:.4g}\n", sample.spillover->keyword,
                       shown.matrix.detectors.size(), shown.matrix.detectors.size(),
                       shown.is_identity ? ": the identity, which removes nothing" : "", shown.condition_number);
    if (shown.singular) out += fmt::format("  it cannot be applied: {}\n", fcs::message(*shown.singular));
  } else {
    out += "  no matrix\n";
  }
  for (const auto& matrix : shown.unusable) {
    out += fmt::format("  {} cannot be used: {}\n", matrix.keyword, fcs::message(matrix.error));
    for (const auto& name : matrix.unmatched) out += fmt::format("    no channel {}\n", fcs::printable(name));
  }
  for (const auto& [channel, why] : shown.compensated) {
    out += fmt::format("  {} is compensated already: {}\n", fcs::printable(sample.channels[channel.value()].name),
                       fcs::printable(why));
  }
  return shown.has_matrix() ? out + matrix_text(shown.matrix) : out;
}

std::string json(const Shown& shown) {
  const auto& sample = shown.sample;
  ordered_json out{{"file", sample.file.string()}, {"dataset", sample.dataset}};
  if (shown.has_matrix()) {
    out["keyword"] = sample.spillover->keyword;
    out["detectors"] = shown.matrix.detectors;
    auto& rows = out["coefficients"] = ordered_json::array();
    const auto size = static_cast<std::ptrdiff_t>(shown.matrix.detectors.size());
    for (auto row = shown.matrix.coefficients.begin(); row != shown.matrix.coefficients.end(); row += size) {
      rows.push_back(std::vector<double>(row, row + size));
    }
    out["identity"] = shown.is_identity;
    out["condition_number"] =
        std::isfinite(shown.condition_number) ? ordered_json(shown.condition_number) : ordered_json(nullptr);
    out["invertible"] = !shown.singular;
  } else {
    out["keyword"] = nullptr;
  }
  auto& compensated = out["already_compensated"] = ordered_json::array();
  for (const auto& [channel, why] : shown.compensated) {
    compensated.push_back({{"channel", sample.channels[channel.value()].name}, {"because", why}});
  }
  auto& unusable = out["unusable"] = ordered_json::array();
  for (const auto& matrix : shown.unusable) {
    unusable.push_back(
        {{"keyword", matrix.keyword}, {"unmatched", matrix.unmatched}, {"message", fcs::message(matrix.error)}});
  }
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Exit run(const ShowWords& words, std::ostream& table, std::ostream& log) {
  if (const auto checked = refuse_input(words.out, std::vector{words.file}); checked.has_error()) {
    return fail(log, checked.error());
  }
  const auto sample =
      fcs::read_sample(words.file, words.dataset, {words.tolerance.tolerance(), fcs::TimeUnit::seconds});
  if (sample.has_error()) return fail(log, sample.error());
  for (const auto& finding : sample.value().findings) report(log, finding);
  const auto found = shown(sample.value());
  const auto output = words.json || words.format == "json" ? json(found)
                      : words.format == "csv"              ? matrix_csv(found.matrix)
                                                           : text(found);
  const auto written = write_output(words.out, output, table);
  return written.has_error() ? fail(log, written.error()) : Exit::done;
}

}  // namespace

Subcommand add_compensation_show(CLI::App& compensation) {
  auto* app = compensation.add_subcommand("show", "Show the spillover matrix of a file and whether it can be applied");
  const auto words = std::make_shared<ShowWords>();
  app->add_option("FILE", words->file, "FCS file")->required();
  require_whole_number(*app->add_option("--dataset", words->dataset, "Data set of the file, from 1"), 1);
  app->add_option("--format", words->format, "table, csv or json")->check(CLI::IsMember({"table", "csv", "json"}));
  app->add_flag("--json", words->json, "Short for --format json");
  app->add_option("-o,--output", words->out, "Write to this file");
  words->tolerance.add_to(*app);
  return {app, [words](std::ostream& table, std::ostream& log) { return run(*words, table, log); }};
}

}  // namespace cli
