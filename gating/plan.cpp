#include "gating/plan.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "gating/compensation.h"
#include "gating/detail/cell_map.h"
#include "gating/detail/columns.h"
#include "gating/detail/estimates.h"
#include "gating/detail/program.h"
#include "gating/detail/shape_maps.h"
#include "gating/detail/test_columns.h"

namespace gating {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Finding;
using fcs::Result;

Error in_gate(Error error, const std::string& gate) {
  error.where.item = "gate " + gate + (error.where.item.empty() ? "" : ", " + error.where.item);
  return error;
}

/// The lowest float that is not below `value`.
float round_up(double value) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  if (value > std::numeric_limits<float>::max()) return infinity;
  if (value < std::numeric_limits<float>::lowest()) {
    return std::isinf(value) ? -infinity : std::numeric_limits<float>::lowest();
  }
  const auto nearest = static_cast<float>(value);
  return static_cast<double>(nearest) < value ? std::nextafter(nearest, infinity) : nearest;
}

/// Gives every edge its place among the cuts, each once.
class CutBuilder {
 public:
  explicit CutBuilder(std::vector<Cut>& cuts) : cuts_{cuts} {}

  Interval interval(const Axis& axis, double min, double max) {
    Interval out;
    const bool has_max = max < infinity;
    if (min > -infinity || !has_max) out.min = cut(axis, min);
    if (has_max) out.max = cut(axis, max);
    return out;
  }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  std::size_t cut(const Axis& axis, double value) {
    const auto known = std::find_if(cuts_.begin(), cuts_.end(), [&](const Cut& candidate) {
      return candidate.edge.value == value && candidate.axis == axis;
    });
    if (known != cuts_.end()) return static_cast<std::size_t>(known - cuts_.begin());
    const auto edge = move_to_data_side(value, axis.transformation);
    cuts_.push_back({axis, edge, round_up(edge.below), round_up(edge.at_or_above)});
    return cuts_.size() - 1;
  }

  std::vector<Cut>& cuts_;
};

/// Turns one gate into the test of one population. Errors are about this sample.
class TestBuilder {
 public:
  TestBuilder(ColumnBuilder& columns, CutBuilder& cuts, const std::vector<Population>& populations,
              const ShapeMaps* maps)
      : columns_{columns}, cuts_{cuts}, maps_{maps} {
    for (std::size_t p = 0; p < populations.size(); ++p) position_[populations[p].id] = p;
  }

  Result<Test> build(const Gate& gate, std::optional<std::size_t> quadrant) {
    if (const auto* rectangle = std::get_if<RectangleGate>(&gate)) return box(*rectangle);
    if (const auto* polygon = std::get_if<PolygonGate>(&gate)) return this->polygon(*polygon);
    if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&gate)) return this->ellipsoid(*ellipsoid);
    if (const auto* quadrants = std::get_if<QuadrantGate>(&gate))
      return cell(*quadrants, quadrants->quadrants[*quadrant]);
    return boolean(std::get<BooleanGate>(gate));
  }

 private:
  Result<Test> box(const RectangleGate& gate) {
    BoxTest test;
    for (const auto& side : gate.sides) {
      FCS_TRY(axis, columns_.axis(side.dimension));
      test.intervals.push_back(cuts_.interval(axis, side.min, side.max));
    }
    return Test{std::move(test)};
  }

  /// For each divider named, the cell that holds `location`: its lower edge is inside, its upper edge is not.
  Result<Test> cell(const QuadrantGate& gate, const QuadrantGate::Quadrant& quadrant) {
    BoxTest test;
    for (const auto& position : quadrant.positions) {
      const auto divider = std::find_if(gate.dividers.begin(), gate.dividers.end(),
                                        [&](const auto& candidate) { return candidate.id == position.divider; });
      double min = -std::numeric_limits<double>::infinity();
      double max = std::numeric_limits<double>::infinity();
      for (const double value : divider->values) {
        if (value <= position.location) min = std::max(min, value);
        if (value > position.location) max = std::min(max, value);
      }
      FCS_TRY(axis, columns_.axis(divider->dimension));
      test.intervals.push_back(cuts_.interval(axis, min, max));
    }
    return Test{std::move(test)};
  }

  Result<Test> polygon(const PolygonGate& gate) {
    FCS_TRY(x, columns_.axis(gate.dimensions[0]));
    FCS_TRY(y, columns_.axis(gate.dimensions[1]));
    PolygonTest test{x, y, {}, {}, Polygon{gate.vertices}};
    const auto bounds = test.polygon.bounds();
    test.surroundings = {closed(x, bounds.left, bounds.right), closed(y, bounds.low, bounds.high)};
    constexpr std::size_t most_mapped_vertices = 128;  // more take longer to map than most samples to gate
    if (gate.vertices.size() <= most_mapped_vertices) {
      std::vector<double> numbers{of_polygon};
      for (const auto& vertex : gate.vertices) numbers.insert(numbers.end(), {vertex.x, vertex.y});
      test.cells = cells({x.transformation, y.transformation, std::move(numbers)}, x, y, bounds,
                         [&](const Rectangle& part) { return test.polygon.overlap(part); });
    }
    return Test{std::move(test)};
  }

  Result<Test> ellipsoid(const EllipsoidGate& gate) {
    EllipsoidTest test;
    for (const auto& dimension : gate.dimensions) {
      FCS_TRY(axis, columns_.axis(dimension));
      test.axes.push_back(std::move(axis));
    }
    FCS_TRY(inverse, invert(gate.covariance, gate.dimensions.size(), gate.dimensions.size()));
    if (const auto extents = half_extents(gate.covariance, gate.distance_square)) {
      const auto low = [&](std::size_t d) { return gate.mean[d] - (*extents)[d]; };
      const auto high = [&](std::size_t d) { return gate.mean[d] + (*extents)[d]; };
      for (std::size_t d = 0; d < test.axes.size(); ++d) {
        test.surroundings.push_back(closed(test.axes[d], low(d), high(d)));
      }
      if (test.axes.size() == 2) {
        std::vector<double> numbers{of_ellipse, gate.distance_square};
        numbers.insert(numbers.end(), gate.mean.begin(), gate.mean.end());
        numbers.insert(numbers.end(), gate.covariance.begin(), gate.covariance.end());
        const auto& [x, y] = std::tie(test.axes[0], test.axes[1]);
        test.cells = cells({x.transformation, y.transformation, std::move(numbers)}, x, y,
                           {low(0), high(0), low(1), high(1)}, [&](const Rectangle& part) {
                             return overlap_with_ellipse(part, gate.mean, inverse, gate.distance_square);
                           });
      }
    }
    test.mean = gate.mean;
    test.inverse = std::move(inverse);
    test.distance_square = gate.distance_square;
    return Test{std::move(test)};
  }

  /// low <= scale(x) <= high
  Interval closed(const Axis& axis, double low, double high) {
    return cuts_.interval(axis, low, std::nextafter(high, std::numeric_limits<double>::infinity()));
  }

  // What a shape's numbers begin with.
  static constexpr double of_polygon = 0;
  static constexpr double of_ellipse = 1;

  std::shared_ptr<const CellMap> cells(const ShapeMaps::State::Key& key, const Axis& x, const Axis& y,
                                       const Rectangle& bounds, const CellMap::OverlapWith& overlap_with) const {
    const auto make = [&]() -> std::shared_ptr<const CellMap> {
      auto map = CellMap::make(x, y, bounds, overlap_with);
      return map ? std::make_shared<const CellMap>(*std::move(map)) : nullptr;
    };
    return maps_ == nullptr ? make() : maps_->state().of(key, make);
  }

  Result<Test> boolean(const BooleanGate& gate) const {
    BooleanTest test{gate.operation, {}};
    for (const auto& operand : gate.operands) {
      test.operands.push_back({position_.at(operand.gate), operand.complement});
    }
    return Test{std::move(test)};
  }

  ColumnBuilder& columns_;
  CutBuilder& cuts_;
  const ShapeMaps* maps_;
  std::map<std::string, std::size_t> position_;
};

/// What a hand-made Strategy could get wrong; documents are checked, with line and column, when they are read.
Result<void> check(const GateNode& node, const Strategy& strategy) {
  const auto bad = [&](std::string expected, std::string found) {
    return in_gate({Code::bad_gate, {}, std::move(expected), std::move(found)}, node.id);
  };
  std::optional<Error> dangling;
  for_each_dimension(node.gate, [&](const Dimension& dimension) {
    const auto refuse = [&](const char* expected, const std::string& found) {
      if (!dangling) dangling = in_gate({Code::dangling_reference, {}, expected, found}, node.id);
    };
    if (dimension.transformation && !strategy.transformations.contains(*dimension.transformation)) {
      refuse("the id of a transformation", *dimension.transformation);
    }
    const auto* ratio = std::get_if<RatioReference>(&dimension.source);
    if (ratio != nullptr && !strategy.ratios.contains(ratio->id)) refuse("the id of a ratio", ratio->id);
    const auto* matrix = std::get_if<MatrixCompensation>(&dimension.compensation);
    if (matrix != nullptr && !strategy.matrices.contains(matrix->id))
      refuse("uncompensated, FCS, or the id of a matrix", matrix->id);
  });
  if (dangling) return *std::move(dangling);

  if (const auto* polygon = std::get_if<PolygonGate>(&node.gate); polygon != nullptr && polygon->vertices.size() < 3) {
    return bad("at least 3 vertices", std::to_string(polygon->vertices.size()));
  }
  if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&node.gate)) {
    const auto n = ellipsoid->dimensions.size();
    if (n < 2 || ellipsoid->mean.size() != n || ellipsoid->covariance.size() != n * n) {
      return bad("n >= 2 dimensions, n means and n x n covariances",
                 fmt::format("{}, {} and {}", n, ellipsoid->mean.size(), ellipsoid->covariance.size()));
    }
  }
  if (const auto* quadrants = std::get_if<QuadrantGate>(&node.gate)) {
    for (const auto& quadrant : quadrants->quadrants) {
      for (const auto& position : quadrant.positions) {
        if (std::none_of(quadrants->dividers.begin(), quadrants->dividers.end(),
                         [&](const auto& divider) { return divider.id == position.divider; })) {
          return bad("a divider of this gate", position.divider);
        }
      }
    }
  }
  if (const auto* boolean = std::get_if<BooleanGate>(&node.gate)) {
    const bool is_not = boolean->operation == BooleanOperation::not_;
    if (is_not ? boolean->operands.size() != 1 : boolean->operands.size() < 2) {
      return bad(is_not ? "one operand" : "at least two operands", std::to_string(boolean->operands.size()));
    }
  }
  return fcs::success();
}

/// The earlier populations that a test looks at, beside its parent.
std::vector<std::size_t> operands(const Test& test) {
  std::vector<std::size_t> out;
  if (const auto* boolean = std::get_if<BooleanTest>(&test)) {
    for (const auto& operand : boolean->operands) out.push_back(operand.population);
  }
  return out;
}

/// Orders the steps so that each comes after what it needs, and passes obstacles on to what depends on them.
void order(std::vector<std::optional<Test>> tests, Plan::Program& program) {
  const auto count = tests.size();
  std::vector<bool> done(count, false);
  for (std::size_t settled = 0; settled < count;) {
    const auto before = settled;
    for (std::size_t p = 0; p < count; ++p) {
      if (done[p]) continue;
      auto needs = tests[p] ? operands(*tests[p]) : std::vector<std::size_t>{};
      if (program.populations[p].parent) needs.push_back(*program.populations[p].parent);
      if (!std::all_of(needs.begin(), needs.end(), [&](std::size_t need) { return done[need]; })) continue;
      done[p] = true;
      ++settled;
      for (const auto need : needs) {
        if (program.obstacles[need] && !program.obstacles[p]) {
          const auto& obstacle = *program.obstacles[need];
          program.obstacles[p] =
              in_gate({Code::unevaluable_operand,
                       {},
                       "a population that could be evaluated",
                       obstacle.code == Code::unevaluable_operand
                           ? obstacle.found
                           : fmt::format("{} ({})", program.populations[need].id, fcs::message(obstacle))},
                      program.populations[p].id);
        }
      }
      if (!program.obstacles[p]) program.steps.push_back({p, program.populations[p].parent, *std::move(tests[p])});
    }
    if (settled == before) return;  // cycles are refused by populations(), so this is never reached
  }
}

/// The derived columns that steps look at, not those that are only shown.
std::vector<std::size_t> looked_at(const Plan::Program& program) {
  std::set<std::size_t> out;
  for (const auto& step : program.steps) {
    for_each_column(program, step.test, [&](ColumnRef ref) {
      if (ref.kind == ColumnRef::Kind::derived) out.insert(ref.index);
    });
  }
  return {out.begin(), out.end()};
}

}  // namespace

ShapeMaps::ShapeMaps() : state_{std::make_unique<State>()} {}
ShapeMaps::~ShapeMaps() = default;

ChannelMapping map_by_name(const std::vector<std::string>& names, std::span<const fcs::Channel> channels) {
  ChannelMapping mapping;
  for (const auto& name : names) {
    const auto found =
        std::find_if(channels.begin(), channels.end(), [&](const auto& channel) { return channel.name == name; });
    if (found != channels.end()) {
      mapping.channels.emplace(name, found->index);
    } else {
      mapping.missing.emplace(name, Error{Code::no_such_channel, {}, "a channel of the sample", name});
    }
  }
  return mapping;
}

Result<Plan> Plan::compile(const Strategy& strategy, const ChannelMapping& mapping, const SampleDescription& sample,
                           std::span<const Dimension> shown) {
  auto program = std::make_shared<Program>();
  FCS_TRY(populations, gating::populations(strategy));
  program->populations = std::move(populations);
  for (const auto& node : strategy.gates) {
    FCS_CHECK(check(node, strategy));
  }

  ColumnBuilder columns{strategy, mapping, sample, *program};
  CutBuilder cuts{program->cuts};
  TestBuilder builder{columns, cuts, program->populations, sample.maps};
  std::vector<std::optional<Test>> tests;
  for (const auto& population : program->populations) {
    auto& obstacle = program->obstacles.emplace_back();
    auto& test = tests.emplace_back();
    if (!population.gate) {
      test = EverythingTest{};
      continue;
    }
    auto built = builder.build(strategy.gates[*population.gate].gate, population.quadrant);
    if (built.has_error()) {
      obstacle = in_gate(std::move(built).error(), population.id);
    } else {
      test = std::move(built).value();
    }
  }
  for (const auto& dimension : shown) {
    FCS_TRY(axis, columns.axis(dimension));
    program->shown.push_back(axis.column);
  }
  order(std::move(tests), *program);
  choose_estimates(*program, looked_at(*program));
  return Plan{std::move(program)};
}

const std::vector<fcs::ChannelIndex>& Plan::channels() const { return program_->channels; }
const std::vector<Population>& Plan::populations() const { return program_->populations; }
const std::optional<Error>& Plan::obstacle(std::size_t population) const { return program_->obstacles[population]; }
const std::vector<Finding>& Plan::findings() const { return program_->findings; }
const std::vector<AppliedMatrix>& Plan::matrices() const { return program_->matrices; }

}  // namespace gating
