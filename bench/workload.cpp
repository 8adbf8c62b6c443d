#include "bench/workload.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "fcs/base/elementary.h"
#include "fcs/base/output_file.h"
#include "fcs/writer.h"
#include "study/simulate/random.h"

namespace bench {
namespace {

constexpr std::size_t colours = 14;
constexpr std::size_t first_colour = channels - colours;

double spill(std::size_t from, std::size_t to) {
  if (from == to) return 1;
  const auto distance = from < to ? to - from : from - to;
  return 0.15 / static_cast<double>(distance * distance);
}

/// log10 of the median brightness of each colour, in two kinds of cells.
struct CellKind {
  double forward, side;
  std::array<double, 4> bright;  ///< CD3, CD4, CD8, viability
};
constexpr std::array kinds{
    CellKind{14000, 12000, {1.5, 1.5, 1.5, 2.0}},   // debris
    CellKind{78000, 22000, {4.1, 4.0, 1.5, 2.0}},   // CD4 T
    CellKind{78000, 22000, {4.1, 1.5, 4.3, 2.0}},   // CD8 T
    CellKind{82000, 25000, {1.5, 1.5, 1.5, 2.0}},   // B, NK
    CellKind{118000, 62000, {1.5, 2.9, 1.5, 2.0}},  // monocytes
    CellKind{56000, 38000, {4.0, 3.5, 1.5, 4.3}},   // dead
};
constexpr std::array fractions{0.12, 0.30, 0.25, 0.15, 0.12, 0.06};

std::string axis(std::string_view channel, std::string_view attributes) {
  const bool scatter = channel.starts_with("FSC") || channel.starts_with("SSC") || channel == "Time";
  return fmt::format(
      R"(<gating:dimension gating:compensation-ref="{}"{}{}><data-type:fcs-dimension data-type:name="{}"/></gating:dimension>)",
      scatter ? "uncompensated" : "FCS", scatter ? "" : R"( gating:transformation-ref="Logicle")", attributes, channel);
}
std::string range(std::string_view id, std::string_view parent, std::string_view channel, std::string_view limits) {
  return fmt::format(R"(<gating:RectangleGate gating:id="{}"{}>{}</gating:RectangleGate>)", id,
                     parent.empty() ? "" : fmt::format(R"( gating:parent_id="{}")", parent), axis(channel, limits));
}
std::string polygon(std::string_view id, std::string_view parent, std::string_view x, std::string_view y,
                    const std::vector<std::pair<double, double>>& vertices) {
  auto out = fmt::format(R"(<gating:PolygonGate gating:id="{}" gating:parent_id="{}">{}{})", id, parent, axis(x, ""),
                         axis(y, ""));
  for (const auto& [vx, vy] : vertices) {
    out += fmt::format(
        R"(<gating:vertex><gating:coordinate data-type:value="{}"/><gating:coordinate data-type:value="{}"/></gating:vertex>)",
        vx, vy);
  }
  return out + "</gating:PolygonGate>";
}
struct Cuts {
  std::string_view channel;
  std::vector<double> values;           ///< ascending
  std::vector<std::string_view> names;  ///< of the cells from low to high
};
/// One population for each pair of cells, named after the gate and both: "Lineagenp".
std::string quadrants(std::string_view id, std::string_view parent, const Cuts& x, const Cuts& y) {
  const auto divider = [&](std::string_view suffix, const Cuts& cuts) {
    std::string out = fmt::format(
        R"(<gating:divider gating:id="{}{}" gating:compensation-ref="FCS" gating:transformation-ref="Logicle"><data-type:fcs-dimension data-type:name="{}"/>)",
        id, suffix, cuts.channel);
    for (const double value : cuts.values) out += fmt::format("<gating:value>{}</gating:value>", value);
    return out + "</gating:divider>";
  };
  const auto location = [](const Cuts& cuts, std::size_t cell) {
    return cell == 0 ? cuts.values.front() - 0.1 : cuts.values[cell - 1] + 0.01;
  };
  auto out = fmt::format(R"(<gating:QuadrantGate gating:id="{}" gating:parent_id="{}">)", id, parent) +
             divider("x", x) + divider("y", y);
  for (std::size_t i = 0; i < x.names.size(); ++i) {
    for (std::size_t j = 0; j < y.names.size(); ++j) {
      out += fmt::format(
          R"(<gating:Quadrant gating:id="{0}{1}{2}"><gating:position gating:divider_ref="{0}x" gating:location="{3}"/><gating:position gating:divider_ref="{0}y" gating:location="{4}"/></gating:Quadrant>)",
          id, x.names[i], y.names[j], location(x, i), location(y, j));
    }
  }
  return out + "</gating:QuadrantGate>";
}

/// The twelve gates, all ids beginning with `prefix`.
std::string hierarchy(std::string_view prefix) {
  const auto id = [prefix](std::string_view name) { return fmt::format("{}{}", prefix, name); };
  std::string text = range(id("Time_ok"), "", "Time", R"( gating:min="2" gating:max="1e9")");
  text += polygon(id("Cells"), id("Time_ok"), "FSC-A", "SSC-A",
                  {{35000, 5000},
                   {60000, 3000},
                   {150000, 8000},
                   {250000, 60000},
                   {200000, 110000},
                   {110000, 100000},
                   {60000, 70000},
                   {40000, 30000}});
  text += polygon(id("Singlets"), id("Cells"), "FSC-A", "FSC-H",
                  {{20000, 12000},
                   {60000, 42000},
                   {150000, 105000},
                   {250000, 180000},
                   {250000, 230000},
                   {150000, 145000},
                   {60000, 60000},
                   {20000, 22000}});
  text += range(id("Live"), id("Singlets"), "FL4-A", R"( gating:max="0.62")");
  text += range(id("CD3pos"), id("Live"), "FL1-A", R"( gating:min="0.55")");
  text += quadrants(id("Lineage"), id("CD3pos"), {"FL2-A", {0.6}, {"n", "p"}}, {"FL3-A", {0.45, 0.6}, {"n", "d", "p"}});
  text += quadrants(id("Activation"), id("Lineagenp"), {"FL5-A", {0.5}, {"n", "p"}}, {"FL6-A", {0.5}, {"n", "p"}});
  text += polygon(id("Memory"), id("CD3pos"), "FL7-A", "FL8-A",
                  {{0.1, 0.1}, {0.5, 0.05}, {0.6, 0.4}, {0.55, 0.65}, {0.3, 0.6}, {0.12, 0.4}});
  text += fmt::format(
      R"(<gating:EllipsoidGate gating:id="{}" gating:parent_id="{}">{}{}<gating:mean><gating:coordinate data-type:value="0.35"/><gating:coordinate data-type:value="0.35"/></gating:mean><gating:covarianceMatrix><gating:row><gating:entry data-type:value="0.02"/><gating:entry data-type:value="0.004"/></gating:row><gating:row><gating:entry data-type:value="0.004"/><gating:entry data-type:value="0.015"/></gating:row></gating:covarianceMatrix><gating:distanceSquare data-type:value="1"/></gating:EllipsoidGate>)",
      id("Resting"), id("Live"), axis("FL9-A", ""), axis("FL10-A", ""));
  text += range(id("Bright11"), id("CD3pos"), "FL11-A", R"( gating:min="0.5" gating:max="0.9")");
  text += range(id("Bright12"), id("CD3pos"), "FL12-A", R"( gating:min="0.5")");
  text += fmt::format(
      R"(<gating:BooleanGate gating:id="{}" gating:parent_id="{}"><gating:or><gating:gateReference gating:ref="{}"/><gating:gateReference gating:ref="{}" gating:use-as-complement="true"/></gating:or></gating:BooleanGate>)",
      id("Either"), id("CD3pos"), id("Bright11"), id("Bright12"));
  return text;
}

}  // namespace

fcs::Result<void> write_file(const std::filesystem::path& file, std::size_t events, std::uint64_t seed,
                             std::size_t more_channels) {
  study::simulate::Random random{seed, "workload"};
  std::vector<std::vector<float>> columns(channels, std::vector<float>(events));
  std::array<double, colours> dye{};
  for (std::size_t e = 0; e < events; ++e) {
    const auto& kind = kinds[random.choice(fractions)];
    const double size = kind.forward * std::max(0.2, random.normal(1, 0.1));
    const bool doublet = random.uniform() < 0.05;
    columns[0][e] = static_cast<float>(static_cast<double>(e) * 0.04);
    columns[1][e] = static_cast<float>(doublet ? 2 * size : size);
    columns[2][e] = static_cast<float>(size * random.normal(0.82, 0.015));
    columns[3][e] = columns[1][e] / columns[2][e] * 65536.0F;
    columns[4][e] = static_cast<float>(kind.side * std::max(0.2, random.normal(1, 0.16)));
    columns[5][e] = columns[4][e] * 0.8F;
    for (std::size_t c = 0; c < colours; ++c) {
      const double median = c < kind.bright.size() ? kind.bright[c] : random.uniform() < 0.3 ? 3.4 : 1.8;
      dye[c] = fcs::elementary::exp10(random.normal(median, 0.2));
    }
    for (std::size_t to = 0; to < colours; ++to) {
      double seen = random.normal(0, 25);
      for (std::size_t from = 0; from < colours; ++from) seen += dye[from] * spill(from, to);
      columns[first_colour + to][e] = static_cast<float>(std::min(seen, 262143.0));
    }
  }

  fcs::WrittenSample sample;
  const std::array names{"Time", "FSC-A", "FSC-H", "FSC-W", "SSC-A", "SSC-H"};
  fcs::Spillover spillover{{}, {}, "$SPILLOVER"};
  for (std::size_t c = 0; c < channels; ++c) {
    const auto name = c < names.size() ? std::string{names[c]} : fmt::format("FL{}-A", c - first_colour + 1);
    sample.channels.push_back({fcs::ChannelIndex{c}, name, "", 262144.0, {}, 1, c == 0});
    if (c >= first_colour) spillover.detectors.push_back(name);
  }
  std::vector<std::span<const float>> spans(columns.begin(), columns.end());
  for (std::size_t more = 1; more <= more_channels; ++more) {
    sample.channels.push_back(
        {fcs::ChannelIndex{spans.size()}, fmt::format("More{}", more), "", 262144.0, {}, 1, false});
    spans.emplace_back(columns[first_colour]);
  }
  for (std::size_t from = 0; from < colours; ++from) {
    for (std::size_t to = 0; to < colours; ++to) spillover.coefficients.push_back(spill(from, to));
  }
  sample.spillover = spillover;
  sample.timestep = 0.01;
  sample.keywords = {{"$COM", "SYNTHETIC benchmark data"}};
  return fcs::write_sample(file, sample, spans);
}

fcs::Result<void> write_strategy(const std::filesystem::path& file, std::size_t copies) {
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>
<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating" xmlns:transforms="http://www.isac-net.org/std/Gating-ML/v2.0/transformations" xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
<transforms:transformation transforms:id="Logicle"><transforms:logicle transforms:T="262144" transforms:W="0.5" transforms:M="4.5" transforms:A="0"/></transforms:transformation>
)";
  text += hierarchy("");
  for (std::size_t copy = 1; copy < copies; ++copy) text += hierarchy(fmt::format("Copy{}_", copy));
  text += "\n</gating:Gating-ML>\n";
  FCS_TRY(out, fcs::OutputFile::create(file));
  FCS_CHECK(out.write(text));
  return out.commit();
}

}  // namespace bench
