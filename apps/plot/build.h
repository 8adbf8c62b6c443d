#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/plot/plot.h"
#include "fcs/base/channel.h"
#include "fcs/base/result.h"
#include "gating/density.h"
#include "gating/strategy.h"

namespace plot {

/// x and y.
using Dimensions = std::array<gating::Dimension, 2>;

/// The two axes that show how a population is divided: those of its first child gate with two; else the one of its
/// children, and for the other that of the gates above it, nearest first; else what the strategy looks at first. A
/// population without children is shown on the axes of the gate that makes it.
/// @error Code::bad_usage when the strategy has no two dimensions: they must then be named
[[nodiscard]] fcs::Result<Dimensions> choose_dimensions(const gating::Strategy& strategy,
                                                        std::span<const gating::Population> populations,
                                                        std::size_t population);

/// The dimension of that name as the strategy uses it, in the gates of the population's children first, then in its
/// own, then in any; one that it never uses is uncompensated and linear.
[[nodiscard]] gating::Dimension dimension_named(const gating::Strategy& strategy,
                                                std::span<const gating::Population> populations, std::size_t population,
                                                const std::string& name);

/// How far an axis reaches where the events need not be asked: 0 to 1 of a transformation, and on to the channel's
/// largest value where that is more; 0 to the largest value on a linear axis.
/// @param channel  of the sample; none for ratios and fluorochromes
/// @return scale units; none where only the events can tell: Time, compensated linear values, ratios, no $PnR
[[nodiscard]] std::optional<gating::AxisRange> range_of(const gating::Strategy& strategy,
                                                        const gating::Dimension& dimension,
                                                        const fcs::Channel* channel);

/// "HLA-DR :: APC-A": marker and channel, or the channel alone where it has no marker.
[[nodiscard]] std::string axis_label(const gating::Dimension& dimension, const fcs::Channel* channel);

/// Cells along each side of a raster that makes single events visible and many events smooth.
[[nodiscard]] std::size_t raster_size(std::uint64_t events);

/// What a picture shows beside the events' density.
struct Subject {
  const gating::Strategy* strategy = nullptr;
  std::span<const gating::Population> populations;
  std::span<const std::optional<std::uint64_t>> counts;  ///< one a population; none where it could not be evaluated
  std::size_t population = 0;                            ///< which one is drawn
  Dimensions dimensions;
  std::array<std::string, 2> labels;  ///< of the axes
  std::string sample;                 ///< for people
};

/// The plot of a population: its events' density, and the gates of its children that live on exactly these two axes,
/// transformation and compensation included, with each one's percentage of the population. Of a population without
/// children: its own gate, with the percentage of its parent.
/// @param density  of the population's events on the two dimensions
[[nodiscard]] Plot build(const Subject& subject, const gating::Density& density);

}  // namespace plot
