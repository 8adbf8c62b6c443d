#include "panels/detail/spelling.h"

#include <algorithm>

#include "panels/match.h"

namespace panels::detail {

Spelling spelling_of(std::string_view text) { return {parse_label(text).marker, split_measure(text).measure}; }

std::vector<Spelling> spellings_of(const Stain& stain) {
  std::vector<Spelling> out;
  const auto add = [&](std::string_view text) {
    auto spelling = spelling_of(text);
    if (spelling.marker.empty() || std::ranges::find(out, spelling) != out.end()) return;
    out.push_back(std::move(spelling));
  };
  add(stain.marker);
  for (const auto& alias : stain.aliases) add(alias);
  return out;
}

}  // namespace panels::detail
