#include "gating/gatingml/detail/document_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "gating/gatingml/detail/floreada.h"
#include "gating/gatingml/detail/gates.h"
#include "gating/gatingml/detail/transformations.h"

namespace gating::gatingml::detail {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

bool is_definition(const Element& element) {
  return is_gate(element) || element.is(Space::transforms, "transformation") ||
         element.is(Space::transforms, "spectrumMatrix");
}

class DocumentReader {
 public:
  explicit DocumentReader(const Element& root) : root_{root} {}

  Reading read() {
    collect(root_, 0);
    add_ids();
    for (const auto& definition : out_.definitions) {
      if (errors_.is_full()) break;
      read_definition(definition);
    }
    read_names();
    if (!errors_.is_full()) check_hierarchy();
    out_.errors = std::move(errors_.all());
    std::ranges::stable_sort(out_.errors, {}, position_of);
    return std::move(out_);
  }

 private:
  /// Finds the definitions, also those that stand inside foreign elements, as some writers have them.
  void collect(const Element& parent, int depth) {
    constexpr int deepest = 16;
    for (const auto& child : parent.children()) {
      if (is_definition(child)) {
        out_.definitions.push_back(child);
        collect_inside_floreada(child, depth);
        continue;
      }
      if (may_hold_floreada_gates(child) && depth < deepest_floreada_gate) {
        collect(child, depth + 1);
        continue;
      }
      const auto space = child.space();
      if (space == Space::data_type && child.name() == "custom_info") continue;
      auto problem = child.error(Code::unexpected_element, "a gate, a transformation, a spectrumMatrix or custom_info",
                                 child.as_written());
      if (space == Space::gating || space == Space::transforms || depth >= deepest) {
        if (!errors_.is_full()) errors_.add(std::move(problem));
        continue;
      }
      const auto before = out_.definitions.size();
      if (space == Space::foreign) collect(child, depth + 1);
      if (depth > 0) continue;
      context_.tolerate(std::move(problem), out_.definitions.size() > before
                                                ? "the gates in it are read as if they stood outside"
                                                : "it is passed over");
    }
  }

  /// Finds the definitions inside another, which only Floreada's elements hold.
  void collect_inside_floreada(const Element& definition, int depth) {
    for (const auto& child : definition.children()) {
      if (!may_hold_floreada_gates(child)) continue;
      if (depth < deepest_floreada_gate) {
        collect(child, depth + 1);
      } else if (!errors_.is_full()) {
        errors_.add(child.error(Code::unexpected_element, "gates not so deep inside each other", child.as_written()));
      }
    }
  }

  /// Definitions whose ids cannot be used are left out of what follows.
  void add_ids() {
    std::vector<Element> sound;
    for (const auto& definition : out_.definitions) {
      if (errors_.is_full()) break;
      if (errors_.keep(out_.ids.add(definition, out_.findings))) sound.push_back(definition);
    }
    out_.definitions = std::move(sound);
  }

  void read_definition(const Element& element) {
    const auto id = element.required_id("id").value();  // else add_ids would have left it out
    if (out_.ids.has(id, {IdKind::transformation})) {
      if (auto transformation = errors_.keep(read_transformation(element, context_))) {
        out_.strategy.transformations.emplace(id, *std::move(transformation));
      }
    } else if (out_.ids.has(id, {IdKind::ratio})) {
      if (auto ratio = errors_.keep(read_ratio(element, context_))) {
        out_.strategy.ratios.emplace(id, *std::move(ratio));
      }
    } else if (out_.ids.has(id, {IdKind::matrix})) {
      if (auto matrix = errors_.keep(read_matrix(element, context_))) {
        out_.strategy.matrices.emplace(id, *std::move(matrix));
      }
    } else if (auto gate = errors_.keep(read_gate(element, context_))) {
      out_.strategy.gates.push_back(*std::move(gate));
    } else {
      out_.strategy.gates.push_back(outline_of(element, context_));
    }
  }

  /// Display names: custom_info / name in our namespace, `of` the id meant, or of the gate around it.
  void read_names() {
    read_names_in(root_);
    for (const auto& definition : out_.definitions) read_names_in(definition);
    for (auto& node : out_.strategy.gates) {
      give_name(node.id, node.name);
      if (auto* quadrants = std::get_if<QuadrantGate>(&node.gate)) {
        for (auto& quadrant : quadrants->quadrants) give_name(quadrant.id, quadrant.name);
      }
    }
  }

  void read_names_in(const Element& owner) {
    for (const auto& info : owner.children()) {
      if (!info.is(Space::data_type, "custom_info")) continue;
      for (const auto& element : info.children()) {
        if (element.is(Space::cytogate, "name") && !errors_.is_full()) errors_.keep(read_name(element, owner));
      }
    }
  }

  Result<void> read_name(const Element& element, const Element& owner) {
    FCS_TRY(of, element.optional_id("of"));
    FCS_TRY(own_id, owner.optional_id("id"));
    const auto id = of ? of : own_id;
    auto name = element.text();
    if (!id || !out_.ids.has(*id, {IdKind::gate, IdKind::quadrant})) {
      return element.error_at("of", Code::dangling_reference, "the id of a gate or a Quadrant as of",
                              id ? *id : "none");
    }
    if (name.empty()) return element.error(Code::bad_name, "a name", "nothing");
    if (name.find('/') != std::string::npos) {
      return element.error(Code::bad_name, "a name without '/', which separates names in a path", name);
    }
    if (!names_.emplace(*id, std::move(name)).second) {
      return element.error(Code::bad_name, "one name for " + *id, "a second one");
    }
    return fcs::success();
  }

  void give_name(const std::string& id, std::string& name) const {
    if (const auto found = names_.find(id); found != names_.end()) name = found->second;
  }

  /// Circles, and names that siblings share.
  void check_hierarchy() {
    auto all = populations(out_.strategy);
    if (all.has_value()) return;
    auto error = std::move(all).error();
    for (auto& further : std::exchange(error.further, {})) errors_.add(located(std::move(further)));
    errors_.add(located(std::move(error)));
  }

  /// Gives an error about "gate ID", from beyond XML, the place of that gate or Quadrant.
  Error located(Error error) const {
    constexpr std::string_view prefix = "gate ";
    if (!error.where.item.starts_with(prefix)) return error;
    const auto element = out_.ids.elements().find(error.where.item.substr(prefix.size()));
    if (element == out_.ids.elements().end()) return error;
    return element->second.error(error.code, std::move(error.expected), std::move(error.found));
  }

  Element root_;
  Reading out_;
  Errors errors_;
  Context context_{out_.ids, out_.findings};
  std::map<std::string, std::string> names_;  ///< id -> display name
};

}  // namespace

Result<void> check_root(const Element& root) {
  if (root.is(Space::gating, "Gating-ML")) return fcs::success();
  constexpr std::string_view family = "http://www.isac-net.org/std/Gating-ML/v";
  const auto uri = root.namespace_uri();
  if (uri.starts_with(family)) {
    const auto version = uri.substr(family.size(), uri.find('/', family.size()) - family.size());
    if (version != "2.0") {
      return root.error(Code::unsupported_gating_ml, "version 2.0", fmt::format("version {}", version));
    }
  }
  return root.error(Code::not_gating_ml, "a root element Gating-ML of Gating-ML 2.0",
                    uri.empty() ? root.as_written() : fmt::format("{} of {}", root.as_written(), uri));
}

Reading read_document(const Element& root) { return DocumentReader{root}.read(); }

}  // namespace gating::gatingml::detail
