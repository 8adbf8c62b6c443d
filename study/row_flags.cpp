#include "study/row_flags.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "study/date_time.h"
#include "study/detail/keyword_cells.h"
#include "study/table.h"

namespace study {
namespace {

bool is_same_text(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

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

std::optional<Flag> stability_flag(const ManifestRow& row) {
  const auto collected = parse_date_time(row.kept("collect_dtc"));
  const auto* const column = row.kept("stain_dtc").empty() ? "acq_dtc" : "stain_dtc";
  const auto stained = parse_date_time(row.kept(column));
  if (!collected || !stained) return std::nullopt;
  const auto between = time_between(*collected, *stained);
  if (!between) return std::nullopt;
  const auto hours = static_cast<double>(between->count()) / 3600;
  if (hours >= 0 && hours <= max_hours_to_stain) return std::nullopt;
  return Flag{"STABILITY_EXCEEDED", FlagLevel::warn, hours,
              max_hours_to_stain,   "default",       fmt::format("{:.3g} hours from collect_dtc to {}", hours, column)};
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
    compare(column, said, keyword, found, is_same_text(said, found));
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
  for (auto flag : {window_flag(study, row), stability_flag(row), use_flag(manifest, row)}) {
    if (flag) flags.push_back(*std::move(flag));
  }
  return flags;
}

}  // namespace study
