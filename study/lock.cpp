#include "study/lock.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace study {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

/// A document that a lock freezes.
struct Frozen {
  std::string object;  ///< as the journal calls it
  std::string file;
  std::string sha256;  ///< as it is now
};

std::vector<Frozen> documents_of(const StudyPanel& panel) {
  return {{"strategy of " + panel.id, panel.panel.strategy_file, panel.template_sha256},
          {"panel " + panel.id, panel.panel.file, panel.panel_sha256}};
}

/// The hash that the journal locks a document to.
std::optional<std::string> locked_hash(const Journal& journal, const std::string& object) {
  const auto* entry = journal.newest(object);
  return entry == nullptr ? std::nullopt : entry->new_value;
}

Result<std::vector<const StudyPanel*>> chosen(const Study& study, const std::optional<std::string>& panel) {
  std::vector<const StudyPanel*> out;
  std::string ids;
  for (const auto& entry : study.panels) {
    if (!panel || entry.id == *panel) out.push_back(&entry);
    ids += (ids.empty() ? "" : ", ") + entry.id;
  }
  if (out.empty()) return Error{Code::no_such_panel, {study.file.string(), "panel", {}}, ids, panel.value_or("")};
  return out;
}

}  // namespace

std::vector<Error> lock_problems(const Study& study, const Journal& journal) {
  std::vector<Error> problems;
  for (const auto& panel : study.panels) {
    for (const auto& document : documents_of(panel)) {
      const auto locked = locked_hash(journal, document.object);
      if (!locked || *locked == document.sha256) continue;
      problems.push_back(
          {Code::locked_strategy,
           {document.file, document.object, {}},
           fmt::format("SHA-256 {}; put that version back, or give the lock up with 'cytogate lock --unlock --reason "
                       "WHY' and lock the new one",
                       *locked),
           "SHA-256 " + document.sha256});
    }
  }
  return problems;
}

bool is_locked(const Journal& journal, const std::string& panel) {
  return locked_hash(journal, "strategy of " + panel).has_value();
}

Result<std::vector<AuditEntry>> lock(const Study& study, const std::optional<std::string>& panel,
                                     const std::string& reason, const Author& who) {
  const auto folder = study.file.parent_path();
  FCS_TRY(panels, chosen(study, panel));
  FCS_TRY(journal, read_journal(folder));
  std::vector<Change> changes;
  for (const auto* entry : panels) {
    for (const auto& document : documents_of(*entry)) {
      const auto locked = locked_hash(journal, document.object);
      if (locked == document.sha256) continue;
      if (locked) {
        return Error{Code::locked_strategy,
                     {document.file, document.object, {}},
                     fmt::format("SHA-256 {}; unlock it first", *locked),
                     "SHA-256 " + document.sha256};
      }
      changes.push_back({"lock", document.object, std::nullopt, document.sha256, reason});
    }
  }
  std::vector<AuditEntry> out;
  for (const auto& change : changes) {
    FCS_TRY(written, append_to_journal(folder, change, who));
    out.push_back(std::move(written));
  }
  return out;
}

Result<std::vector<AuditEntry>> unlock(const Study& study, const std::optional<std::string>& panel,
                                       const std::string& reason, const Author& who) {
  const auto folder = study.file.parent_path();
  if (reason.empty()) {
    return Error{Code::missing_key, {journal_file(folder).string(), "unlock", {}}, "a reason", ""};
  }
  FCS_TRY(panels, chosen(study, panel));
  FCS_TRY(journal, read_journal(folder));
  std::vector<AuditEntry> out;
  for (const auto* entry : panels) {
    for (const auto& document : documents_of(*entry)) {
      const auto locked = locked_hash(journal, document.object);
      if (!locked) continue;
      FCS_TRY(written, append_to_journal(folder, {"unlock", document.object, locked, std::nullopt, reason}, who));
      out.push_back(std::move(written));
    }
  }
  return out;
}

}  // namespace study
