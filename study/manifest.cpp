#include "study/manifest.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "fcs/base/input_file.h"
#include "study/concentration.h"
#include "study/date_time.h"
#include "study/detail/manifest_cells.h"
#include "study/detail/manifest_columns.h"
#include "study/detail/manifest_keys.h"
#include "study/detail/visit_windows.h"
#include "study/dose.h"
#include "study/lock.h"
#include "study/sha256.h"
#include "study/table.h"

namespace study {
namespace {

using detail::ManifestCells;
using detail::RowUse;
using fcs::Code;

constexpr auto stains = std::to_array<std::string_view>(
    {"FULL", "FMO", "UNSTAINED", "SINGLE", "ISOTYPE", "VIABILITY_ONLY", "BEAD_STD", "BLANK", "CALIB"});

/// Letters and digits in lower case: "Pre-dose" and "predose" are one timepoint.
std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0) out += static_cast<char>(std::tolower(letter));
  }
  return out;
}

/// Reads a manifest's rows one by one.
class Reader {
 public:
  Reader(const Study& study, const Table& table, ReadManifest& read)
      : study_{study}, table_{table}, read_{read}, file_{read.manifest.file.string()} {}

  void check_columns() {
    const auto has = [this](std::string_view column) { return table_.find_column(column).has_value(); };
    const auto require = [this](bool is_there, std::string_view column, std::string_view expected) {
      if (!is_there) read_.problems.push_back({Code::missing_column, header_place(column), std::string{expected}, ""});
      return is_there;
    };
    const bool has_file = require(has("file"), "file", "a column file");
    has_subject_ = require(has("subject") || has("compound"), "subject", "a column subject, or compound");
    has_visit_ = require(has("visit") || (has("cycle") && has("day")) || has("time_h"), "visit",
                         "a column visit, or cycle and day, or time_h");
    const bool has_panel = require(has("panel"), "panel", "a column panel");
    has_all_columns_ = has_file && has_subject_ && has_visit_ && has_panel;
  }

  void read_row(const TableRow& table_row) {
    ManifestCells cells{table_, table_row, file_, read_.problems, read_.findings};
    detail::check_damage(table_, cells);
    ManifestRow row;
    row.row = table_row.row;
    read_file(cells, row);
    read_subject(cells, row);
    read_visit(cells, row);
    read_panel(cells, row);
    read_stain(cells, row);
    detail::check_kept_columns(cells);
    for (const auto& column : table_.columns) {
      if (!detail::is_read(column)) row.other.emplace_back(column, cells.text(column));
    }
    RowUse use{true, cells.yes_or_no("use_for_analysis"), cells.text("rerun_of")};
    use.is_sound = cells.are_sound() && has_all_columns_;
    uses_.push_back(std::move(use));
    read_.manifest.rows.push_back(std::move(row));
  }

  void check_rows() {
    if (table_.rows.empty() && read_.problems.empty()) {
      read_.problems.push_back({Code::bad_table, {file_, "", {}}, "one row or more under the header", "none"});
    }
    detail::place_in_windows(read_.manifest, study_, read_.findings);
    detail::choose_runs(study_, uses_, read_);
    detail::check_keys(study_, uses_, read_);
    detail::choose_nearest_to_visits(study_, uses_, read_);
  }

 private:
  [[nodiscard]] fcs::Place header_place(std::string_view column) const {
    return {file_, "", fcs::TableCell{1, std::string{column}}};
  }

  void read_file(ManifestCells& cells, ManifestRow& row) const {
    row.file = cells.required_text("file", "the path of an FCS file");
    row.path = read_.manifest.file.parent_path() / row.file;
    row.dataset = static_cast<std::size_t>(cells.count("dataset").value_or(1));
    row.sample = cells.text("sample");
    if (row.sample.empty()) row.sample = row.path.stem().string();
  }

  void read_subject(ManifestCells& cells, ManifestRow& row) const {
    row.subject = cells.text("subject");
    row.treatment = {cells.text("compound"), cells.number("concentration"), cells.text("concentration_unit")};
    row.treatment2 = {cells.text("compound2"), cells.number("concentration2"), cells.text("concentration2_unit")};
    if (has_subject_ && row.subject.empty() && row.treatment.compound.empty()) {
      cells.report(Code::bad_value, "subject", "a subject, or a compound", "an empty cell");
    }
    row.arm = cells.text("arm");
    row.dose = cells.number("dose");
    row.dose_unit = cells.text("dose_unit");
    row.schedule = cells.text("schedule");
    row.dex_mg = cells.number("dex_mg");
    if (row.dose && !row.schedule.empty() && !doses_a_week(row.schedule)) {
      cells.remark("schedule", "a schedule that is known, such as QD, MWF or QW",
                   "the dose has no place among the weekly doses");
    }
    const bool has_slash = row.schedule.find('/') != std::string::npos;
    if (has_slash && !stated_cycle(row.schedule)) {
      cells.remark("schedule", "days on and days off after one blank, as in QD 21/7", "the study's cycle holds");
    }
    if (!row.dose_unit.empty() && !micrograms(1, row.dose_unit)) {
      cells.remark("dose_unit", "ng, ug, mg or g", "doses in it are compared among themselves alone");
    }
    for (const std::string_view column : {"concentration_unit", "concentration2_unit"}) {
      const auto unit = cells.text(column);
      if (unit.empty() || nanomolar(1, unit)) continue;
      cells.remark(column, "pM, nM, uM, mM or M", "concentrations in it are compared as they are");
    }
    row.specimen = cells.text("specimen");
    row.replicate = cells.text("replicate");
    row.batch = cells.text("batch");
  }

  void read_visit(ManifestCells& cells, ManifestRow& row) {
    row.timepoint = cells.text("timepoint");
    row.time_h = cells.number("time_h");
    const auto text = cells.text("visit");
    const auto cycle = cells.count("cycle");
    const auto day = cells.text("day");
    if (!text.empty()) {
      take_visit(cells, "visit", text, row);
      if (cycle && !day.empty()) check_agreement(cells, *cycle, day, row);
    } else if (cycle && !day.empty()) {
      take_visit(cells, "day", fmt::format("C{}D{}", *cycle, day), row);
    } else if (!cells.text("cycle").empty() || !day.empty()) {
      if (day.empty()) cells.report(Code::bad_value, "day", "the day of the cycle", "an empty cell");
      if (cells.text("cycle").empty())
        cells.report(Code::bad_value, "cycle", "the number of the cycle", "an empty cell");
    } else if (has_visit_ && cells.text("time_h").empty()) {
      cells.report(Code::bad_value, "visit", "a visit, or cycle and day, or time_h", "an empty cell");
    }
    const auto is_whole = [&cells](std::string_view column) {
      return parse_date_time(cells.text(column)).has_value() || cells.text(column).empty();
    };
    for (const std::string_view column : {"rfstdtc", "collect_dtc"}) {
      if (is_whole(column)) continue;
      cells.remark(column, "a whole date such as 2024-03-05", "the study day is that of the visit's name");
    }
    for (const std::string_view column : {"stain_dtc", "acq_dtc", "cbc_dtc"}) {
      if (is_whole(column) || is_partial_date(cells.text(column))) continue;
      cells.remark(column, "a date such as 2024-03-05 or 2024-03-05T14:30", "it is not used");
    }
    row.study_day = study_day(cells.text("rfstdtc"), cells.text("collect_dtc"));
    if (!row.study_day && row.visit) row.study_day = nominal_study_day(*row.visit, study_.cycle);
  }

  void take_visit(ManifestCells& cells, std::string_view column, const std::string& text, ManifestRow& row) {
    auto parsed = parse_visit(text);
    if (parsed) row.visit = parsed.value();
    if (const auto listed = study_.find_visit(text)) {
      row.visit_name = study_.visits[*listed];
      return;
    }
    if (!parsed) {
      cells.report(parsed.error().code, column, parsed.error().expected, text);
      return;
    }
    auto visit = parsed.value();
    if (row.timepoint.empty()) {
      row.timepoint = visit.timepoint;
    } else if (!visit.timepoint.empty() && letters_of(row.timepoint) != letters_of(visit.timepoint)) {
      cells.report(Code::bad_value, "timepoint", fmt::format("{}, as the visit says", visit.timepoint), row.timepoint);
    }
    visit.timepoint.clear();
    row.visit = visit;
    row.visit_name = name(visit);
    if (const auto listed = study_.find_visit(row.visit_name)) row.visit_name = study_.visits[*listed];
  }

  static void check_agreement(ManifestCells& cells, int cycle, const std::string& day, const ManifestRow& row) {
    const auto said = parse_visit(fmt::format("C{}D{}", cycle, day));
    if (!said) {
      cells.report(said.error().code, "day", "the day of the cycle", day);
    } else if (row.visit && row.visit->day_high &&
               (row.visit->cycle != said.value().cycle || *said.value().day_high < *row.visit->day_low ||
                *said.value().day_low > *row.visit->day_high)) {
      cells.report(Code::bad_value, "visit", fmt::format("{}, as cycle and day say", name(said.value())),
                   cells.text("visit"));
    }
  }

  void read_panel(ManifestCells& cells, ManifestRow& row) const {
    const auto id = cells.required_text("panel", "the id of a panel");
    const auto panel = study_.find_panel(id);
    row.panel = panel.value_or(study_.panels.size());
    if (panel || id.empty()) return;
    std::vector<std::string_view> ids;
    for (const auto& known : study_.panels) ids.push_back(known.id);
    cells.report(Code::no_such_panel, "panel", fmt::format("a panel of study.toml: {}", fmt::join(ids, ", ")), id);
  }

  static void read_stain(ManifestCells& cells, ManifestRow& row) {
    if (const auto stain = cells.one_of("stain", stains); !stain.empty()) row.stain = stain;
    if (row.stain != "FMO" && !cells.text("fmo_marker").empty()) {
      cells.report(Code::bad_value, "stain", "FMO, as fmo_marker says", row.stain);
    }
    if (row.stain == "FMO") row.control_marker = cells.text("fmo_marker");
    if (row.stain == "SINGLE") row.control_marker = cells.text("single_marker");
    if (row.stain == "FMO" && row.control_marker.empty()) {
      cells.report(Code::bad_value, "fmo_marker", "the marker that the FMO leaves out", "an empty cell");
    }
  }

  const Study& study_;
  const Table& table_;
  ReadManifest& read_;
  std::string file_;
  bool has_subject_ = false;
  bool has_visit_ = false;
  bool has_all_columns_ = false;
  std::vector<RowUse> uses_;
};

/// As one reads a table: by row, then by column; what concerns a whole row comes first in it.
void sort_by_place(std::vector<fcs::Error>& problems, const Table& table) {
  const auto place = [&table](const fcs::Error& problem) {
    const auto* cell = std::get_if<fcs::TableCell>(&problem.where.at);
    return cell == nullptr ? std::pair{0U, std::optional<std::size_t>{}}
                           : std::pair{cell->row, table.find_column(cell->column)};
  };
  std::ranges::stable_sort(problems, {}, place);
}

/// The gates of single samples, and whether the study may be gated as it is: the journal knows of both.
void read_what_differs(const Study& study, ReadManifest& read) {
  const auto folder = study.file.parent_path();
  auto journal = read_journal(folder);
  if (journal.has_error()) {
    read.problems.push_back(std::move(journal.error()));
    return;
  }
  if (const auto digest = sha256_file(journal_file(folder)); digest.has_value()) {
    read.manifest.journal_sha256 = digest.value();
  }
  std::ranges::move(lock_problems(study, journal.value()), std::back_inserter(read.problems));
  std::vector<OverridableSample> samples;
  for (const auto& row : read.manifest.rows) samples.push_back({row.sample, row.panel});
  auto overrides = read_overrides(study, samples, journal.value());
  read.manifest.overrides = std::move(overrides.overrides);
  std::ranges::move(overrides.problems, std::back_inserter(read.problems));
  std::ranges::move(overrides.findings, std::back_inserter(read.findings));
}

}  // namespace

std::string_view ManifestRow::kept(std::string_view column) const {
  const auto found = std::ranges::find(other, column, &std::pair<std::string, std::string>::first);
  return found == other.end() ? std::string_view{} : std::string_view{found->second};
}

ReadManifest read_manifest(const Study& study) {
  ReadManifest read;
  read.manifest.file = study.manifest;
  auto text = fcs::read_whole(study.manifest);
  if (!text) {
    read.problems.push_back(std::move(text.error()));
    return read;
  }
  read.manifest.sha256 = sha256(text.value());
  auto parsed = parse_table(text.value(), study.manifest.string());
  read.problems = std::move(parsed.problems);
  if (parsed.table.columns.empty()) return read;
  detail::name_columns(parsed.table, study.manifest.string(), read.findings);
  Reader reader{study, parsed.table, read};
  reader.check_columns();
  for (const auto& row : parsed.table.rows) reader.read_row(row);
  reader.check_rows();
  sort_by_place(read.problems, parsed.table);
  read_what_differs(study, read);
  return read;
}

}  // namespace study
