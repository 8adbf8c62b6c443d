#include "gating/reach.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "gating/geometry.h"

namespace gating {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Side {
  const Dimension* dimension;
  Interval extent;
  bool is_max_inside = true;

  /// With both ends inside.
  [[nodiscard]] Interval closed() const {
    return {extent.min, is_max_inside ? extent.max : std::nextafter(extent.max, -infinity)};
  }
};

std::vector<Side> sides_of(const RectangleGate& gate) {
  std::vector<Side> sides;
  for (const auto& side : gate.sides) sides.push_back({&side.dimension, {side.min, side.max}, false});
  return sides;
}

std::vector<Side> sides_of(const PolygonGate& gate) {
  const auto [left, right] = std::ranges::minmax(gate.vertices, {}, &Point::x);
  const auto [low, high] = std::ranges::minmax(gate.vertices, {}, &Point::y);
  return {{&gate.dimensions[0], {left.x, right.x}}, {&gate.dimensions[1], {low.y, high.y}}};
}

std::vector<Side> sides_of(const EllipsoidGate& gate) {
  std::vector<Side> sides;
  const auto extents = half_extents(gate.covariance, gate.distance_square);
  for (std::size_t d = 0; extents && d < gate.dimensions.size(); ++d) {
    sides.push_back({&gate.dimensions[d], {gate.mean[d] - (*extents)[d], gate.mean[d] + (*extents)[d]}});
  }
  return sides;
}

std::vector<Side> sides_of(const QuadrantGate& gate, const QuadrantGate::Quadrant& quadrant) {
  std::vector<Side> sides;
  for (const auto& [id, location] : quadrant.positions) {
    const auto divider = std::ranges::find(gate.dividers, id, &QuadrantGate::Divider::id);
    if (divider == gate.dividers.end()) continue;
    const auto& values = divider->values;
    const auto above = std::ranges::upper_bound(values, location);
    sides.push_back(
        {&divider->dimension,
         {above == values.begin() ? -infinity : *std::prev(above), above == values.end() ? infinity : *above},
         false});
  }
  return sides;
}

std::vector<Side> sides_of(const Strategy& strategy, const Population& population) {
  if (!population.gate) return {};
  const auto& gate = strategy.gates[*population.gate].gate;
  if (const auto* rectangle = std::get_if<RectangleGate>(&gate)) return sides_of(*rectangle);
  if (const auto* polygon = std::get_if<PolygonGate>(&gate)) return sides_of(*polygon);
  if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&gate)) return sides_of(*ellipsoid);
  if (const auto* quadrants = std::get_if<QuadrantGate>(&gate)) {
    return sides_of(*quadrants, quadrants->quadrants[*population.quadrant]);
  }
  return {};  // a Boolean gate has no sides of its own
}

/// Equal for equal dimensions, and ordered.
using Key = std::tuple<bool, std::string, std::size_t, std::string, std::string>;
Key key_of(const Dimension& dimension) {
  const auto* channel = std::get_if<ChannelReference>(&dimension.source);
  const auto* matrix = std::get_if<MatrixCompensation>(&dimension.compensation);
  return {channel != nullptr, channel != nullptr ? channel->name : std::get<RatioReference>(dimension.source).id,
          dimension.compensation.index(), matrix != nullptr ? matrix->id : "", dimension.transformation.value_or("")};
}

/// Where events can be on an axis, and how that is known.
struct Known {
  Interval extent;
  std::string by;
};

class Reach {
 public:
  Reach(const Strategy& strategy, std::span<const Population> populations, const std::map<std::string, double>& top_of,
        const std::string& sample)
      : strategy_{strategy}, populations_{populations}, top_of_{top_of}, sample_{sample} {}

  /// Populations come depth first, so the axes that their ancestors narrowed are undone on the way back up.
  std::vector<Unreachable> find() {
    for (std::size_t p = 0; p < populations_.size(); ++p) {
      while (!path_.empty() && path_.back().population != populations_[p].parent) leave();
      path_.push_back({p, {}, !path_.empty() && path_.back().is_unreachable});
      if (path_.back().is_unreachable) continue;
      for (const auto& side : sides_of(strategy_, populations_[p])) {
        if (!narrow(side)) break;
      }
    }
    return std::move(found_);
  }

 private:
  struct Step {
    std::size_t population;
    std::vector<std::pair<Key, Known>> before;  ///< what it narrowed, as it was
    bool is_unreachable;
  };

  void leave() {
    auto& before = path_.back().before;
    for (auto one = before.rbegin(); one != before.rend(); ++one) axes_[one->first] = std::move(one->second);
    path_.pop_back();
  }

  /// @return whether the population still can hold events
  bool narrow(const Side& side) {
    const auto key = key_of(*side.dimension);
    auto& known = axes_.try_emplace(key, Known{}).first->second;
    if (known.by.empty()) known = known_of(*side.dimension);
    auto& step = path_.back();
    const auto extent = side.closed();
    if (extent.min > known.extent.max || extent.max < known.extent.min) {
      found_.push_back({step.population, std::get<1>(key), side.extent, known.extent, known.by});
      step.is_unreachable = true;
      return false;
    }
    step.before.emplace_back(key, known);
    if (extent.min > known.extent.min || extent.max < known.extent.max) {
      known = {{std::max(extent.min, known.extent.min), std::min(extent.max, known.extent.max)},
               "the gate " + populations_[step.population].id};
    }
    return true;
  }

  /// By the transformation and the sample, before any gate.
  Known known_of(const Dimension& dimension) const {
    std::optional<double> top;
    std::string by = "nothing";
    const auto* channel = std::get_if<ChannelReference>(&dimension.source);
    if (channel != nullptr) {
      if (const auto found = top_of_.find(channel->name); found != top_of_.end()) {
        top = found->second;
        by = fmt::format("the range of channel {} of {}, {}", channel->name, sample_, *top);
      }
    }
    Known known{{}, by};
    const auto found = dimension.transformation ? strategy_.transformations.find(*dimension.transformation)
                                                : strategy_.transformations.end();
    if (found == strategy_.transformations.end()) {
      if (top) known.extent = {-*top, *top};
      return known;
    }
    const auto& [id, transformation] = *found;
    if (!top && channel != nullptr) {
      top = std::visit([](const auto& parameters) { return parameters.T; }, transformation.parameters());
      known.by = fmt::format("the top of the scale of transformation {}, T = {}", id, *top);
    }
    if (top) known.extent = {transformation(-*top), transformation(*top)};
    const auto& bound = transformation.bound();
    if (bound.min != -infinity || bound.max != infinity) {
      known.by = top ? fmt::format("{}, and its bound {} to {}", known.by, bound.min, bound.max)
                     : fmt::format("the bound of transformation {}, {} to {}", id, bound.min, bound.max);
      if (!top) known.extent = {bound.min, bound.max};
    }
    return known;
  }

  const Strategy& strategy_;
  std::span<const Population> populations_;
  const std::map<std::string, double>& top_of_;
  const std::string& sample_;
  std::map<Key, Known> axes_;
  std::vector<Step> path_;  ///< the population being looked at, below those above it
  std::vector<Unreachable> found_;
};

}  // namespace

std::vector<Unreachable> unreachable_populations(const Strategy& strategy, std::span<const Population> populations,
                                                 const std::map<std::string, double>& top_of,
                                                 const std::string& sample) {
  return Reach{strategy, populations, top_of, sample}.find();
}

}  // namespace gating
