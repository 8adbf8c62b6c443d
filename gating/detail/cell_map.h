#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "gating/detail/kernels.h"
#include "gating/detail/program.h"

namespace gating {

/// The plane of two axes cut into cells, each of which lies inside a shape, outside, or, where its border runs through
/// it, needs each event asked. Which cell an event lies in follows from the bits of its values before transformation,
/// so most events of a polygon or an ellipse are settled without a transformation (docs/decisions/0012).
class CellMap {
 public:
  using OverlapWith = std::function<Overlap(const Rectangle&)>;

  /// @param bounds        of the shape, finite; no event beyond them is inside
  /// @param overlap_with  of a rectangle with the shape, scale units
  /// @return none where the axes cannot be divided: bounds that no data value reaches, or too narrow ones
  [[nodiscard]] static std::optional<CellMap> make(const Axis& x, const Axis& y, const Rectangle& bounds,
                                                   const OverlapWith& overlap_with);

  // What kernels need beside the values.
  [[nodiscard]] const std::uint8_t* sides() const { return sides_.data(); }
  [[nodiscard]] detail::Bins x() const { return bins(axes_[0]); }
  [[nodiscard]] detail::Bins y() const { return bins(axes_[1]); }

 private:
  static constexpr std::size_t columns = 128;         ///< across the bounds
  static constexpr std::size_t stride = columns + 2;  ///< one more on both sides, for what lies wholly beyond

  struct Stretch {
    double low = 0, high = 0;  ///< of an empty one low > high
  };
  struct DividedAxis {
    detail::Bins bins;                         ///< without its table
    std::vector<std::uint16_t> column_of_bin;  ///< times the distance of two columns in `sides_`; none without bins
    std::array<Stretch, stride> stretches{};   ///< of each column what values it may hold, scale units
  };
  [[nodiscard]] static detail::Bins bins(const DividedAxis& axis) {
    auto bins = axis.bins;
    if (!axis.column_of_bin.empty()) bins.columns = axis.column_of_bin.data();
    return bins;
  }
  [[nodiscard]] static std::optional<DividedAxis> divide(const Axis& axis, double low, double high,
                                                         std::size_t distance);
  [[nodiscard]] static DividedAxis divide_evenly(double low, double high, std::size_t distance);
  [[nodiscard]] static Stretch scaled(const Axis& axis, double low, double high);
  /// Columns first to last - 1 of both axes.
  struct Block {
    std::size_t first_x, last_x, first_y, last_y;
  };
  void settle(const Block& block, const OverlapWith& overlap_with);

  std::array<DividedAxis, 2> axes_;
  std::vector<std::uint8_t> sides_;  ///< detail::Side, a row of stride after another
};

}  // namespace gating
