#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fcs/base/result.h"

namespace study {

/// How long a treatment cycle is, and on how many of its first days the drug is taken.
struct Cycle {
  int days = 28;
  int treatment_days = 14;
};

/// A visit of a treatment schedule, parsed. Visits order by time, never by spelling: C2D1 comes before C10D1.
struct Visit {
  enum class Kind : std::uint8_t { screening, scheduled, end_of_treatment, unscheduled };
  Kind kind = Kind::scheduled;
  std::optional<int> cycle;     ///< from 1; 0 for screening
  std::optional<int> day_low;   ///< of the cycle, from 1: the first day of the window
  std::optional<int> day_high;  ///< the last day of the window, which names it
  int number = 0;               ///< of an unscheduled visit; 0 where it has none
  std::string timepoint;        ///< what follows the day, in lower case: "pre-dose"
  friend bool operator==(const Visit&, const Visit&) = default;
  friend std::weak_ordering operator<=>(const Visit& left, const Visit& right);
};

/// Understands, whatever the case, spaces and leading zeros: C1D1, Cycle 1 Day 15, C1D7/8 and C1D7-8 (a window),
/// Baseline, BL and Pre-dose (C1D1), Screening, EOT, Unscheduled n; a day may be followed by a timepoint.
/// @error Code::unknown_visit; `expected` says so where a spreadsheet has turned a visit into a date
/// Source: STUDY model 2.3; vectors in `visit_parse`.
[[nodiscard]] fcs::Result<Visit> parse_visit(std::string_view text);

/// One spelling for each visit: "C1D8", "C1D7-8", "Screening", "EOT", "Unscheduled 1", with its timepoint where it has
/// one.
[[nodiscard]] std::string name(const Visit& visit);

/// (cycle - 1) * days of a cycle + day; none for a visit without a day.
[[nodiscard]] std::optional<int> nominal_study_day(const Visit& visit, const Cycle& cycle = {});

/// Days from one study day to another. There is no day 0: from day -1 to day 1 is one day.
[[nodiscard]] int days_between(int from, int to);

/// Days from the first dose, which is day 1; the day before it is -1, so there is no day 0.
/// @param reference_start  ISO 8601 date of the first dose; a time after it does not count
/// @param date  likewise, of the visit
/// @return none where either is no whole date
/// Source: SDTM --DY; vectors in `study_day`.
[[nodiscard]] std::optional<int> study_day(std::string_view reference_start, std::string_view date);

}  // namespace study
