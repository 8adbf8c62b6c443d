#include "gating/density.h"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace {

using gating::AxisRange;
using gating::Density;
using gating::Extent;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<std::uint64_t> all_of(std::size_t events) {
  std::vector<std::uint64_t> mask((events + 63) / 64, ~std::uint64_t{0});
  if (events % 64 != 0) mask.back() = (std::uint64_t{1} << (events % 64)) - 1;
  return mask;
}

Density counted(const std::vector<double>& x, const std::vector<double>& y) {
  Density density{{0, 1}, {0, 1}, 4, 2};
  density.add(x, y, all_of(x.size()));
  return density;
}

TEST(Density, IsWhatAPlainLoopOverTheCellsCounts) {
  std::mt19937_64 random{7};
  std::uniform_real_distribution<double> value{-0.2, 1.2};
  const AxisRange x_range{-0.1, 1};
  const AxisRange y_range{0, 0.9};
  constexpr std::size_t width = 13;
  constexpr std::size_t height = 7;
  std::vector<double> x(1000);
  std::vector<double> y(1000);
  std::vector<std::uint64_t> mask(16);
  for (auto& v : x) v = value(random);
  for (auto& v : y) v = value(random);
  for (auto& word : mask) word = random() | random();
  mask[3] = ~std::uint64_t{0};
  mask.back() &= (std::uint64_t{1} << (1000 % 64)) - 1;

  Density density{x_range, y_range, width, height};
  density.add(std::span{x}.first(640), std::span{y}.first(640), std::span{mask}.first(10));
  density.add(std::span{x}.subspan(640), std::span{y}.subspan(640), std::span{mask}.subspan(10));

  std::uint64_t members = 0;
  std::vector<std::uint32_t> expected(width * height, 0);
  for (std::size_t e = 0; e < x.size(); ++e) {
    if (((mask[e / 64] >> (e % 64)) & 1) == 0) continue;
    ++members;
    for (std::size_t row = 0; row < height; ++row) {
      for (std::size_t column = 0; column < width; ++column) {
        const auto edge = [](AxisRange range, std::size_t i, std::size_t cells) {
          return range.low + (range.high - range.low) * static_cast<double>(i) / static_cast<double>(cells);
        };
        expected[row * width + column] += x[e] >= edge(x_range, column, width) &&
                                          x[e] < edge(x_range, column + 1, width) &&
                                          y[e] >= edge(y_range, row, height) && y[e] < edge(y_range, row + 1, height);
      }
    }
  }
  EXPECT_EQ(std::vector<std::uint32_t>(density.counts().begin(), density.counts().end()), expected);
  const auto& off = density.off_scale();
  std::uint64_t on = 0;
  for (const auto count : expected) on += count;
  EXPECT_EQ(on + off.left + off.right + off.below + off.above, members);
}
TEST(Density, TheLowerEdgeIsInsideTheUpperIsNot) {
  const auto density = counted({0, 1, 0.5, 0.5}, {0.5, 0.5, 0, 1});
  EXPECT_EQ(density.counts()[4], 1U);  // column 0 of the upper row
  EXPECT_EQ(density.counts()[2], 1U);  // column 2 of the lower row
  EXPECT_EQ(density.off_scale(), (Density::OffScale{0, 1, 0, 1, 0}));
}
TEST(Density, TheLastValueUnderTheUpperEdgeIsInTheLastCell) {
  const double last = std::nextafter(1.0, 0.0);
  EXPECT_EQ(counted({last}, {last}).counts()[7], 1U);
}
TEST(Density, CountsWhatIsOffScaleOnceAndNaNApart) {
  const auto density = counted({-1, -infinity, 2, infinity, 0.5, 0.5, 0.5, 0.5, nan, -1, nan},
                               {0.5, 5, 0.5, 0.5, -1, -infinity, 1, infinity, 0.5, nan, nan});
  EXPECT_EQ(density.off_scale(), (Density::OffScale{2, 2, 2, 2, 3}));
}
TEST(Density, OfNoEventsIsEmpty) {
  const auto density = counted({}, {});
  EXPECT_EQ(std::vector<std::uint32_t>(density.counts().begin(), density.counts().end()),
            std::vector<std::uint32_t>(8, 0));
}

TEST(Extent, HoldsEveryFiniteValueOfTheMask) {
  Extent extent;
  extent.add(std::vector<double>{nan, 10, infinity, 110, 5000, -infinity}, std::vector<std::uint64_t>{0b101111});
  // 10 to 110, and 2 % of 100 on both sides
  EXPECT_EQ(extent.range(), (AxisRange{8, 112})) << "event 4 is not in the mask";
}
TEST(Extent, OfOneValueHasRoomOnBothSides) {
  Extent extent;
  extent.add(std::vector<double>{40}, std::vector<std::uint64_t>{1});
  EXPECT_EQ(extent.range(), (AxisRange{20, 60}));
}
TEST(Extent, OfNothingFiniteIsNone) {
  Extent extent;
  extent.add(std::vector<double>{nan, infinity}, std::vector<std::uint64_t>{3});
  EXPECT_FALSE(extent.range());
}
TEST(Extent, OfTheLargestNumbersStillHasAFiniteLength) {
  Extent extent;
  const double largest = std::numeric_limits<double>::max();
  extent.add(std::vector<double>{-largest, largest}, std::vector<std::uint64_t>{3});
  EXPECT_TRUE(std::isfinite(extent.range()->high - extent.range()->low));
}

}  // namespace
