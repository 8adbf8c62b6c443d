#include "study/single_stains.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "gating/compensation.h"
#include "stained_controls.h"
#include "tests/support/reference_values.h"
#include "tests/support/temporary_folder.h"

namespace {

using study::ComputedSpillover;
using study::ControlWarning;
using study::SpilloverEstimator;
using study::test::StainedControls;

/// One control of each dye, one of none, on disk.
struct Controls {
  testing_support::TemporaryFolder folder;
  StainedControls controls{7};
  fcs::Spillover truth = controls.truth();
  study::SingleStains stains;

  Controls() {
    stains.unstained.file = folder.write("unstained.fcs", controls.fcs(std::nullopt));
    for (std::size_t dye = 0; dye < truth.size(); ++dye) {
      stains.controls.push_back(
          {truth.detectors[dye], {folder.write(truth.detectors[dye] + ".fcs", controls.fcs(dye)), 1}});
    }
  }
  void replace(std::size_t dye, const std::string& bytes) {
    stains.controls[dye].control.file = folder.write("replaced.fcs", bytes);
  }
  [[nodiscard]] fcs::Result<ComputedSpillover> compute(SpilloverEstimator estimator) const {
    study::SpilloverOptions options;
    options.estimator = estimator;
    return study::compute_spillover(stains, options);
  }
};

/// Cells add an autofluorescence that is log-normal (CV 0.45, median at most 180 units): where the dye's own scatter is
/// far wider, its mean counts in place of its median, 9.7 % more. That shifts a share by at most this.
constexpr double autofluorescence_bias = 0.097 * 180 / StainedControls::brightness;

class Estimated : public testing::TestWithParam<SpilloverEstimator> {};
TEST_P(Estimated, FindsTheSpilloverThatTheCytometerHas) {
  const Controls controls;
  const auto computed = controls.compute(GetParam()).value();
  const auto n = controls.truth.size();
  ASSERT_EQ(computed.matrix.detectors, controls.truth.detectors);
  EXPECT_EQ(computed.matrix.fluorochromes[0], "Comp-FITC-A");
  for (std::size_t row = 0; row < n; ++row) {
    const auto& control = computed.controls[row];
    EXPECT_NEAR(static_cast<double>(control.positives), StainedControls::events / 2.0, 200);  // 0.5 % more, and chance
    for (std::size_t column = 0; column < n; ++column) {
      const double error = control.shares.standard_errors[column];
      EXPECT_LT(error, 0.002);
      // Four standard errors of sampling: one in 16,000.
      EXPECT_NEAR(computed.matrix.coefficients[row * n + column], controls.truth.at(row, column),
                  4 * error + autofluorescence_bias)
          << controls.truth.detectors[row] << " in " << controls.truth.detectors[column];
    }
    EXPECT_TRUE(control.notes.empty()) << control.notes.front().text;
  }
}
TEST_P(Estimated, CompensatesItsOwnControls) {
  Controls controls;
  const auto computed = controls.compute(GetParam()).value();
  // What is left of each control in the other detectors, relative to its own.
  const auto unmixing = gating::unmixing(computed.matrix).value();
  const auto n = controls.truth.size();
  for (std::size_t dye = 0; dye < n; ++dye) {
    const auto& own = computed.controls[dye];
    for (std::size_t j = 0; j < n; ++j) {
      double positive = 0;
      for (std::size_t k = 0; k < n; ++k) {
        positive += (own.positive_medians[k] - computed.negative_medians[k]) * unmixing.at(k, j);
      }
      const double own_signal = own.positive_medians[dye] - computed.negative_medians[dye];
      EXPECT_NEAR(positive / own_signal, j == dye ? 1 : 0, 4 * 0.002 + autofluorescence_bias);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Estimators, Estimated, testing::Values(SpilloverEstimator::median, SpilloverEstimator::slope),
                         [](const auto& row) { return std::string{study::name(row.param)}; });

bool has(const study::ControlEvidence& control, ControlWarning warning) {
  return std::ranges::find(control.notes, warning, &study::ControlNote::warning) != control.notes.end();
}

TEST(SingleStains, SaysThatAControlIsAnotherDyes) {
  Controls controls;
  controls.replace(0, controls.controls.fcs(1));  // PE in the file of FITC
  const auto computed = controls.compute(SpilloverEstimator::median);
  ASSERT_TRUE(computed.has_value()) << fcs::message(computed.error());
  EXPECT_TRUE(has(computed.value().controls[0], ControlWarning::other_peak));
  EXPECT_FALSE(has(computed.value().controls[1], ControlWarning::other_peak));
}
TEST(SingleStains, SaysThatPositivesAreFew) {
  Controls controls;
  controls.replace(2, controls.controls.fcs(2, StainedControls::brightness, 0.01));  // 40, and 20 of the unstained
  EXPECT_TRUE(has(controls.compute(SpilloverEstimator::slope).value().controls[2], ControlWarning::few_positives));
}
TEST(SingleStains, LeavesOutWhatIsAtTheTopOfTheScale) {
  Controls controls;
  controls.replace(3, controls.controls.fcs(3, 20'000, 0.5, 25'000));
  const auto control = controls.compute(SpilloverEstimator::slope).value().controls[3];
  EXPECT_GT(control.saturated, 200U);  // beyond 25,000 / 20,000: 0.65 standard deviations, a quarter of 2000
  EXPECT_TRUE(has(control, ControlWarning::saturated));
  for (std::size_t j = 0; j < 4; ++j) {
    EXPECT_NEAR(control.shares.values[j], controls.truth.at(3, j),
                4 * control.shares.standard_errors[j] + autofluorescence_bias);
  }
}
TEST(SingleStains, RefusesAControlWithoutPositives) {
  Controls controls;
  testing_support::FcsBytes empty{
      .keywords = testing_support::keywords_of(
          "F", "1,2,3,4", {{"FITC-A", 32}, {"PE-A", 32}, {"PerCP-Cy5-5-A", 32}, {"APC-A", 32}}, 3)};
  empty.data = testing_support::little_endian<float>({0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2});
  controls.replace(1, empty.build());
  const auto computed = controls.compute(SpilloverEstimator::median);
  ASSERT_TRUE(computed.has_error());
  EXPECT_EQ(computed.error().code, fcs::Code::bad_value);
  EXPECT_EQ(computed.error().found, "0 of 3");
}
TEST(SingleStains, RefusesTwoControlsOfOneDetectorAndUnknownOnes) {
  Controls controls;
  controls.stains.controls[1].name = "FITC-A";
  EXPECT_EQ(controls.compute(SpilloverEstimator::median).error().code, fcs::Code::duplicate_row);
  controls.stains.controls[1].name = "BV786-A";
  EXPECT_EQ(controls.compute(SpilloverEstimator::median).error().code, fcs::Code::no_such_channel);
}
TEST(SingleStains, RefusesChannelsThatAreCompensatedAlready) {
  testing_support::TemporaryFolder folder;
  testing_support::FcsBytes bytes{
      .keywords = testing_support::keywords_of("F", "1,2,3,4", {{"Comp-FITC-A", 32}, {"Comp-PE-A", 32}}, 1)};
  bytes.data = testing_support::little_endian<float>({1, 2});
  const auto file = folder.write("a.fcs", bytes.build());
  const study::SingleStains stains{{file, 1}, {{"Comp-FITC-A", {file, 1}}, {"Comp-PE-A", {file, 1}}}};
  EXPECT_EQ(study::compute_spillover(stains, {}).error().code, fcs::Code::already_compensated);
}

TEST(SpilloverShares, TheMedianEstimatorDividesDifferencesOfMedians) {
  // Negatives: medians 1 and 2. Positives: medians 101 and 32. Share: (32 - 2) / (101 - 1).
  const study::EventColumns negatives{{0, 1, 2}, {1, 2, 3}};
  const study::EventColumns positives{{51, 101, 201}, {2, 32, 90}};
  const auto shares = study::spillover_shares(positives, negatives, 0, SpilloverEstimator::median);
  EXPECT_EQ(shares.values[0], 1);
  EXPECT_DOUBLE_EQ(shares.values[1], 0.3);
}
TEST(SpilloverShares, TheMedianEstimatorGivesThePublishedRow) {
  const auto vectors = reference_values("spillover_from_single_stain");
  if (vectors.is_null()) GTEST_SKIP() << "no vectors.json in " CYTOGATE_SHARED_DIR;
  study::EventColumns positives;
  study::EventColumns negatives;
  for (const auto& value : vectors.at("med_pos")) positives.push_back({value.get<double>()});
  for (const auto& value : vectors.at("med_neg")) negatives.push_back({value.get<double>()});
  const auto shares = study::spillover_shares(positives, negatives, 0, SpilloverEstimator::median);
  for (std::size_t j = 0; j < shares.values.size(); ++j) {
    EXPECT_DOUBLE_EQ(shares.values[j], vectors.at("row").at(j).get<double>());
  }
}
TEST(SpilloverShares, TheSlopeHasTheLeastAbsoluteDeviations) {
  // Through the negatives' medians (0, 0): ratios 0.1 (weight 100), 0.2 (30), 0.9 (60). Half of 190 is reached at 0.1.
  const study::EventColumns negatives{{-1, 0, 1}, {-1, 0, 1}};
  const study::EventColumns positives{{100, 30, 60}, {10, 6, 54}};
  const auto shares = study::spillover_shares(positives, negatives, 0, SpilloverEstimator::slope);
  EXPECT_DOUBLE_EQ(shares.values[1], 0.1);
  // By definition, over a grid of slopes.
  const auto deviation = [&](double slope) {
    return std::abs(10 - slope * 100) + std::abs(6 - slope * 30) + std::abs(54 - slope * 60);
  };
  for (int i = 0; i <= 100; ++i) EXPECT_GE(deviation(i / 100.0), deviation(0.1) - 1e-12);
}
TEST(SpilloverShares, OutliersHardlyMoveTheSlope) {
  study::EventColumns negatives{{0}, {0}};
  study::EventColumns positives(2);
  for (int e = 1; e <= 100; ++e) {
    positives[0].push_back(1000.0 + e);
    positives[1].push_back(e <= 20 ? 5000 : 0.05 * (1000 + e));  // a fifth are another cell's light
  }
  const auto shares = study::spillover_shares(positives, negatives, 0, SpilloverEstimator::slope);
  EXPECT_NEAR(shares.values[1], 0.05, 1e-12);
}
TEST(SpilloverShares, StandardErrorsAreTheScatterOfRepetitions) {
  // Two hundred controls of one dye: the estimates scatter as each of them says.
  for (const auto estimator : {SpilloverEstimator::median, SpilloverEstimator::slope}) {
    study::simulate::Random random{11, "repetitions"};
    double sum = 0;
    double squares = 0;
    double claimed = 0;
    constexpr int repetitions = 200;
    for (int repetition = 0; repetition < repetitions; ++repetition) {
      study::EventColumns positives(2);
      study::EventColumns negatives(2);
      for (int e = 0; e < 400; ++e) {
        const double dye = 5000 * fcs::elementary::exp10(random.normal(0, 0.2));
        positives[0].push_back(dye + random.normal(0, 100));
        positives[1].push_back(0.2 * dye + random.normal(0, 150));
        negatives[0].push_back(random.normal(0, 100));
        negatives[1].push_back(random.normal(0, 150));
      }
      const auto shares = study::spillover_shares(positives, negatives, 0, estimator);
      sum += shares.values[1];
      squares += shares.values[1] * shares.values[1];
      claimed += shares.standard_errors[1];
    }
    const double mean = sum / repetitions;
    const double scatter = std::sqrt(squares / repetitions - mean * mean);
    // The scatter of 200 is itself known to 5 %, the density around a median of 400 to some 10 %.
    EXPECT_NEAR(claimed / repetitions / scatter, 1, 0.25) << study::name(estimator);
    EXPECT_NEAR(mean, 0.2, 0.005);
  }
}

}  // namespace
