#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gating {

/// A channel by the name that the strategy uses: $PnN, a marker, or, with a spectrum matrix, one of its fluorochromes.
struct ChannelReference {
  std::string name;
  friend bool operator==(const ChannelReference&, const ChannelReference&) = default;
};
/// A ratio of two channels, by the id of its definition in Strategy::ratios.
struct RatioReference {
  std::string id;
  friend bool operator==(const RatioReference&, const RatioReference&) = default;
};

struct Uncompensated {
  friend bool operator==(Uncompensated, Uncompensated) = default;
};
/// Gating-ML's "FCS": the matrix that the sample's file carries.
struct FileCompensation {
  friend bool operator==(FileCompensation, FileCompensation) = default;
};
/// A matrix of the strategy, by its id in Strategy::matrices.
struct MatrixCompensation {
  std::string id;
  friend bool operator==(const MatrixCompensation&, const MatrixCompensation&) = default;
};
using CompensationRef = std::variant<Uncompensated, FileCompensation, MatrixCompensation>;

/// One axis of a gate: scale values, then compensation, then (for a ratio) the ratio, then the transformation.
struct Dimension {
  std::variant<ChannelReference, RatioReference> source;
  CompensationRef compensation;
  std::optional<std::string> transformation;  ///< id in Strategy::transformations; none = linear scale values
  friend bool operator==(const Dimension&, const Dimension&) = default;
};

/// min <= value < max on every side, in scale units after the transformation. A range is a rectangle with one side.
struct RectangleGate {
  struct Side {
    Dimension dimension;
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    friend bool operator==(const Side&, const Side&) = default;
  };
  std::vector<Side> sides;  ///< at least one
  friend bool operator==(const RectangleGate&, const RectangleGate&) = default;
};

struct Point {
  double x = 0;
  double y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// Inside by the even-odd rule; edges and vertices are inside. Edges are straight in scale units.
struct PolygonGate {
  std::array<Dimension, 2> dimensions;
  std::vector<Point> vertices;  ///< at least three; the last is joined to the first
  friend bool operator==(const PolygonGate&, const PolygonGate&) = default;
};

/// (x - mean)^T covariance^-1 (x - mean) <= distance_square.
struct EllipsoidGate {
  std::vector<Dimension> dimensions;  ///< n >= 2
  std::vector<double> mean;           ///< n, scale units
  std::vector<double> covariance;  ///< n x n row-major, scale units squared; need not be symmetric, must be invertible
  double distance_square = 0;
  friend bool operator==(const EllipsoidGate&, const EllipsoidGate&) = default;
};

/// Axes cut at dividers; each Quadrant is a population of its own, the gate itself is none.
struct QuadrantGate {
  struct Divider {
    std::string id;
    Dimension dimension;
    std::vector<double> values;  ///< ascending, at least one
    friend bool operator==(const Divider&, const Divider&) = default;
  };
  struct Position {
    std::string divider;  ///< id of a Divider of this gate
    double location = 0;  ///< any value inside the cell meant: the cell holds its lower edge and not its upper one
    friend bool operator==(const Position&, const Position&) = default;
  };
  struct Quadrant {
    std::string id;
    std::string name;                 ///< for people: "HLA-DR+CD38+"; the id where the document gives none
    std::vector<Position> positions;  ///< dividers not named here do not constrain
    friend bool operator==(const Quadrant&, const Quadrant&) = default;
  };
  std::vector<Divider> dividers;
  std::vector<Quadrant> quadrants;
  friend bool operator==(const QuadrantGate&, const QuadrantGate&) = default;
};

enum class BooleanOperation { and_, or_, not_ };

/// Complements are taken over all events of the sample, not inside any parent.
struct BooleanGate {
  struct Operand {
    std::string gate;         ///< id of a gate or of a Quadrant
    bool complement = false;  ///< use-as-complement
    friend bool operator==(const Operand&, const Operand&) = default;
  };
  BooleanOperation operation = BooleanOperation::and_;
  std::vector<Operand> operands;  ///< at least two for and/or, exactly one for not
  friend bool operator==(const BooleanGate&, const BooleanGate&) = default;
};

using Gate = std::variant<RectangleGate, PolygonGate, EllipsoidGate, QuadrantGate, BooleanGate>;

/// Calls visit(dimension) for every axis of the gate, in the order of the gate.
template <class Visit>
void for_each_dimension(const Gate& gate, Visit visit) {
  if (const auto* rectangle = std::get_if<RectangleGate>(&gate)) {
    for (const auto& side : rectangle->sides) visit(side.dimension);
  } else if (const auto* polygon = std::get_if<PolygonGate>(&gate)) {
    for (const auto& dimension : polygon->dimensions) visit(dimension);
  } else if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&gate)) {
    for (const auto& dimension : ellipsoid->dimensions) visit(dimension);
  } else if (const auto* quadrants = std::get_if<QuadrantGate>(&gate)) {
    for (const auto& divider : quadrants->dividers) visit(divider.dimension);
  }
}

}  // namespace gating
