#include "gating/detail/ruler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace gating::detail;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Keys, AreInTheOrderOfDoublesOneByOneAndLeadBack) {
  const std::vector<double> ascending{-infinity, -1e308,  -1, -5e-324, 0, 5e-324, 1, std::nextafter(1, 2),
                                      1e308,     infinity};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    EXPECT_EQ(value_of(key_of(ascending[i])), ascending[i]);
    if (i > 0) {
      EXPECT_LT(key_of(ascending[i - 1]), key_of(ascending[i]));
    }
  }
  EXPECT_EQ(key_of(std::nextafter(1, 2)), key_of(1) + 1);
  EXPECT_EQ(key_of(-5e-324), key_of(0) - 1);
  EXPECT_EQ(key_of(-0.0), key_of(0.0));
}

/// The definition: as many boundaries as are not above the value.
std::size_t boundaries_up_to(const std::vector<double>& boundaries, double value) {
  return static_cast<std::size_t>(std::ranges::count_if(boundaries, [&](double b) { return b <= value; }));
}

TEST(Ruler, PlacesEveryValueWhereComparingItWithEachBoundaryDoes) {
  std::mt19937_64 random{1};
  std::normal_distribution<double> normal{0, 100};
  for (const double finest : {1e-6, 1.0, 1e6}) {  // cells that hold no boundary, some, all
    std::vector<double> boundaries{-1e200, -5, 0, 5e-324, 7, std::nextafter(7, 8), 1e200, infinity};
    for (int i = 0; i < 200; ++i) boundaries.push_back(normal(random));
    std::ranges::sort(boundaries);
    const Ruler ruler{boundaries, cells_for(finest, 1000)};
    ASSERT_EQ(ruler.intervals(), boundaries.size() + 1);
    std::vector<double> values{-infinity, infinity, -0.0, std::nan(""), 1e300, -1e300};
    for (const double b : boundaries)
      values.insert(values.end(), {b, std::nextafter(b, -infinity), std::nextafter(b, infinity)});
    for (int i = 0; i < 2000; ++i) values.push_back(normal(random));
    std::vector<std::uint16_t> found(values.size());
    ruler.place(values, [&](std::size_t first, std::span<const std::uint16_t> intervals) {
      std::ranges::copy(intervals, found.begin() + static_cast<std::ptrdiff_t>(first));
    });
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto expected = std::isnan(values[i]) ? ruler.intervals() : boundaries_up_to(boundaries, values[i]);
      ASSERT_EQ(found[i], expected) << values[i] << ", cells for " << finest;
      if (!std::isnan(values[i])) {
        ASSERT_EQ(ruler.interval_of(values[i]), expected) << values[i];
      }
    }
  }
}

TEST(Ruler, SaysFromWhichValueToWhichAnIntervalReaches) {
  const Ruler ruler{{-1, 2}, cells_for(1, 2)};
  EXPECT_EQ(ruler.range_of(0), (KeyRange{key_of(-infinity), key_of(std::nextafter(-1, -infinity))}));
  EXPECT_EQ(ruler.range_of(1), (KeyRange{key_of(-1), key_of(std::nextafter(2, -infinity))}));
  EXPECT_EQ(ruler.range_of(2), (KeyRange{key_of(2), key_of(infinity)}));
}

TEST(RulerCells, BeginAtTheirLeastValueAndEndBelowTheNextOnes) {
  const auto cells = cells_for(0.5, 10'000);
  for (const double value : {-20'000.0, -300.25, -1e-9, 0.0, 1e-9, 0.3, 300.25, 9999.0}) {
    const double lowest = lowest_in_cell(cells, value);
    const double next = lowest_above_cell(cells, value);
    EXPECT_LE(lowest, value);
    EXPECT_GT(next, value);
    EXPECT_EQ(lowest_in_cell(cells, std::nextafter(next, -infinity)), lowest) << value;
    EXPECT_EQ(lowest_in_cell(cells, next), next) << value;
  }
  // A quarter of what was asked for, near zero.
  EXPECT_LE(lowest_above_cell(cells, 0.1) - lowest_in_cell(cells, 0.1), 0.125);
  EXPECT_EQ(lowest_above_cell(cells, infinity), infinity);
}

}  // namespace
