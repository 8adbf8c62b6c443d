#include "gating/compensation.h"

#include <fstream>

#include <Eigen/Dense>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using gating::SpectrumMatrix;

TEST(Unmixing, RemovesTheSpilloverOfThePublishedExample) {
  std::ifstream file{CYTOGATE_SHARED_DIR "/spec/vectors.json"};
  if (!file) GTEST_SKIP() << "no vectors.json in " CYTOGATE_SHARED_DIR;
  const auto vectors = nlohmann::json::parse(file).at("compensation");
  const auto n = vectors.at("S").size();
  fcs::Spillover spillover;
  for (std::size_t row = 0; row < n; ++row) {
    spillover.detectors.push_back("D" + std::to_string(row));
    for (const auto& value : vectors.at("S").at(row)) spillover.coefficients.push_back(value.get<double>());
  }
  EXPECT_NEAR(gating::condition_number(spillover.coefficients, n, n), vectors.at("cond_2norm").get<double>(), 1e-12);
  const auto unmixing = gating::unmixing(spillover);
  ASSERT_TRUE(unmixing.has_value());
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t j = 0; j < n; ++j) {
      EXPECT_NEAR(unmixing.value().at(k, j), vectors.at("inv").at(k).at(j).get<double>(), 1e-14);
    }
  }
  for (std::size_t event = 0; event < vectors.at("measured").size(); ++event) {
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k) {
        sum += vectors.at("measured").at(event).at(k).get<double>() * unmixing.value().at(k, j);
      }
      EXPECT_NEAR(sum, vectors.at("true").at(event).at(j).get<double>(), 1e-9);
    }
  }
}

TEST(Unmixing, AWideMatrixGivesTheLeastSquaresAnswer) {
  // One dye seen as 1 and 2 in two detectors: s / (s . s) = (1/5, 2/5).
  const auto unmixing = gating::unmixing(SpectrumMatrix{{"Dye"}, {"A", "B"}, {1, 2}, false});
  ASSERT_TRUE(unmixing.has_value());
  EXPECT_NEAR(unmixing.value().at(0, 0), 0.2, 1e-15);
  EXPECT_NEAR(unmixing.value().at(1, 0), 0.4, 1e-15);
}

TEST(Unmixing, AnInvertedMatrixIsUsedAsItStands) {
  const auto unmixing = gating::unmixing(SpectrumMatrix{{"X", "Y"}, {"A", "B"}, {2, 3, 5, 7}, true});
  ASSERT_TRUE(unmixing.has_value());
  EXPECT_EQ(unmixing.value().at(0, 1), 3);
  EXPECT_EQ(unmixing.value().at(1, 0), 5);
}

TEST(Unmixing, RefusesWhatCannotBeInverted) {
  const auto code = [](SpectrumMatrix matrix) { return gating::unmixing(matrix).error().code; };
  EXPECT_EQ(code({{"X", "Y"}, {"A", "B"}, {1, 2, 2, 4}, false}), fcs::Code::singular_matrix);
  EXPECT_EQ(code({{"X", "Y"}, {"A", "B", "C"}, {1, 2, 3, 2, 4, 6}, false}), fcs::Code::singular_matrix);
  EXPECT_EQ(code({{"X", "Y"}, {"A", "B"}, {1, std::numeric_limits<double>::quiet_NaN(), 0, 1}, false}),
            fcs::Code::singular_matrix);
  EXPECT_EQ(code({{"X", "Y"}, {"A"}, {1, 1}, false}), fcs::Code::bad_matrix);
  EXPECT_EQ(code({{"X"}, {"A"}, {1, 1}, false}), fcs::Code::bad_matrix);
}

TEST(Invert, UnitsDoNotMakeAMatrixSingular) {
  // Forward scatter (standard deviation 1e5) against a logicle scale (0.05), correlation 0.5.
  const auto inverse = gating::invert(std::vector<double>{1e10, 2500, 2500, 0.0025}, 2, 2);
  ASSERT_TRUE(inverse.has_value());
  EXPECT_NEAR(inverse.value()[0] * 1e10, 4.0 / 3, 1e-12);  // 1 / (1 - 0.5^2)
}

/// Six detectors, three dyes that share them, as a spectral cytometer sees them.
const SpectrumMatrix spectra{{"X", "Y", "Z"},
                             {"A", "B", "C", "D", "E", "F"},
                             {1.0, 0.62, 0.31, 0.12, 0.05, 0.01,   //
                              0.2, 0.71, 1.0, 0.55, 0.21, 0.08,    //
                              0.02, 0.04, 0.15, 0.66, 1.0, 0.47},  //
                             false};

TEST(Unmixing, AWideMatrixSolvesTheNormalEquations) {
  // Least squares by its definition: min |x S - m| has x S S^T = m S^T, and the residual is orthogonal to every row.
  const Eigen::Map<const Eigen::Matrix<double, 3, 6, Eigen::RowMajor>> S(spectra.coefficients.data());
  const auto unmixing = gating::unmixing(spectra).value();
  const Eigen::Matrix<double, 1, 6> measured{812, 1530, 2210, 1904, 1688, 703};
  const Eigen::Matrix<double, 1, 3> expected = (S * S.transpose()).ldlt().solve(S * measured.transpose()).transpose();
  Eigen::Matrix<double, 1, 3> unmixed = Eigen::Matrix<double, 1, 3>::Zero();
  for (Eigen::Index j = 0; j < 3; ++j) {
    for (Eigen::Index k = 0; k < 6; ++k) {
      unmixed(j) += measured(k) * unmixing.at(static_cast<std::size_t>(k), static_cast<std::size_t>(j));
    }
    EXPECT_NEAR(unmixed(j), expected(j), 1e-9 * measured.norm());
  }
  EXPECT_GT((measured - unmixed * S).norm(), 100);  // the signals are no mixture of the spectra, so this is a fit
  EXPECT_LT(((measured - unmixed * S) * S.transpose()).norm(), 1e-9 * measured.norm());
}

TEST(Unmixing, AWideMatrixGivesBackExactlyWhatWasMixed) {
  const auto unmixing = gating::unmixing(spectra).value();
  const std::vector<double> dyes{1000, -20, 350};
  for (std::size_t j = 0; j < 3; ++j) {
    double unmixed = 0;
    for (std::size_t k = 0; k < 6; ++k) {
      double measured = 0;
      for (std::size_t dye = 0; dye < 3; ++dye) measured += dyes[dye] * spectra.coefficients[dye * 6 + k];
      unmixed += measured * unmixing.at(k, j);
    }
    EXPECT_NEAR(unmixed, dyes[j], 1e-10);
  }
}

TEST(Unmixing, RefusesAWideMatrixWhoseRowsNearlyDependAndNamesItsCondition) {
  // Two dyes that differ by 1e-11 in one detector: rank 2 on paper, no answer in practice.
  const auto unmixing =
      gating::unmixing(SpectrumMatrix{{"X", "Y"}, {"A", "B", "C"}, {1, 1, 1, 1, 1, 1 + 1e-11}, false});
  ASSERT_TRUE(unmixing.has_error());
  EXPECT_EQ(unmixing.error().code, fcs::Code::singular_matrix);
  EXPECT_THAT(unmixing.error().found, testing::StartsWith("a reciprocal condition number of "));
}

TEST(Unmixing, ADetectorThatSeesNoDyeHasNoSay) {
  const auto unmixing = gating::unmixing(SpectrumMatrix{{"X", "Y"}, {"A", "B", "C"}, {1, 0.1, 0, 0.2, 1, 0}, false});
  ASSERT_TRUE(unmixing.has_value());
  EXPECT_EQ(unmixing.value().at(2, 0), 0);
  EXPECT_EQ(unmixing.value().at(2, 1), 0);
  EXPECT_NEAR(unmixing.value().at(0, 0), 1 / 0.98, 1e-15);  // of the square rest: 1 / (1 - 0.1 * 0.2)
}

TEST(ConditionNumber, IsTheLargestSingularValueOverTheSmallest) {
  EXPECT_EQ(gating::condition_number(std::vector<double>{1, 0, 0, 1}, 2, 2), 1);
  EXPECT_NEAR(gating::condition_number(std::vector<double>{3, 0, 0, 0, 0.5, 0}, 2, 3), 6, 1e-14);
  // Symmetric: singular values are the eigenvalues 1 + 0.6 and 1 - 0.6.
  EXPECT_NEAR(gating::condition_number(std::vector<double>{1, 0.6, 0.6, 1}, 2, 2), 4, 1e-14);
  EXPECT_GT(gating::condition_number(std::vector<double>{1, 2, 2, 4}, 2, 2), 1e15);
}

TEST(IsIdentity, LooksAtEveryCoefficient) {
  EXPECT_TRUE(gating::is_identity({{"A", "B"}, {1, 0, 0, 1}, ""}));
  EXPECT_FALSE(gating::is_identity({{"A", "B"}, {1, 1e-9, 0, 1}, ""}));
}

}  // namespace
