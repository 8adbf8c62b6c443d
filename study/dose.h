#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "study/manifest.h"

namespace study {

/// A dose in micrograms, from ng, ug (with u, mc, or either sign for micro), mg or g, whatever the case.
/// @return none for any other unit
[[nodiscard]] std::optional<double> micrograms(double value, std::string_view unit);

/// How often a week a schedule gives the drug: QD 7, BID 14, QOD 3.5, MWF and TIW 3, BIW 2, QW 1, Q2W 1/2, Q3W 1/3, Q4W
/// 1/4, whatever the case. What follows a blank does not count: "QD 14/14" is 7, while the drug is taken.
/// @return none for any other schedule
[[nodiscard]] std::optional<double> doses_a_week(std::string_view schedule);

/// What a subject takes in a week of treatment. 50 ug on Monday, Wednesday and Friday are 150 ug, less than 37.5 ug a
/// day (262.5 ug): doses are ordered by this, never by the single dose.
struct WeeklyDose {
  double amount = 0;
  std::string unit;  ///< "ug"; as the manifest writes it where that does not convert
  friend bool operator==(const WeeklyDose&, const WeeklyDose&) = default;
};

/// @return none where the manifest has no dose, or no schedule that is known
[[nodiscard]] std::optional<WeeklyDose> weekly_dose(const ManifestRow& row);

/// The cycle that a schedule states after its first word, as days on and days off the drug: "QD 21/7".
/// @return none where it states none
[[nodiscard]] std::optional<Cycle> stated_cycle(std::string_view schedule);

/// Whether the sample was taken on a day of treatment: one of the first treatment_days of a cycle, by the visit, or by
/// the study day where the visit is unscheduled; never before study day 1. Day 29 of a cycle of 28 days is day 1 of the
/// next.
/// @param of_study  for samples whose schedule states no cycle
/// @return none where no day is known, and for the end of treatment
[[nodiscard]] std::optional<bool> is_on_treatment(const ManifestRow& row, const Cycle& of_study);

/// Whether `left` is to stand before `right` in tables by dose: by unit and weekly dose; then what has none, by the
/// single dose; then what has no dose. Rows of one weekly dose order by schedule, then arm. A strict weak order.
[[nodiscard]] bool is_lower_dose(const ManifestRow& left, const ManifestRow& right);

}  // namespace study
