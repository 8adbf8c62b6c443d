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
#include "study/detail/keyword_cells.h"
#include "study/detail/new_files.h"
#include "study/sha256.h"
#include "study/statistics/proportion.h"
#include "study/table.h"
#include "study/visit.h"

namespace study {
namespace {

namespace fs = std::filesystem;

/// Columns that every proposed manifest has, to be filled in where they are empty.
constexpr auto columns = std::to_array<const char*>(
    {"file", "dataset", "sample", "subject", "arm", "dose", "dose_unit", "schedule", "visit", "timepoint", "specimen",
     "compound", "concentration", "time_h", "replicate", "batch", "panel", "stain", "fmo_marker"});

/// Columns that it has where some file says something of them.
constexpr auto further_columns =
    std::to_array<const char*>({"concentration_unit", "single_marker", "rerun_of", "acq_dtc", "run_id", "instrument",
                                "cytometer_sn", "operator", "plate", "well", "tube"});

using detail::ProposedCells;

struct FoundSample {
  fcs::Sample sample;
  ProposedCells cells;
  bool is_rerun = false;
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
      for (auto& sample : samples.value()) found.push_back({std::move(sample), {}, false});
      continue;
    }
    const auto code = samples.error().code;
    if ((code == fcs::Code::not_fcs || code == fcs::Code::empty_file) && lower_extension(file) != ".fcs") continue;
    findings.push_back({std::move(samples.error()), "it is left out of the manifest"});
  }
  return found;
}

void fill_from_name(const std::string& stem, const std::optional<detail::FileNamePattern>& pattern,
                    ProposedCells& cells, std::vector<fcs::Finding>& findings, const std::string& file) {
  const auto parts = detail::take_apart(stem);
  cells["stain"] = parts.stain.empty() ? "FULL" : parts.stain;
  cells[parts.stain == "SINGLE" ? "single_marker" : "fmo_marker"] = parts.marker;
  for (const auto& [column, text] : parts.columns) cells[column] = text;
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
  for (const auto& [sample, cells, is_rerun] : found) {
    if (sample.dataset == 1) ++stems[sample.file.stem().string()];
  }
  std::set<std::string> taken;
  for (auto& [sample, cells, is_rerun] : found) {
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

/// Says of a sample whose name calls it a re-run which one it repeats: the last before it that has all else in common.
void propose_reruns(std::vector<FoundSample>& found) {
  const auto is_same_analysis = [](const ProposedCells& left, const ProposedCells& right) {
    constexpr auto key = std::to_array<std::string_view>(
        {"subject", "visit", "timepoint", "panel", "stain", "fmo_marker", "compound", "concentration", "time_h"});
    return std::ranges::all_of(key, [&](std::string_view column) {
      const auto text = [column](const ProposedCells& cells) {
        const auto cell = cells.find(column);
        return cell == cells.end() ? std::string{} : cell->second;
      };
      return text(left) == text(right);
    });
  };
  for (auto& rerun : found) {
    if (!rerun.is_rerun) continue;
    for (const auto& other : found) {
      if (other.is_rerun || !is_same_analysis(other.cells, rerun.cells)) continue;
      rerun.cells["rerun_of"] = other.cells.find("sample")->second;
    }
  }
}

/// Two names for the same bytes: one of the two is mislabelled. Only files of one size are read whole.
void report_copies(const std::vector<FoundSample>& found, const fs::path& folder, std::vector<fcs::Finding>& findings) {
  std::map<std::uintmax_t, std::vector<fs::path>> by_size;
  for (const auto& candidate : found) {
    std::error_code error;
    if (candidate.sample.dataset == 1)
      by_size[fs::file_size(candidate.sample.file, error)].push_back(candidate.sample.file);
  }
  for (const auto& [size, files] : by_size) {
    std::map<std::string, fs::path> by_content;
    for (const auto& file : files) {
      if (files.size() < 2) break;
      const auto digest = sha256_file(file);
      if (!digest) continue;
      const auto [first, is_new] = by_content.emplace(digest.value(), file);
      if (is_new) continue;
      findings.push_back({{fcs::Code::duplicate_row,
                           {file.lexically_relative(folder).generic_string(), "", {}},
                           "bytes of its own",
                           "those of " + first->second.lexically_relative(folder).generic_string()},
                          "both are in the manifest; take one out"});
    }
  }
}

std::string manifest_csv(const std::vector<FoundSample>& found) {
  std::vector<std::string> used{columns.begin(), columns.end()};
  std::ranges::copy_if(further_columns, std::back_inserter(used), [&found](std::string_view column) {
    return std::ranges::any_of(found, [column](const FoundSample& sample) {
      const auto cell = sample.cells.find(column);
      return cell != sample.cells.end() && !cell->second.empty();
    });
  });
  std::string csv;
  append_row(csv, used);
  for (const auto& sample : found) {
    std::vector<std::string> row;
    for (const std::string_view column : used) {
      const auto cell = sample.cells.find(column);
      const auto text = cell == sample.cells.end() ? std::string{} : cell->second;
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
  for (const auto& [sample, cells, is_rerun] : found) {
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
  for (auto& [sample, cells, is_rerun] : found) {
    const auto relative = sample.file.lexically_relative(folder).generic_string();
    cells["file"] = file_cell(relative);
    cells["dataset"] = std::to_string(sample.dataset);
    cells["panel"] = panel;
    fill_from_name(sample.file.stem().string(), pattern, cells, result.findings, relative);
    is_rerun = detail::take_apart(sample.file.stem().string()).is_rerun;
    detail::fill_from_keywords(sample, cells);
  }
  name_samples(found);
  propose_reruns(found);
  report_copies(found, folder, result.findings);
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
