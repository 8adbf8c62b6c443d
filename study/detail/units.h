#pragma once

#include <string>
#include <string_view>

namespace study::detail {

/// A unit with a plain u for micro, whichever way it is written: the micro sign (U+00B5), the Greek letter (U+03BC), mc
/// ("mcg"), micro ("microgram"). Without blanks.
[[nodiscard]] std::string plain_unit(std::string_view unit);

}  // namespace study::detail
