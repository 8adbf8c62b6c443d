#include <algorithm>
#include <fstream>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/words.h"
#include "fcs/findings.h"
#include "fcs/reader.h"

namespace cli {
namespace {

struct InfoWords {
  std::vector<std::filesystem::path> paths;
  bool json = false;
  bool keywords = false;
  bool verify = false;
  ToleranceWords tolerance;
};

void add_options(CLI::App& app, InfoWords& words) {
  describe(app, "info",
           "Shows the data sets, channels, spillover and findings of FCS files, without reading their events. With "
           "--strict and a folder: a line a file, ok or its first deviation from the standard.",
           "cytogate info sample.fcs");
  app.add_option("FILE|FOLDER", words.paths, "FCS files, or folders to search for them")->required();
  app.add_flag("--json", words.json, "For machines");
  app.add_flag("--keywords", words.keywords, "Also every keyword of TEXT");
  app.add_flag("--verify", words.verify, "Also compares the checksum after the last segment, which reads every byte");
  words.tolerance.add_to(app);
}

/// By name (.fcs, .lmd) or by the first bytes, as instruments also write .001 or .B08.
bool seems_fcs(const std::filesystem::path& file) {
  auto extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  if (extension == ".fcs" || extension == ".lmd") return true;
  std::string magic(3, '\0');
  return std::ifstream{file, std::ios::binary}.read(magic.data(), 3) && magic == "FCS";
}

/// Files as given; folders give the FCS files below them, in the order of their names.
std::vector<std::filesystem::path> files_of(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    const auto before = static_cast<std::ptrdiff_t>(files.size());
    auto entry = std::filesystem::recursive_directory_iterator(
        path, std::filesystem::directory_options::skip_permission_denied, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code unreadable;
      if (entry->is_regular_file(unreadable) && seems_fcs(entry->path())) files.push_back(entry->path());
    }
    std::sort(files.begin() + before, files.end());
  }
  return files;
}

std::string shown(const fcs::Keywords& keywords, std::string_view name) {
  const auto value = keywords.value(name);
  return value ? fcs::printable(*value) : std::string{};
}

/// FCS 3.2 has it in $BEGINDATETIME, others in three keywords.
std::string time_of_acquisition(const fcs::Keywords& keywords) {
  const bool is_one = keywords.find("$BEGINDATETIME") != nullptr;
  auto out = shown(keywords, is_one ? "$BEGINDATETIME" : "$DATE");
  if (!is_one && keywords.find("$BTIM") != nullptr) out += " " + shown(keywords, "$BTIM");
  const auto end = shown(keywords, is_one ? "$ENDDATETIME" : "$ETIM");
  return end.empty() ? out : out + " to " + end;
}

/// Nothing where nobody asked.
std::string_view shown(fcs::Checksum checksum) {
  switch (checksum) {
    case fcs::Checksum::not_verified:
      return "";
    case fcs::Checksum::absent:
      return "absent";
    case fcs::Checksum::matches:
      return "matches";
    case fcs::Checksum::differs:
      return "differs";
  }
  return "";
}

std::string card(const fcs::Sample& sample, bool keywords) {
  auto out = fmt::format("{}{}\n  {}, {} events, {} channels\n", fcs::printable(sample.file.string(), 1000),
                         sample.dataset == 1 ? "" : fmt::format(", data set {}", sample.dataset), sample.version,
                         sample.event_count, sample.channels.size());
  const auto line = [&](std::string_view title, const std::string& value) {
    if (!value.empty()) out += fmt::format("  {:<12}{}\n", title, value);
  };
  line("instrument", shown(sample.keywords, "$CYT"));
  line("date", time_of_acquisition(sample.keywords));
  line("comment", shown(sample.keywords, "$COM"));
  line("timestep", sample.timestep ? fmt::format("{} s", *sample.timestep) : std::string{});
  if (sample.spillover) {
    std::string names;
    for (const auto& name : sample.spillover->detectors) names += (names.empty() ? "" : ", ") + fcs::printable(name);
    line("spillover", fmt::format("{}, {} x {}: {}", sample.spillover->keyword, sample.spillover->size(),
                                  sample.spillover->size(), names));
  } else {
    line("spillover", "none");
  }
  if (!sample.wells.empty()) line("sorted", fmt::format("{} events, each into a well", sample.wells.size()));
  line("checksum", std::string{shown(sample.checksum)});
  out += fmt::format("  {:>4}  {:<24}{:<24}{:>12}  {}\n", "", "channel", "marker", "range", "amplification");
  for (const auto& channel : sample.channels) {
    std::string amplification = "linear";
    if (channel.amplification.decades > 0)
      amplification = fmt::format("{} decades from {}", channel.amplification.decades, channel.amplification.offset);
    if (channel.gain != 1) amplification += fmt::format(", gain {}", channel.gain);
    out += fmt::format("  {:>4}  {:<24}{:<24}{:>12}  {}\n", channel.index.value() + 1, fcs::printable(channel.name),
                       fcs::printable(channel.label), channel.range ? fmt::format("{}", *channel.range) : "-",
                       amplification);
  }
  if (keywords) {
    out += "  keywords\n";
    for (const auto& keyword : sample.keywords) {
      out += fmt::format("    {} = {}\n", fcs::printable(keyword.name), fcs::printable(keyword.value, 10000));
    }
  }
  for (const auto& finding : sample.findings) out += "  note: " + fcs::message(finding) + "\n";
  return out;
}

nlohmann::ordered_json json(const fcs::Sample& sample, bool keywords) {
  nlohmann::ordered_json out{{"file", sample.file.string()},
                             {"dataset", sample.dataset},
                             {"version", sample.version},
                             {"events", sample.event_count}};
  auto& channels = out["channels"] = nlohmann::ordered_json::array();
  for (const auto& channel : sample.channels) {
    channels.push_back(
        {{"name", channel.name},
         {"marker", channel.label.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(channel.label)},
         {"range", channel.range ? nlohmann::ordered_json(*channel.range) : nlohmann::ordered_json(nullptr)},
         {"decades", channel.amplification.decades},
         {"offset", channel.amplification.offset},
         {"gain", channel.gain}});
  }
  out["timestep"] = sample.timestep ? nlohmann::ordered_json(*sample.timestep) : nlohmann::ordered_json(nullptr);
  out["spillover"] = nullptr;
  if (sample.spillover) {
    out["spillover"] = {{"keyword", sample.spillover->keyword},
                        {"detectors", sample.spillover->detectors},
                        {"coefficients", sample.spillover->coefficients}};
  }
  if (!sample.wells.empty()) {
    auto& wells = out["wells"] = nlohmann::ordered_json::array();
    for (const auto& well : sample.wells) wells.push_back({{"row", well.row}, {"column", well.column}});
  }
  if (sample.checksum != fcs::Checksum::not_verified) out["checksum"] = shown(sample.checksum);
  if (keywords) {
    // Their names differ already; asking the object each time whether they do takes time with the square of their
    // number.
    nlohmann::ordered_json::object_t all;
    for (const auto& keyword : sample.keywords) all.push_back({keyword.name, keyword.value});
    out["keywords"] = std::move(all);
  }
  auto& findings = out["findings"] = nlohmann::ordered_json::array();
  for (const auto& finding : sample.findings) {
    findings.push_back({{"name", fcs::name(finding.deviation.code)},
                        {"is_note", finding.is_note},
                        {"message", fcs::message(finding)}});
  }
  return out;
}

bool has_folder(const std::vector<std::filesystem::path>& paths) {
  return std::ranges::any_of(paths, [](const auto& path) {
    std::error_code unknown;
    return std::filesystem::is_directory(path, unknown);
  });
}

/// One line: ok, or the first problem and how many more there are.
std::string verdict(const std::filesystem::path& file, const fcs::Result<std::vector<fcs::Sample>>& samples) {
  if (!samples.has_error()) return fcs::printable(file.string(), 1000) + ": ok";
  const auto& error = samples.error();
  if (error.further.empty()) return fcs::message(error);
  const bool is_all = error.further.size() < fcs::most_further_problems;
  return fmt::format("{}; and {}{} more", fcs::message(error), is_all ? "" : "at least ", error.further.size());
}

/// Which files are as the standard has them.
Exit lint(const std::vector<std::filesystem::path>& files, const fcs::ReadOptions& options, std::ostream& table,
          std::ostream& log) {
  std::size_t deviating = 0;
  for (const auto& file : files) {
    const auto samples = fcs::read_samples(file, options);
    if (samples.has_error()) ++deviating;
    table << verdict(file, samples) << '\n';
  }
  log << fmt::format("cytogate: {} files, {} ok, {} deviate\n", files.size(), files.size() - deviating, deviating);
  return deviating == 0 ? Exit::done : Exit::partial_or_different;
}

Exit run(const InfoWords& words, std::ostream& table, std::ostream& log) {
  const auto files = files_of(words.paths);
  if (files.empty()) {
    return fail(log, {fcs::Code::cannot_open, {words.paths.front().string(), "folder", {}}, "FCS files in it", "none"});
  }
  const fcs::ReadOptions options{words.tolerance.tolerance(), fcs::TimeUnit::seconds, words.verify};
  if (words.tolerance.strict && !words.json && has_folder(words.paths)) return lint(files, options, table, log);
  auto all = nlohmann::ordered_json::array();
  std::size_t failed = 0;
  auto last = Exit::done;
  for (const auto& file : files) {
    const auto samples = fcs::read_samples(file, options);
    if (samples.has_error()) {
      last = fail(log, samples.error());
      ++failed;
      continue;
    }
    for (const auto& sample : samples.value()) {
      if (words.json) {
        all.push_back(json(sample, words.keywords));
      } else {
        table << card(sample, words.keywords) << '\n';
      }
    }
  }
  if (words.json) table << all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  if (failed == files.size()) return last;
  return failed == 0 ? Exit::done : Exit::partial_or_different;
}

}  // namespace

Exit info_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  InfoWords options;
  add_options(app, options);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  return run(options, table, log);
}

}  // namespace cli
