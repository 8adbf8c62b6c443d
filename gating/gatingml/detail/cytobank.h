#pragma once

#include "gating/gatingml/detail/xml.h"
#include "gating/gatingml/read.h"

namespace gating::gatingml::detail {

/// Whether Cytobank, or a program that writes its way, made the document: custom_info holds an element cytobank.
[[nodiscard]] bool is_cytobank(const Element& root);

/// Makes the populations that Cytobank means of what its document says by the standard alone: a gate has no parent
/// there, and a population is a Boolean gate over all the gates on its path, once for all files and again for each file
/// that a gate is tailored for. Same ids, same events; every decision is a finding.
/// @param document  as the standard has it
/// @error what populations() says
[[nodiscard]] fcs::Result<Document> as_cytobank_means(const Element& root, Document document);

}  // namespace gating::gatingml::detail
