#include "fcs/keywords/amplification.h"

#include <cmath>

#include <fmt/format.h>

#include "fcs/keywords/number.h"

namespace fcs {

Result<Amplification> parse_amplification(std::string_view text) {
  const auto comma = text.find(',');
  const auto decades = parse_real(text.substr(0, comma));
  const auto offset = comma == std::string_view::npos ? std::nullopt : parse_real(text.substr(comma + 1));
  const auto usable = [](const std::optional<double>& value) { return value && std::isfinite(*value) && *value >= 0; };
  if (!usable(decades) || !usable(offset)) {
    return Error{Code::bad_keyword, {}, "two numbers of at least 0, such as 0,0 or 4,1", fmt::format("\"{}\"", text)};
  }
  return Amplification{*decades, *offset};
}

std::string print(const Amplification& amplification) {
  return print_real(amplification.decades) + "," + print_real(amplification.offset);
}

}  // namespace fcs
