#include "study/resolve.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace study {
namespace {

bool looks_at(const gating::Dimension& dimension, const std::string& name) {
  const auto* channel = std::get_if<gating::ChannelReference>(&dimension.source);
  return channel != nullptr && channel->name == name;
}

/// The side of a rectangle, or the divider of a QuadrantGate, in a dimension: where its edge stands, and how it moves.
class Edge {
 public:
  static std::optional<Edge> find(gating::Gate& gate, const std::string& dimension) {
    Edge edge;
    if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
      const auto side = std::ranges::find_if(
          rectangle->sides, [&](const auto& candidate) { return looks_at(candidate.dimension, dimension); });
      if (side == rectangle->sides.end()) return std::nullopt;
      edge.side_ = &*side;
      return edge;
    }
    auto* quadrants = std::get_if<gating::QuadrantGate>(&gate);
    if (quadrants == nullptr) return std::nullopt;
    const auto divider = std::ranges::find_if(
        quadrants->dividers, [&](const auto& candidate) { return looks_at(candidate.dimension, dimension); });
    if (divider == quadrants->dividers.end() || divider->values.size() != 1) return std::nullopt;
    edge.quadrants_ = quadrants;
    edge.divider_ = &*divider;
    return edge;
  }

  [[nodiscard]] const gating::Dimension& dimension() const {
    return side_ != nullptr ? side_->dimension : divider_->dimension;
  }
  [[nodiscard]] double value() const {
    if (divider_ != nullptr) return divider_->values.front();
    return is_upper() ? side_->max : side_->min;
  }

  /// @return false where the gate would have nothing left inside
  bool move_to(double to) {
    if (divider_ != nullptr) {
      move_divider(to);
      return true;
    }
    if (is_upper() ? to <= side_->min : to >= side_->max) return false;
    (is_upper() ? side_->max : side_->min) = to;
    return true;
  }

 private:
  [[nodiscard]] bool is_upper() const { return std::isinf(side_->min) && std::isfinite(side_->max); }

  /// Each Quadrant stays on its side: a location says which by lying below the divider or not.
  void move_divider(double to) {
    const double from = std::exchange(divider_->values.front(), to);
    const double below = std::nextafter(to, -std::numeric_limits<double>::infinity());
    for (auto& quadrant : quadrants_->quadrants) {
      for (auto& position : quadrant.positions) {
        if (position.divider == divider_->id) position.location = position.location < from ? below : to;
      }
    }
  }

  gating::RectangleGate::Side* side_ = nullptr;
  gating::QuadrantGate* quadrants_ = nullptr;
  gating::QuadrantGate::Divider* divider_ = nullptr;
};

const gating::Transformation* transformation_of(const gating::Strategy& strategy, const gating::Dimension& dimension) {
  if (!dimension.transformation) return nullptr;
  const auto found = strategy.transformations.find(*dimension.transformation);
  return found == strategy.transformations.end() ? nullptr : &found->second;
}

gating::Gate* find_gate(gating::Strategy& strategy, const std::string& id) {
  const auto node = std::ranges::find(strategy.gates, id, &gating::GateNode::id);
  return node == strategy.gates.end() ? nullptr : &node->gate;
}

/// Moves the edge, or says why it cannot be.
void apply(const ControlledEdge& from, const gating::Transformation* transformation, Edge& edge,
           ResolvedThreshold& threshold) {
  if (!from.cut) {
    threshold.fallback = from.why_not;
    return;
  }
  const auto& cut = *from.cut;
  const double to = transformation == nullptr ? cut.value : (*transformation)(cut.value);
  if (!std::isfinite(to)) {
    threshold.fallback = fmt::format("{}: the gate's scale has no place for {}", cut.control, cut.value);
  } else if (!edge.move_to(to)) {
    threshold.fallback = fmt::format("{}: {} lies past the gate's other edge", cut.control, cut.value);
  } else {
    threshold.source = ThresholdSource::fmo;
    threshold.edge = to;
    threshold.value = cut.value;
    threshold.control = cut;
  }
}

}  // namespace

std::string_view name(ControlRung rung) {
  switch (rung) {
    case ControlRung::same_visit:
      return "same subject and visit";
    case ControlRung::same_run:
      return "same run";
    case ControlRung::same_batch:
      return "same batch";
  }
  return {};
}

std::string_view name(ThresholdSource source) {
  switch (source) {
    case ThresholdSource::fixed:
      return "template";
    case ThresholdSource::fmo:
      return "fmo";
    case ThresholdSource::overridden:
      return "override";
  }
  return {};
}

fcs::Result<ResolvedStrategy> resolve(const gating::Strategy& strategy,
                                      const std::vector<panels::Threshold>& thresholds, const SampleGates& gates) {
  assert(gates.edges.empty() || gates.edges.size() == thresholds.size());
  ResolvedStrategy out{strategy, {}};
  if (gates.changed) {
    FCS_TRY(changed, with_override(strategy, *gates.changed));
    out.strategy = std::move(changed);
  }
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    ResolvedThreshold threshold{thresholds[i].gate, thresholds[i].dimension, {}, {}, {}, {}, {}};
    auto* gate = find_gate(out.strategy, threshold.gate);
    auto edge = gate == nullptr ? std::nullopt : Edge::find(*gate, threshold.dimension);
    if (edge) {
      const auto* transformation = transformation_of(out.strategy, edge->dimension());
      threshold.edge = edge->value();
      threshold.value = transformation == nullptr ? edge->value() : transformation->inverse(edge->value());
    }
    if (gates.changed && gates.changed->has(threshold.gate)) {
      threshold.source = ThresholdSource::overridden;
    } else if (!gates.edges.empty() && !edge) {
      threshold.fallback = fmt::format("the gate has no single edge in {}", threshold.dimension);
    } else if (!gates.edges.empty()) {
      apply(gates.edges[i], transformation_of(out.strategy, edge->dimension()), *edge, threshold);
    }
    out.thresholds.push_back(std::move(threshold));
  }
  return out;
}

}  // namespace study
