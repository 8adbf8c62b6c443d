#include "gating/detail/region.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace gating {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

bool same_matrix(const SpectrumMatrix& a, const SpectrumMatrix& b) {
  if (a.inverted_already != b.inverted_already || a.fluorochromes.size() != b.fluorochromes.size() ||
      a.detectors.size() != b.detectors.size()) {
    return false;
  }
  return a == b || (!a.fluorochromes.empty() && coefficient_changes(a, b).empty() && !a.inverted_already);
}

bool same_compensation(const ResolvedCompensation& a, const ResolvedCompensation& b) {
  const auto* first = std::get_if<ResolvedMatrix>(&a);
  const auto* second = std::get_if<ResolvedMatrix>(&b);
  if (first != nullptr && second != nullptr) return same_matrix(first->matrix, second->matrix);
  return a.index() == b.index();
}

/// Looks up what a gate names.
class Resolver {
 public:
  Resolver(const Strategy& strategy, std::span<const Population> populations)
      : strategy_{strategy}, populations_{populations} {}

  Result<ResolvedAxis> axis(const Dimension& dimension) const {
    ResolvedAxis out;
    if (const auto* ratio = std::get_if<RatioReference>(&dimension.source)) {
      FCS_TRY(found, find(strategy_.ratios, ratio->id, "the id of a ratio"));
      out.source = *found;
    } else {
      out.source = std::get<ChannelReference>(dimension.source).name;
    }
    if (const auto* matrix = std::get_if<MatrixCompensation>(&dimension.compensation)) {
      FCS_TRY(found, find(strategy_.matrices, matrix->id, "the id of a matrix"));
      out.compensation = ResolvedMatrix{matrix->id, *found};
    } else if (std::holds_alternative<FileCompensation>(dimension.compensation)) {
      out.compensation = FileCompensation{};
    }
    if (dimension.transformation) {
      FCS_TRY(found, find(strategy_.transformations, *dimension.transformation, "the id of a transformation"));
      out.transformation = *found;
    }
    return out;
  }

  Result<Region> box(const RectangleGate& gate) const {
    BoxRegion region;
    for (const auto& side : gate.sides) {
      FCS_TRY(resolved, axis(side.dimension));
      region.sides.push_back({std::move(resolved), side.min, side.max});
    }
    return Region{std::move(region)};
  }

  Result<Region> box(const QuadrantGate& gate, const QuadrantGate::Quadrant& quadrant) const {
    BoxRegion region;
    for (const auto& position : quadrant.positions) {
      const auto divider = std::ranges::find(gate.dividers, position.divider, &QuadrantGate::Divider::id);
      if (divider == gate.dividers.end()) return dangling("a divider of the gate", position.divider);
      FCS_TRY(resolved, axis(divider->dimension));
      const auto [min, max] = cell_of(divider->values, position.location);
      region.sides.push_back({std::move(resolved), min, max});
    }
    return Region{std::move(region)};
  }

  Result<Region> polygon(const PolygonGate& gate) const {
    FCS_TRY(x, axis(gate.dimensions[0]));
    FCS_TRY(y, axis(gate.dimensions[1]));
    PolygonRegion region{{std::move(x), std::move(y)}, gate.vertices};
    auto& vertices = region.vertices;
    vertices.erase(std::unique(vertices.begin(), vertices.end()), vertices.end());
    while (vertices.size() > 1 && vertices.front() == vertices.back()) vertices.pop_back();
    return Region{std::move(region)};
  }

  Result<Region> ellipsoid(const EllipsoidGate& gate) const {
    EllipsoidRegion region{{}, gate.mean, gate.covariance, gate.distance_square};
    for (const auto& dimension : gate.dimensions) {
      FCS_TRY(resolved, axis(dimension));
      region.axes.push_back(std::move(resolved));
    }
    return Region{std::move(region)};
  }

  Result<Region> combined(const BooleanGate& gate) const {
    CombinedRegion region{gate.operation != BooleanOperation::or_, {}};
    for (const auto& operand : gate.operands) {
      const auto found = std::ranges::find(populations_, operand.gate, &Population::id);
      if (found == populations_.end()) return dangling("the id of a gate", operand.gate);
      region.operands.push_back({static_cast<std::size_t>(found - populations_.begin()),
                                 operand.complement != (gate.operation == BooleanOperation::not_)});
    }
    auto& operands = region.operands;
    std::ranges::sort(operands);
    operands.erase(std::unique(operands.begin(), operands.end()), operands.end());
    region.all = region.all || operands.size() == 1;
    return Region{std::move(region)};
  }

 private:
  static Error dangling(std::string expected, std::string found) {
    return {Code::dangling_reference, {}, std::move(expected), std::move(found)};
  }
  template <class Value>
  static Result<const Value*> find(const std::map<std::string, Value>& values, const std::string& id,
                                   const char* expected) {
    const auto found = values.find(id);
    if (found == values.end()) return dangling(expected, id);
    return &found->second;
  }
  static std::pair<double, double> cell_of(const std::vector<double>& values, double location) {
    std::pair cell{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    for (const double value : values) {
      if (value <= location) cell.first = std::max(cell.first, value);
      if (value > location) cell.second = std::min(cell.second, value);
    }
    return cell;
  }

  const Strategy& strategy_;
  std::span<const Population> populations_;
};

double difference(const Point& a, const Point& b, const Point& scale) {
  return std::abs(a.x - b.x) / scale.x + std::abs(a.y - b.y) / scale.y;
}

/// How far the vertices reach, never 0, so that both axes weigh alike.
Point extent(std::span<const Point> vertices) {
  const auto reach = [vertices](double Point::*coordinate) {
    const auto [low, high] = std::ranges::minmax_element(vertices, {}, coordinate);
    const double size = (*high).*coordinate - (*low).*coordinate;
    return size > 0 ? size : 1.0;
  };
  return {reach(&Point::x), reach(&Point::y)};
}

}  // namespace

std::string ResolvedAxis::label() const {
  if (const auto* channel = std::get_if<std::string>(&source)) return *channel;
  const auto& ratio = std::get<Ratio>(source);
  return ratio.numerator + " / " + ratio.denominator;
}

bool same_values(const ResolvedAxis& a, const ResolvedAxis& b) {
  return a.source == b.source && a.transformation == b.transformation &&
         same_compensation(a.compensation, b.compensation);
}

Result<Region> region_of(const Strategy& strategy, std::span<const Population> populations, std::size_t position) {
  const Resolver resolver{strategy, populations};
  const auto& population = populations[position];
  const auto& gate = strategy.gates[*population.gate].gate;
  if (const auto* rectangle = std::get_if<RectangleGate>(&gate)) return resolver.box(*rectangle);
  if (const auto* quadrants = std::get_if<QuadrantGate>(&gate)) {
    return resolver.box(*quadrants, quadrants->quadrants[*population.quadrant]);
  }
  if (const auto* polygon = std::get_if<PolygonGate>(&gate)) return resolver.polygon(*polygon);
  if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&gate)) return resolver.ellipsoid(*ellipsoid);
  return resolver.combined(std::get<BooleanGate>(gate));
}

std::vector<std::size_t> paired_vertices(std::span<const Point> before, std::span<const Point> after) {
  const auto n = before.size();
  const auto scale = extent(before);
  const auto partner = [n](std::size_t vertex, std::size_t shift, bool backwards) {
    return backwards ? (shift + n - vertex) % n : (shift + vertex) % n;
  };
  std::pair<std::size_t, double> best{n + 1, 0};
  std::pair<std::size_t, bool> found{0, false};
  for (const bool backwards : {false, true}) {
    for (std::size_t shift = 0; shift < n; ++shift) {
      std::pair<std::size_t, double> cost{0, 0};
      for (std::size_t v = 0; v < n && cost.first <= best.first; ++v) {
        const auto& other = after[partner(v, shift, backwards)];
        if (before[v] == other) continue;
        ++cost.first;
        cost.second += difference(before[v], other, scale);
      }
      if (cost < best) {
        best = cost;
        found = {shift, backwards};
      }
    }
  }
  std::vector<std::size_t> partners;
  for (std::size_t v = 0; v < n; ++v) partners.push_back(partner(v, found.first, found.second));
  return partners;
}

}  // namespace gating
