#pragma once

#include <map>
#include <string>

#include "gating/strategy.h"

namespace gating::gatingml {

struct Merged {
  Strategy strategy;
  std::map<std::string, std::string> replaced;  ///< id that is gone -> id of the equal definition that stands for it
};

/// Leaves one of several transformations, ratios or matrices that say the same, the one whose id comes first, and lets
/// every dimension refer to it. No population changes.
[[nodiscard]] Merged merge_equal_definitions(Strategy strategy);

}  // namespace gating::gatingml
