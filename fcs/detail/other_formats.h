#pragma once

#include <string_view>

namespace fcs::detail {

/// What a file that is not FCS seems to be, from its first bytes: "a PNG picture"; empty where unknown.
[[nodiscard]] std::string_view name_of_other_format(std::string_view first_bytes);

}  // namespace fcs::detail
