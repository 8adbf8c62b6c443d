#pragma once

#include <optional>
#include <string>

#include "fcs/base/ids.h"

namespace fcs {

/// $PnE: how the instrument amplified. decades == 0 means linear.
struct Amplification {
  double decades = 0;  ///< f1
  double offset = 0;   ///< f2, the scale value of channel number 0; instrument units
  friend bool operator==(const Amplification&, const Amplification&) = default;
};

/// One column of the event matrix, as the file describes it.
struct Channel {
  ChannelIndex index;
  std::string name;             ///< $PnN, or P<n> where there is none
  std::string label;            ///< $PnS; empty where there is none
  std::optional<double> range;  ///< $PnR; absent where it says nothing usable
  Amplification amplification;  ///< as applied (see layout): linear for floating-point data
  double gain = 1;              ///< $PnG as applied
  bool is_time = false;         ///< named Time, in any case
};

}  // namespace fcs
