#pragma once

#include <string_view>

namespace fcs {

/// $DATE: dd-mmm-yyyy with an English month in any case, a day that its month has.
/// Source: FCS 3.0 and 3.1, $DATE.
[[nodiscard]] bool is_date(std::string_view text);
/// Likewise, or dd-mmm-yy, as FCS 2.0 has it.
[[nodiscard]] bool is_date_of_any_century(std::string_view text);

/// $BTIM and $ETIM: hh:mm:ss, then nothing, `:` and sixtieths of a second (FCS 3.0), or `.` and hundredths (FCS 3.1).
[[nodiscard]] bool is_time(std::string_view text);

/// $BEGINDATETIME and $ENDDATETIME: yyyy-mm-ddThh:mm:ss, a fraction or none, and a zone or none (Z, +hh, +hhmm,
/// +hh:mm). Source: FCS 3.2; ISO 8601.
[[nodiscard]] bool is_date_time(std::string_view text);

}  // namespace fcs
