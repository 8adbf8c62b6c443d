#include "fcs/keywords/number.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace {

TEST(ParseUnsigned, TakesDigitsWithBlanksAround) {
  EXPECT_EQ(fcs::parse_unsigned("42"), 42U);
  EXPECT_EQ(fcs::parse_unsigned("  0042 \r\n"), 42U);
  EXPECT_EQ(fcs::parse_unsigned("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
}

TEST(ParseUnsigned, RefusesAllElse) {
  for (const auto* text : {"", " ", "-1", "+1", "1.0", "1e3", "0x10", "1 2", "18446744073709551616"}) {
    EXPECT_EQ(fcs::parse_unsigned(text), std::nullopt) << text;
  }
}

TEST(ParseReal, TakesDecimalsAndExponents) {
  EXPECT_EQ(fcs::parse_real(" 0.01 "), 0.01);
  EXPECT_EQ(fcs::parse_real("+2.5e-3"), 0.0025);
  EXPECT_EQ(fcs::parse_real("-7"), -7.0);
}

TEST(ParseReal, RefusesAllElse) {
  for (const auto* text : {"", "1,5", "1.5x", "+-1", "0x10", "1e9999", "one"}) {
    EXPECT_EQ(fcs::parse_real(text), std::nullopt) << text;
  }
}

TEST(PrintReal, IsTheShortestThatReadsBack) {
  EXPECT_EQ(fcs::print_real(0.1), "0.1");
  EXPECT_EQ(fcs::print_real(1), "1");
  for (const double value : {0.1024, 1.0 / 3, 1e300, -2.25e-05})
    EXPECT_EQ(fcs::parse_real(fcs::print_real(value)), value);
}

}  // namespace
