#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gating::gatingml::detail {

/// Why a text is not taken as XML, and at which byte, counted from 0.
struct XmlFault {
  std::size_t offset = 0;
  std::string expected;
  std::string found;
};

/// Looks for what the XML library takes without a word and we do not, before it builds a tree: a document type
/// declaration with declarations of its own (entities that grow without end), references to entities that nobody
/// declared, elements nested or attributes heaped so that the tree takes many times the memory of the text.
/// Runs once over the text and keeps nothing. What is not well-formed otherwise is left to the library.
/// @param xml  UTF-8, or any encoding that has ASCII in one byte a character
[[nodiscard]] std::optional<XmlFault> find_xml_fault(std::string_view xml);

}  // namespace gating::gatingml::detail
