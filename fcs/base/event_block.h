#pragma once

#include <cstddef>
#include <span>

#include "fcs/base/ids.h"

namespace fcs {

/// A run of events as columns, in scale values (after $PnE, $PnG, $TIMESTEP).
/// The spans point into buffers that their producer reuses: they are valid until the next block is asked for.
struct EventBlock {
  EventIndex first;                                   ///< of the whole sample
  std::size_t size = 0;                               ///< events in this block
  std::span<const std::span<const double>> columns;   ///< one of `size` values for each channel asked for, in that order
  /// Only where a reader is asked for them: where singles[i] is not empty it stands for columns[i], which then is, and
  /// holds the same values, each exactly.
  std::span<const std::span<const float>> singles{};
};

}  // namespace fcs
