#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "study/gate_row.h"
#include "study/manifest.h"
#include "study/study.h"
#include "tests/support/fcs_bytes.h"
#include "tests/support/temporary_folder.h"

/// A tube of 10,000 single live T cells, one as the other but for noise, without a fault; tests plant one. 25 events
/// come with each tick of 0.01 s. All values are far from the gates' edges.
class StainedTube {
 public:
  double seen_by_pe = 0.2;             ///< of CD3's dye, as $SPILLOVER says; the detector sees 0.2
  double seen_by_fitc = 0;             ///< of CD38's dye, likewise; the detector sees none
  double timestep = 0.01;              ///< $TIMESTEP
  std::string scatter_area = "FSC-A";  ///< as the strategy calls it
  std::string scatter_height = "FSC-H";

  StainedTube() {
    for (const auto& [name, label] : {std::pair{"FSC-A", ""},
                                      {"FSC-H", ""},
                                      {"FITC-A", "CD3"},
                                      {"PE-A", "CD38"},
                                      {"BV421-A", "HLA-DR"},
                                      {"BV510-A", "Viability"},
                                      {"APC-A", ""},
                                      {"Time", ""}}) {
      channels_.push_back({name, label, {}, {{'R', "262144"}, {'E', "0,0"}}});
    }
    for (std::size_t i = 0; i < 10'000; ++i) {
      const auto cycle = [i](std::size_t step, std::size_t length) { return static_cast<float>(i * step % length); };
      const float forward = 50'000 + 10 * cycle(37, 1000);
      const float cd3 = 10'000 + 10 * cycle(7, 1000);
      const float cd38 = 1500 + cycle(13, 997);  // 997 and 1000 have no common factor: independent of CD3
      const float tick = static_cast<float>(i / 25);
      const float values[] = {forward,
                              forward * 0.9F,
                              cd3,
                              cd38 + 0.2F * cd3,
                              3000 + cycle(17, 991),
                              100 + cycle(11, 983),
                              100 + cycle(19, 977),
                              tick};
      for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
        channels_[channel].values.push_back(values[channel]);
      }
    }
  }

  [[nodiscard]] std::size_t size() const { return channels_.front().values.size(); }
  std::vector<float>& column(std::string_view name) { return find(name).values; }
  void rename(std::string_view from, std::string to) { find(from).name = std::move(to); }
  void label(std::string_view name, std::string text) { find(name).label = std::move(text); }
  void cut_to(std::size_t events) {
    for (auto& channel : channels_) channel.values.resize(events);
  }
  /// $PnG and the like of a channel.
  void keyword(std::string_view name, char letter, std::string value) {
    auto& keywords = find(name).keywords;
    std::erase_if(keywords, [letter](const auto& known) { return known.first == letter; });
    keywords.emplace_back(letter, std::move(value));
  }
  /// The file holds whole numbers, those of the channel behind an amplifier of so many decades.
  void store_logarithmically(std::string_view name, int decades, int offset, int range) {
    datatype_ = "I";
    keyword(name, 'E', fmt::format("{},{}", decades, offset));
    keyword(name, 'R', fmt::format("{}", range));
  }

  /// The bytes of the file.
  [[nodiscard]] std::string fcs() const {
    testing_support::FcsBytes file;
    file.keywords = {{"$MODE", "L"},
                     {"$DATATYPE", datatype_},
                     {"$BYTEORD", "1,2,3,4"},
                     {"$NEXTDATA", "0"},
                     {"$PAR", fmt::format("{}", channels_.size())},
                     {"$TOT", fmt::format("{}", size())},
                     {"$TIMESTEP", fmt::format("{}", timestep)},
                     {"$SPILLOVER", fmt::format("2,{},{},1,{},{},1", channels_[2].name, channels_[3].name, seen_by_pe,
                                                seen_by_fitc)}};
    for (std::size_t n = 1; n <= channels_.size(); ++n) {
      const auto& channel = channels_[n - 1];
      const auto add = [&](char letter, const std::string& value) {
        file.keywords.emplace_back(fmt::format("$P{}{}", n, letter), value);
      };
      add('N', channel.name);
      if (!channel.label.empty()) add('S', channel.label);
      add('B', "32");
      for (const auto& [letter, value] : channel.keywords) add(letter, value);
    }
    for (std::size_t i = 0; i < size(); ++i) {
      for (const auto& channel : channels_) {
        const auto value = channel.values[i];
        file.data += datatype_ == "F" ? testing_support::little_endian({value})
                                      : testing_support::little_endian({static_cast<std::uint32_t>(value)});
      }
    }
    return file.build();
  }

 private:
  struct Channel {
    std::string name;
    std::string label;
    std::vector<float> values;
    std::vector<std::pair<char, std::string>> keywords;
  };

  Channel& find(std::string_view name) { return *std::ranges::find(channels_, name, &Channel::name); }

  std::string datatype_ = "F";
  std::vector<Channel> channels_;
};

/// Singlets of 20,000 to 100,000 by two scatter channels; in them Live, below 5000; in those CD3+, from 5000 on; in
/// those CD38+, HLA-DR+ and both.
inline std::string strategy_of(const StainedTube& tube) {
  const auto dimension = [](std::string_view name, std::string_view compensation, std::string_view edges) {
    return fmt::format(R"(<gating:dimension gating:compensation-ref="{}" {}>
<data-type:fcs-dimension data-type:name="{}"/></gating:dimension>
)",
                       compensation, edges, name);
  };
  const auto gate = [](std::string_view id, std::string_view parent, const std::string& dimensions) {
    return fmt::format("<gating:RectangleGate gating:id=\"{}\"{}>\n{}</gating:RectangleGate>\n", id,
                       parent.empty() ? "" : fmt::format(" gating:parent_id=\"{}\"", parent), dimensions);
  };
  const auto scatter = [&](const std::string& name) {
    return dimension(name, "uncompensated", R"(gating:min="20000" gating:max="100000")");
  };
  const auto cd38 = dimension("CD38", "FCS", R"(gating:min="1000")");
  const auto hla_dr = dimension("HLA-DR", "FCS", R"(gating:min="1000")");
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
                  xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
)" + gate("Singlets", "", scatter(tube.scatter_area) + scatter(tube.scatter_height)) +
         gate("Live", "Singlets", dimension("Viability", "uncompensated", R"(gating:max="5000")")) +
         gate("CD3pos", "Live", dimension("CD3", "FCS", R"(gating:min="5000")")) + gate("CD38pos", "CD3pos", cd38) +
         gate("HLADRpos", "CD3pos", hla_dr) + gate("Both", "CD3pos", cd38 + hla_dr) + "</gating:Gating-ML>\n";
}

/// The flags of a tube in a study of its own, with the default limits.
inline std::vector<study::Flag> flags_of(const StainedTube& tube) {
  const testing_support::TemporaryFolder folder;
  folder.write("tube.fcs", tube.fcs());
  folder.write("manifest.csv", "file,subject,visit,panel\ntube.fcs,P01,C1D1,example\n");
  folder.write("strategy.gatingml.xml", strategy_of(tube));
  folder.write("panel.toml", R"(id = "example"
version = 1
title = "T cells"
strategy = "strategy.gatingml.xml"
stain = [{ marker = "CD3" }, { marker = "CD38" }, { marker = "HLA-DR" }, { marker = "Viability", role = "viability" }]

[[endpoint]]
id = "cd38_of_cd3"
label = "CD38+ of T cells"
population = "CD38pos"
of = "CD3pos"
statistic = "percent"
)");
  folder.write("study.toml", R"(id = "EX-1"
title = "Example"
manifest = "manifest.csv"
visits = ["C1D1"]

[[panel]]
id = "example"
path = "panel.toml"
)");
  const auto study = study::read_study(folder.path());
  for (const auto& problem : study.problems) ADD_FAILURE() << fcs::message(problem);
  const auto manifest = study::read_manifest(study.study);
  for (const auto& problem : manifest.problems) ADD_FAILURE() << fcs::message(problem);
  if (!study.problems.empty() || manifest.manifest.rows.size() != 1) return {};
  const auto result = study::gate_row(study.study, manifest.manifest.rows.front(), {}, {});
  if (result.failure) ADD_FAILURE() << fcs::message(*result.failure);
  return result.flags;
}
