#include "study/detail/manifest_keys.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "study/concentration.h"
#include "study/date_time.h"
#include "study/table.h"

namespace study::detail {
namespace {

fcs::Place place(const Manifest& manifest, const ManifestRow& row, std::string column) {
  return {manifest.file.string(), "", fcs::TableCell{row.row, std::move(column)}};
}

/// Which of several runs of one analysis counts.
class RunChooser {
 public:
  RunChooser(const Study& study, const std::vector<RowUse>& uses, ReadManifest& read)
      : study_{study}, uses_{uses}, read_{read}, rows_{read.manifest.rows}, group_(rows_.size()) {}

  void choose() {
    std::iota(group_.begin(), group_.end(), std::size_t{0});
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      rows_[i].use_for_analysis = uses_[i].use_for_analysis.value_or(true);
      positions_.emplace(rows_[i].sample, i);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) join(i);
    std::map<std::size_t, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < rows_.size(); ++i) groups[group_[i]].push_back(i);
    for (const auto& [group, runs] : groups) {
      if (runs.size() > 1) choose_among(runs);
    }
  }

 private:
  [[nodiscard]] std::optional<std::size_t> replaced_by(std::size_t row) const {
    const auto found = positions_.find(uses_[row].rerun_of);
    return uses_[row].rerun_of.empty() || found == positions_.end() ? std::nullopt : std::optional{found->second};
  }

  /// Whether the re-runs from this row on lead back to it, so that none of them would be the first.
  [[nodiscard]] bool is_rerun_of_itself(std::size_t first) const {
    auto row = replaced_by(first);
    for (std::size_t step = 0; row && step < rows_.size(); ++step) {
      if (*row == first) return true;
      row = replaced_by(*row);
    }
    return false;
  }

  void report(std::size_t row, std::string expected) {
    read_.problems.push_back({fcs::Code::bad_value, place(read_.manifest, rows_[row], "rerun_of"), std::move(expected),
                              uses_[row].rerun_of});
  }

  void join(std::size_t row) {
    if (uses_[row].rerun_of.empty()) return;
    const auto replaced = replaced_by(row);
    if (!replaced || is_rerun_of_itself(row)) {
      report(row, "the name of another sample, which does not come back to this one");
      return;
    }
    if (uses_[row].is_sound && uses_[*replaced].is_sound &&
        key_but_for_replicate(row) != key_but_for_replicate(*replaced)) {
      report(row, fmt::format("a sample of the same analysis: {}", key_but_for_replicate(row)));
      return;
    }
    const auto from = group_[row];
    const auto to = group_[*replaced];
    std::ranges::replace(group_, from, to);
  }

  [[nodiscard]] std::string key_but_for_replicate(std::size_t i) const {
    auto row = rows_[i];
    row.replicate.clear();
    return analysis_key(row, study_, own_visit(row));
  }

  void choose_among(const std::vector<std::size_t>& runs) {
    std::vector<std::size_t> accepted;
    std::ranges::copy_if(runs, std::back_inserter(accepted),
                         [this](std::size_t i) { return uses_[i].use_for_analysis == true; });
    if (accepted.empty()) {
      std::ranges::copy_if(runs, std::back_inserter(accepted),
                           [this](std::size_t i) { return rows_[i].use_for_analysis; });
      accepted = last_of(accepted);
    }
    if (accepted.size() > 1 && !uses_[accepted.back()].use_for_analysis) {
      report(accepted.back(), "one re-run that is the last: say so by acq_dtc, rerun_of or use_for_analysis");
    }
    for (const auto i : runs) {
      if (std::ranges::find(accepted, i) != accepted.end() || !rows_[i].use_for_analysis) continue;
      rows_[i].use_for_analysis = false;
      if (accepted.size() == 1) rows_[i].superseded_by = accepted.front();
    }
  }

  /// By acq_dtc where all of them have one; else those that no other is a re-run of.
  [[nodiscard]] std::vector<std::size_t> last_of(const std::vector<std::size_t>& runs) {
    std::vector<std::size_t> tips;
    std::ranges::copy_if(runs, std::back_inserter(tips), [&](std::size_t i) {
      return std::ranges::none_of(runs, [&](std::size_t other) { return replaced_by(other) == i; });
    });
    std::vector<std::pair<std::size_t, DateTime>> dated;
    for (const auto i : runs) {
      if (const auto acquired = parse_date_time(rows_[i].kept("acq_dtc"))) dated.emplace_back(i, *acquired);
    }
    if (runs.empty() || dated.size() != runs.size()) return tips;
    std::vector<std::size_t> latest;
    for (const auto& [i, acquired] : dated) {
      const auto& mine = acquired;
      if (std::ranges::none_of(dated, [&mine](const auto& other) { return is_earlier(mine, other.second); })) {
        latest.push_back(i);
      }
    }
    if (latest.size() != 1) return tips;
    if (std::ranges::find(tips, latest.front()) == tips.end()) {
      read_.findings.push_back({{fcs::Code::bad_value, place(read_.manifest, rows_[tips.front()], "acq_dtc"),
                                 "a re-run that was acquired after the run that it replaces",
                                 std::string{rows_[tips.front()].kept("acq_dtc")}},
                                fmt::format("{} was acquired last and counts", rows_[latest.front()].sample)});
    }
    return latest;
  }

  const Study& study_;
  const std::vector<RowUse>& uses_;
  ReadManifest& read_;
  std::vector<ManifestRow>& rows_;
  std::vector<std::size_t> group_;                ///< of each row: runs of one analysis share a number
  std::map<std::string, std::size_t> positions_;  ///< by sample
};

/// A number without the zeros before it, which spreadsheets take off; empty where it is none.
std::string_view without_zeros(std::string_view text) {
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number) return {};
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  return text;
}

std::string lower_without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '_' && c != '-') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

void check_subjects(ReadManifest& read) {
  std::map<std::string, const ManifestRow*, std::less<>> numbers;
  std::map<std::string, const ManifestRow*, std::less<>> spellings;
  std::set<std::string> seen;
  for (const auto& row : read.manifest.rows) {
    if (row.subject.empty() || !seen.insert(row.subject).second) continue;
    const auto number = without_zeros(row.subject);
    const auto* same_number = number.empty() ? &row : numbers.emplace(number, &row).first->second;
    const auto* same_spelling = spellings.emplace(lower_without_blanks(row.subject), &row).first->second;
    const auto where = place(read.manifest, row, "subject");
    if (same_number != &row) {
      read.problems.push_back({fcs::Code::bad_value, where,
                               fmt::format("{}, as row {} has it: a spreadsheet takes zeros off, or two subjects need "
                                           "names that differ in more",
                                           same_number->subject, same_number->row),
                               row.subject});
    } else if (same_spelling != &row) {
      read.findings.push_back(
          {{fcs::Code::bad_value, where,
            fmt::format("{}, as row {} has it", same_spelling->subject, same_spelling->row), row.subject},
           "they are two subjects"});
    }
  }
}

}  // namespace

std::string text_of(const Treatment& treatment) {
  if (!treatment.concentration) return treatment.compound;
  const auto molar = nanomolar(*treatment.concentration, treatment.unit);
  // Twelve digits, so that the conversion's rounding does not part what is the same.
  return fmt::format("{} {:.12g} {}", treatment.compound, molar.value_or(*treatment.concentration),
                     molar ? "nM" : treatment.unit);
}

std::string own_visit(const ManifestRow& row) {
  if (!row.visit) return row.visit_name;
  auto visit = *row.visit;
  visit.timepoint.clear();
  return name(visit);
}

std::string analysis_key(const ManifestRow& row, const Study& study, std::string_view visit) {
  std::string key;
  const auto add = [&key](std::string_view what, std::string_view value) {
    if (!value.empty()) key += fmt::format("{}{} {}", key.empty() ? "" : ", ", what, value);
  };
  add("subject", row.subject);
  add("compound", text_of(row.treatment));
  add("compound2", text_of(row.treatment2));
  add("visit", visit);
  add("timepoint", row.timepoint);
  add("time_h", number_cell(row.time_h));
  add("panel", study.panels[row.panel].id);
  add("stain", row.stain);
  add("marker", row.control_marker);
  add("replicate", row.replicate);
  return key;
}

void choose_runs(const Study& study, const std::vector<RowUse>& uses, ReadManifest& read) {
  RunChooser{study, uses, read}.choose();
}

void check_keys(const Study& study, const std::vector<RowUse>& uses, ReadManifest& read) {
  const auto& manifest = read.manifest;
  std::map<std::string, std::uint32_t> samples;
  std::map<std::string, std::uint32_t> keys;
  for (std::size_t i = 0; i < manifest.rows.size(); ++i) {
    const auto& row = manifest.rows[i];
    const auto [sample, is_new_sample] = samples.emplace(row.sample, row.row);
    if (!is_new_sample && !row.sample.empty()) {
      read.problems.push_back({fcs::Code::duplicate_row, place(manifest, row, "sample"),
                               fmt::format("a name that row {} does not have", sample->second), row.sample});
    }
    if (!row.use_for_analysis || !uses[i].is_sound) continue;
    const auto [key, is_new_key] = keys.emplace(analysis_key(row, study, own_visit(row)), row.row);
    if (!is_new_key) {
      read.problems.push_back(
          {fcs::Code::duplicate_row, place(manifest, row, ""),
           fmt::format("one row for each analysis, unless replicate or rerun_of tells it from row {}", key->second),
           key->first});
    }
  }
  check_subjects(read);
}

}  // namespace study::detail
