#include "gating/strategy.h"

#include <algorithm>
#include <set>
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
  explicit PopulationLister(const Strategy& strategy) : strategy_{strategy}, children_(strategy.gates.size()) {}

  Result<std::vector<Population>> list() {
    FCS_CHECK(collect_ids());
    FCS_CHECK(collect_children());
    FCS_CHECK(refuse_cycles());
    out_.push_back({root_id, root_id, root_id, std::nullopt, std::nullopt, std::nullopt});
    FCS_CHECK(append_children(top_, 0));
    return std::move(out_);
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
      children_[parent.gate].emplace_back(parent.quadrant, g);
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

  /// Settles gates whose needs are all settled until none is left; what stays refers to itself.
  Result<void> refuse_cycles() const {
    const auto count = strategy_.gates.size();
    std::vector<std::vector<std::size_t>> needed_by(count);
    std::vector<std::size_t> unmet(count, 0);
    for (const auto& [gate, needs] : needs_) {
      unmet[gate] = needs.size();
      for (const auto need : needs) needed_by[need].push_back(gate);
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
    if (settled.size() == count) return fcs::success();
    std::string first;
    std::string circle;
    for (std::size_t g = 0; g < count; ++g) {
      if (unmet[g] == 0) continue;
      if (first.empty()) first = strategy_.gates[g].id;
      circle += (circle.empty() ? "" : ", ") + strategy_.gates[g].id;
    }
    return Error{
        Code::cyclic_reference, {{}, "gate " + first, {}}, "parents and operands that lead to all events", circle};
  }

  Result<void> append_children(const std::vector<std::size_t>& gates, std::size_t parent) {
    std::set<std::string> names;
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

  Result<void> append(const Target& target, const std::string& id, const std::string& given_name, std::size_t parent,
                      std::set<std::string>& siblings) {
    const auto& name = given_name.empty() ? id : given_name;
    if (name.find('/') != std::string::npos) {
      return Error{Code::bad_name, {{}, "gate " + id, {}}, "a name without '/', which separates names in a path", name};
    }
    if (parent == 0 && name == root_id) {
      return Error{Code::bad_name, {{}, "gate " + id, {}}, "a name other than root, which means all events", name};
    }
    if (!siblings.insert(name).second) {
      return Error{Code::bad_name, {{}, "gate " + id, {}}, "a name that no sibling has", name};
    }
    if (++level_ > most_levels) {
      return Error{
          Code::bad_gate, {{}, "gate " + id, {}}, fmt::format("at most {} levels of parents", most_levels), "more"};
    }
    const auto path = parent == 0 ? name : out_[parent].path + "/" + name;
    out_.push_back({id, name, path, parent, target.gate, target.quadrant});
    const auto self = out_.size() - 1;
    std::vector<std::size_t> below;
    for (const auto& [quadrant, child] : children_[target.gate]) {
      if (quadrant == target.quadrant) below.push_back(child);
    }
    FCS_CHECK(append_children(below, self));
    --level_;
    return fcs::success();
  }

  static constexpr std::size_t most_levels = 1000;  ///< paths grow with the depth, and so does the stack

  const Strategy& strategy_;
  std::size_t level_ = 0;
  std::map<std::string, Target> ids_;
  std::map<std::size_t, std::set<std::size_t>> needs_;  ///< gate -> gates that it refers to
  std::vector<std::size_t> top_;
  std::vector<std::vector<std::pair<std::optional<std::size_t>, std::size_t>>>
      children_;  ///< gate -> (its Quadrant, child)
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
