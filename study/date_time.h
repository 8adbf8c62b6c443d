#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace study {

/// A day, and where it is known the time of day.
struct DateTime {
  std::chrono::sys_days day;                 ///< as written, in the place's own time
  std::optional<std::chrono::seconds> time;  ///< since midnight
  std::chrono::minutes offset_from_utc{0};   ///< 0 where it is not said
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

/// ISO 8601 as SDTM writes it: 2024-03-05, 2024-03-05T14:30, 2024-03-05T14:30:59+02:00; a blank may stand for the T.
/// @return none for anything else, also for a day that no calendar has and for a part of a date
[[nodiscard]] std::optional<DateTime> parse_date_time(std::string_view text);

/// A year, or a year and a month: all that is known of some dates.
[[nodiscard]] bool is_partial_date(std::string_view text);

/// From one to the other; negative where `to` comes first.
/// @return none where one of them has no time of day
[[nodiscard]] std::optional<std::chrono::seconds> time_between(const DateTime& from, const DateTime& to);

/// How much time may lie between two moments of which a part is known.
struct PossibleTimes {
  std::chrono::seconds shortest{0};
  std::chrono::seconds longest{0};  ///< the same where all is known
};

/// From one date to the other, each of which may lack its time of day, its day and its month; negative where `to` comes
/// first. What is not said may be anything, to the minute. Where one has no time of day, both are taken as written, in
/// the place's own time.
/// @return none where one of them is no date
[[nodiscard]] std::optional<PossibleTimes> possible_times_between(std::string_view from, std::string_view to);

/// Whether `left` lies before `right`; days alone are compared where one of them has no time of day.
[[nodiscard]] bool is_earlier(const DateTime& left, const DateTime& right);

}  // namespace study
