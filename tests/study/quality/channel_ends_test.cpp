#include "study/quality/channel_ends.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace {

using study::add_to;
using study::ChannelEnds;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

template <class Value>
ChannelEnds ends_of(const std::vector<std::vector<Value>>& blocks, double top) {
  ChannelEnds ends;
  for (const auto& block : blocks) add_to(ends, std::span{block}, top);
  return ends;
}

TEST(ChannelEnds, CountsTheTopTheSmallestAndWhatIsNoNumber) {
  const auto ends = ends_of<float>({{5, -3, 1023, nan, 7, -3, 2000, -inf, inf, 1022.9F}}, 1023);
  EXPECT_EQ(ends.at_top, 2U);
  EXPECT_EQ(ends.smallest, -3);
  EXPECT_EQ(ends.at_smallest, 2U);
  EXPECT_EQ(ends.not_numbers, 3U);
}

TEST(ChannelEnds, AreTheSameHoweverValuesAreDividedIntoBlocks) {
  for (std::size_t length = 0; length < 12; ++length) {
    std::vector<double> values;
    for (std::size_t i = 0; i < length; ++i) values.push_back(i % 3 == 0 ? -1.0 : static_cast<double>(i));
    for (std::size_t first = 0; first <= length; ++first) {
      const auto middle = values.begin() + static_cast<std::ptrdiff_t>(first);
      const auto ends = ends_of<double>({{values.begin(), middle}, {middle, values.end()}}, 8);
      std::uint64_t at_top = 0, at_smallest = 0;
      for (const double value : values) {
        at_top += value >= 8 ? 1U : 0U;
        at_smallest += value == -1 ? 1U : 0U;
      }
      EXPECT_EQ(ends.at_top, at_top) << length << ", " << first;
      EXPECT_EQ(ends.at_smallest, at_smallest) << length << ", " << first;
      EXPECT_EQ(ends.not_numbers, 0U);
    }
  }
}

TEST(ChannelEnds, KeepTheSmallestOfEarlierBlocks) {
  const auto ends = ends_of<float>({{2, 2, 3}, {4, 2}, {1, 5}, {1, 1, 9}}, infinity);
  EXPECT_EQ(ends.smallest, 1);
  EXPECT_EQ(ends.at_smallest, 3U);
  EXPECT_EQ(ends.at_top, 0U);
}

TEST(ChannelEnds, CompareFloatsWithATopThatNoFloatIs) {
  const double top = 0.1;  // float's 0.1 lies above, the float before it below
  const float above = 0.1F;
  ASSERT_GT(double{above}, top);
  const auto ends = ends_of<float>({{above, std::nextafter(above, 0.0F)}}, top);
  EXPECT_EQ(ends.at_top, 1U);
  const double beyond = 1e300;  // no float reaches it
  EXPECT_EQ(ends_of<float>({{std::numeric_limits<float>::max(), inf}}, beyond).at_top, 0U);
}

TEST(ChannelEnds, OfNoNumberAtAllHaveNoSmallest) {
  const auto ends = ends_of<float>({{nan, inf, nan}}, 10);
  EXPECT_EQ(ends.smallest, infinity);
  EXPECT_EQ(ends.at_smallest, 0U);
  EXPECT_EQ(ends.not_numbers, 3U);
}

}  // namespace
