#include "study/lock.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "fcs/base/input_file.h"
#include "fcs/base/output_file.h"
#include "study/mappings.h"
#include "study/table.h"

namespace study {
namespace {

namespace fs = std::filesystem;
using fcs::Code;
using fcs::Error;
using fcs::Result;

/// Something that a lock freezes.
struct Frozen {
  std::string object;  ///< as the journal calls it
  std::string file;
  std::string version;               ///< as it is now: a SHA-256, or in words
  std::optional<std::string> panel;  ///< none: all panels share it
};

std::string strategy_object(const std::string& panel) { return "strategy of " + panel; }
constexpr auto mappings_object = mappings_name;

/// [rules] as they hold, and what [quality] changes.
std::string limits_text(const Study& study) {
  const auto& rules = study.rules;
  auto text = fmt::format("confidence = {}, min_denominator = {}, lod_events = {}, lloq_events = {}",
                          number_cell(rules.confidence), rules.min_denominator, rules.lod_events, rules.lloq_events);
  for (const auto& key : quality_keys) {
    const auto& limit = study.quality.*key.limit;
    if (limit.is_from_study) text += fmt::format(", {} = {}", key.name, number_cell(limit.value));
  }
  return text;
}

std::vector<Frozen> parts_of(const Study& study) {
  std::vector<Frozen> out;
  for (const auto& panel : study.panels) {
    out.push_back({strategy_object(panel.id), panel.panel.strategy_file, panel.template_sha256, panel.id});
    out.push_back({"panel " + panel.id, panel.panel.file, panel.panel_sha256, panel.id});
  }
  const auto mappings = study.file.parent_path() / mappings_name;
  out.push_back({std::string{mappings_object}, mappings.string(),
                 study.mappings_sha256.empty() ? "no such file" : study.mappings_sha256, std::nullopt});
  out.push_back({"rules and quality", study.file.string(), limits_text(study), std::nullopt});
  return out;
}

/// What is locked, and to which version.
using Locked = std::map<std::string, std::string>;

Locked locked_by(const Journal& journal) {
  Locked out;
  for (const auto& entry : journal.entries) {
    if (entry.action == "unlock") out.erase(entry.object);
    if (entry.action == "lock") out[entry.object] = entry.new_value.value_or("");
  }
  return out;
}

Result<void> check_panel(const Study& study, const std::optional<std::string>& panel) {
  if (!panel || study.find_panel(*panel)) return fcs::success();
  std::string ids;
  for (const auto& entry : study.panels) ids += (ids.empty() ? "" : ", ") + entry.id;
  return Error{Code::no_such_panel, {study.file.string(), "panel", {}}, ids, *panel};
}

/// The hash of the entry that lock.toml names; none where there is no such file.
Result<std::optional<std::string>> pinned_entry(const fs::path& folder) {
  const auto file = folder / lock_name;
  std::error_code not_there;
  if (!fs::exists(file, not_there)) return std::nullopt;
  FCS_TRY(text, fcs::read_whole(file));
  try {
    const auto hash = toml::parse(std::string_view{text})["journal_entry"].value<std::string>();
    if (!hash) return Error{Code::missing_key, {file.string(), "", {}}, "journal_entry", ""};
    return hash;
  } catch (const toml::parse_error& failure) {
    const auto& begin = failure.source().begin;
    return Error{Code::bad_toml,
                 {file.string(), "", fcs::LineColumn{begin.line, begin.column}},
                 "TOML 1.0",
                 std::string{failure.description()}};
  }
}

/// Refuses a journal without the entry that lock.toml names.
Result<void> check_pinned(const fs::path& folder, const Journal& journal) {
  FCS_TRY(pinned, pinned_entry(folder));
  if (!pinned || std::ranges::find(journal.entries, *pinned, &AuditEntry::hash) != journal.entries.end()) {
    return fcs::success();
  }
  return Error{
      Code::broken_journal,
      {journal_file(folder).string(), "", {}},
      fmt::format("the entry with the hash {}, which {} names; put the whole journal back", *pinned, lock_name),
      fmt::format("{} entries without it", journal.entries.size())};
}

/// lock.toml as the journal has it after a change: none where nothing is locked.
Result<void> write_lock_file(const fs::path& folder) {
  FCS_TRY(journal, read_journal(folder));
  const auto file = folder / lock_name;
  if (locked_by(journal).empty()) {
    std::error_code failure;
    fs::remove(file, failure);
    if (failure) return Error{Code::cannot_write, {file.string(), "", {}}, "a file to remove", failure.message()};
    return fcs::success();
  }
  FCS_TRY(out, fcs::OutputFile::create(file));
  FCS_CHECK(
      out.write(fmt::format("# Written by 'cytogate lock'; it goes with audit.jsonl, which must have this entry.\n"
                            "journal_entry = \"{}\"\n",
                            journal.entries.back().hash)));
  return out.commit();
}

Result<std::vector<AuditEntry>> record(const fs::path& folder, const std::vector<Change>& changes, const Author& who) {
  std::vector<AuditEntry> out;
  for (const auto& change : changes) {
    FCS_TRY(written, append_to_journal(folder, change, who));
    out.push_back(std::move(written));
  }
  return out;
}

}  // namespace

std::optional<Error> lock_file_problem(const fs::path& study_folder, const Journal& journal) {
  if (const auto pinned = check_pinned(study_folder, journal); pinned.has_error()) return pinned.error();
  const auto file = study_folder / lock_name;
  std::error_code not_there;
  if (fs::exists(file, not_there) || locked_by(journal).empty()) return std::nullopt;
  return Error{Code::locked_strategy,
               {file.string(), "", {}},
               "the file, as the journal locks the study; 'cytogate lock' writes it again where the study is as it was",
               "no such file"};
}

std::vector<Error> lock_problems(const Study& study, const Journal& journal) {
  std::vector<Error> problems;
  if (auto problem = lock_file_problem(study.file.parent_path(), journal)) problems.push_back(std::move(*problem));
  const auto parts = parts_of(study);
  for (const auto& [object, version] : locked_by(journal)) {
    const auto part = std::ranges::find(parts, object, &Frozen::object);
    if (part != parts.end() && part->version == version) continue;
    problems.push_back({Code::locked_strategy,
                        {part == parts.end() ? study.file.string() : part->file, object, {}},
                        fmt::format("{}; put that version back, or give the lock up with 'cytogate lock --unlock "
                                    "--reason WHY' and lock the new one",
                                    version),
                        part == parts.end() ? "a study without it" : part->version});
  }
  return problems;
}

bool is_locked(const Journal& journal, const std::string& panel) {
  return locked_by(journal).contains(strategy_object(panel));
}

bool locks_mappings(const Journal& journal) { return locked_by(journal).contains(std::string{mappings_object}); }

Result<std::vector<AuditEntry>> lock(const Study& study, const std::optional<std::string>& panel,
                                     const std::string& reason, const Author& who) {
  const auto folder = study.file.parent_path();
  FCS_CHECK(check_panel(study, panel));
  FCS_TRY(journal, read_journal(folder));
  FCS_CHECK(check_pinned(folder, journal));
  const auto locked = locked_by(journal);
  std::vector<Change> changes;
  for (const auto& part : parts_of(study)) {
    if (panel && part.panel && *part.panel != *panel) continue;
    const auto before = locked.find(part.object);
    if (before == locked.end()) {
      changes.push_back({"lock", part.object, std::nullopt, part.version, reason});
    } else if (before->second != part.version) {
      return Error{
          Code::locked_strategy, {part.file, part.object, {}}, before->second + "; unlock it first", part.version};
    }
  }
  FCS_TRY(written, record(folder, changes, who));
  FCS_CHECK(write_lock_file(folder));
  return written;
}

Result<std::vector<AuditEntry>> unlock(const Study& study, const std::optional<std::string>& panel,
                                       const std::string& reason, const Author& who) {
  const auto folder = study.file.parent_path();
  if (!is_reason(reason)) {
    return Error{Code::missing_key, {journal_file(folder).string(), "unlock", {}}, "a reason", ""};
  }
  FCS_CHECK(check_panel(study, panel));
  FCS_TRY(journal, read_journal(folder));
  FCS_CHECK(check_pinned(folder, journal));
  const auto parts = parts_of(study);
  // What the study does not have any more goes with the whole lock only.
  const auto part_of = [&](const std::string& object) { return std::ranges::find(parts, object, &Frozen::object); };
  const auto locked = locked_by(journal);
  const auto is_given_up = [&](const std::string& object) {
    const auto part = part_of(object);
    return !panel || (part != parts.end() && part->panel == panel);
  };
  const bool another_stays = std::ranges::any_of(locked, [&](const auto& entry) {
    const auto part = part_of(entry.first);
    return !is_given_up(entry.first) && (part == parts.end() || part->panel);
  });
  std::vector<Change> changes;
  for (const auto& [object, version] : locked) {
    const auto part = part_of(object);
    const bool is_shared = part != parts.end() && !part->panel;
    if (!is_given_up(object) && !(is_shared && !another_stays)) continue;
    changes.push_back({"unlock", object, version, std::nullopt, reason});
  }
  FCS_TRY(written, record(folder, changes, who));
  FCS_CHECK(write_lock_file(folder));
  return written;
}

}  // namespace study
