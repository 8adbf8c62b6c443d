#pragma once

#include "fcs/findings.h"
#include "fcs/header.h"
#include "fcs/text.h"

namespace fcs::detail {

/// Reports dates and times that are none. They are kept as text in any case.
void check_dates(const Keywords& keywords, Version version, Findings& findings);

}  // namespace fcs::detail
