#include "fcs/keywords/spillover.h"

#include <cmath>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/number.h"

namespace fcs {
namespace {

using NameSet = std::set<std::string_view>;

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto comma = text.find(',');
    parts.push_back(detail::trim(text.substr(0, comma)));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

Error unusable(std::string expected, std::string found) {
  return {Code::bad_spillover, {}, std::move(expected), std::move(found)};
}

/// Joins parts that commas inside names have cut, longest known name first.
/// @return the names and how many parts they took, where all `count` names are known
std::optional<std::pair<std::vector<std::string>, std::size_t>> known_names(std::span<const std::string_view> parts,
                                                                            std::size_t count,
                                                                            const NameSet& channels) {
  constexpr std::size_t most_parts_of_a_name = 8;
  std::vector<std::string> names;
  std::size_t at = 0;
  while (names.size() < count) {
    std::string joined;
    std::optional<std::pair<std::string, std::size_t>> longest;
    for (std::size_t n = 0; n < most_parts_of_a_name && at + n < parts.size(); ++n) {
      joined += fmt::format("{}{}", n == 0 ? "" : ",", parts[at + n]);
      if (channels.contains(joined)) longest = {joined, n + 1};
    }
    if (!longest) return std::nullopt;
    names.push_back(std::move(longest->first));
    at += longest->second;
  }
  return std::pair{std::move(names), at};
}

/// Channel numbers in place of names.
std::optional<std::vector<std::string>> names_by_number(std::span<const std::string_view> parts,
                                                        std::span<const std::string> channels) {
  std::vector<std::string> names;
  for (const auto part : parts) {
    const auto number = parse_unsigned(part);
    if (!number || *number == 0 || *number > channels.size()) return std::nullopt;
    names.push_back(channels[*number - 1]);
  }
  return names;
}

Result<std::vector<double>> parse_coefficients(std::span<const std::string_view> parts, std::size_t count,
                                               std::vector<std::string>& repairs) {
  const bool decimal_commas = parts.size() == 2 * count && count > 0;
  if (!decimal_commas && parts.size() != count) {
    return unusable(fmt::format("{} numbers", count), fmt::format("{}", parts.size()));
  }
  if (decimal_commas) repairs.emplace_back("the numbers have decimal commas");
  std::vector<double> coefficients;
  coefficients.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto text = decimal_commas ? fmt::format("{}.{}", parts[2 * i], parts[2 * i + 1]) : std::string{parts[i]};
    const auto value = parse_real(text);
    if (!value || !std::isfinite(*value)) return unusable("a number", fmt::format("\"{}\"", text));
    coefficients.push_back(*value);
  }
  return coefficients;
}

Result<void> check_names(const std::vector<std::string>& names, const NameSet& channels) {
  NameSet seen;
  for (const auto& name : names) {
    if (!channels.contains(name)) {
      return unusable("$PnN of a channel", fmt::format("\"{}\"", name));
    }
    if (!seen.insert(name).second) return unusable("each name once", fmt::format("\"{}\"", name));
  }
  return success();
}

}  // namespace

Result<ParsedSpillover> parse_spillover(std::string_view keyword, std::string_view text,
                                        std::span<const std::string> channels) {
  const auto parts = split_at_commas(text);
  const auto count = parse_unsigned(parts.front());
  if (!count || *count == 0) return unusable("the number of channels first", fmt::format("\"{}\"", parts.front()));
  const auto rest = std::span{parts}.subspan(1);
  // Not more names than parts, before anything of n x n is computed.
  if (*count > rest.size()) {
    return unusable(fmt::format("{} names and {} x {} numbers", *count, *count, *count),
                    fmt::format("{} entries", rest.size()));
  }
  ParsedSpillover parsed;
  parsed.spillover.keyword = keyword;
  auto& names = parsed.spillover.detectors;
  const auto cells = *count * *count;
  const NameSet channel_names{channels.begin(), channels.end()};

  std::size_t taken = *count;
  const bool all_channels = rest.size() == cells && *count == channels.size() && keyword.ends_with("COMP");
  if (all_channels) {
    names.assign(channels.begin(), channels.end());
    taken = 0;
  } else if (auto known = known_names(rest, *count, channel_names)) {
    std::tie(names, taken) = std::move(*known);
    if (taken > *count) parsed.repairs.emplace_back("names with commas are joined again");
  } else if (auto numbered = names_by_number(rest.first(*count), channels)) {
    names = std::move(*numbered);
    parsed.repairs.emplace_back("the names are channel numbers");
  } else {
    for (const auto part : rest.first(*count)) names.emplace_back(part);
  }
  FCS_CHECK(check_names(names, channel_names));
  FCS_TRY(coefficients, parse_coefficients(rest.subspan(taken), cells, parsed.repairs));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto own = coefficients[i * names.size() + i];
    if (!(own > 0)) return unusable("a diagonal above 0", fmt::format("{} for {}", print_real(own), names[i]));
  }
  parsed.spillover.coefficients = std::move(coefficients);
  return parsed;
}

std::string print(const Spillover& spillover) {
  auto text = fmt::format("{}", spillover.size());
  for (const auto& name : spillover.detectors) text += "," + name;
  for (const auto value : spillover.coefficients) text += "," + print_real(value);
  return text;
}

}  // namespace fcs
