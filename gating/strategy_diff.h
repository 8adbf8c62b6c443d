#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fcs/base/result.h"
#include "gating/strategy.h"

namespace gating {

/// What a change is about.
enum class ChangeKind : std::uint8_t {
  name,
  id,
  parent,          ///< values are paths
  shape,           ///< another kind of gate, or an ellipsoid of other dimensions; what follows from it is not listed
  dimension,       ///< the gate looks at another channel, or at one more or less
  ratio,           ///< another formula of the same two channels
  compensation,    ///< of one dimension
  transformation,  ///< of one dimension
  threshold,       ///< item min or max; scale units
  vertex,          ///< item is its number from 1: before the change, or of an added one after it; scale units
  mean,            ///< of an ellipsoid; scale units
  covariance,      ///< of an ellipsoid; item is the other dimension; scale units squared
  distance_square,
  operation,  ///< of a Boolean gate: "and" or "or"
  operand     ///< a path, after "not " where the complement is meant
};
/// The enumerator's own spelling.
[[nodiscard]] std::string_view name(ChangeKind kind);

/// A compensation with the matrix that its id stands for.
struct ResolvedMatrix {
  std::string id;
  SpectrumMatrix matrix;
};
using ResolvedCompensation = std::variant<Uncompensated, FileCompensation, ResolvedMatrix>;

/// A value of a change; nothing where there is none: an open side, no transformation, a vertex not yet there.
using ChangeValue = std::variant<std::monostate, double, std::string, Ratio, ResolvedCompensation, Transformation>;

struct Change {
  ChangeKind kind{};
  std::string dimension;  ///< the channel, or "A / B" of a ratio; empty where the whole gate is meant
  std::string item;       ///< which of several: see ChangeKind
  ChangeValue before;
  ChangeValue after;
};

/// By what a population of one strategy was recognised in the other.
enum class PopulationMatch : std::uint8_t { id, path, gate };
[[nodiscard]] std::string_view name(PopulationMatch match);

/// A population of either strategy, or of both.
struct PopulationDiff {
  std::optional<std::size_t> before;     ///< position in StrategyDiff::before; none: added
  std::optional<std::size_t> after;      ///< position in StrategyDiff::after; none: removed
  std::optional<PopulationMatch> match;  ///< where it is in both
  std::vector<Change> changes;

  [[nodiscard]] bool is_different() const { return !before || !after || !changes.empty(); }
};

struct StrategyDiff {
  std::vector<Population> before;  ///< populations() of each
  std::vector<Population> after;
  std::vector<PopulationDiff> populations;  ///< all: in the order of `before`, then what is added, in that of `after`

  [[nodiscard]] bool is_different() const;
};

/// Compares what two strategies mean. Not a difference: the order of gates, sides, operands, of a matrix's rows; the
/// ids of transformations, ratios, matrices and dividers; definitions that no gate uses; at which corner and in which
/// direction a polygon is listed; a Quadrant against a rectangle of the same sides; an operand named twice.
/// A population is recognised by its id, else by its path or its name below the same parent, else by its gate
/// (docs/decisions).
/// @error those of populations(); Code::dangling_reference
[[nodiscard]] fcs::Result<StrategyDiff> strategy_diff(const Strategy& before, const Strategy& after);

/// A share of a dye in a detector that two matrices have different.
struct CoefficientChange {
  std::string fluorochrome;
  std::string detector;
  std::optional<double> before;  ///< none where that matrix does not have both
  std::optional<double> after;
};
/// In the order of the first, then what only the second has. Empty where one is an inverse and the other is not: their
/// numbers cannot be compared.
[[nodiscard]] std::vector<CoefficientChange> coefficient_changes(const SpectrumMatrix& before,
                                                                 const SpectrumMatrix& after);

}  // namespace gating
