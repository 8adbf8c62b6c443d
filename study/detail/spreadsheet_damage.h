#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace study::detail {

// What spreadsheets and scripts make of a cell on its way into a manifest. Each function says, for people, what should
// stand there instead; none where nothing is to be seen.

/// "1-Aug", "Aug-01", "08.01.2024", "2024-08-01 00:00:00".
[[nodiscard]] bool looks_like_a_date(std::string_view text);

/// In any cell: an error (#REF!, #N/A), a column that was too narrow (####).
[[nodiscard]] std::optional<std::string> damage_of_any_cell(std::string_view text);

/// In a name of a subject, a sample, a well and the like: a date, or a number in powers of ten ("1.00E+05").
[[nodiscard]] std::optional<std::string> damage_of_name(std::string_view text);

/// As damage_of_name, for names that may well be dates: of a batch or a run.
[[nodiscard]] std::optional<std::string> damage_of_dated_name(std::string_view text);

/// In a date: the order of a country ("3/4/2024", "4-Mar-24"), which cannot be told from another's, or a spreadsheet's
/// count of days since 1900 ("45355").
[[nodiscard]] std::optional<std::string> damage_of_date(std::string_view text);

/// Nothing is lost yet, but the next spreadsheet will take it for a number: "1E5".
[[nodiscard]] bool is_name_at_risk(std::string_view text);

}  // namespace study::detail
