#include "fcs/detail/choose_spillover.h"

#include <fmt/format.h>

#include "fcs/keywords/spillover.h"

namespace fcs::detail {

Result<std::optional<Spillover>> choose_spillover(const Keywords& keywords, const std::vector<Channel>& channels,
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
      auto deviation = parsed.error();
      deviation.where = keywords.place(name);
      FCS_CHECK(findings.tolerate(std::move(deviation), "no matrix is taken from it"));
      continue;
    }
    if (!chosen) {
      for (auto& repair : parsed.value().repairs) {
        FCS_CHECK(findings.tolerate({Code::bad_spillover, keywords.place(name), "n, n channel names, n x n numbers",
                                     fmt::format("\"{}\"", printable(*text, 80))},
                                    std::move(repair)));
      }
      chosen = std::move(parsed.value().spillover);
    } else if (const auto& other = parsed.value().spillover;
               other.detectors != chosen->detectors || other.coefficients != chosen->coefficients) {
      FCS_CHECK(findings.tolerate({Code::conflicting_spillover, keywords.place(name),
                                   fmt::format("the matrix of {}", chosen->keyword), "another one"},
                                  fmt::format("{} holds", chosen->keyword)));
    }
  }
  return chosen;
}

}  // namespace fcs::detail
