#include "study/simulate/sample.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "study/simulate/apoptosis.h"
#include "study/simulate/pbmc.h"

namespace {

using namespace study::simulate;  // NOLINT(google-build-using-namespace): the subject of this file

double share(const SimulatedSample& sample, std::string_view population, std::string_view state = "") {
  const auto of = [&](std::string_view wanted) {
    return static_cast<double>(std::ranges::count_if(sample.labels, [&](const Label& label) {
      return label.population == population && (wanted.empty() || label.state == wanted);
    }));
  };
  return state.empty() ? of("") / static_cast<double>(sample.labels.size()) : of(state) / of("");
}

TEST(RealisedCounts, CountLabels) {
  const std::vector<Label> labels = {{"CD8", "HLA-DR+CD38+", ""}, {"CD8", "HLA-DR-CD38-", ""},
                                     {"CD4", "HLA-DR+CD38+", ""}, {"dead", "", "CD8"},
                                     {"doublet", "", "CD8+CD8"},  {"NKT", "", ""}};
  constexpr std::string_view cd8[] = {"CD8"};
  constexpr std::string_view t_cells[] = {"CD8", "CD4", "NKT"};
  const std::vector<TruthRule> rules = {{"activated", "CD8", "HLA-DR+CD38+", cd8}, {"of_t", "CD8", "", t_cells}};
  const auto counts = realised_counts(labels, rules);
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].numerator, 1U);
  EXPECT_EQ(counts[0].denominator, 2U);
  EXPECT_EQ(counts[1].numerator, 2U);
  EXPECT_EQ(counts[1].denominator, 4U);
}

// Each tube has fractions of its own, so twenty are looked at together: a fraction p then varies by
// sqrt(p (1 - p) / 151 / 20), under 0.008; the mean of the tube is within five of these.
TEST(SimulatePbmc, HasTheExpectedFractions) {
  const auto expected = expected_activation("C1D15", 1, 0);
  double debris = 0, doublets = 0, dead = 0, cd4 = 0, cd8 = 0;
  constexpr int tubes = 20;
  for (int tube = 0; tube < tubes; ++tube) {
    Random random{static_cast<std::uint64_t>(tube), "tube"};
    const auto sample = simulate_pbmc(expected, 2'000, random);
    debris += share(sample, "debris") / tubes;
    doublets += share(sample, "doublet") / tubes;
    dead += share(sample, "dead") / tubes;
    cd4 += share(sample, "CD4") / tubes;
    cd8 += share(sample, "CD8") / tubes;
  }
  const auto allowed = [](double p) { return 5 * std::sqrt(p * (1 - p) / 151 / tubes); };
  EXPECT_NEAR(debris, 0.13, allowed(0.13));
  EXPECT_NEAR(doublets, 0.055, allowed(0.055));
  EXPECT_NEAR(dead, 0.06, allowed(0.06));
  EXPECT_NEAR(cd4, 0.27, allowed(0.27));
  EXPECT_NEAR(cd8, 0.15, allowed(0.15));
}

TEST(SimulatePbmc, StatesFollowTheExpectedActivation) {
  Random random{1, "states"};
  const auto sample = simulate_pbmc(expected_activation("C1D15", 1, 0), 30'000, random);
  // At least 2000 CD8+ cells: five standard errors of 0.17 are under 0.042.
  EXPECT_NEAR(share(sample, "CD8", "HLA-DR+CD38+"), 0.17, 0.042);
  EXPECT_NEAR(share(sample, "CD8", "HLA-DR-CD38-"), 0.53, 0.056);
  EXPECT_NEAR(share(sample, "CD4", "HLA-DR+CD38+"), 0.07, 0.021);
}

TEST(SimulatePbmc, LabelsSayWhatDoubletsAndDeadCellsAreMadeOf) {
  Random random{1, "labels"};
  const auto sample = simulate_pbmc(expected_activation("C1D1", 1, 0), 5'000, random);
  for (const auto& label : sample.labels) {
    const bool is_composed = label.population == "doublet" || label.population == "dead";
    EXPECT_EQ(label.made_of.empty(), !is_composed);
    EXPECT_EQ(label.made_of.find('+') != std::string::npos, label.population == "doublet");
    EXPECT_EQ(label.state.empty(), label.population != "CD4" && label.population != "CD8");
  }
}

TEST(SimulateApoptosis, SingleCellsFollowTheExpectedDeath) {
  Random random{1, "well"};
  const auto sample = simulate_apoptosis({0.5, 0.2, 0.27, 0.03}, 20'000, random);
  const auto counts = realised_counts(sample.labels, apoptosis_truth());
  ASSERT_EQ(counts.size(), 4U);
  const double expected[] = {0.5, 0.2, 0.27, 0.03};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto singles = static_cast<double>(counts[i].denominator);
    EXPECT_NEAR(static_cast<double>(counts[i].numerator) / singles, expected[i],
                5 * std::sqrt(expected[i] * (1 - expected[i]) / singles))
        << counts[i].endpoint;
  }
}

}  // namespace
