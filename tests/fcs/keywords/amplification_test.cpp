#include "fcs/keywords/amplification.h"

#include <string>

#include <gtest/gtest.h>

namespace {

TEST(Amplification, ParsesAndPrintsBack) {
  for (const auto* text : {"0,0", "4,1", "4,0.1024", "4.5,0"}) {
    const auto parsed = fcs::parse_amplification(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(print(parsed.value()), text);
  }
}

TEST(Amplification, AllowsBlanksAndDecimals) {
  const auto parsed = fcs::parse_amplification(" 4.0, 0.00 ");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed.value(), (fcs::Amplification{4, 0}));
}

TEST(Amplification, RefusesWhatIsNotTwoNumbers) {
  for (const auto* text : {"", "4", "4,", ",", "a,b", "-1,1", "1,-1", "nan,1", "inf,1", "1,2,3"}) {
    const auto parsed = fcs::parse_amplification(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(name(parsed.error().code), "bad_keyword");
  }
}

}  // namespace
