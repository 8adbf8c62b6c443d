#include "apps/viewer_model/live_counts.h"

#include <QSignalSpy>
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "study/gate_sample.h"

namespace {

using Counts = std::vector<std::uint64_t>;

viewer::OpenedStudy sample_study() {
  auto opened = viewer::open_study(std::filesystem::path{CYTOGATE_SAMPLE_DATA} / "pbmc");
  EXPECT_TRUE(opened.has_value());
  return std::move(opened).value();
}

Counts counts_of(const study::SampleResult& result) {
  Counts out;
  for (const auto& population : result.populations) out.push_back(population.count);
  return out;
}

/// The sample's file gated by the document's strategy, with nothing kept from before.
Counts gated_anew(const viewer::StudyDocument& document, std::size_t sample) {
  const auto& row = document.manifest().rows[sample];
  const auto gated =
      study::gate_sample(row.path, document.strategy(row.panel), &document.panel(row.panel).panel).value();
  Counts out;
  for (const auto& population : gated.populations) out.push_back(population.count);
  return out;
}

struct Live {
  viewer::OpenedStudy opened = sample_study();
  viewer::StudyDocument document{opened.study, opened.manifest};
  viewer::LiveCounts counts{document, {}};

  bool wait() {
    QSignalSpy spy{&counts, &viewer::LiveCounts::up_to_date};
    while (!counts.is_up_to_date()) {
      if (!spy.wait(20'000)) return false;
    }
    return true;
  }
  void set_divider(const std::string& gate, std::size_t divider, double value, int drag = 1) {
    const auto& gates = document.strategy(0).gates;
    auto edited = std::get<gating::QuadrantGate>(std::ranges::find(gates, gate, &gating::GateNode::id)->gate);
    edited.dividers[divider].values[0] = value;
    ASSERT_TRUE(document.edit_gate(0, gate, edited, drag, "Move").has_value());
  }
  void expect_all_as_gated_anew() {
    for (std::size_t i = 0; i < counts.results().size(); ++i) {
      EXPECT_EQ(counts_of(counts.results()[i]), gated_anew(document, i)) << "sample " << i;
    }
  }
};

TEST(LiveCounts, BeginWithEverySample) {
  Live live;
  EXPECT_EQ(live.counts.result(0), nullptr);
  QSignalSpy progress{&live.counts, &viewer::LiveCounts::progress};
  ASSERT_TRUE(live.wait());
  EXPECT_EQ(progress.count(), static_cast<int>(live.opened.manifest.rows.size()));
  EXPECT_EQ(live.counts.samples_ready(), live.opened.manifest.rows.size());
  live.expect_all_as_gated_anew();
}
TEST(LiveCounts, FollowEveryEditAndUndo) {
  Live live;
  live.counts.set_current(0);
  ASSERT_TRUE(live.wait());
  const auto before = counts_of(live.counts.results()[1]);
  for (const double value : {0.40, 0.42, 0.44, 0.46}) live.set_divider("CD8_Activation", 0, value);
  live.set_divider("Lineage", 1, 0.6, 2);  // another gate, above the first
  ASSERT_TRUE(live.wait());
  live.expect_all_as_gated_anew();
  EXPECT_NE(counts_of(live.counts.results()[1]), before);

  live.document.undo_stack().setIndex(0);
  ASSERT_TRUE(live.wait());
  EXPECT_EQ(counts_of(live.counts.results()[1]), before);
}
TEST(LiveCounts, AnEditBeforeTheFirstNumbersIsNotLost) {
  Live live;
  live.set_divider("CD8_Activation", 0, 0.5);
  ASSERT_TRUE(live.wait());
  live.expect_all_as_gated_anew();
}
TEST(LiveCounts, TheGhostIsOfTheStrategyOnTheDisk) {
  Live live;
  ASSERT_TRUE(live.wait());
  const auto saved = counts_of(live.counts.results()[0]);
  live.set_divider("CD8_Activation", 0, 0.5);
  ASSERT_TRUE(live.wait());
  EXPECT_EQ(counts_of(live.counts.saved_results()[0]), saved);
  EXPECT_NE(counts_of(live.counts.results()[0]), saved);
}
TEST(LiveCounts, TheCurrentSampleIsAnsweredBeforeTheCohort) {
  Live live;
  live.counts.set_current(3);
  ASSERT_TRUE(live.wait());
  std::vector<std::string> order;
  QObject::connect(&live.counts, &viewer::LiveCounts::sample_changed, [&](std::size_t sample) {
    if (order.empty()) {
      EXPECT_EQ(sample, 3U);
      EXPECT_EQ(counts_of(live.counts.results()[3]), gated_anew(live.document, 3));
    }
    order.emplace_back("sample");
  });
  QObject::connect(&live.counts, &viewer::LiveCounts::cohort_changed, [&] { order.emplace_back("cohort"); });
  live.set_divider("CD4_Activation", 1, 0.5);
  ASSERT_TRUE(live.wait());
  EXPECT_EQ(order.back(), "cohort");
  EXPECT_EQ(order.front(), "sample");
}
TEST(LiveCounts, EndWhileTheyAreStillWorking) {
  Live live;
  live.set_divider("CD8_Activation", 0, 0.5);
}

}  // namespace
