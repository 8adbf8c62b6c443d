#include "study/live_cohort.h"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "study/gate_row.h"

namespace {

/// The sample study, gated once.
struct Cohort {
  study::Study study;
  study::Manifest manifest;
  std::vector<study::SampleResult> results;

  Cohort() {
    auto read = study::read_study(std::filesystem::path{CYTOGATE_SAMPLE_DATA} / "pbmc");
    manifest = study::read_manifest(read.study).manifest;
    study = std::move(read.study);
    for (const auto& row : manifest.rows) results.push_back(study::gate_row(study, row, {}, {}));
  }
  [[nodiscard]] std::vector<study::SampleGates> gates() const {
    return std::vector<study::SampleGates>(results.size());
  }
  [[nodiscard]] const gating::Strategy& strategy() const { return study.panels[0].panel.strategy; }
  [[nodiscard]] std::size_t node(std::string_view gate) const {
    const auto& gates = strategy().gates;
    return static_cast<std::size_t>(std::ranges::find(gates, gate, &gating::GateNode::id) - gates.begin());
  }
};

using Counts = std::vector<std::vector<std::uint64_t>>;

Counts counts_of(const std::vector<study::SampleResult>& results) {
  Counts out;
  for (const auto& result : results) {
    auto& sample = out.emplace_back();
    for (const auto& population : result.populations) sample.push_back(population.count);
  }
  return out;
}

/// Each file read and gated by the edited strategy, with nothing kept.
Counts gated_anew(const Cohort& cohort, const gating::Strategy& edited) {
  Counts out;
  for (const auto& row : cohort.manifest.rows) {
    const auto gated = study::gate_sample(row.path, edited, &cohort.study.panels[row.panel].panel).value();
    auto& sample = out.emplace_back();
    for (const auto& population : gated.populations) sample.push_back(population.count);
  }
  return out;
}

struct Edit {
  std::string name;
  std::string gate;
  void (*change)(gating::Gate&);
  friend std::ostream& operator<<(std::ostream& out, const Edit& row) { return out << row.name; }
};
class EditedGate : public testing::TestWithParam<Edit> {};

TEST_P(EditedGate, CountsAsIfEveryFileWereGatedAnew) {
  Cohort cohort;
  const auto gate = cohort.node(GetParam().gate);
  auto edited = cohort.strategy();
  GetParam().change(edited.gates[gate].gate);
  study::LiveCohort live{cohort.study, cohort.manifest, cohort.gates(), {}};
  const auto before = counts_of(cohort.results);
  ASSERT_TRUE(live.recount(0, edited, gate, cohort.results));
  const auto expected = gated_anew(cohort, edited);
  EXPECT_EQ(counts_of(cohort.results), expected);
  EXPECT_NE(expected, before);

  ASSERT_TRUE(live.recount(0, cohort.strategy(), gate, cohort.results));  // back again, from what is kept
  EXPECT_EQ(counts_of(cohort.results), before);
}
INSTANTIATE_TEST_SUITE_P(
    Gates, EditedGate,
    testing::Values(Edit{"Polygon", "Singlets",
                         [](gating::Gate& gate) { std::get<gating::PolygonGate>(gate).vertices[1].y += 20'000; }},
                    Edit{"Rectangle", "CD3pos",
                         [](gating::Gate& gate) { std::get<gating::RectangleGate>(gate).sides[0].min = 0.6; }},
                    Edit{"Quadrants", "CD8_Activation",
                         [](gating::Gate& gate) { std::get<gating::QuadrantGate>(gate).dividers[1].values[0] = 0.5; }}),
    [](const auto& row) { return row.param.name; });

TEST(LiveCohort, FollowsAnEditOfAnotherGate) {
  Cohort cohort;
  study::LiveCohort live{cohort.study, cohort.manifest, cohort.gates(), {}};
  auto edited = cohort.strategy();
  const auto activation = cohort.node("CD8_Activation");
  std::get<gating::QuadrantGate>(edited.gates[activation].gate).dividers[0].values[0] = 0.45;
  live.recount(0, edited, activation, cohort.results);
  const auto live_gate = cohort.node("Live");
  std::get<gating::RectangleGate>(edited.gates[live_gate].gate).sides[0].max = 0.4;
  live.recount(0, edited, live_gate, cohort.results);
  EXPECT_EQ(counts_of(cohort.results), gated_anew(cohort, edited));
}
TEST(LiveCohort, KeepsNoMoreThanItMay) {
  Cohort cohort;
  auto edited = cohort.strategy();
  const auto gate = cohort.node("Singlets");
  std::get<gating::PolygonGate>(edited.gates[gate].gate).vertices[2].x -= 50'000;
  study::LiveCohort free{cohort.study, cohort.manifest, cohort.gates(), {}};
  free.recount(0, edited, gate, cohort.results);
  const auto expected = counts_of(cohort.results);

  const auto limit = free.bytes() / 2;
  study::LiveCohort bounded{cohort.study, cohort.manifest, cohort.gates(), {}, limit};
  bounded.recount(0, cohort.strategy(), gate, cohort.results);
  bounded.recount(0, edited, gate, cohort.results);
  EXPECT_GT(bounded.bytes(), 0U);
  EXPECT_LE(bounded.bytes(), limit);
  EXPECT_EQ(counts_of(cohort.results), expected);
}
TEST(LiveCohort, StopsWhenCancelled) {
  Cohort cohort;
  study::LiveCohort live{cohort.study, cohort.manifest, cohort.gates(), {}};
  EXPECT_FALSE(live.recount(0, cohort.strategy(), 0, cohort.results, [] { return true; }));
  EXPECT_EQ(live.bytes(), 0U);
}
TEST(LiveCohort, AFileThatVanishesFailsItsSampleOnly) {
  Cohort cohort;
  cohort.manifest.rows[0].path = "/nowhere/absent.fcs";
  study::LiveCohort live{cohort.study, cohort.manifest, cohort.gates(), {}};
  EXPECT_TRUE(live.recount(0, cohort.strategy(), cohort.node("Live"), cohort.results));
  ASSERT_TRUE(cohort.results[0].failure);
  EXPECT_EQ(cohort.results[0].failure->code, fcs::Code::cannot_open);
  EXPECT_FALSE(cohort.results[1].failure);
}

}  // namespace
