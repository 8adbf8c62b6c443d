#include "fcs/keywords/range.h"

#include <string>

#include <gtest/gtest.h>

namespace {

TEST(Range, ParsesAndPrintsBack) {
  for (const auto* text : {"2", "1024", "262144", "11209599", "1023.5"}) {
    const auto parsed = fcs::parse_range(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(print(parsed.value()), text);
  }
}

struct Case {
  std::string_view text;
  fcs::Range range;
};

TEST(Range, CountsTheBitsBelowIt) {
  for (const auto& [text, range] : {Case{"2", {2, 1}}, Case{"3", {3, 2}}, Case{"1024", {1024, 10}},
                                    Case{"1025", {1025, 11}}, Case{"1024.0", {1024, 10}}, Case{"1023.5", {1023.5, 10}},
                                    Case{"18446744073709551615", {18446744073709551616.0, 64}},
                                    Case{"18446744073709551616", {18446744073709551616.0, 64}}}) {
    const auto parsed = fcs::parse_range(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed.value(), range) << text;
  }
}

TEST(Range, CountsBitsThatADoubleCannotHold) {
  // 2^53 + 2 is an integer of 54 bits; so is the largest value below it.
  EXPECT_EQ(fcs::parse_range("9007199254740994").value().bits, 54U);
}

TEST(Range, RefusesWhatLeavesNoValues) {
  for (const auto& text : {std::string{}, std::string{"0"}, std::string{"1"}, std::string{"-1"}, std::string{"NA"},
                           std::string{"inf"}, std::string{"nan"}, std::string{"1e38"}, std::string(400, '9')}) {
    const auto parsed = fcs::parse_range(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(name(parsed.error().code), "bad_range");
  }
}

}  // namespace
