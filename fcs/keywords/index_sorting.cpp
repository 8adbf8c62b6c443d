#include "fcs/keywords/index_sorting.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/number.h"

namespace fcs {
namespace {

struct Plate {
  std::uint32_t rows = 48;
  std::uint32_t columns = 72;
};

/// `a` and `b` of "a<separator>b", whole numbers.
std::optional<std::pair<std::uint64_t, std::uint64_t>> parse_pair(std::string_view text, char separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const auto first = parse_unsigned(text.substr(0, at));
  const auto second = parse_unsigned(text.substr(at + 1));
  if (!first || !second) return std::nullopt;
  return std::pair{*first, *second};
}

Plate parse_plate(const Keywords& keywords) {
  constexpr Plate largest;
  const auto size = parse_pair(keywords.value("INDEX SORTING DEVICE_DIMENSION").value_or(""), ':');
  if (!size || size->first == 0 || size->first > largest.rows || size->second == 0 || size->second > largest.columns) {
    return largest;
  }
  return {static_cast<std::uint32_t>(size->first), static_cast<std::uint32_t>(size->second)};
}

}  // namespace

Result<std::optional<std::vector<Well>>> parse_index_sorting(const Keywords& keywords) {
  std::vector<Well> wells;
  const auto plate = parse_plate(keywords);
  for (std::size_t part = 1;; ++part) {
    const auto name = fmt::format("INDEX SORTING LOCATIONS_{}", part);
    const auto text = keywords.value(name);
    if (!text) {
      if (part == 1) return std::optional<std::vector<Well>>{};
      return std::optional{std::move(wells)};
    }
    for (auto rest = *text; !detail::trim(rest).empty();) {
      const auto pair_text = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(pair_text.size() + 1, rest.size()));
      const auto pair = parse_pair(pair_text, ',');
      if (!pair || pair->first >= plate.rows || pair->second >= plate.columns) {
        return Error{Code::bad_keyword, keywords.place(name),
                     fmt::format("row,column; of a plate of {} x {} wells", plate.rows, plate.columns),
                     fmt::format("\"{}\"", pair_text)};
      }
      wells.push_back({static_cast<std::uint32_t>(pair->first), static_cast<std::uint32_t>(pair->second)});
    }
  }
}

}  // namespace fcs
