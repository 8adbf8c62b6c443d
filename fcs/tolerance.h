#pragma once

#include <cstdint>

namespace fcs {

/// Which deviations from the standard are repaired, and reported as findings, rather than refused.
class Tolerance {
 public:
  /// Repairs what is known and safe; nothing that loses or invents events.
  [[nodiscard]] static Tolerance standard() { return Tolerance{Level::standard}; }
  /// --strict: every deviation is an error.
  [[nodiscard]] static Tolerance none() { return Tolerance{Level::none}; }
  /// --salvage: also reads what is left of damaged data; a finding says how much is lost.
  [[nodiscard]] static Tolerance salvage() { return Tolerance{Level::salvage}; }

  [[nodiscard]] bool repairs() const { return level_ >= Level::standard; }
  [[nodiscard]] bool salvages() const { return level_ == Level::salvage; }

 private:
  enum class Level : std::uint8_t { none, standard, salvage };
  explicit Tolerance(Level level) : level_{level} {}
  Level level_;
};

}  // namespace fcs
