#include "study/new_study.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fcs/reader.h"
#include "panels/match.h"
#include "panels/read.h"
#include "study/detail/file_name.h"
#include "study/detail/new_files.h"
#include "study/statistics/proportion.h"
#include "study/table.h"
#include "study/visit.h"

namespace study {
namespace {

namespace fs = std::filesystem;

constexpr auto columns = std::to_array<const char*>(
    {"file", "dataset", "sample", "subject", "arm", "dose", "dose_unit", "schedule", "visit", "timepoint", "specimen",
     "compound", "concentration", "time_h", "replicate", "batch", "panel", "stain", "fmo_marker"});

using Cells = std::map<std::string, std::string, std::less<>>;

struct FoundSample {
  fcs::Sample sample;
  Cells cells;
};

/// Files below the folder in the order of their paths. A folder that is hidden, or that cannot be entered, is passed
/// by.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry{folder, options, error}, end; !error && entry != end;
       entry.increment(error)) {
    const bool is_hidden = entry->path().filename().string().starts_with('.');
    std::error_code ignored;
    if (is_hidden && entry->is_directory(ignored)) entry.disable_recursion_pending();
    if (!is_hidden && entry->is_regular_file(ignored)) files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

std::string lower_extension(const fs::path& file) {
  auto extension = file.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return extension;
}

/// The samples of all FCS files. A file that is none is passed by, and reported where its name says that it is.
std::vector<FoundSample> find_samples(const fs::path& folder, std::vector<fcs::Finding>& findings) {
  std::vector<FoundSample> found;
  for (const auto& file : files_below(folder)) {
    auto samples = fcs::read_samples(file);
    if (samples) {
      for (auto& sample : samples.value()) found.push_back({std::move(sample), {}});
      continue;
    }
    const auto code = samples.error().code;
    if ((code == fcs::Code::not_fcs || code == fcs::Code::empty_file) && lower_extension(file) != ".fcs") continue;
    findings.push_back({std::move(samples.error()), "it is left out of the manifest"});
  }
  return found;
}

std::string keyword_text(const fcs::Sample& sample, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    const auto value = sample.keywords.value(name);
    if (value && value->find_first_not_of(' ') != std::string_view::npos) return std::string{*value};
  }
  return {};
}

void fill_from_keywords(const fcs::Sample& sample, Cells& cells) {
  if (cells["subject"].empty())
    cells["subject"] = keyword_text(sample, {"PATIENT ID", "SUBJECT ID", "SUBJECT", "$SRC"});
  if (!cells["visit"].empty()) return;
  for (const auto* name : {"VISIT", "TUBE NAME", "$SMNO"}) {
    const auto visit = detail::take_apart(keyword_text(sample, {name})).visit;
    if (visit.empty()) continue;
    cells["visit"] = visit;
    return;
  }
}

void fill_from_name(const std::string& stem, const std::optional<detail::FileNamePattern>& pattern, Cells& cells,
                    std::vector<fcs::Finding>& findings, const std::string& file) {
  const auto parts = detail::take_apart(stem);
  cells["stain"] = parts.stain.empty() ? "FULL" : parts.stain;
  cells["fmo_marker"] = parts.marker;
  if (!pattern) {
    cells["subject"] = parts.subject;
    cells["visit"] = parts.visit;
    return;
  }
  if (const auto fields = pattern->match(stem)) {
    for (const auto& [field, value] : *fields) cells[field] = value;
  } else {
    findings.push_back(
        {{fcs::Code::bad_name, {file, "", {}}, "a name that fits the pattern", stem}, "its cells are left empty"});
  }
}

/// "fcs/C1D1/tube.fcs" becomes "fcs_C1D1_tube".
std::string name_from_path(const std::string& relative) {
  auto text = fs::path{relative}.replace_extension().generic_string();
  std::ranges::replace(text, '/', '_');
  return text;
}

/// Names that no two samples share: the file's stem; where that is taken, with its folders; with the data set where a
/// file has several.
void name_samples(std::vector<FoundSample>& found) {
  std::map<std::string, int> stems;
  for (const auto& [sample, cells] : found) {
    if (sample.dataset == 1) ++stems[sample.file.stem().string()];
  }
  std::set<std::string> taken;
  for (auto& [sample, cells] : found) {
    if (!cells["sample"].empty() && taken.insert(cells["sample"]).second) continue;
    const auto stem = sample.file.stem().string();
    auto name = stems[stem] == 1 ? stem : name_from_path(cells["file"]);
    if (sample.dataset > 1) name += fmt::format("_{}", sample.dataset);
    const auto wanted = name;
    for (int copy = 2; !taken.insert(name).second; ++copy) name = fmt::format("{}_{}", wanted, copy);
    cells["sample"] = name;
  }
}

/// The built-in panel whose channels the most samples have.
std::string best_panel(const std::vector<FoundSample>& found) {
  std::string best = "t_cell_activation";
  std::ptrdiff_t most = 0;
  for (const auto id : panels::built_in_ids()) {
    const auto panel = panels::built_in_panel(id);
    if (!panel) continue;
    const auto names = gating::channel_names(panel.value().panel.strategy);
    const auto matches = std::ranges::count_if(found, [&](const FoundSample& candidate) {
      return panels::map_channels(names, candidate.sample.channels, &panel.value().panel).missing.empty();
    });
    if (matches <= most) continue;
    most = matches;
    best = id;
  }
  return best;
}

std::string manifest_csv(const std::vector<FoundSample>& found) {
  std::string csv;
  append_row(csv, std::vector<std::string>{columns.begin(), columns.end()});
  for (const auto& [sample, cells] : found) {
    std::vector<std::string> row;
    for (const std::string_view column : columns) {
      const auto cell = cells.find(column);
      const auto text = cell == cells.end() ? std::string{} : cell->second;
      row.push_back(column == "file" ? text : text_cell(text));
    }
    append_row(csv, row);
  }
  return csv;
}

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : fcs::printable(text, 1000)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

/// In the order of time, each once.
std::vector<Visit> visits_of(const std::vector<FoundSample>& found) {
  std::set<Visit> visits;
  for (const auto& [sample, cells] : found) {
    const auto text = cells.find("visit");
    if (text == cells.end()) continue;
    if (const auto visit = parse_visit(text->second)) visits.insert(visit.value());
  }
  return {visits.begin(), visits.end()};
}

std::string study_toml(const std::string& id, const std::string& panel, const std::vector<Visit>& visits) {
  auto text = fmt::format(
      "# Proposed by `cytogate study new`. Check it, and fill in what manifest.csv leaves empty.\n"
      "id = {}\ntitle = {}\nmanifest = \"manifest.csv\"\n",
      toml_text(id), toml_text(id));
  std::vector<std::string> names;
  std::ranges::transform(visits, std::back_inserter(names), [](const Visit& visit) { return toml_text(name(visit)); });
  if (!names.empty()) text += fmt::format("visits = [{}]\n", fmt::join(names, ", "));
  const auto first = std::ranges::find(visits, Visit::Kind::scheduled, &Visit::kind);
  if (first != visits.end()) text += fmt::format("baseline = {}\n", toml_text(name(*first)));
  const Rules rules;
  text += fmt::format("\n[rules]\nconfidence = {}\nmin_denominator = {}\nlod_events = {}\nlloq_events = {}\n",
                      rules.confidence, rules.min_denominator, rules.lod_events, rules.lloq_events);
  text += fmt::format(
      "\n# A copy of the built-in panel, to redraw on your own cytometer.\n[[panel]]\nid = \"{}\"\npath = \"{}\"\n",
      panel, detail::path_of_copy(panel));
  return text;
}

/// A name that begins like a formula is still a path, and no formula, with "./" before it.
std::string file_cell(const std::string& relative) {
  return std::string_view{"=+-@"}.find(relative.front()) == std::string_view::npos ? relative : "./" + relative;
}

void report_empty_cells(const std::vector<FoundSample>& found, const fs::path& manifest,
                        std::vector<fcs::Finding>& findings) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const std::string_view column : {"subject", "visit"}) {
      const auto cell = found[i].cells.find(column);
      if (cell != found[i].cells.end() && !cell->second.empty()) continue;
      const auto row = static_cast<std::uint32_t>(i + 2);
      findings.push_back({{fcs::Code::bad_value,
                           {manifest.string(), "", fcs::TableCell{row, std::string{column}}},
                           "",
                           "nothing in the file's name or keywords"},
                          "the cell is left empty: fill it in"});
    }
  }
}

}  // namespace

fcs::Result<NewStudy> new_study(const fs::path& folder, const NewStudyOptions& options) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return fcs::Error{fcs::Code::cannot_open, {folder.string(), "", {}}, "a folder", error ? error.message() : "none"};
  }
  std::optional<detail::FileNamePattern> pattern;
  if (options.pattern) {
    FCS_TRY(parsed, detail::FileNamePattern::parse(*options.pattern));
    pattern = std::move(parsed);
  }
  NewStudy result;
  auto found = find_samples(folder, result.findings);
  if (found.empty()) {
    return fcs::Error{fcs::Code::bad_usage, {folder.string(), "", {}}, "FCS files in the folder or below", "none"};
  }
  const auto panel = options.panel ? *options.panel : best_panel(found);
  FCS_TRY(copy, detail::copy_of_built_in(panel, folder));
  for (auto& [sample, cells] : found) {
    const auto relative = sample.file.lexically_relative(folder).generic_string();
    cells["file"] = file_cell(relative);
    cells["dataset"] = std::to_string(sample.dataset);
    cells["panel"] = panel;
    fill_from_name(sample.file.stem().string(), pattern, cells, result.findings, relative);
    fill_from_keywords(sample, cells);
  }
  name_samples(found);
  const auto id = fs::weakly_canonical(folder, error).filename().string();
  const std::vector<detail::NewFile> files{
      {folder / "study.toml", study_toml(id.empty() ? "study" : id, panel, visits_of(found))},
      {folder / "manifest.csv", manifest_csv(found)},
      copy.panel_toml,
      copy.strategy};
  detail::NewFiles written;
  for (const auto& file : files) {
    FCS_CHECK(written.write(file));
  }
  written.keep();
  report_empty_cells(found, folder / "manifest.csv", result.findings);
  for (const auto& file : files) result.written.push_back(file.path);
  result.samples = found.size();
  return result;
}

}  // namespace study
