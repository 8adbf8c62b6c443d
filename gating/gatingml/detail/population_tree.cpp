#include "gating/gatingml/detail/population_tree.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace gating::gatingml::detail {
namespace {

using Operand = BooleanGate::Operand;

struct ByGate {
  bool operator()(const Operand& a, const Operand& b) const {
    return std::tie(a.gate, a.complement) < std::tie(b.gate, b.complement);
  }
};
using Path = std::set<Operand, ByGate>;  ///< the gates whose "and" a population is

/// A population of the flat list.
struct Member {
  std::size_t node = 0;
  Path path;
  Operand last;                       ///< the gate listed last: of several that could be its own, most likely that one
  std::optional<std::size_t> parent;  ///< position among the members
  Path own;                           ///< what of the path the parent does not have
};

class TreeBuilder {
 public:
  explicit TreeBuilder(const std::vector<GateNode>& flat) : flat_{flat} {}

  PopulationTree build() {
    collect_shapes();
    for (std::size_t node = 0; node < flat_.size(); ++node) collect_member(node);
    for (auto& member : members_) find_parent(member);
    find_kept_gates();
    emit();
    return std::move(tree_);
  }

 private:
  /// Where an id that is no BooleanGate's stands in the flat list.
  struct Place {
    std::size_t node = 0;
    std::optional<std::size_t> quadrant;
  };

  void collect_shapes() {
    for (std::size_t node = 0; node < flat_.size(); ++node) {
      ids_.insert(flat_[node].id);
      if (const auto* gate = std::get_if<QuadrantGate>(&flat_[node].gate)) {
        for (const auto& divider : gate->dividers) ids_.insert(divider.id);
        for (std::size_t q = 0; q < gate->quadrants.size(); ++q) {
          ids_.insert(gate->quadrants[q].id);
          places_[gate->quadrants[q].id] = {node, q};
        }
      } else if (!std::holds_alternative<BooleanGate>(flat_[node].gate)) {
        places_[flat_[node].id] = {node, std::nullopt};
      }
    }
  }

  /// A Boolean "and" of gates, and of populations before it, is a path; any other stays a Boolean gate.
  void collect_member(std::size_t node) {
    const auto* gate = std::get_if<BooleanGate>(&flat_[node].gate);
    if (gate == nullptr || gate->operation != BooleanOperation::and_) return;
    Member member{node, {}, gate->operands.back(), {}, {}};
    for (const auto& operand : gate->operands) {
      if (places_.contains(operand.gate)) {
        member.path.insert(operand);
      } else if (const auto known = member_of_.find(operand.gate); known != member_of_.end() && !operand.complement) {
        member.path.insert(members_[known->second].path.begin(), members_[known->second].path.end());
      } else {
        return;
      }
    }
    member_of_[flat_[node].id] = members_.size();
    members_.push_back(std::move(member));
  }

  void find_parent(Member& member) {
    std::size_t most = 0;
    std::size_t equals = 0;
    for (std::size_t m = 0; m < members_.size(); ++m) {
      const auto& path = members_[m].path;
      if (path.size() < most || path.size() >= member.path.size()) continue;
      if (!std::includes(member.path.begin(), member.path.end(), path.begin(), path.end(), ByGate{})) continue;
      if (path.size() > most) {
        most = path.size();
        equals = 0;
        member.parent = m;
      } else if (members_[*member.parent].path.contains(member.last) && !path.contains(member.last)) {
        member.parent = m;
      }
      ++equals;
    }
    const Path none;
    const auto& inherited = member.parent ? members_[*member.parent].path : none;
    std::set_difference(member.path.begin(), member.path.end(), inherited.begin(), inherited.end(),
                        std::inserter(member.own, member.own.end()), ByGate{});
    if (equals > 1) {
      remark(flat_[member.node].id, fmt::format("{} populations that could be its parent", equals),
             fmt::format("the parent is {}", flat_[members_[*member.parent].node].name));
    }
  }

  /// Whether the member's own part is one gate, whose shape it can take.
  static bool has_a_shape(const Member& member) { return member.own.size() == 1 && !member.own.begin()->complement; }

  /// Gates that operands of Boolean gates name, and gates that are no part of any population.
  void find_kept_gates() {
    std::set<std::size_t> taken;
    std::set<std::string> used;
    for (const auto& member : members_) {
      for (const auto& operand : member.own) {
        used.insert(operand.gate);
        const auto node = places_.at(operand.gate).node;
        (has_a_shape(member) ? taken : kept_).insert(node);
      }
    }
    for (const auto& node : flat_) {
      const auto* gate = std::get_if<BooleanGate>(&node.gate);
      if (gate == nullptr || member_of_.contains(node.id)) continue;
      for (const auto& operand : gate->operands) {
        if (const auto place = places_.find(operand.gate); place != places_.end()) kept_.insert(place->second.node);
      }
      remark(node.id, "a population that is no plain \"and\" of gates", "it stays a Boolean gate under all events");
    }
    for (std::size_t node = 0; node < flat_.size(); ++node) {
      if (std::holds_alternative<BooleanGate>(flat_[node].gate) || kept_.contains(node)) continue;
      if (!taken.contains(node)) {
        kept_.insert(node);
        remark(flat_[node].id, "a gate that no population uses", "it is kept under all events");
      } else if (const auto* gate = std::get_if<QuadrantGate>(&flat_[node].gate)) {
        for (const auto& quadrant : gate->quadrants) {
          if (!used.contains(quadrant.id)) remark(quadrant.id, "a Quadrant that no population uses", "it is left out");
        }
      }
    }
  }

  void emit() {
    for (std::size_t node = 0; node < flat_.size(); ++node) {
      if (const auto member = member_of_.find(flat_[node].id); member != member_of_.end()) {
        emit_member(members_[member->second]);
      } else if (std::holds_alternative<BooleanGate>(flat_[node].gate)) {
        tree_.gates.push_back(flat_[node]);
      } else if (kept_.contains(node)) {
        emit_gate(node);
      }
    }
  }

  void emit_gate(std::size_t node) {
    Shape shape{tree_.gates.size(), flat_[node].id, {}};
    if (const auto* gate = std::get_if<QuadrantGate>(&flat_[node].gate)) {
      for (std::size_t q = 0; q < gate->quadrants.size(); ++q) shape.quadrants.push_back(q);
    }
    tree_.shapes.push_back(std::move(shape));
    tree_.gates.push_back(flat_[node]);
  }

  void emit_member(const Member& member) {
    const auto& population = flat_[member.node];
    GateNode node{population.id, population.name, parent_id(member), BooleanGate{}};
    if (has_a_shape(member)) {
      const auto& place = places_.at(member.own.begin()->gate);
      if (place.quadrant) {
        emit_quadrant(population, parent_id(member), place);
        return;
      }
      node.gate = flat_[place.node].gate;
      tree_.shapes.push_back({tree_.gates.size(), flat_[place.node].id, {}});
    } else {
      node.gate = boolean(member);
    }
    tree_.gates.push_back(std::move(node));
  }

  std::optional<std::string> parent_id(const Member& member) const {
    if (!member.parent) return std::nullopt;
    return flat_[members_[*member.parent].node].id;
  }

  static BooleanGate boolean(const Member& member) {
    const auto& path = member.own;
    if (path.size() == 1) return {BooleanOperation::not_, {{path.begin()->gate, false}}};
    return {BooleanOperation::and_, {path.begin(), path.end()}};
  }

  /// Quadrants of one gate under one parent stand in one QuadrantGate again.
  void emit_quadrant(const GateNode& population, const std::optional<std::string>& parent, const Place& place) {
    const auto& original = std::get<QuadrantGate>(flat_[place.node].gate);
    auto& holders = quadrant_gates_[{parent.value_or(root_id), place.node}];
    auto holder = std::find_if(holders.begin(), holders.end(), [&](std::size_t shape) {
      const auto& held = tree_.shapes[shape].quadrants;
      return std::find(held.begin(), held.end(), *place.quadrant) == held.end();
    });
    if (holder == holders.end()) {
      holders.push_back(tree_.shapes.size());
      holder = std::prev(holders.end());
      const bool is_first = !kept_.contains(place.node) && with_ids_.insert(place.node).second;
      const auto id = [&](const std::string& own) { return is_first ? own : unused(own); };
      QuadrantGate gate{original.dividers, {}};
      for (auto& divider : gate.dividers) divider.id = id(divider.id);
      tree_.shapes.push_back({tree_.gates.size(), flat_[place.node].id, {}});
      const auto gate_id = id(flat_[place.node].id);
      tree_.gates.push_back({gate_id, gate_id, parent, std::move(gate)});
    }
    auto& shape = tree_.shapes[*holder];
    auto& gate = std::get<QuadrantGate>(tree_.gates[shape.node].gate);
    QuadrantGate::Quadrant quadrant{population.id, population.name, original.quadrants[*place.quadrant].positions};
    for (auto& position : quadrant.positions) {
      const auto divider = std::find_if(original.dividers.begin(), original.dividers.end(),
                                        [&](const auto& one) { return one.id == position.divider; });
      position.divider = gate.dividers[static_cast<std::size_t>(divider - original.dividers.begin())].id;
    }
    gate.quadrants.push_back(std::move(quadrant));
    shape.quadrants.push_back(*place.quadrant);
  }

  std::string unused(const std::string& id) {
    for (int number = 2;; ++number) {
      auto candidate = fmt::format("{}_{}", id, number);
      if (ids_.insert(candidate).second) return candidate;
    }
  }

  void remark(const std::string& id, std::string found, std::string assumed) {
    tree_.remarks.push_back({id, std::move(found), std::move(assumed)});
  }

  const std::vector<GateNode>& flat_;
  std::set<std::string> ids_;
  std::map<std::string, Place> places_;
  std::vector<Member> members_;
  std::map<std::string, std::size_t> member_of_;  ///< id -> position in members_
  std::set<std::size_t> kept_;                    ///< nodes of the flat list that stand in the tree by themselves
  std::set<std::size_t> with_ids_;                ///< QuadrantGates whose ids a gate of the tree has taken over
  std::map<std::pair<std::string, std::size_t>, std::vector<std::size_t>> quadrant_gates_;  ///< parent, node -> shapes
  PopulationTree tree_;
};

}  // namespace

PopulationTree tree_of(const std::vector<GateNode>& flat) { return TreeBuilder{flat}.build(); }

void settle_names(std::vector<GateNode>& gates, std::vector<Remark>& remarks) {
  std::map<std::string, std::set<std::string>> taken{{root_id, {root_id}}};  // parent -> names below it
  const auto settle = [&](const std::string& id, const std::string& parent, std::string& name) {
    std::string wanted = name;
    for (char& c : wanted) {
      if (c == '/') c = '|';
      if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    auto settled = wanted;
    for (int number = 2; !taken[parent].insert(settled).second; ++number)
      settled = fmt::format("{} ({})", wanted, number);
    if (settled == name) return;
    remarks.push_back(
        {id, wanted == name ? fmt::format("the name {}, which a sibling has", name) : fmt::format("the name {}", name),
         fmt::format("it is called {}", settled)});
    name = settled;
  };
  for (auto& node : gates) {
    const auto parent = node.parent.value_or(root_id);
    if (auto* quadrants = std::get_if<QuadrantGate>(&node.gate)) {
      for (auto& quadrant : quadrants->quadrants) settle(quadrant.id, parent, quadrant.name);
    } else {
      settle(node.id, parent, node.name);
    }
  }
}

}  // namespace gating::gatingml::detail
