#include "study/row_flags.h"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "study/date_time.h"
#include "study/detail/keyword_cells.h"
#include "study/detail/same_text.h"
#include "study/table.h"

namespace study {
namespace {

std::optional<Flag> window_flag(const Study& study, const ManifestRow& row) {
  const auto window = study.windows.find(row.visit_name);
  const auto visit = parse_visit(row.visit_name);
  const auto day = study_day(row.kept("rfstdtc"), row.kept("collect_dtc"));
  const auto nominal = visit ? nominal_study_day(visit.value(), study.cycle) : std::nullopt;
  if (window == study.windows.end() || !day || !nominal) return std::nullopt;
  const auto days = days_between(*nominal, *day);
  const auto& [before, after] = window->second;
  if (days >= -before && days <= after) return std::nullopt;
  const auto limit = days < 0 ? -before : after;
  return Flag{"VISIT_OUT_OF_WINDOW",
              FlagLevel::warn,
              days,
              limit,
              "study.toml: windows",
              fmt::format("taken on study day {}; {} is day {}", *day, row.visit_name, *nominal)};
}

/// The column that says best when a sample was stained: to the day or better, if one does.
std::string_view staining_column(const ManifestRow& row) {
  for (const auto* column : {"stain_dtc", "acq_dtc"}) {
    if (parse_date_time(row.kept(column))) return column;
  }
  return row.kept("stain_dtc").empty() ? "acq_dtc" : "stain_dtc";
}

std::optional<Flag> stability_flag(const QualityLimits& limits, const ManifestRow& row) {
  const auto column = staining_column(row);
  const auto times = possible_times_between(row.kept("collect_dtc"), row.kept(column));
  if (!times) return std::nullopt;
  const auto in_hours = [](std::chrono::seconds time) { return static_cast<double>(time.count()) / 3600; };
  const auto flag = [&](double hours, std::string_view bound) {
    const auto limit = &QualityLimits::max_hours_to_stain;
    const auto part = times->shortest == times->longest ? std::string_view{} : bound;
    return Flag{"STABILITY_EXCEEDED",
                FlagLevel::warn,
                hours,
                (limits.*limit).value,
                source_of(limits, limit),
                fmt::format("{}{:.3g} hours from collect_dtc to {}", part, hours, column)};
  };
  if (const auto hours = in_hours(times->shortest); hours > limits.max_hours_to_stain.value) {
    return flag(hours, "at least ");
  }
  if (times->longest.count() < 0) return flag(in_hours(times->longest), "at most ");
  return std::nullopt;
}

std::optional<Flag> use_flag(const Manifest& manifest, const ManifestRow& row) {
  if (row.use_for_analysis) return std::nullopt;
  if (row.superseded_by) {
    return Flag{"SUPERSEDED", FlagLevel::warn,
                {},           {},
                "",           fcs::printable(manifest.rows[*row.superseded_by].sample) + " counts instead"};
  }
  const auto reason = row.kept("exclude_reason");
  return Flag{
      "EXCLUDED", FlagLevel::warn, {}, {}, "", reason.empty() ? "the manifest says so" : fcs::printable(reason, 1000)};
}

}  // namespace

std::vector<Flag> metadata_flags(const ManifestRow& row, const fcs::Sample& sample) {
  std::vector<Flag> flags;
  const auto compare = [&flags](std::string_view column, std::string_view said, std::string_view keyword,
                                std::string_view found, bool is_same) {
    if (said.empty() || found.empty() || is_same) return;
    flags.push_back({"FILE_META_MISMATCH",
                     FlagLevel::warn,
                     {},
                     {},
                     "",
                     fmt::format("{} is {} in the manifest, {} is {} in the file", column, fcs::printable(said),
                                 keyword, fcs::printable(found))});
  };
  constexpr auto pairs = std::to_array<std::pair<std::string_view, std::string_view>>({{"instrument", "$CYT"},
                                                                                       {"cytometer_sn", "$CYTSN"},
                                                                                       {"operator", "$OP"},
                                                                                       {"plate", "$PLATEID"},
                                                                                       {"well", "$WELLID"}});
  for (const auto& [column, keyword] : pairs) {
    const auto said = row.kept(column);
    const auto found = trimmed_cell(sample.keywords.value(keyword).value_or(""));
    compare(column, said, keyword, found, detail::is_same_text(said, found));
  }
  const auto found = detail::acquisition_time(sample);
  const auto acquired = parse_date_time(row.kept("acq_dtc"));
  const auto measured = parse_date_time(found);
  if (acquired && measured) {
    compare("acq_dtc", row.kept("acq_dtc"), "$DATE", found, acquired->day == measured->day);
  }
  return flags;
}

std::vector<Flag> row_flags(const Study& study, const Manifest& manifest, const ManifestRow& row) {
  std::vector<Flag> flags;
  for (auto flag : {window_flag(study, row), stability_flag(study.quality, row), use_flag(manifest, row)}) {
    if (flag) flags.push_back(*std::move(flag));
  }
  return flags;
}

}  // namespace study
