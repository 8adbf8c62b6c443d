#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "study/audit.h"
#include "study/study.h"

namespace study {

// What a lock freezes: of each panel its strategy and its panel.toml; with any of them mappings.toml, and what
// study.toml says in [rules] and [quality]. The entries of the journal are the lock. lock.toml names one of them, so
// that neither a journal that is gone nor a new one passes for a study that was never locked.

/// The file beside study.toml that says which entry the journal must have. It is there while something is locked.
inline constexpr std::string_view lock_name = "lock.toml";

/// Whether lock.toml and the journal fit: Code::broken_journal where the journal does not have the entry that lock.toml
/// names, locked_strategy where the journal has a lock and there is no lock.toml; bad_toml, missing_key, cannot_read.
[[nodiscard]] std::optional<fcs::Error> lock_file_problem(const std::filesystem::path& study_folder,
                                                          const Journal& journal);

/// All that keeps a locked study from being gated: that of lock_file_problem, and one Code::locked_strategy for each
/// thing that is locked to another version than the study has now, or that the study does not have any more. It names
/// both versions and what to do.
[[nodiscard]] std::vector<fcs::Error> lock_problems(const Study& study, const Journal& journal);

/// Whether the journal locks a panel.
[[nodiscard]] bool is_locked(const Journal& journal, const std::string& panel);
/// Whether the journal locks which channels were chosen for markers.
[[nodiscard]] bool locks_mappings(const Journal& journal);

/// Freezes the panels of a study as they are, and what all panels share: from now on nothing else is gated with. What
/// is locked to this version already stays so.
/// @param panel  id; none: all of them
/// @return the new entries of the journal
/// @error Code::no_such_panel; locked_strategy (locked to another version: unlock first), those of lock_file_problem
/// other than an absent lock.toml, of append_to_journal, cannot_write
[[nodiscard]] fcs::Result<std::vector<AuditEntry>> lock(const Study& study, const std::optional<std::string>& panel,
                                                        const std::string& reason, const Author& who);

/// What all panels share stays locked as long as one of them is.
/// @return the new entries; none where nothing was locked
/// @error Code::no_such_panel, missing_key (no reason), those of lock
[[nodiscard]] fcs::Result<std::vector<AuditEntry>> unlock(const Study& study, const std::optional<std::string>& panel,
                                                          const std::string& reason, const Author& who);

}  // namespace study
