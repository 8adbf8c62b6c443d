#include "apps/plot/build.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "apps/plot/colour.h"
#include "apps/plot/outline.h"
#include "apps/plot/ticks.h"
#include "fcs/base/elementary.h"

namespace plot {
namespace {

using gating::AxisRange;
using gating::Dimension;
using gating::Population;
using gating::Strategy;

/// Each dimension of a gate once, in its order.
std::vector<Dimension> dimensions_of(const gating::Gate& gate) {
  std::vector<Dimension> out;
  gating::for_each_dimension(gate, [&](const Dimension& dimension) {
    if (std::find(out.begin(), out.end(), dimension) == out.end()) out.push_back(dimension);
  });
  return out;
}

std::vector<std::size_t> children_of(std::span<const Population> populations, std::size_t parent) {
  std::vector<std::size_t> out;
  for (std::size_t p = 0; p < populations.size(); ++p) {
    if (populations[p].parent == parent) out.push_back(p);
  }
  return out;
}

/// The gates that a picture of the population may show, the most telling first: its children's, its own, those above.
std::vector<const gating::Gate*> gates_around(const Strategy& strategy, std::span<const Population> populations,
                                              std::size_t population) {
  std::vector<const gating::Gate*> out;
  const auto add = [&](std::size_t p) {
    if (populations[p].gate) out.push_back(&strategy.gates[*populations[p].gate].gate);
  };
  for (const auto child : children_of(populations, population)) add(child);
  for (std::optional<std::size_t> p = population; p; p = populations[*p].parent) add(*p);
  for (const auto& node : strategy.gates) out.push_back(&node.gate);
  return out;
}

std::optional<double> percent_of_parent(const Subject& subject, std::size_t population) {
  const auto& parent = subject.populations[population].parent;
  if (!parent || !subject.counts[population] || !subject.counts[*parent] || *subject.counts[*parent] == 0) {
    return std::nullopt;
  }
  return 100.0 * static_cast<double>(*subject.counts[population]) / static_cast<double>(*subject.counts[*parent]);
}

std::string number_of_events(std::uint64_t events) {
  return fmt::format("{} {}", events, events == 1 ? "event" : "events");
}

/// Says what the picture cannot show.
std::string message_about(const gating::Density& density) {
  const auto counts = density.counts();
  const auto on_scale = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  const auto& off = density.off_scale();
  const auto outside = off.left + off.right + off.below + off.above;
  if (on_scale + outside + off.not_a_number == 0) return "No events";

  std::string out;
  if (outside > 0) {
    std::string sides;
    const auto side = [&](std::uint64_t events, std::string_view where) {
      if (events > 0) sides += fmt::format("{}{} {}", sides.empty() ? "" : ", ", events, where);
    };
    side(off.left, "left");
    side(off.right, "right");
    side(off.below, "below");
    side(off.above, "above");
    out = fmt::format("{} off scale: {}", number_of_events(outside), sides);
  }
  if (off.not_a_number > 0) {
    out += fmt::format("{}{} without a number", out.empty() ? "" : "; ", number_of_events(off.not_a_number));
  }
  if (on_scale == 0) return "No events on scale; " + out;
  return out;
}

std::optional<gating::Transformation> transformation_of(const Strategy& strategy, const Dimension& dimension) {
  if (!dimension.transformation) return std::nullopt;
  return strategy.transformations.at(*dimension.transformation);
}

/// Cells along each side of a raster that makes single events visible and many events smooth.
std::size_t raster_size(std::size_t events) {
  constexpr std::size_t smallest = 128;
  constexpr std::size_t largest = 512;
  auto size = smallest;
  while (size < largest && size * size < 3 * events) size *= 2;
  return size;
}

std::vector<std::uint64_t> mask_of_all(std::size_t events) {
  std::vector<std::uint64_t> mask((events + 63) / 64, ~std::uint64_t{0});
  if (events % 64 != 0) mask.back() = (std::uint64_t{1} << events % 64) - 1;
  return mask;
}

AxisRange range_that_holds(std::span<const double> values, std::span<const std::uint64_t> mask) {
  gating::Extent extent;
  extent.add(values, mask);
  return extent.range().value_or(AxisRange{});
}

gating::Density density_of(const Subject& subject, const Values& values, const Ranges& fixed) {
  const auto mask = mask_of_all(values[0].size());
  std::array<AxisRange, 2> ranges;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    auto range = fixed[axis];
    if (!range) range = range_of(*subject.strategy, subject.dimensions[axis], subject.channels[axis]);
    ranges[axis] = range ? *range : range_that_holds(values[axis], mask);
  }
  const auto cells = raster_size(values[0].size());
  gating::Density density{ranges[0], ranges[1], cells, cells};
  density.add(values[0], values[1], mask);
  return density;
}

Axis axis_of(const Subject& subject, std::size_t axis, AxisRange range) {
  const auto& dimension = subject.dimensions[axis];
  return {axis_label(dimension, subject.channels[axis], subject.units[axis]), range,
          ticks(transformation_of(*subject.strategy, dimension), range)};
}

}  // namespace

fcs::Result<Dimensions> choose_dimensions(const Strategy& strategy, std::span<const Population> populations,
                                          std::size_t population) {
  const auto gates = gates_around(strategy, populations, population);
  const auto children = children_of(populations, population);
  const auto of_children = children.empty() ? 1 : children.size();
  for (std::size_t g = 0; g < std::min(of_children, gates.size()); ++g) {
    if (const auto both = dimensions_of(*gates[g]); both.size() >= 2) return Dimensions{both[0], both[1]};
  }
  std::optional<Dimension> first;
  for (std::size_t g = 0; g < gates.size(); ++g) {
    auto dimensions = dimensions_of(*gates[g]);
    if (g >= of_children) std::reverse(dimensions.begin(), dimensions.end());  // y of a gate above stays y
    for (const auto& dimension : dimensions) {
      if (!first) {
        first = dimension;
      } else if (dimension != *first) {
        return Dimensions{*first, dimension};
      }
    }
  }
  return fcs::Error{fcs::Code::bad_usage,
                    {{}, "population " + populations[population].path, {}},
                    "--x and --y, the channels or markers to draw it on",
                    "a strategy with fewer than two dimensions"};
}

Dimension dimension_named(const Strategy& strategy, std::span<const Population> populations, std::size_t population,
                          const std::string& name) {
  for (const auto* gate : gates_around(strategy, populations, population)) {
    for (const auto& dimension : dimensions_of(*gate)) {
      const auto* channel = std::get_if<gating::ChannelReference>(&dimension.source);
      if (channel != nullptr && channel->name == name) return dimension;
    }
  }
  return {gating::ChannelReference{name}, gating::Uncompensated{}, std::nullopt};
}

std::optional<AxisRange> range_of(const Strategy& strategy, const Dimension& dimension, const fcs::Channel* channel) {
  std::optional<double> largest;
  if (channel != nullptr && channel->range && !channel->is_time) {
    // With logarithmic amplification $PnR counts channel numbers, and f1 and f2 say where the scale ends.
    const auto& amplification = channel->amplification;
    largest = amplification.decades > 0 ? amplification.offset * fcs::elementary::exp10(amplification.decades)
                                        : *channel->range / channel->gain;
    if (!std::isfinite(*largest) || !(*largest > 0)) largest.reset();
  }
  if (const auto transformation = transformation_of(strategy, dimension)) {
    AxisRange range{0, 1};
    if (largest) range.high = std::max(range.high, (*transformation)(*largest));
    // Without extra negative decades this scale begins at zero, and half of a negative population lies below that.
    if (const auto* arcsinh = std::get_if<gating::Arcsinh>(&transformation->parameters())) {
      range.low = std::min(range.low, (arcsinh->A - 1) / (arcsinh->M + arcsinh->A));
    }
    return range;
  }
  if (!largest || !std::holds_alternative<gating::Uncompensated>(dimension.compensation)) return std::nullopt;
  return AxisRange{0, *largest};
}

std::string axis_label(const Dimension& dimension, const fcs::Channel* channel, std::string_view unit) {
  const auto* reference = std::get_if<gating::ChannelReference>(&dimension.source);
  auto label = reference != nullptr ? reference->name : std::get<gating::RatioReference>(dimension.source).id;
  if (channel != nullptr) {
    const auto& marker = label == channel->name ? channel->label : label;
    label = marker.empty() || marker == channel->name ? channel->name : marker + " :: " + channel->name;
  }
  return unit.empty() ? label : fmt::format("{} ({})", label, unit);
}

std::vector<std::size_t> drawn_populations(std::span<const Population> populations, std::size_t population) {
  auto drawn = children_of(populations, population);
  if (drawn.empty() && populations[population].parent) drawn = {population};
  return drawn;
}

Plot build(const Subject& subject, const Values& values, const Ranges& ranges) {
  const auto& population = subject.populations[subject.population];
  const auto density = density_of(subject, values, ranges);
  Plot out;
  out.title = population.path;
  out.x = axis_of(subject, 0, density.x_range());
  out.y = axis_of(subject, 1, density.y_range());
  out.raster = coloured(density);
  out.message = message_about(density);

  const auto drawn = drawn_populations(subject.populations, subject.population);
  for (const auto p : drawn) {
    const auto& of_gate = subject.populations[p];
    auto shape = outline(subject.strategy->gates[*of_gate.gate].gate, of_gate.quadrant, subject.dimensions,
                         {out.x.range, out.y.range});
    if (!shape) continue;
    out.outlines.push_back({of_gate.name, percent_of_parent(subject, p), std::move(shape->points), shape->label});
  }

  out.subtitle = subject.sample;
  const auto& events = subject.counts[subject.population];
  out.subtitle += events ? ", " + number_of_events(*events) : ", not evaluated";
  if (!out.outlines.empty() && drawn.front() == subject.population) {
    out.subtitle += fmt::format(", gate in % of {}", subject.populations[*population.parent].name);
  }
  return out;
}

}  // namespace plot
