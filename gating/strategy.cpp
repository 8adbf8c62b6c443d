#include "gating/strategy.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace gating {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

/// What an id of the document means to a reference.
struct Target {
  std::size_t gate = 0;
  std::optional<std::size_t> quadrant;
};

class PopulationLister {
 public:
  explicit PopulationLister(const Strategy& strategy) : strategy_{strategy}, needs_(strategy.gates.size()) {}

  Result<std::vector<Population>> list() {
    FCS_CHECK(collect_ids());
    FCS_CHECK(collect_children());
    collect_cycles();
    out_.push_back({root_id, root_id, root_id, std::nullopt, std::nullopt, std::nullopt});
    FCS_CHECK(append_children(top_, 0));
    if (errors_.empty()) return std::move(out_);
    auto first = std::move(errors_.front());
    first.further.assign(std::next(errors_.begin()), errors_.end());
    return first;
  }

 private:
  Result<void> collect_ids() {
    ids_.emplace(root_id, Target{});
    for (std::size_t g = 0; g < strategy_.gates.size(); ++g) {
      const auto& node = strategy_.gates[g];
      if (!ids_.emplace(node.id, Target{g, std::nullopt}).second) return duplicate(node.id);
      if (const auto* gate = std::get_if<QuadrantGate>(&node.gate)) {
        for (std::size_t q = 0; q < gate->quadrants.size(); ++q) {
          if (!ids_.emplace(gate->quadrants[q].id, Target{g, q}).second) return duplicate(gate->quadrants[q].id);
        }
      }
    }
    ids_.erase(root_id);
    return fcs::success();
  }

  static Error duplicate(const std::string& id) {
    return {Code::duplicate_id, {{}, "gate " + id, {}}, "every gate and quadrant with an id of its own", id};
  }

  /// A population's id: a gate that is no QuadrantGate, or a Quadrant.
  Result<Target> population(const std::string& id, const std::string& referrer) const {
    const auto found = ids_.find(id);
    if (found == ids_.end()) {
      return Error{Code::dangling_reference, {{}, "gate " + referrer, {}}, "the id of a gate or a Quadrant", id};
    }
    if (!found->second.quadrant && std::holds_alternative<QuadrantGate>(strategy_.gates[found->second.gate].gate)) {
      return Error{Code::dangling_reference,
                   {{}, "gate " + referrer, {}},
                   "the id of one of its Quadrants, as a QuadrantGate is no population",
                   id};
    }
    return found->second;
  }

  Result<void> collect_children() {
    for (std::size_t g = 0; g < strategy_.gates.size(); ++g) {
      const auto& node = strategy_.gates[g];
      if (!node.parent) {
        top_.push_back(g);
        continue;
      }
      FCS_TRY(parent, population(*node.parent, node.id));
      needs_[g].insert(parent.gate);
      children_[{parent.gate, parent.quadrant}].push_back(g);
    }
    for (std::size_t g = 0; g < strategy_.gates.size(); ++g) {
      const auto* gate = std::get_if<BooleanGate>(&strategy_.gates[g].gate);
      if (gate == nullptr) continue;
      for (const auto& operand : gate->operands) {
        FCS_TRY(target, population(operand.gate, strategy_.gates[g].id));
        needs_[g].insert(target.gate);
      }
    }
    return fcs::success();
  }

  void refuse(Code code, const std::string& id, std::string expected, std::string found) {
    if (errors_.size() < most_errors) {
      errors_.push_back({code, {{}, "gate " + id, {}}, std::move(expected), std::move(found)});
    }
  }

  /// Settles gates whose needs are all settled until none is left; what stays refers to itself, or to such a gate.
  void collect_cycles() {
    const auto count = strategy_.gates.size();
    std::vector<std::vector<std::size_t>> needed_by(count);
    std::vector<std::size_t> unmet(count, 0);
    for (std::size_t g = 0; g < count; ++g) {
      unmet[g] = needs_[g].size();
      for (const auto need : needs_[g]) needed_by[need].push_back(g);
    }
    std::vector<std::size_t> settled;
    for (std::size_t g = 0; g < count; ++g) {
      if (unmet[g] == 0) settled.push_back(g);
    }
    for (std::size_t next = 0; next < settled.size(); ++next) {
      for (const auto gate : needed_by[settled[next]]) {
        if (--unmet[gate] == 0) settled.push_back(gate);
      }
    }
    std::vector<std::size_t> walk_of(count, 0);  // 0: not walked
    for (std::size_t start = 0; start < count && settled.size() < count; ++start) {
      if (unmet[start] != 0 && walk_of[start] == 0) walk_from(start, start + 1, unmet, walk_of);
    }
  }

  /// Follows unmet needs, of which every unmet gate has one, until a gate comes again: on this walk, which is a circle;
  /// or on an earlier one, whose circle has been said.
  void walk_from(std::size_t start, std::size_t walk, const std::vector<std::size_t>& unmet,
                 std::vector<std::size_t>& walk_of) {
    const auto next_of = [&](std::size_t gate) {
      return *std::ranges::find_if(needs_[gate], [&](std::size_t need) { return unmet[need] != 0; });
    };
    auto gate = start;
    for (; walk_of[gate] == 0; gate = next_of(gate)) walk_of[gate] = walk;
    if (walk_of[gate] != walk) return;
    constexpr std::size_t most_shown = 20;
    auto circle = strategy_.gates[gate].id;
    std::size_t length = 1;
    for (auto one = next_of(gate); one != gate; one = next_of(one), ++length) {
      if (length < most_shown) circle += ", " + strategy_.gates[one].id;
    }
    if (length > most_shown) circle += fmt::format(", ... ({} gates)", length);
    refuse(Code::cyclic_reference, strategy_.gates[gate].id, "parents and operands that lead to all events", circle);
  }

  Result<void> append_children(std::span<const std::size_t> gates, std::size_t parent) {
    std::set<std::string_view> names;
    for (const auto g : gates) {
      const auto& node = strategy_.gates[g];
      if (const auto* gate = std::get_if<QuadrantGate>(&node.gate)) {
        for (std::size_t q = 0; q < gate->quadrants.size(); ++q) {
          FCS_CHECK(append({g, q}, gate->quadrants[q].id, gate->quadrants[q].name, parent, names));
        }
      } else {
        FCS_CHECK(append({g, std::nullopt}, node.id, node.name, parent, names));
      }
    }
    return fcs::success();
  }

  /// @param siblings  names of this strategy, so views of them last
  Result<void> append(const Target& target, const std::string& id, const std::string& given_name, std::size_t parent,
                      std::set<std::string_view>& siblings) {
    const auto& name = given_name.empty() ? id : given_name;
    if (name.find('/') != std::string::npos) {
      refuse(Code::bad_name, id, "a name without '/', which separates names in a path", name);
    }
    if (parent == 0 && name == root_id) {
      refuse(Code::bad_name, id, "a name other than root, which means all events", name);
    }
    if (!siblings.insert(name).second) refuse(Code::bad_name, id, "a name that no sibling has", name);
    if (++level_ > most_levels) {
      return Error{
          Code::bad_gate, {{}, "gate " + id, {}}, fmt::format("at most {} levels of parents", most_levels), "more"};
    }
    auto path = parent == 0 ? name : out_[parent].path + "/" + name;
    bytes_of_paths_ += path.size();
    if (bytes_of_paths_ > most_bytes_of_paths) {
      return Error{Code::bad_gate,
                   {{}, "gate " + id, {}},
                   fmt::format("paths of names of at most {} bytes together", most_bytes_of_paths),
                   "more"};
    }
    out_.push_back({id, name, std::move(path), parent, target.gate, target.quadrant});
    FCS_CHECK(append_children(children_of(target), out_.size() - 1));
    --level_;
    return fcs::success();
  }

  std::span<const std::size_t> children_of(const Target& target) const {
    const auto found = children_.find({target.gate, target.quadrant});
    return found == children_.end() ? std::span<const std::size_t>{} : found->second;
  }

  static constexpr std::size_t most_levels = 1000;  ///< paths grow with the depth, and so does the stack
  static constexpr std::size_t most_bytes_of_paths = std::size_t{1} << 30;
  static constexpr std::size_t most_errors = 1000;

  const Strategy& strategy_;
  std::size_t level_ = 0;
  std::map<std::string, Target> ids_;
  std::size_t bytes_of_paths_ = 0;
  std::vector<Error> errors_;
  std::vector<std::set<std::size_t>> needs_;  ///< of each gate: the gates that it refers to
  std::vector<std::size_t> top_;
  std::map<std::pair<std::size_t, std::optional<std::size_t>>, std::vector<std::size_t>>
      children_;  ///< gate, and the one of its Quadrants -> its children
  std::vector<Population> out_;
};

}  // namespace

Result<std::vector<Population>> populations(const Strategy& strategy) { return PopulationLister{strategy}.list(); }

Result<std::size_t> find_population(const std::vector<Population>& all, std::string_view text) {
  const auto matching = [&](const auto& matches) {
    std::vector<std::size_t> found;
    for (std::size_t p = 0; p < all.size(); ++p) {
      if (matches(all[p])) found.push_back(p);
    }
    return found;
  };
  const auto end_of_path = [&](const Population& population) {
    return population.path.size() > text.size() && population.path.ends_with(text) &&
           population.path[population.path.size() - text.size() - 1] == '/';
  };
  auto found = matching([&](const Population& population) { return population.id == text; });
  if (found.empty()) found = matching([&](const Population& population) { return population.path == text; });
  if (found.empty()) found = matching(end_of_path);
  if (found.size() == 1) return found.front();

  std::string candidates;
  for (std::size_t p = 0; p < all.size(); ++p) {
    if (found.empty() || std::find(found.begin(), found.end(), p) != found.end()) {
      candidates += (candidates.empty() ? "" : ", ") + all[p].path;
    }
  }
  return Error{found.empty() ? Code::no_such_population : Code::ambiguous_population,
               {{}, "population", {}},
               fmt::format("an id, a path, or the unique end of one of: {}", candidates),
               std::string{text}};
}

std::vector<std::string> channel_names(const Strategy& strategy) {
  std::set<std::string> names;
  for (const auto& node : strategy.gates) {
    for_each_dimension(node.gate, [&](const Dimension& dimension) {
      if (const auto* reference = std::get_if<MatrixCompensation>(&dimension.compensation)) {
        if (const auto matrix = strategy.matrices.find(reference->id); matrix != strategy.matrices.end()) {
          names.insert(matrix->second.detectors.begin(), matrix->second.detectors.end());
        }
      } else if (const auto* channel = std::get_if<ChannelReference>(&dimension.source)) {
        names.insert(channel->name);
      } else if (const auto ratio = strategy.ratios.find(std::get<RatioReference>(dimension.source).id);
                 ratio != strategy.ratios.end()) {
        names.insert(ratio->second.numerator);
        names.insert(ratio->second.denominator);
      }
    });
  }
  return {names.begin(), names.end()};
}

}  // namespace gating
