#pragma once

#include "gating/gatingml/detail/context.h"
#include "gating/strategy.h"

namespace gating::gatingml::detail {

/// Whether the element is one of the five kinds of gate.
[[nodiscard]] bool is_gate(const Element& element);

/// A gate with its id and parent; names are left to whoever reads custom_info.
/// @error Code::bad_gate, dangling_reference, bad_attribute, bad_number, missing_element, unexpected_element
[[nodiscard]] fcs::Result<GateNode> read_gate(const Element& element, Context& context);

/// Of a gate that could not be read: what it has of id, parent, Quadrants and operands, so that circles and names can
/// still be judged.
[[nodiscard]] GateNode outline_of(const Element& element, const Context& context);

}  // namespace gating::gatingml::detail
