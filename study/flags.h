#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/error.h"

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

/// What of a sample's findings a reader of its numbers must know: NO_COMPENSATION, ALREADY_COMPENSATED, SCALE_MISMATCH;
/// COMP_MISMATCH of level FAIL where the strategy asks for the file's matrix and that cannot be used.
[[nodiscard]] std::vector<Flag> flags_of(const std::vector<fcs::Finding>& findings);

}  // namespace study
