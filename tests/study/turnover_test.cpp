#include "study/turnover.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "panels/read.h"

namespace {

const std::filesystem::path sample =
    std::filesystem::path{CYTOGATE_SAMPLE_DATA} / "pbmc/fcs/SYNTHETIC_PBMC_S01_C1D1.fcs";

const panels::Panel& panel() {
  static const auto read = panels::built_in_panel("t_cell_activation").value();
  return read.panel;
}

study::SampleTurnover turnover(const gating::Strategy& before, const gating::Strategy& after) {
  const auto diff = gating::strategy_diff(before, after).value();
  return study::turnover(sample, before, after, diff, &panel()).value();
}

/// Changes a strategy as somebody would who works on it: thresholds, corners, dividers, parents, gates gone and new.
class Editor {
 public:
  explicit Editor(std::uint64_t seed) : random_{seed} {}

  gating::Strategy edited(gating::Strategy strategy) {
    for (std::size_t edit = 1 + below(3); edit > 0; --edit) {
      auto& node = strategy.gates[below(strategy.gates.size())];
      switch (below(6)) {
        case 0:
          node.name += "x";
          break;
        case 1:
          node.parent.reset();
          break;
        case 2:
          strategy.gates.push_back({"New" + std::to_string(edit), "New" + std::to_string(edit), std::nullopt,
                                    gating::BooleanGate{gating::BooleanOperation::and_,
                                                        {{"Live", below(2) == 0}, {"CD3pos", below(2) == 0}}}});
          break;
        default:
          reshape(node.gate);
          break;
      }
    }
    return strategy;
  }

 private:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_); }
  double factor() { return std::uniform_real_distribution<double>{0.85, 1.15}(random_); }

  void reshape(gating::Gate& gate) {
    if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
      rectangle->sides[0].min *= factor();
      rectangle->sides[0].max *= factor();
    } else if (auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
      auto& vertex = polygon->vertices[below(polygon->vertices.size())];
      vertex = {vertex.x * factor(), vertex.y * factor()};
    } else if (auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
      quadrants->dividers[below(2)].values[0] *= factor();
    }
  }

  std::mt19937_64 random_;
};

using Members = std::vector<std::uint64_t>;
std::uint64_t only_in(const Members& one, const Members& other) {
  std::uint64_t count = 0;
  for (std::size_t event = 0; event < one.size() * 64; ++event) {
    const auto bit = [event](const Members& members) { return (members[event / 64] >> (event % 64) & 1) != 0; };
    count += bit(one) && !bit(other) ? 1U : 0U;
  }
  return count;
}

TEST(Turnover, PredictsExactlyTheCountsThatARecountGives) {
  study::GateOptions options;
  options.keep_membership = true;
  const auto& before = panel().strategy;
  const auto gated_before = study::gate_sample(sample, before, &panel(), options).value();
  std::size_t moved = 0;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    const auto after = Editor{seed}.edited(before);
    const auto diff = gating::strategy_diff(before, after).value();
    const auto found = study::turnover(sample, before, after, diff, &panel()).value();
    const auto gated_after = study::gate_sample(sample, after, &panel(), options).value();
    ASSERT_EQ(found.populations.size(), diff.populations.size());
    for (std::size_t p = 0; p < diff.populations.size(); ++p) {
      const auto& population = found.populations[p];
      const Members nobody((gated_before.sample.event_count + 63) / 64, 0);
      Members old = nobody;
      Members now = nobody;
      if (diff.populations[p].before) {
        const auto& recount = gated_before.populations[*diff.populations[p].before];
        old = recount.members;
        EXPECT_EQ(population.before->count, recount.count);
        EXPECT_EQ(population.before->parent_count,
                  gated_before.populations[recount.population.parent.value_or(0)].count);
      }
      if (diff.populations[p].after) {
        const auto& recount = gated_after.populations[*diff.populations[p].after];
        now = recount.members;
        EXPECT_EQ(population.after->count, recount.count);
        EXPECT_EQ(population.after->parent_count, gated_after.populations[recount.population.parent.value_or(0)].count);
      }
      EXPECT_EQ(population.entering, only_in(now, old)) << "seed " << seed << " population " << p;
      EXPECT_EQ(population.leaving, only_in(old, now)) << "seed " << seed << " population " << p;
      moved += population.entering + population.leaving;
    }
  }
  EXPECT_GT(moved, 100'000U);  // the edits do move events
}

TEST(Turnover, CountsWhoEntersAndWhoLeavesAndNotOnlyTheirDifference) {
  // [0, 100000) and [50000, 150000) of forward scatter: each takes cells that the other has not.
  const auto range = [](double min, double max) {
    gating::Strategy strategy;
    strategy.gates = {
        {"G", "G", std::nullopt, gating::RectangleGate{{{{gating::ChannelReference{"FSC-A"}, {}, {}}, min, max}}}}};
    return strategy;
  };
  const auto found = turnover(range(0, 100'000), range(50'000, 150'000));
  const auto low = turnover(range(0, 50'000), range(0, 50'000)).populations[1].before->count;
  const auto high = turnover(range(100'000, 150'000), range(0, 1)).populations[1].before->count;
  EXPECT_EQ(found.populations[1].leaving, low);
  EXPECT_EQ(found.populations[1].entering, high);
  EXPECT_GT(low, 0U);
  EXPECT_GT(high, 0U);
}

TEST(Turnover, AnAddedPopulationHasEntrantsAndARemovedOneLeavers) {
  auto after = panel().strategy;
  std::erase_if(after.gates, [](const gating::GateNode& node) { return node.parent == "CD8pos"; });
  const auto removed = turnover(panel().strategy, after);
  const auto added = turnover(after, panel().strategy);
  std::size_t gone = 0;
  for (const auto& population : removed.populations) {
    if (population.after) continue;
    ++gone;
    EXPECT_EQ(population.leaving, population.before->count);
    EXPECT_EQ(population.entering, 0U);
  }
  EXPECT_EQ(gone, 4U);
  for (const auto& population : added.populations) {
    if (population.before) continue;
    EXPECT_EQ(population.entering, population.after->count);
    EXPECT_EQ(population.leaving, 0U);
  }
}

TEST(Turnover, APopulationThatTheSampleCannotAnswerHasNoPercentage) {
  auto after = panel().strategy;
  for (auto& node : after.gates) {
    if (node.id == "Live") {
      std::get<gating::RectangleGate>(node.gate).sides[0].dimension.source = gating::ChannelReference{"No such marker"};
    }
  }
  const auto diff = gating::strategy_diff(panel().strategy, after).value();
  const auto found = study::turnover(sample, panel().strategy, after, diff, &panel()).value();
  std::size_t unknown = 0;
  for (const auto& population : found.populations) {
    EXPECT_EQ(population.is_known(), !population.after->obstacle.has_value());
    if (population.is_known()) continue;
    ++unknown;
    EXPECT_FALSE(population.after->percent_of_parent());
    EXPECT_TRUE(population.before->percent_of_parent());
  }
  EXPECT_GT(unknown, 1U);  // Live and all below it
}

TEST(Turnover, FindingsOfBothStrategiesAreSaidOnce) {
  const auto found = turnover(panel().strategy, panel().strategy);
  const auto alone = study::gate_sample(sample, panel().strategy, &panel()).value();
  EXPECT_EQ(found.findings.size(), alone.findings.size());
}

}  // namespace
