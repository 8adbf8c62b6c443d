#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fcs {

/// Decimal digits with blanks around them, nothing else, at most 2^64 - 1.
[[nodiscard]] std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// A decimal number, fraction and exponent allowed, with blanks around it: finite, inf and nan as written. Any locale.
[[nodiscard]] std::optional<double> parse_real(std::string_view text);

/// The shortest decimal that reads back as the same double.
[[nodiscard]] std::string print_real(double value);

}  // namespace fcs
