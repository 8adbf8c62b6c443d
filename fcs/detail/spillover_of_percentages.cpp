#include "fcs/detail/spillover_of_percentages.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "fcs/detail/bytes.h"
#include "fcs/detail/tally.h"
#include "fcs/keywords/number.h"

namespace fcs::detail {
namespace {

using Pair = std::pair<std::uint64_t, std::uint64_t>;  // from, to; counted from 1

/// n and m of $DFCnTOm, where the name is of that kind.
std::optional<Pair> channels_of(std::string_view name) {
  constexpr std::string_view prefix = "$DFC";
  const auto begins =
      name.size() > prefix.size() &&
      std::ranges::equal(name.substr(0, prefix.size()), prefix, [](char a, char b) { return to_upper(a) == b; });
  if (!begins) return std::nullopt;
  const auto numbers = name.substr(prefix.size());
  const auto separator = std::min(numbers.find("TO"), numbers.find("to"));
  if (separator == std::string_view::npos) return std::nullopt;
  const auto from = parse_unsigned(numbers.substr(0, separator));
  const auto to = parse_unsigned(numbers.substr(separator + 2));
  if (!from || !to) return std::nullopt;
  return Pair{*from, *to};
}

}  // namespace

std::optional<Spillover> spillover_of_percentages(const Keywords& keywords, const std::vector<Channel>& channels,
                                                  Findings& findings) {
  Tally beyond, unusable;
  bool is_certain = true;
  std::map<Pair, double> shares;
  std::map<std::uint64_t, std::size_t> rows;  // of the matrix, by the channel's number
  for (const auto& keyword : keywords) {
    const auto pair = channels_of(keyword.name);
    if (!pair) continue;
    const auto percent = parse_real(keyword.value);
    const auto exists = [&](std::uint64_t number) { return number >= 1 && number <= channels.size(); };
    const auto [from, to] = *pair;
    if (!percent || !std::isfinite(*percent)) {
      unusable.add(keyword.name, keyword.bytes);
    } else if (!exists(from) || !exists(to)) {
      beyond.add(keyword.name, keyword.bytes);
      is_certain = is_certain && *percent == 0;
    } else if (from != to && *percent != 0) {
      shares[*pair] = *percent / 100;
      rows[from] = rows[to] = 0;
    }
  }
  constexpr std::string_view item = "TEXT, $DFCnTOm";
  unusable.report(findings, Code::bad_spillover, item, "a percentage", "they are ignored");
  beyond.report(findings, Code::bad_spillover, item, "channels of $PAR",
                is_certain ? "they are ignored" : "no matrix is taken from $DFCnTOm");
  if (!is_certain || shares.empty()) return std::nullopt;

  Spillover spillover;
  spillover.keyword = "$DFCnTOm";
  for (auto& [number, row] : rows) {
    row = spillover.detectors.size();
    spillover.detectors.push_back(channels[number - 1].name);
  }
  const auto size = rows.size();
  spillover.coefficients.assign(size * size, 0);
  for (std::size_t i = 0; i < size; ++i) spillover.coefficients[i * size + i] = 1;
  for (const auto& [pair, share] : shares) spillover.coefficients[rows[pair.first] * size + rows[pair.second]] = share;
  return spillover;
}

}  // namespace fcs::detail
