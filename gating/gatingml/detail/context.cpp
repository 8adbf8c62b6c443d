#include "gating/gatingml/detail/context.h"

#include <algorithm>

#include <fmt/format.h>

#include "gating/gatingml/detail/floreada.h"
#include "gating/gatingml/detail/lexical.h"

namespace gating::gatingml::detail {

using fcs::Code;
using fcs::Result;

Result<void> Ids::add(const Element& definition, std::vector<fcs::Finding>& findings) {
  const auto name = definition.name();
  if (name == "spectrumMatrix") return add(definition, IdKind::matrix, findings);
  if (name == "transformation") {
    const auto children = definition.children();
    const bool is_ratio = std::any_of(children.begin(), children.end(),
                                      [](const Element& child) { return child.is(Space::transforms, "fratio"); });
    return add(definition, is_ratio ? IdKind::ratio : IdKind::transformation, findings);
  }
  if (name != "QuadrantGate") return add(definition, IdKind::gate, findings);
  Errors errors;
  errors.keep(add(definition, IdKind::quadrant_gate, findings));
  for (const auto& child : definition.children()) {
    if (child.is(Space::gating, "divider")) errors.keep(add(child, IdKind::divider, findings));
    if (child.is(Space::gating, "Quadrant")) errors.keep(add(child, IdKind::quadrant, findings));
  }
  return errors.result();
}

Result<void> Ids::add(const Element& element, IdKind kind, std::vector<fcs::Finding>& findings) {
  FCS_TRY(id, element.required_id("id"));
  if (kind == IdKind::matrix && (id == "FCS" || id == "uncompensated")) {
    return element.error_at("id", Code::bad_attribute, "an id that has no other meaning as a compensation-ref", id);
  }
  if (id == "root") {
    return element.error_at("id", Code::duplicate_id, "an id other than root, which means all events", id);
  }
  if (!is_xml_id(id)) {
    findings.push_back({element.error_at("id", Code::bad_attribute,
                                         "an XML id: a letter or '_', then letters, digits, '.', '-', '_'", id),
                        "the id is used as it stands"});
  }
  if (!ids_.emplace(id, kind).second) {
    return element.error_at("id", Code::duplicate_id, "an id that nothing else in the document has", id);
  }
  elements_.emplace(std::move(id), element);
  return fcs::success();
}

bool Ids::has(const std::string& id, std::initializer_list<IdKind> kinds) const {
  const auto found = ids_.find(id);
  return found != ids_.end() && std::find(kinds.begin(), kinds.end(), found->second) != kinds.end();
}

Result<std::vector<Element>> children_among(const Element& parent, std::initializer_list<ElementName> expected,
                                            Context& context) {
  std::vector<Element> out;
  Errors errors;
  for (const auto& child : parent.children()) {
    const auto space = child.space();
    const auto name = child.name();
    if (space == Space::data_type && name == "custom_info") continue;
    if (may_hold_floreada_gates(child)) continue;  // read with the document's other names and parents
    const bool is_expected = std::any_of(expected.begin(), expected.end(), [&](const ElementName& one) {
      return one.space == space && one.name == name;
    });
    if (is_expected) {
      out.push_back(child);
      continue;
    }
    std::string names;
    for (const auto& one : expected) names += (names.empty() ? "" : ", ") + std::string{one.name};
    auto problem =
        child.error(Code::unexpected_element, names.empty() ? "no elements in it" : names, child.as_written());
    if (space == Space::gating || space == Space::transforms) {
      errors.add(std::move(problem));
    } else {
      context.tolerate(std::move(problem), "it is passed over");
    }
  }
  FCS_CHECK(errors.result());
  return out;
}

std::vector<Element> named(const std::vector<Element>& elements, std::string_view name) {
  std::vector<Element> out;
  for (const auto& element : elements) {
    if (element.name() == name) out.push_back(element);
  }
  return out;
}

Result<Element> only(const Element& parent, const std::vector<Element>& elements, std::string_view name) {
  const auto found = named(elements, name);
  if (found.empty()) return parent.error(Code::missing_element, fmt::format("an element {}", name), "none");
  if (found.size() > 1) {
    return found[1].error(Code::unexpected_element, fmt::format("one element {}", name), "a second one");
  }
  return found.front();
}

}  // namespace gating::gatingml::detail
