#include "apps/viewer_model/gate_coordinates.h"

#include <limits>
#include <utility>

#include <fmt/format.h>

#include "apps/viewer_model/quadrant_dividers.h"

namespace viewer {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string name(const gating::Dimension& dimension) {
  const auto* channel = std::get_if<gating::ChannelReference>(&dimension.source);
  return channel != nullptr ? channel->name : std::get<gating::RatioReference>(dimension.source).id;
}

}  // namespace

std::vector<GateCoordinate> coordinates(const gating::Gate& gate) {
  std::vector<GateCoordinate> out;
  if (const auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    for (const auto& [dimension, min, max] : rectangle->sides) {
      out.push_back({name(dimension) + " minimum", dimension, min});
      out.push_back({name(dimension) + " maximum", dimension, max});
    }
  } else if (const auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
    const auto& [first, second] = polygon->dimensions;
    for (std::size_t i = 0; i < polygon->vertices.size(); ++i) {
      out.push_back({fmt::format("vertex {}, {}", i + 1, name(first)), first, polygon->vertices[i].x});
      out.push_back({fmt::format("vertex {}, {}", i + 1, name(second)), second, polygon->vertices[i].y});
    }
  } else if (const auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
    for (const auto& divider : quadrants->dividers) {
      for (std::size_t i = 0; i < divider.values.size(); ++i) {
        const auto number = divider.values.size() == 1 ? std::string{} : fmt::format(" {}", i + 1);
        out.push_back({name(divider.dimension) + " divider" + number, divider.dimension, divider.values[i]});
      }
    }
  }
  return out;
}

std::optional<double> no_limit(const gating::Gate& gate, std::size_t coordinate) {
  if (!std::holds_alternative<gating::RectangleGate>(gate)) return std::nullopt;
  return coordinate % 2 == 0 ? -infinity : infinity;
}

gating::Gate with_coordinate(gating::Gate gate, std::size_t coordinate, double value) {
  if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    auto& side = rectangle->sides[coordinate / 2];
    (coordinate % 2 == 0 ? side.min : side.max) = value;
  } else if (auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
    auto& vertex = polygon->vertices[coordinate / 2];
    (coordinate % 2 == 0 ? vertex.x : vertex.y) = value;
  } else if (auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
    std::size_t divider = 0;
    while (coordinate >= quadrants->dividers[divider].values.size()) {
      coordinate -= quadrants->dividers[divider++].values.size();
    }
    auto values = quadrants->dividers[divider].values;
    values[coordinate] = value;
    set_divider_values(*quadrants, divider, std::move(values));
  }
  return gate;
}

}  // namespace viewer
