#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "fcs/writer.h"
#include "study/results.h"
#include "study/study.h"
#include "tests/support/temporary_folder.h"

using testing_support::bytes_of;
using testing_support::TemporaryFolder;

/// Writes an FCS file of two channels, CD3 and CD8, in which `cd3` events are positive for CD3, the first `cd8` of
/// those also for CD8, and `negative` events for neither.
inline void write_t_cells(const std::filesystem::path& file, std::size_t cd8, std::size_t cd3, std::size_t negative,
                          std::optional<fcs::Spillover> spillover = {}) {
  std::filesystem::create_directories(file.parent_path());
  std::vector<float> x(cd3 + negative, 1.0F);
  std::vector<float> y(cd3 + negative, 1.0F);
  for (std::size_t i = 0; i < cd3; ++i) x[i] = 100.0F;
  for (std::size_t i = 0; i < cd8; ++i) y[i] = 100.0F;
  fcs::WrittenSample sample;
  for (const auto* channel : {"CD3", "CD8"}) {
    sample.channels.push_back({});
    sample.channels.back().name = channel;
    sample.channels.back().range = 1024;
  }
  sample.spillover = std::move(spillover);
  const std::vector<std::span<const float>> columns{x, y};
  ASSERT_TRUE(fcs::write_sample(file, sample, columns).has_value());
}

/// CD3 of 10 and more, within it CD8 of 10 and more.
inline constexpr std::string_view example_strategy = R"(<?xml version="1.0" encoding="UTF-8"?>
<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
                  xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
  <gating:RectangleGate gating:id="CD3pos">
    <gating:dimension gating:compensation-ref="uncompensated" gating:min="10">
      <data-type:fcs-dimension data-type:name="CD3"/>
    </gating:dimension>
  </gating:RectangleGate>
  <gating:RectangleGate gating:id="CD8pos" gating:parent_id="CD3pos">
    <gating:dimension gating:compensation-ref="uncompensated" gating:min="10">
      <data-type:fcs-dimension data-type:name="CD8"/>
    </gating:dimension>
  </gating:RectangleGate>
</gating:Gating-ML>
)";

inline constexpr std::string_view example_panel_toml = R"(id = "example"
version = 1
title = "Two markers"
strategy = "strategy.gatingml.xml"

[[stain]]
marker = "CD3"
role = "lineage"

[[stain]]
marker = "CD8"
role = "lineage"

[[endpoint]]
id = "cd8_of_cd3"
label = "CD8+ of T cells"
population = "CD8pos"
of = "CD3pos"
statistic = "percent"
)";

inline constexpr std::string_view example_study_toml = R"(id = "EX-1"
title = "Example"
manifest = "manifest.csv"
visits = ["C1D1", "C1D8"]
baseline = "C1D1"

[quality] # these samples are too few and too simple for the defaults
min_cells = 1
min_denominator_cells = 1
max_margin_percent = 100
max_drift_decades = 10
max_drift_rsd = 1000

[[panel]]
id = "example"
path = "panel.toml"
)";

/// Lays down the study, its panel and its strategy; the manifest and the samples are the test's.
inline void write_example_study(const TemporaryFolder& folder) {
  folder.write("study.toml", example_study_toml);
  folder.write("panel.toml", example_panel_toml);
  folder.write("strategy.gatingml.xml", example_strategy);
}

/// The example panel as a value: root, CD3pos, CD8pos; the one endpoint cd8_of_cd3.
inline study::StudyPanel example_panel() {
  study::StudyPanel panel;
  panel.id = "example";
  panel.panel.id = "example";
  panel.panel.endpoints = {{"cd8_of_cd3", "CD8+ of T cells", "CD8pos", "CD3pos", "percent"}};
  panel.populations = {{"root", "root", "root", {}, {}, {}},
                       {"CD3pos", "CD3pos", "CD3pos", 0, 0, {}},
                       {"CD8pos", "CD8pos", "CD3pos/CD8pos", 1, 1, {}}};
  panel.endpoints = {{2, 1}};
  panel.template_sha256 = "template-hash";
  return panel;
}

inline study::Study example_study() {
  study::Study study;
  study.id = "EX-1";
  study.visits = {"C1D1", "C1D8"};
  study.baseline = "C1D1";
  study.panels.push_back(example_panel());
  return study;
}

inline study::SampleResult counted(std::uint64_t events, std::uint64_t cd3, std::uint64_t cd8) {
  study::SampleResult sample;
  sample.file_sha256 = "file-hash";
  sample.resolved_sha256 = "resolved-hash";
  sample.events = events;
  sample.populations = {{events, {}}, {cd3, {}}, {cd8, {}}};
  return sample;
}

inline study::ManifestRow row_of(std::string sample, std::string subject, std::string_view visit) {
  study::ManifestRow row;
  row.file = "fcs/" + sample + ".fcs";
  row.sample = std::move(sample);
  row.subject = std::move(subject);
  if (visit.empty()) return row;
  row.visit = study::parse_visit(visit).value();
  row.visit_name = visit;
  row.study_day = study::nominal_study_day(*row.visit);
  return row;
}
