#pragma once

#include <filesystem>
#include <string>

#include "fcs/base/result.h"
#include "gating/strategy.h"

namespace gating::gatingml {

/// The strategy as a Gating-ML 2.0 document in UTF-8, valid against the standard's schemas: transformations, ratios and
/// matrices by id, then the gates in their order. One strategy gives the same bytes every time. read() gives the same
/// strategy back, which is made sure of before this returns, but for two things: an id that XML does not take is
/// renamed, with the old one as its display name, and an empty name comes back as the id.
/// Comments and custom_info of the document that the strategy was read from are not part of it, and are not written.
/// @error Code::bad_name (characters that XML cannot hold, blanks at the ends of a name); bad_matrix (fewer than the
/// two
///        fluorochromes that the schemas ask for); and what read() would refuse: bad_gate, duplicate_id, ...
/// Source: Gating-ML 2.0 (ISAC), sections 4 to 6, and its schemas, version 2.0.121207.
[[nodiscard]] fcs::Result<std::string> write(const Strategy& strategy);

/// Replaces the file, or makes it; it is there whole or not at all.
/// @error those of write(), and Code::cannot_write; the file is then as it was
[[nodiscard]] fcs::Result<void> write_file(const std::filesystem::path& file, const Strategy& strategy);

}  // namespace gating::gatingml
