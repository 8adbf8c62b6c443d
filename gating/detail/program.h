#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "gating/geometry.h"
#include "gating/plan.h"

namespace gating {

/// A column of values that gates look at: a channel of the block, or one computed from others.
struct ColumnRef {
  enum class Kind { input, derived };
  Kind kind = Kind::input;
  std::size_t index = 0;  ///< in Plan::channels() or in Program::derived
  friend bool operator==(const ColumnRef&, const ColumnRef&) = default;
};

/// Row vector times one column of the inverse: sum over k of inputs[k] * coefficients[k], in this order.
struct CompensatedColumn {
  std::vector<std::size_t> inputs;  ///< in Plan::channels()
  std::vector<double> coefficients;
};
struct RatioColumn {
  ColumnRef numerator;  ///< derived columns come before those that use them
  ColumnRef denominator;
  double A = 1, B = 0, C = 0;
  Bound bound;
};
using DerivedColumn = std::variant<CompensatedColumn, RatioColumn>;

struct Axis {
  ColumnRef column;
  std::optional<Transformation> transformation;

  [[nodiscard]] double scale(double value) const { return transformation ? (*transformation)(value) : value; }
  friend bool operator==(const Axis&, const Axis&) = default;
};

/// A gate edge moved to the data side, so that almost no event is transformed for it. For a data value x and f the
/// transformation as computed: x < below means f(x) < value, x >= at_or_above means f(x) >= value; in between ask f.
/// The band between them is some 1e-9 wide in scale units, far more than f's own error, so f need not be monotone to
/// the last bit.
struct Edge {
  double value = 0;  ///< scale units
  double below = 0;
  double at_or_above = 0;
};
[[nodiscard]] Edge move_to_data_side(double value, const std::optional<Transformation>& transformation);

/// An edge on an axis. Gates with the same edge on the same axis share one, and what it says of 64 events.
struct Cut {
  Axis axis;
  Edge edge;
  float below = 0;        ///< the lowest float that is not below edge.below; NaN for NaN
  float at_or_above = 0;  ///< likewise of edge.at_or_above
};

/// min <= scale(x) < max, as positions in Program::cuts; at least one of them. No max is no upper limit, also for
/// infinity.
struct Interval {
  std::optional<std::size_t> min;
  std::optional<std::size_t> max;
};

class CellMap;  // cell_map.h

/// Rectangles and Quadrants alike.
struct BoxTest {
  std::vector<Interval> intervals;
};
struct PolygonTest {
  Axis x, y;
  std::vector<Interval> surroundings;    ///< a box around it, to spare most events the transformation
  std::shared_ptr<const CellMap> cells;  ///< spares even more; none where it cannot be had
  Polygon polygon;
};
struct EllipsoidTest {
  std::vector<Axis> axes;
  std::vector<Interval> surroundings;    ///< as above; none where the matrix gives no ellipsoid
  std::shared_ptr<const CellMap> cells;  ///< as above; only of two dimensions
  std::vector<double> mean;
  std::vector<double> inverse;
  double distance_square = 0;
};
struct BooleanTest {
  struct Operand {
    std::size_t population = 0;
    bool complement = false;
  };
  BooleanOperation operation = BooleanOperation::and_;
  std::vector<Operand> operands;
};
/// All events.
struct EverythingTest {};
using Test = std::variant<EverythingTest, BoxTest, PolygonTest, EllipsoidTest, BooleanTest>;

/// Fills one population's mask from its parent's and those of its operands, which earlier steps have filled.
struct Step {
  std::size_t population = 0;
  std::optional<std::size_t> parent;
  Test test;
};

/// Compensated columns of the same inputs, which are estimated together in single precision: for each event the column
/// in double is within margin * magnitude of the estimate (docs/decisions/0011).
struct EstimatedColumns {
  std::vector<std::size_t> inputs;               ///< in Plan::channels()
  std::vector<std::size_t> outputs;              ///< in Program::derived
  std::vector<std::vector<float>> coefficients;  ///< of each output
  std::vector<float> margins;                    ///< of each output
};

struct Plan::Program {
  std::vector<fcs::ChannelIndex> channels;
  std::vector<DerivedColumn> derived;
  std::vector<EstimatedColumns> estimated;  ///< those of the derived columns that tests look at as estimates
  std::vector<std::size_t> computed;        ///< those that tests look at in double, for every event
  std::vector<Cut> cuts;
  std::vector<ColumnRef> shown;  ///< one a dimension that is wanted for drawing
  std::vector<Step> steps;       ///< in an order that meets every need; none for a population with an obstacle
  std::vector<Population> populations;
  std::vector<std::optional<fcs::Error>> obstacles;  ///< one a population
  std::vector<fcs::Finding> findings;
  std::vector<AppliedMatrix> matrices;
};

}  // namespace gating
