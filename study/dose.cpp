#include "study/dose.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <system_error>
#include <tuple>

#include "study/detail/units.h"

namespace study {
namespace {

struct Unit {
  std::string_view name;
  double parts = 1;  ///< of the unit in a microgram
  double times = 1;  ///< micrograms in the unit
};
constexpr auto units =
    std::to_array<Unit>({{"ng", 1e3, 1}, {"ug", 1, 1}, {"ugram", 1, 1}, {"mg", 1, 1e3}, {"g", 1, 1e6}});

struct Schedule {
  std::string_view name;
  double doses = 0;  ///< in `weeks`
  double weeks = 1;
};
constexpr auto schedules = std::to_array<Schedule>({{"QD", 7},
                                                    {"OD", 7},
                                                    {"DAILY", 7},
                                                    {"BID", 14},
                                                    {"TID", 21},
                                                    {"QOD", 7, 2},
                                                    {"MWF", 3},
                                                    {"TIW", 3},
                                                    {"BIW", 2},
                                                    {"QW", 1},
                                                    {"WEEKLY", 1},
                                                    {"Q2W", 1, 2},
                                                    {"Q3W", 1, 3},
                                                    {"Q4W", 1, 4}});

std::string in_case(std::string_view text, int (*change)(int)) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [change](unsigned char c) { return static_cast<char>(change(c)); });
  return out;
}

/// What doses are ordered by.
auto order_key(const ManifestRow& row) {
  const auto weekly = weekly_dose(row);
  const int kind = weekly ? 0 : row.dose ? 1 : 2;
  const auto in_micrograms = row.dose ? micrograms(*row.dose, row.dose_unit) : std::nullopt;
  const auto unit = weekly ? weekly->unit : in_micrograms ? std::string{"ug"} : row.dose_unit;
  const auto amount = weekly ? weekly->amount : in_micrograms.value_or(row.dose.value_or(0));
  return std::tuple{kind, unit, amount, row.schedule, row.arm};
}

}  // namespace

std::optional<double> micrograms(double value, std::string_view unit) {
  const auto found = std::ranges::find(units, in_case(detail::plain_unit(unit), std::tolower), &Unit::name);
  if (found == units.end()) return std::nullopt;
  return value / found->parts * found->times;
}

std::optional<double> doses_a_week(std::string_view schedule) {
  const auto word = in_case(schedule.substr(0, schedule.find(' ')), std::toupper);
  const auto found = std::ranges::find(schedules, word, &Schedule::name);
  if (found == schedules.end()) return std::nullopt;
  return found->doses / found->weeks;
}

std::optional<WeeklyDose> weekly_dose(const ManifestRow& row) {
  const auto doses = doses_a_week(row.schedule);
  if (!row.dose || !doses) return std::nullopt;
  if (const auto amount = micrograms(*row.dose, row.dose_unit)) return WeeklyDose{*amount * *doses, "ug"};
  return WeeklyDose{*row.dose * *doses, row.dose_unit};
}

std::optional<Cycle> stated_cycle(std::string_view schedule) {
  const auto blank = schedule.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto* end = schedule.data() + schedule.size();
  int on = 0;
  int off = 0;
  const auto first = std::from_chars(schedule.data() + blank + 1, end, on);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '/') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, off);
  constexpr int longest = 3660;
  const bool is_cycle = on > 0 && off >= 0 && on <= longest && off <= longest;
  if (second.ec != std::errc{} || second.ptr != end || !is_cycle) return std::nullopt;
  return Cycle{on + off, on};
}

std::optional<bool> is_on_treatment(const ManifestRow& row, const Cycle& of_study) {
  if (!row.visit || row.visit->kind == Visit::Kind::end_of_treatment) return std::nullopt;
  if (row.visit->kind == Visit::Kind::screening) return false;
  if (row.study_day && *row.study_day < 1) return false;
  const auto day = row.visit->day_high ? row.visit->day_high : row.study_day;
  if (!day) return std::nullopt;
  const auto cycle = stated_cycle(row.schedule).value_or(of_study);
  return (*day - 1) % cycle.days < cycle.treatment_days;
}

bool is_lower_dose(const ManifestRow& left, const ManifestRow& right) { return order_key(left) < order_key(right); }

}  // namespace study
