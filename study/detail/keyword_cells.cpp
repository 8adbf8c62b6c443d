#include "study/detail/keyword_cells.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

#include "study/date_time.h"
#include "study/detail/file_name.h"
#include "study/table.h"

namespace study::detail {
namespace {

/// The first of the keywords that says anything.
std::string keyword_text(const fcs::Sample& sample, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    const auto text = trimmed_cell(sample.keywords.value(name).value_or(""));
    if (!text.empty()) return std::string{text};
  }
  return {};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "04-MAR-2024" as "2024-03-04"; a year of two digits is of this century. Empty for anything else.
std::string iso_date(std::string_view text) {
  constexpr auto months = std::to_array<std::string_view>(
      {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"});
  const auto first = text.find('-');
  const auto second = text.find('-', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return {};
  const auto day = text.substr(0, first);
  const auto year = text.substr(second + 1);
  std::string month{text.substr(first + 1, second - first - 1)};
  std::ranges::transform(month, month.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const auto* found = std::ranges::find(months, month);
  if (found == months.end() || !is_number(day) || day.size() > 2 || !is_number(year)) return {};
  if (year.size() != 4 && year.size() != 2) return {};
  return fmt::format("{}{}-{:02}-{:0>2}", year.size() == 2 ? "20" : "", year, found - months.begin() + 1, day);
}

}  // namespace

std::string acquisition_time(const fcs::Sample& sample) {
  auto moment = keyword_text(sample, {"$BEGINDATETIME"});
  if (parse_date_time(moment)) return moment;
  const auto date = iso_date(keyword_text(sample, {"$DATE"}));
  if (!parse_date_time(date)) return {};
  const auto time = keyword_text(sample, {"$BTIM"}).substr(0, 8);
  moment = date + "T" + time;
  return parse_date_time(moment) ? moment : date;
}

void fill_from_keywords(const fcs::Sample& sample, ProposedCells& cells) {
  const auto fill = [&cells](std::string_view column, std::string text) {
    auto& cell = cells[std::string{column}];
    if (cell.empty()) cell = std::move(text);
  };
  fill("subject", keyword_text(sample, {"PATIENT ID", "SUBJECT ID", "SUBJECT", "$SRC"}));
  for (const std::string_view name : {"VISIT", "TUBE NAME", "$SMNO"}) {
    fill("visit", take_apart(keyword_text(sample, {name})).visit);
  }
  fill("acq_dtc", acquisition_time(sample));
  fill("instrument", keyword_text(sample, {"$CYT"}));
  fill("cytometer_sn", keyword_text(sample, {"$CYTSN"}));
  fill("operator", keyword_text(sample, {"$OP"}));
  fill("run_id", keyword_text(sample, {"EXPERIMENT NAME"}));
  fill("plate", keyword_text(sample, {"$PLATEID", "PLATE NAME"}));
  fill("well", keyword_text(sample, {"$WELLID", "WELL ID"}));
  fill("tube", keyword_text(sample, {"TUBE NAME"}));
}

}  // namespace study::detail
