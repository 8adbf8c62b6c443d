#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "gating/gatingml/detail/errors.h"
#include "gating/gatingml/detail/xml.h"

namespace gating::gatingml::detail {

/// What an id of a document names.
enum class IdKind { gate, quadrant_gate, quadrant, divider, transformation, ratio, matrix };

/// The one id space of a document, known before anything is read: references may point forward.
class Ids {
 public:
  /// Adds the ids of a gate (its dividers and quadrants with it), a transformation or a spectrum matrix.
  /// @error Code::duplicate_id, bad_attribute; what could be added is there all the same
  [[nodiscard]] fcs::Result<void> add(const Element& definition, std::vector<fcs::Finding>& findings);

  [[nodiscard]] bool has(const std::string& id, std::initializer_list<IdKind> kinds) const;
  [[nodiscard]] const std::map<std::string, Element>& elements() const { return elements_; }

 private:
  [[nodiscard]] fcs::Result<void> add(const Element& element, IdKind kind, std::vector<fcs::Finding>& findings);

  std::map<std::string, IdKind> ids_;
  std::map<std::string, Element> elements_;
};

/// What reading one part of a document needs of the rest.
struct Context {
  const Ids& ids;
  std::vector<fcs::Finding>& findings;

  void tolerate(fcs::Error deviation, std::string assumed) {
    if (findings.size() < Errors::most) findings.push_back({std::move(deviation), std::move(assumed)});
  }
};

struct ElementName {
  Space space;
  std::string_view name;
};

/// The children of `parent` that are among `expected`, in their order; custom_info is passed over everywhere.
/// What is foreign to Gating-ML is left out with a finding; @error Code::unexpected_element for what is not.
[[nodiscard]] fcs::Result<std::vector<Element>> children_among(const Element& parent,
                                                               std::initializer_list<ElementName> expected,
                                                               Context& context);

/// Those of one name.
[[nodiscard]] std::vector<Element> named(const std::vector<Element>& elements, std::string_view name);

/// The one element of this name. @error Code::missing_element where there is none, unexpected_element where there are
/// several
[[nodiscard]] fcs::Result<Element> only(const Element& parent, const std::vector<Element>& elements,
                                        std::string_view name);

}  // namespace gating::gatingml::detail
