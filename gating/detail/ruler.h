#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "gating/detail/value_kernels.h"

namespace gating::detail {

/// A whole number for each double, in their order; 0 for both zeros. Not of NaN.
[[nodiscard]] std::int64_t key_of(double value);
[[nodiscard]] double value_of(std::int64_t key);

/// Values from one to another, both included, by their keys.
struct KeyRange {
  std::int64_t first = 0;
  std::int64_t last = 0;

  [[nodiscard]] static KeyRange everything();
  [[nodiscard]] bool is_one_value() const { return first == last; }
  friend bool operator==(const KeyRange&, const KeyRange&) = default;
};

/// The line divided at boundaries: interval i holds what is not below i of them. Most values are placed by a table of
/// cells; where boundaries lie within a cell, its values are compared with them.
class Ruler {
 public:
  static constexpr std::size_t most_boundaries = 30'000;

  /// One interval that holds everything.
  Ruler() : Ruler{std::vector<double>{}, Cells{1, 0, 0}} {}
  /// @param boundaries  ascending, each once, at most `most_boundaries`
  Ruler(std::vector<double> boundaries, const Cells& cells);

  [[nodiscard]] std::size_t intervals() const { return boundaries_.size() + 1; }
  [[nodiscard]] KeyRange range_of(std::size_t interval) const;
  /// @param value  not NaN
  [[nodiscard]] std::size_t interval_of(double value) const;

  static constexpr std::size_t at_a_time = 64;

  /// Calls visit(first, intervals) for as many values at a time, those from `first` on; an interval is intervals() of
  /// NaN.
  template <class Visit>
  void place(std::span<const double> values, Visit visit) const {
    std::array<std::int32_t, at_a_time> cells;
    std::array<std::uint16_t, at_a_time> found;
    for (std::size_t first = 0; first < values.size(); first += at_a_time) {
      const auto count = std::min(at_a_time, values.size() - first);
      value_kernels().find_cells(cells_, values.data() + first, cells.data(), count);
      for (std::size_t i = 0; i < count; ++i) {
        auto interval = interval_of_cell_[static_cast<std::size_t>(cells[i])];
        if ((interval & is_divided) != 0) interval = place_from(interval ^ is_divided, values[first + i]);
        found[i] = interval;
      }
      visit(first, std::span<const std::uint16_t>{found.data(), count});
    }
  }

 private:
  static constexpr std::uint16_t is_divided = 0x8000;

  [[nodiscard]] std::uint16_t place_from(std::size_t first, double value) const;

  std::vector<double> boundaries_;
  Cells cells_;
  std::vector<std::uint16_t> interval_of_cell_;  ///< of its lowest value; with `is_divided` where it has more than one
};

/// Cells that are at most a quarter of `finest` wide near zero and reach to `largest`, as far as a table of a few
/// thousand cells can.
/// @param finest, largest  at least 0, finite
[[nodiscard]] Cells cells_for(double finest, double largest);
/// The least value of the cell that holds `value`.
[[nodiscard]] double lowest_in_cell(const Cells& cells, double value);
/// The least value above that cell; infinity for one of the last.
[[nodiscard]] double lowest_above_cell(const Cells& cells, double value);

}  // namespace gating::detail
