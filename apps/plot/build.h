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

/// "HLA-DR :: APC-A": marker and channel, or the channel alone where it has no marker; "Time (s)" with a unit.
/// @param unit  of the data values, for people; may be empty
[[nodiscard]] std::string axis_label(const gating::Dimension& dimension, const fcs::Channel* channel,
                                     std::string_view unit = {});

/// The populations whose gates a picture of this one shows where they live on its axes, the first drawn first: its
/// children; itself where it has none, unless it is all events.
[[nodiscard]] std::vector<std::size_t> drawn_populations(std::span<const gating::Population> populations,
                                                         std::size_t population);

/// What a picture shows beside the events.
struct Subject {
  const gating::Strategy* strategy = nullptr;
  std::span<const gating::Population> populations;
  std::span<const std::optional<std::uint64_t>> counts;  ///< one a population; none where it could not be evaluated
  std::size_t population = 0;                            ///< which one is drawn
  Dimensions dimensions;
  std::array<const fcs::Channel*, 2> channels{};  ///< that the dimensions look at; none for ratios and fluorochromes
  std::array<std::string_view, 2> units{};        ///< of the data values, for people; may be empty
  std::string sample;                             ///< for people
};

/// One value of each axis for each event of the population, scale units.
using Values = std::array<std::span<const double>, 2>;
/// One of each axis, scale units: finite, low < high. None: the plot finds it.
using Ranges = std::array<std::optional<gating::AxisRange>, 2>;

/// The plot of a population: its events' density, and the gates of its children that live on exactly these two axes,
/// transformation and compensation included, with each one's percentage of the population. Of a population without
/// children: its own gate, with the percentage of its parent.
/// @param values  both of one length
/// @param ranges  those of the plot before, where samples are to be seen on the same axes; for an axis without one:
///                range_of, else what holds all finite values, else 0 to 1
[[nodiscard]] Plot build(const Subject& subject, const Values& values, const Ranges& ranges = {});

}  // namespace plot
