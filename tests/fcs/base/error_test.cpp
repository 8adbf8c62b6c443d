#include "fcs/base/error.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace {

using fcs::Code;
using fcs::Error;

TEST(Message, NamesFilePlaceSentenceFoundAndExpected) {
  const fcs::Error error{
      Code::bad_offset, {"a.fcs", "HEADER, last byte of TEXT", fcs::ByteRange{18, 25}}, "digits", "\"abc\""};
  EXPECT_EQ(
      message(error),
      "a.fcs: HEADER, last byte of TEXT, bytes 18 to 25: an offset cannot be used: found \"abc\"; expected digits");
}

TEST(Message, SaysByteForOneByte) {
  EXPECT_EQ(message(Error{Code::bad_delimiter, {"a.fcs", "TEXT", fcs::ByteRange{58, 58}}, "", ""}),
            "a.fcs: TEXT, byte 58: the delimiter of TEXT cannot be used");
}

TEST(Message, NamesLineAndColumn) {
  EXPECT_EQ(message(Error{Code::bad_xml, {"g.xml", "", fcs::LineColumn{3, 7}}, "", ""}),
            "g.xml, line 3, column 7: the XML is not well-formed");
}

TEST(Message, NamesRowAndColumnOfATable) {
  EXPECT_EQ(message(Error{Code::unknown_visit, {"m.csv", "", fcs::TableCell{2, "visit"}}, "C1D1", "D9"}),
            "m.csv, row 2, column visit: " + std::string{sentence(Code::unknown_visit)} + ": found D9; expected C1D1");
}

TEST(Message, LeavesOutWhatIsNotKnown) { EXPECT_EQ(message(Error{Code::empty_file, {}, "", ""}), "the file is empty"); }

TEST(Message, SaysExpectedAlone) {
  EXPECT_EQ(message(Error{Code::missing_key, {}, "marker", ""}), "a key is missing: expected marker");
}

TEST(Message, OfAFindingEndsWithWhatWasAssumed) {
  EXPECT_EQ(message(fcs::Finding{{Code::bad_range, {}, "", "\"NA\""}, "all bits count"}),
            "$PnR is no usable range: found \"NA\"; all bits count");
}

TEST(Message, IsOneLineWhateverTheFileHolds) {
  const auto text = message(Error{Code::bad_keyword, {"a\nb.fcs", "TEXT, $P\x1B[31m", {}}, "", "x\r\ny"});
  EXPECT_EQ(text.find_first_of("\n\r\x1B"), std::string::npos) << text;
}

TEST(Code, EachHasANameAndASentenceOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Code::count_); ++i) {
    const auto code = static_cast<Code>(i);
    EXPECT_FALSE(name(code).empty());
    EXPECT_FALSE(sentence(code).empty()) << name(code);
    EXPECT_TRUE(names.insert(name(code)).second) << name(code);
  }
}

struct Shown {
  std::string_view name, text, shown;
  friend std::ostream& operator<<(std::ostream& out, const Shown& row) { return out << row.name; }
};
class Printable : public testing::TestWithParam<Shown> {};
TEST_P(Printable, ShowsWhatATerminalWouldObeyOrHide) { EXPECT_EQ(fcs::printable(GetParam().text), GetParam().shown); }
INSTANTIATE_TEST_SUITE_P(
    Table, Printable,
    testing::Values(Shown{"PlainText", "CD4 FITC-A", "CD4 FITC-A"}, Shown{"LineBreaks", "a\nb\rc\td", "a\\nb\\rc\\td"},
                    Shown{"EscapeSequence", "\x1B[2J", "\\x1B[2J"},
                    Shown{"Nul", std::string_view{"a\0b", 3}, "a\\x00b"}, Shown{"Delete", "\x7F", "\\x7F"},
                    Shown{"ValidUtf8", "\xC2\xB5m \xE2\x82\xAC", "\xC2\xB5m \xE2\x82\xAC"},
                    Shown{"StrayByte", "Stim\x83", "Stim\\x83"}, Shown{"OverlongSlash", "\xC0\xAF", "\\xC0\\xAF"},
                    Shown{"DirectionOverride",
                          "a\xE2\x80\xAE"
                          "b",
                          "a\\xE2\\x80\\xAEb"},
                    Shown{"DirectionIsolate", "\xE2\x81\xA6", "\\xE2\\x81\\xA6"},
                    Shown{"C1Control", "\xC2\x9B", "\\xC2\\x9B"},
                    Shown{"LineSeparator", "\xE2\x80\xA8", "\\xE2\\x80\\xA8"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Printable, CutsLongTextAndSaysSo) { EXPECT_EQ(fcs::printable("abcdef", 3), "abc..."); }

TEST(Printable, NeverCutsWithinACharacter) {
  EXPECT_EQ(fcs::printable("\xC2\xB5\xC2\xB5\xC2\xB5", 3), "\xC2\xB5\xC2\xB5...");
}

}  // namespace
