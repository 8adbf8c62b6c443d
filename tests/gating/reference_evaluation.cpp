#include "reference_evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "gating/compensation.h"
#include "gating/geometry.h"

namespace gating::reference {
Values::Values(const Strategy& strategy, const Events& events) : strategy_{strategy}, events_{events} {
  if (events.spillover) file_unmixing_ = unmixing(*events.spillover).value();
  for (const auto& [id, matrix] : strategy.matrices) matrix_unmixings_[id] = unmixing(matrix).value();
}

double Values::channel(const std::string& name, std::size_t event) const {
  for (std::size_t c = 0; c < events_.channels.size(); ++c) {
    if (events_.channels[c].name == name) return events_.values[c][event];
  }
  throw std::logic_error("no channel " + name);
}

double Values::unmixed(const Unmixing& unmixing, const std::string& fluorochrome, std::size_t event) const {
  const auto position = std::find(unmixing.fluorochromes.begin(), unmixing.fluorochromes.end(), fluorochrome);
  double sum = 0;
  for (std::size_t k = 0; k < unmixing.detectors.size(); ++k) {
    sum += channel(unmixing.detectors[k], event) *
           unmixing.at(k, static_cast<std::size_t>(position - unmixing.fluorochromes.begin()));
  }
  return sum;
}

double Values::compensated(const std::string& name, const CompensationRef& compensation, std::size_t event) const {
  if (const auto* matrix = std::get_if<MatrixCompensation>(&compensation)) {
    return unmixed(matrix_unmixings_.at(matrix->id), name, event);
  }
  if (std::holds_alternative<FileCompensation>(compensation) && file_unmixing_) {
    const auto& names = file_unmixing_->fluorochromes;
    if (std::find(names.begin(), names.end(), name) != names.end()) return unmixed(*file_unmixing_, name, event);
  }
  return channel(name, event);
}

double Values::operator()(const Dimension& dimension, std::size_t event) const {
  double x = 0;
  if (const auto* reference = std::get_if<RatioReference>(&dimension.source)) {
    const auto& ratio = strategy_.ratios.at(reference->id);
    x = ratio.A * (compensated(ratio.numerator, dimension.compensation, event) - ratio.B) /
        (compensated(ratio.denominator, dimension.compensation, event) - ratio.C);
    if (x > ratio.bound.max) x = ratio.bound.max;
    if (x < ratio.bound.min) x = ratio.bound.min;
  } else {
    x = compensated(std::get<ChannelReference>(dimension.source).name, dimension.compensation, event);
  }
  return dimension.transformation ? strategy_.transformations.at(*dimension.transformation)(x) : x;
}

namespace {

class Evaluation {
 public:
  Evaluation(const Strategy& strategy, const Events& events)
      : strategy_{strategy}, events_{events}, value_{strategy, events} {}

  std::map<std::string, std::vector<bool>> run() {
    for (const auto& node : strategy_.gates) {
      if (const auto* gate = std::get_if<QuadrantGate>(&node.gate)) {
        for (const auto& quadrant : gate->quadrants) members(quadrant.id);
      } else {
        members(node.id);
      }
    }
    return memberships_;
  }

 private:
  static bool between(double value, double min, double max) {
    if (std::isnan(value) || value < min) return false;
    return max == std::numeric_limits<double>::infinity() || value < max;
  }

  bool inside(const RectangleGate& gate, std::size_t event) const {
    return std::all_of(gate.sides.begin(), gate.sides.end(),
                       [&](const auto& side) { return between(value_(side.dimension, event), side.min, side.max); });
  }
  /// Beyond the lowest and highest vertex is outside, which a sign of rounded products does not see where vertices lie
  /// 300 decades apart.
  bool inside(const PolygonGate& gate, std::size_t event) const {
    const double x = value_(gate.dimensions[0], event);
    const double y = value_(gate.dimensions[1], event);
    const auto [left, right] = std::ranges::minmax(gate.vertices, {}, &Point::x);
    return x >= left.x && x <= right.x && Polygon{gate.vertices}.contains(x, y);
  }
  bool inside(const EllipsoidGate& gate, std::size_t event) const {
    const auto n = gate.dimensions.size();
    std::vector<double> point;
    for (const auto& dimension : gate.dimensions) point.push_back(value_(dimension, event));
    return inside_ellipsoid(point, gate.mean, invert(gate.covariance, n, n).value(), gate.distance_square);
  }
  bool inside(const QuadrantGate& gate, const QuadrantGate::Quadrant& quadrant, std::size_t event) const {
    for (const auto& divider : gate.dividers) {
      for (const auto& position : quadrant.positions) {
        if (position.divider != divider.id) continue;
        const double x = value_(divider.dimension, event);
        if (std::isnan(x)) return false;
        for (const double cut : divider.values) {
          if ((x >= cut) != (position.location >= cut)) return false;
        }
      }
    }
    return true;
  }
  bool inside(const BooleanGate& gate, std::size_t event) {
    const auto operand = [&](const BooleanGate::Operand& o) { return members(o.gate)[event] != o.complement; };
    switch (gate.operation) {
      case BooleanOperation::and_:
        return std::all_of(gate.operands.begin(), gate.operands.end(), operand);
      case BooleanOperation::or_:
        return std::any_of(gate.operands.begin(), gate.operands.end(), operand);
      case BooleanOperation::not_:
        return !operand(gate.operands.front());
    }
    throw std::logic_error("no such operation");
  }

  const std::vector<bool>& members(const std::string& id) {
    if (const auto known = memberships_.find(id); known != memberships_.end()) return known->second;
    for (const auto& node : strategy_.gates) {
      const auto* quadrants = std::get_if<QuadrantGate>(&node.gate);
      const QuadrantGate::Quadrant* quadrant = nullptr;
      if (quadrants != nullptr) {
        for (const auto& candidate : quadrants->quadrants) {
          if (candidate.id == id) quadrant = &candidate;
        }
        if (quadrant == nullptr) continue;
      } else if (node.id != id) {
        continue;
      }
      std::vector<bool> in(events_.size());
      for (std::size_t event = 0; event < events_.size(); ++event) {
        if (quadrants != nullptr) {
          in[event] = inside(*quadrants, *quadrant, event);
        } else if (const auto* rectangle = std::get_if<RectangleGate>(&node.gate)) {
          in[event] = inside(*rectangle, event);
        } else if (const auto* polygon = std::get_if<PolygonGate>(&node.gate)) {
          in[event] = inside(*polygon, event);
        } else if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&node.gate)) {
          in[event] = inside(*ellipsoid, event);
        } else {
          in[event] = inside(std::get<BooleanGate>(node.gate), event);
        }
        if (in[event] && node.parent) in[event] = members(*node.parent)[event];
      }
      return memberships_[id] = std::move(in);
    }
    throw std::logic_error("no population " + id);
  }

  const Strategy& strategy_;
  const Events& events_;
  Values value_;
  std::map<std::string, std::vector<bool>> memberships_;
};

}  // namespace

std::map<std::string, std::vector<bool>> memberships(const Strategy& strategy, const Events& events) {
  return Evaluation{strategy, events}.run();
}

}  // namespace gating::reference
