#include "fcs/keywords/byte_order.h"

#include <string>

#include <gtest/gtest.h>

namespace {

TEST(ByteOrder, ParsesAndPrintsBack) {
  for (const auto* text : {"1", "1,2", "2,1", "3,2,1", "1,2,3,4", "4,3,2,1", "3,4,1,2", "8,7,6,5,4,3,2,1"}) {
    const auto parsed = fcs::parse_byte_order(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(print(parsed.value()), text);
  }
}

TEST(ByteOrder, IsLittleEndianWhenTheLowestByteComesFirst) {
  EXPECT_TRUE(fcs::parse_byte_order("1,2,3,4").value().is_little_endian());
  EXPECT_FALSE(fcs::parse_byte_order("1,2,3,4").value().is_big_endian());
  EXPECT_TRUE(fcs::parse_byte_order("2,1").value().is_big_endian());
  EXPECT_FALSE(fcs::parse_byte_order("3,4,1,2").value().is_little_endian());
  EXPECT_FALSE(fcs::parse_byte_order("3,4,1,2").value().is_big_endian());
}

TEST(ByteOrder, RefusesWhatIsNoPermutation) {
  for (const auto* text : {"", "a", "1,1", "0,1", "2,3", "1,2,", ",1", "1;2", "9,8,7,6,5,4,3,2,1", "-1,2"}) {
    EXPECT_FALSE(fcs::parse_byte_order(text)) << text;
  }
}

}  // namespace
