#include "study/quality/limits.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace study {

std::string source_of(const QualityLimits& limits, QualityLimit QualityLimits::*limit) {
  const auto* const key = std::ranges::find(quality_keys, limit, &QualityKey::limit);
  assert(key != std::end(quality_keys));
  const std::string name{key->name};
  return (limits.*limit).is_from_study ? name + " of study.toml" : "default of " + name;
}

}  // namespace study
