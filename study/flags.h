#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace study {

enum class FlagLevel : std::uint8_t { warn, fail };

/// "WARN", "FAIL".
[[nodiscard]] std::string_view name(FlagLevel level);

/// Something that a reader of a sample's numbers must know. A flag never deletes data.
struct Flag {
  std::string name;  ///< "NO_COMPENSATION"
  FlagLevel level = FlagLevel::warn;
  std::optional<double> value;
  std::optional<double> limit;
  std::string limit_source;
  std::string message;
};

}  // namespace study
