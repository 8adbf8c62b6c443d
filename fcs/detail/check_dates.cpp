#include "fcs/detail/check_dates.h"

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/keywords/date_time.h"

namespace fcs::detail {

void check_dates(const Keywords& keywords, Version version, Findings& findings) {
  const auto check = [&](std::string_view name, bool (*is_usable)(std::string_view), std::string_view expected) {
    const auto text = keywords.value(name);
    if (!text || trim(*text).empty() || is_usable(*text)) return;
    findings.tolerate({Code::bad_keyword, keywords.place(name), std::string{expected}, fmt::format("\"{}\"", *text)},
                      "it is kept as text");
  };
  if (version == Version::fcs2_0) {
    check("$DATE", is_date_of_any_century, "a date such as 29-FEB-2024 or 29-FEB-24");
  } else {
    check("$DATE", is_date, "a date such as 29-FEB-2024");
  }
  for (const auto* name : {"$BTIM", "$ETIM"}) check(name, is_time, "a time such as 23:59:59 or 23:59:59.99");
  for (const auto* name : {"$BEGINDATETIME", "$ENDDATETIME"}) {
    check(name, is_date_time, "a time such as 2024-02-29T23:59:59Z");
  }
}

}  // namespace fcs::detail
