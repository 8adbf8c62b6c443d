#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace gating {

/// A stretch of an axis in scale units: low <= value < high.
struct AxisRange {
  double low = 0;
  double high = 1;
  friend bool operator==(const AxisRange&, const AxisRange&) = default;
};

/// Finds how far values reach, for axes that nothing else gives a range.
class Extent {
 public:
  /// @param values  scale units; those that are not finite are passed over
  /// @param mask    bit e of word e / 64: event e counts; bits past the last event are 0
  void add(std::span<const double> values, std::span<const std::uint64_t> mask);

  /// All values seen and a little room on both sides; none where there were none.
  [[nodiscard]] std::optional<AxisRange> range() const;

 private:
  std::optional<AxisRange> seen_;  ///< lowest and highest, both inside
};

/// Counts events on a grid over two axes. Each event is counted once: in a cell, or as the first that holds of not a
/// number, left, right, below, above.
class Density {
 public:
  struct OffScale {
    std::uint64_t left = 0, right = 0;   ///< infinite values among them
    std::uint64_t below = 0, above = 0;  ///< likewise
    std::uint64_t not_a_number = 0;      ///< on either axis
    friend bool operator==(const OffScale&, const OffScale&) = default;
  };

  /// @param x, y           finite, low < high, and high - low finite
  /// @param width, height  cells along x and y, at least 1
  Density(AxisRange x, AxisRange y, std::size_t width, std::size_t height);

  /// @param x, y  one value an event, scale units
  /// @param mask  bit e of word e / 64: event e counts; bits past the last event are 0
  void add(std::span<const double> x, std::span<const double> y, std::span<const std::uint64_t> mask);

  [[nodiscard]] AxisRange x_range() const { return x_.range; }
  [[nodiscard]] AxisRange y_range() const { return y_.range; }
  [[nodiscard]] std::size_t width() const { return x_.cells; }
  [[nodiscard]] std::size_t height() const { return y_.cells; }
  /// Events of each cell: `height` rows of `width`, the row of the lowest y first.
  [[nodiscard]] std::span<const std::uint32_t> counts() const { return counts_; }
  [[nodiscard]] const OffScale& off_scale() const { return off_scale_; }

 private:
  struct Side {
    AxisRange range;
    std::size_t cells;
    double cells_per_unit;

    [[nodiscard]] bool contains(double value) const { return value >= range.low && value < range.high; }
    [[nodiscard]] std::size_t cell(double value) const;
  };

  void add(double x, double y);
  void add_off_scale(double x, double y);

  Side x_, y_;
  std::vector<std::uint32_t> counts_;
  OffScale off_scale_;
};

}  // namespace gating
