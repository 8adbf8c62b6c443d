#pragma once

namespace fcs {

/// 10^x with the same bits on every machine, which the C library does not promise; within 1.5 units in the last place.
/// 0 below the smallest normal number, inf beyond the largest, NaN of NaN.
[[nodiscard]] double exp10(double x);

}  // namespace fcs
