#pragma once

#include <initializer_list>
#include <vector>

#include "fcs/base/error.h"

namespace fcs {

/// Which deviations from the standard are repaired, and reported as findings, rather than refused.
class Tolerance {
 public:
  /// Repairs what is known and safe; nothing that loses or invents events.
  [[nodiscard]] static Tolerance standard() { return Tolerance{true}; }
  /// --strict: every deviation is an error.
  [[nodiscard]] static Tolerance none() { return Tolerance{false}; }

  [[nodiscard]] bool repairs() const { return repairs_; }

 private:
  explicit Tolerance(bool repairs) : repairs_{repairs} {}
  bool repairs_;
};

}  // namespace fcs
