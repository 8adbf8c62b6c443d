#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"

namespace study {

/// Who makes a change: whom the system knows, and the name that the person gave. Nobody is made up.
struct Author {
  std::string login;  ///< of the operating system; "uid 1000" where it has no name for it
  std::string name;   ///< as entered; empty where none was given
};

/// Whether a text gives a reason: it has a character that is not white space.
[[nodiscard]] bool is_reason(std::string_view text);

/// @param entered  a name that the person gave; empty: that of the environment variable CYTOGATE_USER, if there is one
[[nodiscard]] Author author(std::string_view entered = {});

/// One line of a study's journal, audit.jsonl.
struct AuditEntry {
  std::uint64_t number = 0;  ///< from 1
  std::string time;          ///< UTC, "2025-01-06T14:30:00+00:00"
  Author who;
  std::string action;  ///< "override", "override removed", "lock", "unlock", "channel choice"
  std::string object;  ///< what was changed, as the study calls it: "overrides/S01.gatingml.xml"
  std::optional<std::string> old_value;
  std::optional<std::string> new_value;
  std::string reason;
  std::string previous;  ///< hash of the entry before; of the first 64 zeros
  std::string hash;      ///< SHA-256 of this line's bytes before `,"hash"`
};

struct Journal {
  std::vector<AuditEntry> entries;

  /// The last entry about an object; none where there is none.
  [[nodiscard]] const AuditEntry* newest(std::string_view object) const;
};

[[nodiscard]] std::filesystem::path journal_file(const std::filesystem::path& study_folder);

/// Reads the journal of a study and checks its chain; a study without audit.jsonl has an empty one.
/// @error Code::cannot_read; broken_journal, with the line, where a line is no entry, was changed, removed or put in
/// between. Lines removed at the end leave no trace in the file: compare with the hash that run.json keeps.
[[nodiscard]] fcs::Result<Journal> read_journal(const std::filesystem::path& study_folder);

/// A change about to be written down.
struct Change {
  std::string action;
  std::string object;
  std::optional<std::string> old_value;
  std::optional<std::string> new_value;
  std::string reason;
};

/// Appends one entry, on the disk when this returns. Other processes that append at the same time wait.
/// @error those of read_journal: a broken chain is not gone on with; Code::cannot_write
[[nodiscard]] fcs::Result<AuditEntry> append_to_journal(
    const std::filesystem::path& study_folder, const Change& change, const Author& who,
    std::chrono::system_clock::time_point time = std::chrono::system_clock::now());

}  // namespace study
