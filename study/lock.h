#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fcs/base/result.h"
#include "study/audit.h"
#include "study/study.h"

namespace study {

/// The panels whose strategy and panel.toml the journal locks to other bytes than the study has now: one
/// Code::locked_strategy for each document, which names both hashes and what to do.
[[nodiscard]] std::vector<fcs::Error> lock_problems(const Study& study, const Journal& journal);

/// Whether the journal locks a panel.
[[nodiscard]] bool is_locked(const Journal& journal, const std::string& panel);

/// Freezes the panels of a study as they are: from now on no other strategy or panel.toml is gated with. What is locked
/// to these bytes already stays so.
/// @param panel  id; none: all of them
/// @return the new entries of the journal, two for each panel
/// @error Code::no_such_panel; locked_strategy (locked to other bytes: unlock first), those of append_to_journal
[[nodiscard]] fcs::Result<std::vector<AuditEntry>> lock(const Study& study, const std::optional<std::string>& panel,
                                                        const std::string& reason, const Author& who);

/// @return the new entries; none where nothing was locked
/// @error Code::no_such_panel, missing_key (no reason), those of append_to_journal
[[nodiscard]] fcs::Result<std::vector<AuditEntry>> unlock(const Study& study, const std::optional<std::string>& panel,
                                                          const std::string& reason, const Author& who);

}  // namespace study
