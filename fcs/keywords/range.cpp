#include "fcs/keywords/range.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "fcs/keywords/number.h"

namespace fcs {
namespace {

unsigned bits_below(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);  // value = fraction * 2^exponent, fraction in [0.5, 1)
  const int bits = fraction == 0.5 ? exponent - 1 : exponent;
  return static_cast<unsigned>(std::min(bits, 64));
}

}  // namespace

Result<Range> parse_range(std::string_view text) {
  // Integers beyond 2^53 are no doubles, but their bits count.
  if (const auto integer = parse_unsigned(text); integer && *integer >= 2) {
    return Range{static_cast<double>(*integer), static_cast<unsigned>(std::bit_width(*integer - 1))};
  }
  const auto value = parse_real(text);
  constexpr double largest = 18446744073709551616.0;  // 2^64
  if (!value || !(*value >= 2 && *value <= largest)) {
    return Error{Code::bad_range, {}, "a number from 2 to 2^64", fmt::format("\"{}\"", text)};
  }
  return Range{*value, bits_below(*value)};
}

std::string print(const Range& range) {
  constexpr double first_inexact_integer = 9007199254740992.0;  // 2^53
  const bool is_integer = range.value < first_inexact_integer && range.value == std::floor(range.value);
  return is_integer ? fmt::format("{}", static_cast<std::uint64_t>(range.value)) : print_real(range.value);
}

}  // namespace fcs
