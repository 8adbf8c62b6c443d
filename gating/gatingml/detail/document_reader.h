#pragma once

#include <vector>

#include "fcs/base/result.h"
#include "gating/gatingml/detail/context.h"
#include "gating/strategy.h"

namespace gating::gatingml::detail {

/// A document with all that is wrong with it.
struct Reading {
  Ids ids;
  std::vector<Element> definitions;  ///< gates, transformations and matrices, in the order of the document
  Strategy strategy;                 ///< whole where there are no errors
  std::vector<fcs::Error> errors;    ///< in the order of the document, none with further ones; about Errors::most
  std::vector<fcs::Finding> findings;
};

/// Reads in two passes, because references may point forward: first every id, then every definition. Goes on after an
/// error with what does not depend on it.
/// @param root  of a Gating-ML 2.0 document
[[nodiscard]] Reading read_document(const Element& root);

/// @error Code::unsupported_gating_ml for another version, not_gating_ml for any other XML
[[nodiscard]] fcs::Result<void> check_root(const Element& root);

}  // namespace gating::gatingml::detail
