#include "fcs/base/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace {

struct Sequence {
  std::string_view name, bytes;
  std::size_t length;
  friend std::ostream& operator<<(std::ostream& out, const Sequence& row) { return out << row.name; }
};
class Utf8Length : public testing::TestWithParam<Sequence> {};
TEST_P(Utf8Length, IsZeroForWhatIsNoUtf8) { EXPECT_EQ(fcs::utf8_length(GetParam().bytes), GetParam().length); }
INSTANTIATE_TEST_SUITE_P(
    Table, Utf8Length,
    testing::Values(Sequence{"Ascii", "A", 1}, Sequence{"TwoBytes", "\xC3\xA9", 2},
                    Sequence{"ThreeBytes", "\xE2\x82\xAC", 3}, Sequence{"FourBytes", "\xF0\x9F\x98\x80", 4},
                    Sequence{"LastCodePoint", "\xF4\x8F\xBF\xBF", 4}, Sequence{"PastTheLast", "\xF4\x90\x80\x80", 0},
                    Sequence{"StrayContinuation", "\x80", 0}, Sequence{"CutShort", "\xE2\x82", 0},
                    Sequence{"MissingContinuation",
                             "\xE2\x82"
                             "A",
                             0},
                    Sequence{"OverlongTwo", "\xC1\xBF", 0}, Sequence{"OverlongThree", "\xE0\x9F\xBF", 0},
                    Sequence{"OverlongFour", "\xF0\x8F\xBF\xBF", 0}, Sequence{"Surrogate", "\xED\xA0\x80", 0},
                    Sequence{"NeverUsed", "\xFF", 0}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(FirstInvalidUtf8, IsWhereTheBadByteStands) {
  EXPECT_EQ(fcs::first_invalid_utf8("Stim\xC3\xA9 \x83"), 7U);
  EXPECT_EQ(fcs::first_invalid_utf8("Stim\xC3\xA9"), std::string_view::npos);
  EXPECT_EQ(fcs::first_invalid_utf8(""), std::string_view::npos);
}

TEST(Cp1252, GivesEveryByteAMeaning) {
  EXPECT_EQ(fcs::utf8_from_cp1252("CD4 \xB5m"), "CD4 \xC2\xB5m");              // U+00B5
  EXPECT_EQ(fcs::utf8_from_cp1252("CellQuest\x99"), "CellQuest\xE2\x84\xA2");  // U+2122
  EXPECT_EQ(fcs::utf8_from_cp1252("\x80"), "\xE2\x82\xAC");                    // U+20AC
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(fcs::first_invalid_utf8(fcs::utf8_from_cp1252(all)), std::string_view::npos);
}

}  // namespace
