#include "fcs/detail/choose_spillover.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/spillover_of_percentages.h"
#include "fcs/keywords/spillover.h"

namespace fcs::detail {
namespace {

/// A keyword without a $ is its vendor's own: no standard says what it must be.
void report(const Keywords& keywords, std::string_view name, Error observed, std::string assumed, Findings& findings) {
  observed.where = keywords.place(name);
  if (name.starts_with('$')) {
    findings.tolerate(std::move(observed), std::move(assumed));
  } else {
    findings.note(std::move(observed), std::move(assumed));
  }
}

}  // namespace

std::optional<Spillover> choose_spillover(const Keywords& keywords, const std::vector<Channel>& channels,
                                          Findings& findings) {
  std::vector<std::string> names;
  names.reserve(channels.size());
  for (const auto& channel : channels) names.push_back(channel.name);
  std::optional<Spillover> chosen;
  for (const auto* name : {"$SPILLOVER", "SPILLOVER", "$SPILL", "SPILL", "$COMP", "COMP"}) {
    const auto text = keywords.value(name);
    if (!text) continue;
    auto parsed = parse_spillover(name, *text, names);
    if (!parsed) {
      report(keywords, name, parsed.error(), "no matrix is taken from it", findings);
      continue;
    }
    auto& [matrix, repairs] = parsed.value();
    if (!chosen) {
      for (auto& repair : repairs) {
        report(
            keywords, name,
            {Code::bad_spillover, {}, "n, n channel names, n x n numbers", fmt::format("\"{}\"", printable(*text, 80))},
            std::move(repair), findings);
      }
      chosen = std::move(matrix);
    } else if (matrix.detectors != chosen->detectors || matrix.coefficients != chosen->coefficients) {
      report(keywords, name,
             {Code::conflicting_spillover, {}, fmt::format("the matrix of {}", chosen->keyword), "another one"},
             fmt::format("{} holds", chosen->keyword), findings);
    }
  }
  return chosen ? chosen : spillover_of_percentages(keywords, channels, findings);
}

}  // namespace fcs::detail
