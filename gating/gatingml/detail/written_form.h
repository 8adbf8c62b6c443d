#pragma once

#include "fcs/base/result.h"
#include "gating/strategy.h"

namespace gating::gatingml::detail {

/// The strategy as a document says it, which is what reading that document gives: it selects the same events.
/// * An id that no XML schema takes ("CD8+ T cells") is renamed: '_' for each character that is not allowed, '_' before
///   a digit, '-' or '.' that comes first, and a number after it where that is taken. The old id stays as the name.
///   Letters beyond ASCII are kept where every edition of XML 1.0 has them: Latin, Greek, Cyrillic, Hebrew, Arabic,
///   Japanese, Chinese, Korean. `root`, and for a matrix `FCS` and `uncompensated`, mean something else: renamed, too.
/// * A gate or Quadrant without a name is called as its id; so is a QuadrantGate, which is no population.
/// @error Code::bad_name for what XML cannot hold: control characters and invalid UTF-8 in a name, blanks at the ends
/// of
///        a display name
[[nodiscard]] fcs::Result<Strategy> written_form(const Strategy& strategy);

}  // namespace gating::gatingml::detail
