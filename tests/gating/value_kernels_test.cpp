#include "gating/detail/value_kernels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using gating::detail::Cells;
using gating::detail::ExactMixture;
using gating::detail::in_mixing_order;
using gating::detail::value_kernels;

// What every column is by definition: 0, plus one product after another.
TEST(MixInDouble, IsTheSumInTheOrderOfTheInputsFromFloatsAndDoubles) {
  std::mt19937_64 random{1};
  std::normal_distribution<double> normal{0, 1000};
  constexpr std::size_t inputs = 5;
  for (const auto& [outputs, events] : std::vector<std::pair<std::size_t, std::size_t>>{
           {3, 0}, {1, 1}, {1, 128}, {2, 15}, {3, 16}, {4, 128}, {5, 300}, {6, 300}, {7, 137}, {13, 300}}) {
    std::vector<std::vector<float>> singles(inputs, std::vector<float>(events));
    std::vector<std::vector<double>> doubles(inputs, std::vector<double>(events));
    std::vector<std::vector<double>> coefficients(outputs, std::vector<double>(inputs));
    std::vector<const float*> single_columns;
    std::vector<const double*> double_columns;
    for (std::size_t k = 0; k < inputs; ++k) {
      for (auto& value : singles[k]) value = static_cast<float>(normal(random));
      for (auto& value : doubles[k]) value = normal(random);
      single_columns.push_back(singles[k].data());
      double_columns.push_back(doubles[k].data());
    }
    for (auto& of_output : coefficients) {
      for (auto& value : of_output) value = normal(random);
    }
    std::vector<double> factors;
    in_mixing_order(outputs, inputs, [&](std::size_t j, std::size_t k) { factors.push_back(coefficients[j][k]); });

    for (const bool in_single : {true, false}) {
      std::vector<std::vector<double>> out(outputs, std::vector<double>(events));
      std::vector<double*> mixed;
      for (auto& column : out) mixed.push_back(column.data());
      value_kernels().mix({in_single ? single_columns.data() : nullptr, in_single ? nullptr : double_columns.data(),
                           factors.data(), mixed.data(), inputs, outputs, events});
      for (std::size_t j = 0; j < outputs; ++j) {
        for (std::size_t e = 0; e < events; ++e) {
          double expected = 0;
          for (std::size_t k = 0; k < inputs; ++k) {
            expected += (in_single ? static_cast<double>(singles[k][e]) : doubles[k][e]) * coefficients[j][k];
          }
          ASSERT_EQ(out[j][e], expected) << events << " events, " << outputs << " outputs, output " << j << ", event "
                                         << e;
        }
      }
    }
  }
}

TEST(Cells, KeepTheOrderOfValuesAndPutNanApart) {
  std::mt19937_64 random{2};
  std::normal_distribution<double> normal{0, 1};
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> values{-infinity, -1e300, -5e-324, -0.0, 0, 5e-324, 1e300, infinity};
  for (int i = 0; i < 10'000; ++i) values.push_back(normal(random) * std::pow(10, 6 * normal(random)));
  std::ranges::stable_sort(values);
  values.push_back(std::nan(""));
  const Cells cells{64, 0x42800000 >> Cells::shift, 3000};  // 64 as float is 0x42800000
  std::vector<std::int32_t> found(values.size());
  value_kernels().find_cells(cells, values.data(), found.data(), values.size());
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
  EXPECT_EQ(found.front(), 0);
  EXPECT_EQ(found[values.size() - 2], cells.count() - 1);  // infinity
  EXPECT_EQ(found.back(), cells.of_nan());
  for (std::size_t i = 0; i < values.size(); ++i) {  // alone as among others
    std::int32_t alone = -1;
    value_kernels().find_cells(cells, &values[i], &alone, 1);
    ASSERT_EQ(alone, found[i]) << values[i];
  }
}

TEST(Cells, HoldBothZerosInOne) {
  const Cells cells{64, 0x42800000 >> Cells::shift, 3000};
  const std::array<double, 2> zeros{-0.0, 0.0};
  std::array<std::int32_t, 2> found{};
  value_kernels().find_cells(cells, zeros.data(), found.data(), zeros.size());
  EXPECT_EQ(found[0], found[1]);
}

TEST(Transpose, PutsBitIOfWordJToBitJOfWordI) {
  std::mt19937_64 random{3};
  for (const std::size_t used : {64U, 33U, 32U, 5U, 0U}) {
    std::array<std::uint64_t, 64> words{};
    for (std::size_t j = 0; j < used; ++j) words[j] = random();
    auto turned = words;
    value_kernels().transpose(turned.data(), used);
    for (std::size_t i = 0; i < 64; ++i) {
      for (std::size_t j = 0; j < 64; ++j) {
        ASSERT_EQ(turned[i] >> j & 1U, words[j] >> i & 1U) << used << " words: " << i << ", " << j;
      }
    }
  }
}

}  // namespace
