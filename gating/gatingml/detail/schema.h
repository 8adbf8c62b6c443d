#pragma once

#include <vector>

#include "fcs/base/error.h"
#include "gating/gatingml/detail/document_reader.h"

namespace gating::gatingml::detail {

/// Where a document that can be read is not as the schemas of Gating-ML 2.0 have it, so that a program that validates
/// refuses it: attributes that mean nothing, or are of another namespace, or of none; children in another order;
/// custom_info where it may not stand; a matrix of one fluorochrome.
/// @return in the order of the document; about Errors::most at most
/// Source: the schemas of Gating-ML 2.0, version 2.0.121207.
[[nodiscard]] std::vector<fcs::Finding> schema_deviations(const Element& root, const std::vector<Element>& definitions);

}  // namespace gating::gatingml::detail
