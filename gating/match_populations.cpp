#include "gating/detail/match_populations.h"

namespace gating {
namespace {

class Matcher {
 public:
  Matcher(std::span<const Population> before, std::span<const Population> after)
      : before_{before}, after_{after}, partners_(before.size()), is_taken_(after.size(), false) {
    pair(0, 0, PopulationMatch::id);
  }

  /// Pairs what is left and `same`, each with the first that fits.
  /// @return whether any was found
  template <class Same>
  bool pair_all(PopulationMatch match, Same same) {
    bool found = false;
    for (std::size_t b = 0; b < before_.size(); ++b) {
      for (std::size_t a = 0; a < after_.size() && !partners_[b]; ++a) {
        if (is_taken_[a] || !same(b, a)) continue;
        pair(b, a, match);
        found = true;
      }
    }
    return found;
  }

  [[nodiscard]] bool below_partners(std::size_t before, std::size_t after) const {
    const auto& parent = partners_[*before_[before].parent];
    return parent && parent->population == *after_[after].parent;
  }

  [[nodiscard]] const Partners& partners() const { return partners_; }

 private:
  void pair(std::size_t before, std::size_t after, PopulationMatch match) {
    partners_[before] = Partner{after, match};
    is_taken_[after] = true;
  }

  std::span<const Population> before_;
  std::span<const Population> after_;
  Partners partners_;
  std::vector<bool> is_taken_;
};

}  // namespace

Partners match_populations(std::span<const Population> before, std::span<const Population> after,
                           const SameGate& same_gate) {
  Matcher matcher{before, after};
  matcher.pair_all(PopulationMatch::id, [&](auto b, auto a) { return before[b].id == after[a].id; });
  matcher.pair_all(PopulationMatch::path, [&](auto b, auto a) { return before[b].path == after[a].path; });
  const auto same_name = [&](auto b, auto a) {
    return before[b].name == after[a].name && matcher.below_partners(b, a);
  };
  const auto same_place = [&](auto b, auto a) {
    return matcher.below_partners(b, a) && same_gate(b, a, matcher.partners());
  };
  const auto anywhere = [&](auto b, auto a) { return same_gate(b, a, matcher.partners()); };
  while (matcher.pair_all(PopulationMatch::path, same_name) || matcher.pair_all(PopulationMatch::gate, same_place) ||
         matcher.pair_all(PopulationMatch::gate, anywhere)) {
  }
  return matcher.partners();
}

}  // namespace gating
