#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/error.h"

namespace gating::gatingml {

/// All that there is to say of a document, each with line and column, in their order.
struct CheckReport {
  std::vector<fcs::Error> errors;      ///< it cannot be read, or a gate of it can hold no sample's events
  std::vector<fcs::Finding> warnings;  ///< it is read; what is odd, and what is made of it
};

/// What a sample's channels reach up to, for gates beyond them.
struct ChannelTops {
  std::map<std::string, double> top_of;  ///< scale value, by the strategy's name of the channel
  std::string sample;                    ///< what messages call the sample
};

/// Looks for everything that is wrong with a Gating-ML 2.0 document in one pass: what read() refuses and tolerates;
/// matrices that cannot be inverted; where the schemas of the standard are not kept; Quadrants of one gate that take
/// the same cell; gates and Quadrants that no event can be in.
[[nodiscard]] CheckReport check(std::string_view xml, const std::string& file, const ChannelTops& tops = {});

}  // namespace gating::gatingml
