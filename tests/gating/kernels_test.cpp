#include "gating/detail/kernels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "gating/detail/cell_map.h"
#include "gating/detail/estimates.h"
#include "gating/detail/instruction_set.h"
#include "gating/geometry.h"

namespace {

using gating::detail::Kernels;
using gating::detail::Reach;

constexpr float inf = std::numeric_limits<float>::infinity();

std::vector<std::string> names_of_available_kernels() {
  std::vector<std::string> names;
  for (const auto* kernels : gating::detail::available_kernels()) names.emplace_back(kernels->name);
  return names;
}

/// Every instruction set that this processor has, by its name.
class EachInstructionSet : public testing::TestWithParam<std::string> {
 protected:
  const Kernels& kernels() const {
    const auto all = gating::detail::available_kernels();
    return **std::find_if(all.begin(), all.end(), [](const Kernels* one) { return one->name == GetParam(); });
  }
};
INSTANTIATE_TEST_SUITE_P(Kernels, EachInstructionSet, testing::ValuesIn(names_of_available_kernels()),
                         [](const auto& row) { return row.param; });

/// Mostly ordinary values, and now and then one that is not.
float any_value(std::mt19937_64& random) {
  constexpr std::array special{
      0.0F,   -0.0F,    std::numeric_limits<float>::quiet_NaN(), inf, -inf, 1e-45F, -1e-40F, 3e38F, -3e38F,
      1e-38F, 262144.0F};
  if (random() % 10 == 0) return special[random() % special.size()];
  const float size = std::exp2(std::uniform_real_distribution<float>{-3, 19}(random));
  return random() % 2 == 0 ? size : -size;
}

TEST_P(EachInstructionSet, ComparesDoublesWithAnEdgeAsTheOperatorsDo) {
  std::mt19937_64 random{1};
  for (int round = 0; round < 200; ++round) {
    std::array<double, 64> x{};
    for (auto& value : x) value = static_cast<double>(any_value(random));
    const double below = x[random() % 64];
    const double at_or_above = random() % 2 == 0 ? below : below + std::abs(static_cast<double>(any_value(random)));
    Reach expected;
    for (std::size_t i = 0; i < 64; ++i) {
      expected.reached |= std::uint64_t{x[i] >= at_or_above} << i;
      expected.short_of |= std::uint64_t{x[i] < below} << i;
    }
    Reach found;
    kernels().compare_doubles(x.data(), 1, below, at_or_above, &found);
    ASSERT_EQ(found.reached, expected.reached) << round;
    ASSERT_EQ(found.short_of, expected.short_of) << round;
  }
}

TEST_P(EachInstructionSet, ComparesSinglesAndEstimatesWithAnEdgeAsTheOperatorsDo) {
  std::mt19937_64 random{2};
  for (int round = 0; round < 200; ++round) {
    std::array<float, 64> x{}, magnitude{};
    for (auto& value : x) value = any_value(random);
    for (auto& value : magnitude) value = random() % 9 == 0 ? std::nanf("") : std::abs(any_value(random));
    const float below = x[random() % 64];
    const float at_or_above = random() % 2 == 0 ? below : below + std::abs(any_value(random));
    const float margin = 1e-6F;
    Reach exact, estimated;
    for (std::size_t i = 0; i < 64; ++i) {
      exact.reached |= std::uint64_t{x[i] >= at_or_above} << i;
      exact.short_of |= std::uint64_t{x[i] < below} << i;
      const float error = magnitude[i] * margin;
      estimated.reached |= std::uint64_t{x[i] - error >= at_or_above} << i;
      estimated.short_of |= std::uint64_t{x[i] + error < below} << i;
    }
    Reach singles;
    kernels().compare_singles(x.data(), 1, below, at_or_above, &singles);
    ASSERT_EQ(singles.reached, exact.reached) << round;
    ASSERT_EQ(singles.short_of, exact.short_of) << round;
    Reach estimates;
    kernels().compare_estimates({x.data(), magnitude.data(), margin}, 1, below, at_or_above, &estimates);
    ASSERT_EQ(estimates.reached, estimated.reached) << round;
    ASSERT_EQ(estimates.short_of, estimated.short_of) << round;
  }
}

TEST_P(EachInstructionSet, ComparesEachWordOfSeveralAsItDoesOne) {
  std::mt19937_64 random{9};
  constexpr std::size_t words = 3;
  std::array<float, words * 64> x{}, magnitude{};
  std::array<double, words * 64> doubles{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = any_value(random);
    magnitude[i] = std::abs(x[i]);
    doubles[i] = static_cast<double>(x[i]);
  }
  std::array<std::array<Reach, words>, 3> all;
  kernels().compare_singles(x.data(), words, 10, 11, all[0].data());
  kernels().compare_doubles(doubles.data(), words, 10, 11, all[1].data());
  kernels().compare_estimates({x.data(), magnitude.data(), 1e-6F}, words, 10, 11, all[2].data());
  for (std::size_t word = 0; word < words; ++word) {
    std::array<Reach, 3> one;
    const auto first = 64 * word;
    kernels().compare_singles(&x[first], 1, 10, 11, &one[0]);
    kernels().compare_doubles(&doubles[first], 1, 10, 11, &one[1]);
    kernels().compare_estimates({&x[first], &magnitude[first], 1e-6F}, 1, 10, 11, &one[2]);
    for (std::size_t kind = 0; kind < one.size(); ++kind) {
      EXPECT_EQ(all[kind][word].reached, one[kind].reached) << word << ", " << kind;
      EXPECT_EQ(all[kind][word].short_of, one[kind].short_of) << word << ", " << kind;
    }
  }
}

TEST_P(EachInstructionSet, CountsBits) {
  const std::array<std::uint64_t, 3> words{0, ~std::uint64_t{0}, 0x8000000000000001};
  EXPECT_EQ(kernels().count_bits(words.data(), 3), 66U);
  EXPECT_EQ(kernels().count_bits(words.data(), 0), 0U);
}

/// Columns of compensated values, as a plan would have them, and their estimates of some events.
struct Estimated {
  gating::Plan::Program program;
  std::vector<std::vector<double>> inputs;
  std::vector<std::vector<float>> outputs;
  std::vector<float> magnitude;

  Estimated(const Kernels& kernels, std::size_t colours, std::size_t columns, std::size_t events,
            std::mt19937_64& random) {
    std::uniform_real_distribution<double> share{-0.3, 0.3};
    for (std::size_t c = 0; c < columns; ++c) {
      gating::CompensatedColumn column;
      for (std::size_t k = 0; k < colours; ++k) {
        column.inputs.push_back(k);
        column.coefficients.push_back(k == c ? 1.1 : share(random));
      }
      program.derived.emplace_back(column);
    }
    std::vector<std::size_t> all(columns);
    std::iota(all.begin(), all.end(), std::size_t{0});
    gating::choose_estimates(program, all);
    std::vector<std::vector<float>> rounded(colours, std::vector<float>(events));
    for (auto& column : rounded) {
      auto& input = inputs.emplace_back(events);
      for (std::size_t e = 0; e < events; ++e) {
        // Some need double, some cancel: an event of equal signals.
        input[e] = e % 5 == 0 ? 1e5 : static_cast<double>(any_value(random)) * (1 + 1e-9);
        column[e] = static_cast<float>(input[e]);
      }
    }
    outputs.assign(columns, std::vector<float>(events));
    magnitude.resize(events);
    std::vector<const float*> in, coefficients;
    std::vector<float*> out;
    for (const auto& column : rounded) in.push_back(column.data());
    for (const auto& one : program.estimated[0].coefficients) coefficients.push_back(one.data());
    for (auto& column : outputs) out.push_back(column.data());
    kernels.mix({in.data(), coefficients.data(), out.data(), magnitude.data(), in.size(), out.size(), events});
  }

  /// As gating::Evaluator defines it.
  double in_double(std::size_t column, std::size_t event) const {
    const auto& of = std::get<gating::CompensatedColumn>(program.derived[column]);
    double sum = 0;
    for (std::size_t k = 0; k < of.inputs.size(); ++k) sum += inputs[k][event] * of.coefficients[k];
    return sum;
  }
};

TEST_P(EachInstructionSet, EstimatesAreWithinTheirMarginOfWhatDoubleGives) {
  std::mt19937_64 random{3};
  std::size_t usable = 0;
  for (const std::size_t colours : {1U, 2U, 14U, 40U}) {
    const std::size_t columns = std::min<std::size_t>(colours, 5);
    const std::size_t events = 3 * 256 + 45;
    const Estimated estimated{kernels(), colours, columns, events, random};
    for (std::size_t e = 0; e < events; ++e) {
      if (std::isnan(estimated.magnitude[e])) continue;
      ++usable;
      for (std::size_t c = 0; c < columns; ++c) {
        const double margin = static_cast<double>(estimated.program.estimated[0].margins[c]);
        const double error = std::abs(estimated.in_double(c, e) - static_cast<double>(estimated.outputs[c][e]));
        ASSERT_LE(error, margin * static_cast<double>(estimated.magnitude[e])) << colours << " colours, event " << e;
      }
    }
  }
  EXPECT_GT(usable, 1000U);
}

TEST_P(EachInstructionSet, NothingIsSaidOfEventsThatAreNotFiniteOrTooLarge) {
  std::mt19937_64 random{4};
  const Estimated estimated{kernels(), 3, 3, 500, random};
  for (std::size_t e = 0; e < 500; ++e) {
    bool usable = true;
    for (const auto& input : estimated.inputs) usable = usable && std::abs(input[e]) < 1e30;
    EXPECT_EQ(std::isnan(estimated.magnitude[e]), !usable) << e;
  }
}

TEST(InstructionSets, GiveTheSameBits) {
  for (const auto* kernels : gating::detail::available_kernels()) {
    std::mt19937_64 random{5};
    std::mt19937_64 again{5};
    const Estimated plain{gating::detail::baseline::kernels, 14, 5, 300, random};
    const Estimated other{*kernels, 14, 5, 300, again};
    for (std::size_t e = 0; e < 300; ++e) {
      if (std::isnan(plain.magnitude[e])) {
        ASSERT_TRUE(std::isnan(other.magnitude[e]));
        continue;
      }
      ASSERT_EQ(other.magnitude[e], plain.magnitude[e]);
      for (std::size_t c = 0; c < 5; ++c) ASSERT_EQ(other.outputs[c][e], plain.outputs[c][e]) << kernels->name;
    }
  }
}

TEST(InstructionSets, AreChosenByTheEnvironment) {
  const char* wanted = std::getenv("CYTOGATE_INSTRUCTION_SET");
  if (wanted == nullptr) {
    EXPECT_EQ(&gating::detail::kernels(), gating::detail::available_kernels().back());
  } else {
    EXPECT_STREQ(gating::detail::kernels().name, wanted);
  }
}

/// A map of the polygon, asked for values around it.
struct MappedPolygon {
  gating::Axis x, y;
  gating::Polygon polygon;
  std::optional<gating::CellMap> map;

  MappedPolygon(const std::optional<gating::Transformation>& of_x, const std::optional<gating::Transformation>& of_y,
                const std::vector<gating::Point>& vertices)
      : x{{}, of_x},
        y{{}, of_y},
        polygon{vertices},
        map{gating::CellMap::make(x, y, polygon.bounds(),
                                  [&](const gating::Rectangle& part) { return polygon.overlap(part); })} {}
};

TEST_P(EachInstructionSet, WhatTheMapSettlesIsWhatThePolygonSays) {
  const auto logicle = gating::Transformation::make(gating::Logicle{262144, 0.5, 4.5, 0}).value();
  const auto clamped = gating::Transformation::make(gating::Logarithmic{262144, 5}, {0.02, 0.58}).value();
  const std::vector<gating::Point> small{{0.1, 0.1}, {0.5, 0.05}, {0.6, 0.4}, {0.55, 0.65}, {0.3, 0.6}, {0.12, 0.4}};
  const std::vector<gating::Point> large{
      {35000, 5000}, {150000, 8000}, {250000, 60000}, {200000, 110000}, {60000, 70000}};
  const std::vector<gating::Point> wide{{-500, 0.1}, {30000, 0.05}, {90000, 0.4}, {50000, 0.65}, {2000, 0.6}};
  const std::vector<gating::Point> tall{{0.1, -500}, {0.05, 30000}, {0.4, 90000}, {0.65, 50000}, {0.6, 2000}};
  std::mt19937_64 random{6};
  for (const auto& mapped : {MappedPolygon{logicle, logicle, small}, MappedPolygon{clamped, clamped, small},
                             MappedPolygon{std::nullopt, std::nullopt, large},
                             MappedPolygon{std::nullopt, logicle, wide}, MappedPolygon{logicle, std::nullopt, tall}}) {
    ASSERT_TRUE(mapped.map);
    std::size_t settled = 0;
    for (int round = 0; round < 400; ++round) {
      std::array<float, 64> x{}, y{};
      for (auto* column : {&x, &y}) {
        for (auto& value : *column) value = any_value(random);
      }
      const auto found = kernels().locate({x.data(), x.data(), 0, mapped.map->x()},
                                          {y.data(), y.data(), 0, mapped.map->y()}, mapped.map->sides());
      for (std::size_t i = 0; i < 64; ++i) {
        const bool is_inside = mapped.polygon.contains(mapped.x.scale(static_cast<double>(x[i])),
                                                       mapped.y.scale(static_cast<double>(y[i])));
        const auto bit = std::uint64_t{1} << i;
        if ((found.reached & bit) != 0) {
          ASSERT_TRUE(is_inside) << x[i] << ", " << y[i];
        }
        if ((found.short_of & bit) != 0) {
          ASSERT_FALSE(is_inside) << x[i] << ", " << y[i];
        }
      }
      settled += static_cast<std::size_t>(std::popcount(found.reached | found.short_of));
    }
    EXPECT_GT(settled, 400U * 64 / 2);
  }
}

TEST_P(EachInstructionSet, TheMapIsRightNextToEveryBorderOfEvenColumns) {
  const gating::Axis axis;
  const std::vector<gating::Point> vertices{{35000, 5000}, {150000, 8000}, {200000, 110000}, {60000, 70000}};
  const gating::Polygon polygon{vertices};
  const auto map = gating::CellMap::make(axis, axis, polygon.bounds(),
                                         [&](const gating::Rectangle& part) { return polygon.overlap(part); });
  ASSERT_TRUE(map);
  const auto bins = map->x();
  ASSERT_EQ(bins.columns, nullptr);
  std::mt19937_64 random{8};
  std::uniform_real_distribution<float> height{4000, 115000};
  for (std::int32_t column = 0; column <= bins.last; ++column) {
    std::array<float, 64> x{}, y{};
    float value = bins.start + static_cast<float>(column) / bins.columns_a_unit;
    for (int i = 0; i < 32; ++i) value = std::nextafter(value, -inf);
    for (std::size_t i = 0; i < 64; ++i, value = std::nextafter(value, inf)) {
      x[i] = value;
      y[i] = height(random);
    }
    const auto found = kernels().locate({x.data(), x.data(), 0, bins}, {y.data(), y.data(), 0, map->y()}, map->sides());
    for (std::size_t i = 0; i < 64; ++i) {
      const bool is_inside = polygon.contains(static_cast<double>(x[i]), static_cast<double>(y[i]));
      const auto bit = std::uint64_t{1} << i;
      ASSERT_FALSE((found.reached & bit) != 0 && !is_inside) << x[i] << ", " << y[i];
      ASSERT_FALSE((found.short_of & bit) != 0 && is_inside) << x[i] << ", " << y[i];
    }
  }
}

TEST_P(EachInstructionSet, TheMapAllowsForTheErrorOfEstimates) {
  const auto logicle = gating::Transformation::make(gating::Logicle{262144, 0.5, 4.5, 0}).value();
  const MappedPolygon mapped{logicle, logicle, {{0.1, 0.1}, {0.5, 0.05}, {0.6, 0.4}, {0.3, 0.6}}};
  std::mt19937_64 random{7};
  std::uniform_real_distribution<float> off{-1, 1};
  for (int round = 0; round < 200; ++round) {
    std::array<double, 64> x{}, y{};
    std::array<float, 64> x_estimate{}, y_estimate{}, magnitude{};
    const float margin = 1e-5F;
    for (std::size_t i = 0; i < 64; ++i) {
      magnitude[i] = std::exp2(std::uniform_real_distribution<float>{0, 24}(random));
      x_estimate[i] = std::uniform_real_distribution<float>{-500, 5000}(random);
      y_estimate[i] = std::uniform_real_distribution<float>{-500, 5000}(random);
      x[i] = static_cast<double>(x_estimate[i]) + static_cast<double>(off(random) * magnitude[i] * margin) * 0.999;
      y[i] = static_cast<double>(y_estimate[i]) + static_cast<double>(off(random) * magnitude[i] * margin) * 0.999;
    }
    const auto found =
        kernels().locate({x_estimate.data(), magnitude.data(), margin, mapped.map->x()},
                         {y_estimate.data(), magnitude.data(), margin, mapped.map->y()}, mapped.map->sides());
    for (std::size_t i = 0; i < 64; ++i) {
      const bool is_inside = mapped.polygon.contains(logicle(x[i]), logicle(y[i]));
      const auto bit = std::uint64_t{1} << i;
      ASSERT_FALSE((found.reached & bit) != 0 && !is_inside) << x[i] << ", " << y[i];
      ASSERT_FALSE((found.short_of & bit) != 0 && is_inside) << x[i] << ", " << y[i];
    }
  }
}

}  // namespace
