#include "gating/compensation.h"

#include <fstream>

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

TEST(IsIdentity, LooksAtEveryCoefficient) {
  EXPECT_TRUE(gating::is_identity({{"A", "B"}, {1, 0, 0, 1}, ""}));
  EXPECT_FALSE(gating::is_identity({{"A", "B"}, {1, 1e-9, 0, 1}, ""}));
}

}  // namespace
