#pragma once

#include "gating/gatingml/detail/xml.h"
#include "gating/gatingml/read.h"

namespace gating::gatingml::detail {

/// Levels of elements around a gate that are looked through.
inline constexpr int deepest_floreada_gate = 1000;

/// Whether an element is Floreada's own, by its prefix or its namespace, or the custom-info that Floreada writes for
/// custom_info: gates may stand in it.
[[nodiscard]] bool may_hold_floreada_gates(const Element& element);

/// Whether Floreada made the document: it holds elements of its own, or custom-info instead of custom_info.
[[nodiscard]] bool is_floreada_document(const Element& root);

/// Gives the gates the names and the parents that Floreada's own elements say: `<floreada:gate id="ID" name="NAME">`,
/// one inside the other, around the gates or beside them. An edge of a range in data units is taken as one.
/// @param document  as the standard has it
/// @error what populations() says
[[nodiscard]] fcs::Result<Document> as_floreada_means(const Element& root, Document document);

}  // namespace gating::gatingml::detail
