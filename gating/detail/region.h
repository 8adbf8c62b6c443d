#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fcs/base/result.h"
#include "gating/strategy.h"
#include "gating/strategy_diff.h"

namespace gating {

/// An axis with everything that its ids stand for.
struct ResolvedAxis {
  std::variant<std::string, Ratio> source;  ///< a channel's name, or a ratio
  ResolvedCompensation compensation;
  std::optional<Transformation> transformation;

  /// What people call it: a channel, or "A / B".
  [[nodiscard]] std::string label() const;
};
/// Whether both give every event the same value. Ids play no part, nor does the order in which a matrix lists its dyes.
[[nodiscard]] bool same_values(const ResolvedAxis& a, const ResolvedAxis& b);

/// A rectangle, or a Quadrant by the cells that it takes.
struct BoxRegion {
  struct Side {
    ResolvedAxis axis;
    double min = 0;
    double max = 0;
  };
  std::vector<Side> sides;
};
struct PolygonRegion {
  std::array<ResolvedAxis, 2> axes;
  std::vector<Point> vertices;  ///< none equal to the one before, the last one not to the first
};
struct EllipsoidRegion {
  std::vector<ResolvedAxis> axes;
  std::vector<double> mean;
  std::vector<double> covariance;  ///< n x n row-major
  double distance_square = 0;
};
/// Of other populations: all of them (and), or any.
struct CombinedRegion {
  struct Operand {
    std::size_t population = 0;  ///< position in populations()
    bool complement = false;
    friend auto operator<=>(const Operand&, const Operand&) = default;
  };
  bool all = true;                ///< also where there is one operand
  std::vector<Operand> operands;  ///< ascending, each once
};
/// What one population's own gate holds, whatever its parent.
using Region = std::variant<BoxRegion, PolygonRegion, EllipsoidRegion, CombinedRegion>;

/// @param populations  of the strategy
/// @param position     not root
/// @error Code::dangling_reference, of a strategy that no document gave
[[nodiscard]] fcs::Result<Region> region_of(const Strategy& strategy, std::span<const Population> populations,
                                            std::size_t position);

/// Pairs the corners of two polygons with equally many so that as few as can be differ, and these by as little as can
/// be: a polygon is the same wherever its list begins, and in both directions.
/// @return of each vertex of `before` the position of its partner in `after`
[[nodiscard]] std::vector<std::size_t> paired_vertices(std::span<const Point> before, std::span<const Point> after);

}  // namespace gating
