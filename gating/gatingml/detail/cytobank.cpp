#include "gating/gatingml/detail/cytobank.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "fcs/base/utf8.h"
#include "gating/gatingml/detail/gates.h"
#include "gating/gatingml/detail/population_tree.h"

namespace gating::gatingml::detail {
namespace {

using fcs::Code;
using fcs::Result;

/// The child of this name, whatever its namespace: Cytobank's own elements have none.
std::optional<Element> child(const Element& parent, std::string_view name) {
  for (const auto& element : parent.children()) {
    if (element.name() == name) return element;
  }
  return std::nullopt;
}

std::optional<Element> cytobank_info(const Element& owner) {
  const auto info = child(owner, "custom_info");
  return info ? child(*info, "cytobank") : std::nullopt;
}

std::string text_of(const Element& info, std::string_view name) {
  const auto element = child(info, name);
  return element ? element->text() : std::string{};
}

/// RFC 4648, but for the three signs that an XML id cannot hold: '_' for '+', '-' for '/', '.' for '='.
std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  while (text.ends_with('.')) text.remove_suffix(1);
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>((bits >> count) & 0xFF);
  }
  if (out.empty() || fcs::first_invalid_utf8(out) != std::string_view::npos) return std::nullopt;
  return out;
}

/// The name in an id such as Gate_59485_dHN1YiBVUg.. ("tsub UR"): all that a Quadrant has of its name.
std::optional<std::string> name_in_id(std::string_view id) {
  constexpr std::string_view prefix = "Gate_";
  if (!id.starts_with(prefix)) return std::nullopt;
  const auto end_of_number = id.find('_', prefix.size());
  if (end_of_number == std::string_view::npos) return std::nullopt;
  return from_base64(id.substr(end_of_number + 1));
}

/// What custom_info says of a gate.
struct Info {
  Element element;
  std::string name;
  std::string gate_id;  ///< one for the shapes of a gate for all files and for single files
  std::string file;     ///< the FCS file that the shape is for; empty: all
  bool is_for_one_population = false;
};

class CytobankReader {
 public:
  CytobankReader(const Element& root, Document document) : root_{root}, document_{std::move(document)} {}

  Result<Document> read() {
    collect_infos();
    auto& gates = document_.strategy.gates;
    for (auto& node : gates) give_names(node);
    if (std::none_of(gates.begin(), gates.end(), [](const auto& node) { return node.parent.has_value(); })) {
      set_tailored_aside();
      auto tree = tree_of(gates);
      gates = std::move(tree.gates);
      settle_names(gates, tree.remarks);
      for (const auto& remark : tree.remarks) note(remark.id, remark.found, remark.assumed);
      for (const auto& shape : tree.shapes) tailor(shape);
      note(root_, "Cytobank's document: flat gates, populations as lists of gates",
           "the populations' tree follows from which lists are parts of others");
    } else {
      std::vector<Remark> remarks;
      settle_names(gates, remarks);
      for (const auto& remark : remarks) note(remark.id, remark.found, remark.assumed);
    }
    note_times();
    note(root_, "what else custom_info says: plot ranges, labels, versions, the experiment",
         "it has no place in a strategy and is not kept");
    FCS_CHECK(populations(document_.strategy));
    return std::move(document_);
  }

 private:
  void collect_infos() {
    for (const auto& element : root_.children()) {
      if (!is_gate(element)) continue;
      const auto id = element.required_id("id").value();
      for (const auto& part : element.children()) {
        if (part.name() == "Quadrant") elements_.emplace(part.required_id("id").value(), part);
      }
      elements_.emplace(id, element);
      const auto info = cytobank_info(element);
      if (!info) continue;
      infos_.emplace(
          id, Info{element, text_of(*info, "name"), text_of(*info, "gate_id"), text_of(*info, "fcs_file_filename"),
                   text_of(*info, "tailored_per_population") == "true"});
    }
  }

  void give_names(GateNode& node) const {
    const auto give = [](const std::string& id, const std::string& own, std::string& name) {
      if (name != id) return;
      if (!own.empty()) {
        name = own;
      } else if (auto in_id = name_in_id(id)) {
        name = *std::move(in_id);
      }
    };
    if (auto* gate = std::get_if<QuadrantGate>(&node.gate)) {
      for (auto& quadrant : gate->quadrants) give(quadrant.id, {}, quadrant.name);
      return;
    }
    const auto info = infos_.find(node.id);
    give(node.id, info == infos_.end() ? std::string{} : info->second.name, node.name);
  }

  /// Takes the shapes for single files out of the list, and the references to them to the shape for all files.
  void set_tailored_aside() {
    auto& gates = document_.strategy.gates;
    std::map<std::string, std::string> for_all;  // gate_id -> id
    for (const bool take_tailored : {false, true}) {
      for (const auto& node : gates) {
        const auto info = infos_.find(node.id);
        if (info == infos_.end() || info->second.gate_id.empty() || info->second.is_for_one_population) continue;
        if (info->second.file.empty() == take_tailored) continue;
        const bool is_first = for_all.emplace(info->second.gate_id, node.id).second;
        if (take_tailored && is_first) {
          note(node.id, fmt::format("a gate for the file {} alone", info->second.file), "it is used for all files");
        }
      }
    }
    std::map<std::string, std::string> meant;  // id of a shape for one file, or of its Quadrant -> for all files
    std::vector<GateNode> kept;
    for (auto& node : gates) {
      const auto info = infos_.find(node.id);
      if (info == infos_.end() || info->second.file.empty() || info->second.gate_id.empty() ||
          for_all.at(info->second.gate_id) == node.id) {
        kept.push_back(std::move(node));
        continue;
      }
      tailored_[for_all.at(info->second.gate_id)].push_back({info->second.file, std::move(node)});
    }
    for (const auto& node : kept) {
      const auto tailored = tailored_.find(node.id);
      if (tailored == tailored_.end()) continue;
      for (const auto& one : tailored->second) map_ids(one.gate, node, meant);
    }
    for (auto& node : kept) {
      if (auto* gate = std::get_if<BooleanGate>(&node.gate)) {
        for (auto& operand : gate->operands) {
          if (const auto found = meant.find(operand.gate); found != meant.end()) operand.gate = found->second;
        }
      }
    }
    gates = std::move(kept);
  }

  static void map_ids(const GateNode& from, const GateNode& to, std::map<std::string, std::string>& meant) {
    meant[from.id] = to.id;
    const auto* parts = std::get_if<QuadrantGate>(&from.gate);
    const auto* targets = std::get_if<QuadrantGate>(&to.gate);
    if (parts == nullptr || targets == nullptr) return;
    for (std::size_t q = 0; q < std::min(parts->quadrants.size(), targets->quadrants.size()); ++q) {
      meant[parts->quadrants[q].id] = targets->quadrants[q].id;
    }
  }

  /// Adds the shapes for single files of a gate of the tree.
  void tailor(const Shape& shape) {
    const auto tailored = tailored_.find(shape.gate);
    if (tailored == tailored_.end()) return;
    const auto& node = document_.strategy.gates[shape.node];
    for (const auto& [file, own] : tailored->second) {
      auto gate = in_place_of(own.gate, node.gate, shape.quadrants);
      if (!gate) {
        note(own.id, "a shape for one file that is no shape of the same kind", "the shape for all files is used");
        continue;
      }
      note(own.id, fmt::format("a shape for the file {} alone", file),
           fmt::format("in that file alone it is the shape of {}", node.id));
      document_.tailored.push_back({file, {node.id, node.name, node.parent, *std::move(gate)}});
    }
  }

  /// `own` under the ids of `target`; none where they are not of one kind.
  static std::optional<Gate> in_place_of(const Gate& own, const Gate& target,
                                         const std::vector<std::size_t>& quadrants) {
    const auto* parts = std::get_if<QuadrantGate>(&own);
    const auto* wanted = std::get_if<QuadrantGate>(&target);
    if (own.index() != target.index()) {
      return parts == nullptr && wanted == nullptr ? std::optional{own} : std::nullopt;
    }
    if (parts == nullptr) return own;
    if (parts->dividers.size() != wanted->dividers.size() ||
        std::any_of(quadrants.begin(), quadrants.end(), [&](std::size_t q) { return q >= parts->quadrants.size(); })) {
      return std::nullopt;
    }
    auto out = *wanted;
    std::map<std::string, std::string> divider_ids;
    for (std::size_t d = 0; d < out.dividers.size(); ++d) {
      divider_ids[parts->dividers[d].id] = out.dividers[d].id;
      out.dividers[d] = parts->dividers[d];
      out.dividers[d].id = wanted->dividers[d].id;
    }
    for (std::size_t q = 0; q < out.quadrants.size(); ++q) {
      out.quadrants[q].positions = parts->quadrants[quadrants[q]].positions;
      for (auto& position : out.quadrants[q].positions) position.divider = divider_ids.at(position.divider);
    }
    return out;
  }

  void note_times() {
    for (const auto& node : document_.strategy.gates) {
      bool has_time = false;
      for_each_dimension(node.gate, [&](const Dimension& dimension) {
        const auto* channel = std::get_if<ChannelReference>(&dimension.source);
        has_time = has_time || (channel != nullptr && (channel->name == "Time" || channel->name == "TIME"));
      });
      if (has_time) {
        note(node.id, "a gate on Time, which Cytobank counts in ticks",
             "its edges are as written: gate with --time raw");
      }
    }
  }

  void note(const std::string& id, std::string found, std::string assumed) {
    const auto element = elements_.find(id);
    note(element == elements_.end() ? root_ : element->second, std::move(found), std::move(assumed));
  }
  void note(const Element& element, std::string found, std::string assumed) {
    document_.findings.push_back({element.error(Code::other_dialect, "Gating-ML 2.0 alone", std::move(found)),
                                  std::move(assumed),
                                  /*is_note=*/true});
  }

  Element root_;
  Document document_;
  std::map<std::string, Info> infos_;                          ///< by the id of the gate
  std::map<std::string, Element> elements_;                    ///< gates and Quadrants, by id
  std::map<std::string, std::vector<TailoredGate>> tailored_;  ///< by the id of the shape for all files
};

}  // namespace

bool is_cytobank(const Element& root) {
  const auto children = root.children();
  return cytobank_info(root).has_value() || std::any_of(children.begin(), children.end(), [](const Element& element) {
           return is_gate(element) && cytobank_info(element).has_value();
         });
}

Result<Document> as_cytobank_means(const Element& root, Document document) {
  return CytobankReader{root, std::move(document)}.read();
}

}  // namespace gating::gatingml::detail
