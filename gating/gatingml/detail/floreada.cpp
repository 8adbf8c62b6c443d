#include "gating/gatingml/detail/floreada.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "gating/gatingml/detail/context.h"
#include "gating/gatingml/detail/gates.h"
#include "gating/gatingml/detail/population_tree.h"

namespace gating::gatingml::detail {
namespace {

using fcs::Code;
using fcs::Result;

/// A position that is no position: every scale has its top at 1, and few reach beyond 2.
constexpr double beyond_every_scale = 10;

bool is_floreada(const Element& element) {
  return element.as_written().starts_with("floreada:") ||
         element.namespace_uri().find("floreada") != std::string_view::npos;
}

bool is_misspelt_custom_info(const Element& element) { return element.is(Space::data_type, "custom-info"); }

std::optional<Element> first_misspelt_custom_info(const Element& parent) {
  for (const auto& child : parent.children()) {
    if (is_misspelt_custom_info(child)) return child;
    if (const auto inside = is_gate(child) ? first_misspelt_custom_info(child) : std::nullopt) return inside;
  }
  return std::nullopt;
}

class FloreadaReader {
 public:
  FloreadaReader(const Element& root, Document document) : root_{root}, document_{std::move(document)} {
    auto& gates = document_.strategy.gates;
    for (std::size_t node = 0; node < gates.size(); ++node) {
      if (const auto* gate = std::get_if<QuadrantGate>(&gates[node].gate)) {
        for (std::size_t q = 0; q < gate->quadrants.size(); ++q) places_[gate->quadrants[q].id] = {node, q};
      } else {
        places_[gates[node].id] = {node, std::nullopt};
      }
    }
  }

  Result<Document> read() {
    if (const auto misspelt = first_misspelt_custom_info(root_)) {
      document_.findings.push_back(
          {misspelt->error(Code::unexpected_element, "custom_info", "custom-info, as Floreada writes it"),
           "all of them are read as custom_info"});
    }
    FCS_CHECK(walk(root_, {}));
    for (auto& node : document_.strategy.gates) take_data_units(node);
    std::vector<Remark> remarks;
    settle_names(document_.strategy.gates, remarks);
    for (const auto& remark : remarks) note(element_of(remark.id), remark.found, remark.assumed);
    note(root_, fmt::format("Floreada's document: {} names and {} parents in elements of its own", names_, parents_),
         "they are the gates' names and parents");
    FCS_CHECK(populations(document_.strategy));
    return std::move(document_);
  }

 private:
  struct Place {
    std::size_t node = 0;
    std::optional<std::size_t> quadrant;
  };
  /// What stands around an element.
  struct Around {
    std::optional<std::string> gate;     ///< id of the nearest gate that contains it
    std::optional<std::string> mention;  ///< id of the gate that the nearest floreada:gate names
    int depth = 0;
  };

  Result<void> walk(const Element& parent, const Around& around) {
    if (around.depth > deepest_floreada_gate) {
      return parent.error(Code::unexpected_element, "elements not so deep inside each other", parent.as_written());
    }
    for (const auto& child : parent.children()) {
      if (is_gate(child)) {
        FCS_TRY(id, child.required_id("id"));
        elements_.emplace(id, child);
        FCS_TRY(name, child.attribute("name"));
        if (name) set_name(id, *name);
        if (around.gate && *around.gate != id) set_parent(child, id, *around.gate);
        FCS_CHECK(walk(child, {id, std::nullopt, around.depth + 1}));
      } else if (is_floreada(child) && child.name() == "gate") {
        FCS_CHECK(walk_mention(child, around));
      } else {
        FCS_CHECK(walk(child, {around.gate, around.mention, around.depth + 1}));
      }
    }
    return fcs::success();
  }

  Result<void> walk_mention(const Element& mention, const Around& around) {
    FCS_TRY(id, mention.attribute("id"));
    FCS_TRY(name, mention.attribute("name"));
    const auto children = mention.children();
    const auto contained = std::find_if(children.begin(), children.end(), is_gate);
    std::optional<std::string> own;
    if (contained != children.end()) {
      FCS_TRY(contained_id, contained->required_id("id"));
      own = std::move(contained_id);
      if (around.gate) set_parent(mention, *own, *around.gate);
    } else if (id && places_.contains(*id)) {
      own = id;
      if (around.mention) set_parent(mention, *own, *around.mention);
    } else if (around.gate && !around.mention) {
      own = around.gate;  // in the gate's own custom-info, under an id of Floreada's
    }
    if (!own) {
      note(mention, fmt::format("a gate {} that the document does not define", id.value_or("without an id")),
           "it is passed over");
      return walk(mention, {around.gate, around.mention, around.depth + 1});
    }
    if (name) set_name(*own, *name);
    return walk(mention, {contained != children.end() ? own : around.gate, own, around.depth + 1});
  }

  void set_name(const std::string& id, const std::string& name) {
    const auto place = places_.find(id);
    if (place == places_.end() || name.empty()) return;
    auto& node = document_.strategy.gates[place->second.node];
    auto& own =
        place->second.quadrant ? std::get<QuadrantGate>(node.gate).quadrants[*place->second.quadrant].name : node.name;
    if (own != name) ++names_;
    own = name;
  }

  /// A parent_id, or what was said first, stands.
  void set_parent(const Element& element, const std::string& id, const std::string& parent) {
    const auto place = places_.find(id);
    if (place == places_.end() || !places_.contains(parent)) return;
    auto& node = document_.strategy.gates[place->second.node];
    if (node.parent && *node.parent != parent) {
      note(element, fmt::format("{} as a second parent of {}", parent, id),
           fmt::format("the parent is {}", *node.parent));
    } else if (!node.parent) {
      node.parent = parent;
      ++parents_;
    }
  }

  /// Ranges are in data units; a transformation beside them only says how the axis was drawn.
  void take_data_units(GateNode& node) {
    auto* gate = std::get_if<RectangleGate>(&node.gate);
    if (gate == nullptr) return;
    for (auto& side : gate->sides) {
      const auto is_in_data_units = [](double edge) {
        return std::isfinite(edge) && std::abs(edge) > beyond_every_scale;
      };
      if (!side.dimension.transformation || !(is_in_data_units(side.min) || is_in_data_units(side.max))) continue;
      note(element_of(node.id),
           fmt::format("a transformation, {}, beside edges in data units", *side.dimension.transformation),
           "the edges are used as they stand, without it");
      side.dimension.transformation.reset();
    }
  }

  Element element_of(const std::string& id) const {
    const auto element = elements_.find(id);
    return element == elements_.end() ? root_ : element->second;
  }

  void note(const Element& element, std::string found, std::string assumed) {
    document_.findings.push_back({element.error(Code::other_dialect, "Gating-ML 2.0 alone", std::move(found)),
                                  std::move(assumed),
                                  /*is_note=*/true});
  }

  Element root_;
  Document document_;
  std::map<std::string, Place> places_;      ///< populations by id
  std::map<std::string, Element> elements_;  ///< gates by id
  std::size_t names_ = 0;
  std::size_t parents_ = 0;
};

}  // namespace

bool may_hold_floreada_gates(const Element& element) {
  return is_floreada(element) || is_misspelt_custom_info(element);
}

bool is_floreada_document(const Element& root) {
  const auto children = root.children();
  return first_misspelt_custom_info(root) || std::any_of(children.begin(), children.end(), is_floreada);
}

Result<Document> as_floreada_means(const Element& root, Document document) {
  return FloreadaReader{root, std::move(document)}.read();
}

}  // namespace gating::gatingml::detail
