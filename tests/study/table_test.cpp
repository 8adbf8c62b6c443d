#include "study/table.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;

/// Rows as "row: cell|cell" lines under the header.
std::string as_text(const study::Table& table) {
  const auto joined = [](const std::vector<std::string>& cells) {
    std::string line = cells.front();
    for (std::size_t i = 1; i < cells.size(); ++i) line += "|" + cells[i];
    return line;
  };
  auto text = joined(table.columns) + "\n";
  for (const auto& row : table.rows) text += std::to_string(row.row) + ": " + joined(row.cells) + "\n";
  return text;
}

struct Readable {
  std::string_view title, text, table;
  friend std::ostream& operator<<(std::ostream& out, const Readable& row) { return out << row.title; }
};
class ParseTable : public testing::TestWithParam<Readable> {};

TEST_P(ParseTable, ReadsCells) {
  const auto parsed = study::parse_table(GetParam().text, "t.csv");
  EXPECT_TRUE(parsed.problems.empty()) << message(parsed.problems.front());
  EXPECT_EQ(as_text(parsed.table), GetParam().table);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc4180, ParseTable,
    testing::Values(Readable{"Plain", "a,b\n1,2\n3,4\n", "a|b\n2: 1|2\n3: 3|4\n"},
                    Readable{"NoLastLineEnd", "a,b\n1,2", "a|b\n2: 1|2\n"},
                    Readable{"WindowsLineEnds", "a,b\r\n1,2\r\n", "a|b\n2: 1|2\n"},
                    Readable{"OldMacLineEnds", "a,b\r1,2\r", "a|b\n2: 1|2\n"},
                    Readable{"ByteOrderMark",
                             "\xEF\xBB\xBF"
                             "a,b\n1,2\n",
                             "a|b\n2: 1|2\n"},
                    Readable{"CommaInsideQuotes", "a,b\n\"1,5\",2\n", "a|b\n2: 1,5|2\n"},
                    Readable{"DoubledQuote", "a,b\n\"say \"\"hi\"\"\",2\n", "a|b\n2: say \"hi\"|2\n"},
                    Readable{"LineBreakInsideQuotes", "a,b\n\"x\ny\",2\n3,4\n", "a|b\n2: x\ny|2\n3: 3|4\n"},
                    Readable{"EmptyCells", "a,b,c\n,2,\n", "a|b|c\n2: |2|\n"},
                    Readable{"QuotedEmptyCell", "a,b\n\"\",2\n", "a|b\n2: |2\n"},
                    Readable{"BlankLinesAreCounted", "a,b\n\n1,2\n,\n3,4\n\n", "a|b\n3: 1|2\n5: 3|4\n"},
                    Readable{"HeaderIsTrimmed", " a , b\n 1,2\n", "a|b\n2:  1|2\n"},
                    Readable{"HeaderAlone", "a,b\n", "a|b\n"}),
    [](const auto& row) { return std::string{row.param.title}; });

struct Broken {
  std::string_view title, text;
  std::uint32_t row;
  std::string_view column;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.title; }
};
class ParseTableProblem : public testing::TestWithParam<Broken> {};

TEST_P(ParseTableProblem, NamesRowAndColumn) {
  const auto parsed = study::parse_table(GetParam().text, "t.csv");
  ASSERT_EQ(parsed.problems.size(), 1U);
  const auto& problem = parsed.problems.front();
  EXPECT_EQ(problem.code, fcs::Code::bad_table);
  EXPECT_EQ(problem.where.file, "t.csv");
  EXPECT_EQ(std::get<fcs::TableCell>(problem.where.at),
            (fcs::TableCell{GetParam().row, std::string{GetParam().column}}));
  EXPECT_FALSE(problem.expected.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, ParseTableProblem,
    testing::Values(Broken{"Empty", "", 1, ""}, Broken{"BlankHeader", "\na,b\n", 1, ""},
                    Broken{"Semicolons", "a;b\n1;2\n", 1, ""}, Broken{"Tabs", "a\tb\n1\t2\n", 1, ""},
                    Broken{"UnnamedColumn", "a,\n1,2\n", 1, "number 2"}, Broken{"RepeatedColumn", "a,a\n1,2\n", 1, "a"},
                    Broken{"LongRow", "a,b\n1,2,3\n", 2, ""}, Broken{"ShortRow", "a,b\n1,2\n3\n", 3, ""},
                    Broken{"StrayQuote", "a,b\n1,2\" tube\n", 2, "b"},
                    Broken{"TextAfterQuote", "a,b\n\"1\"x,2\n", 2, "a"},
                    Broken{"OpenQuote", "a,b\n1,\"2\n3,4\n", 2, "b"}, Broken{"Latin1", "a,b\n1,\xB5g\n", 2, "b"},
                    Broken{"Utf16",
                           "\xFF\xFE"
                           "a",
                           1, ""}),
    [](const auto& row) { return std::string{row.param.title}; });

TEST(ParseTableProblem, AllAreCollectedAndGoodRowsKept) {
  const auto parsed = study::parse_table("a,b\n1\n1,2\n1,2,3\n", "t.csv");
  EXPECT_EQ(parsed.problems.size(), 2U);
  EXPECT_EQ(as_text(parsed.table), "a|b\n3: 1|2\n");
}

TEST(NumberCell, IsTheShortestThatReadsBack) {
  EXPECT_EQ(study::number_cell(0.1), "0.1");
  EXPECT_EQ(study::number_cell(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(study::number_cell(262144.0), "262144");
  EXPECT_EQ(study::number_cell(-0.0), "-0");
  EXPECT_EQ(study::number_cell(std::uint64_t{18446744073709551615U}), "18446744073709551615");
}

TEST(NumberCell, SpellsWhatIsNoNumber) {
  EXPECT_EQ(study::number_cell(-std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(study::number_cell(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(study::number_cell(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(study::number_cell(std::optional<double>{}), "");
}

struct Outside {
  std::string_view text, cell;
  friend std::ostream& operator<<(std::ostream& out, const Outside& row) { return out << row.text; }
};
class TextCell : public testing::TestWithParam<Outside> {};

TEST_P(TextCell, IsNoFormulaAndOneLine) { EXPECT_EQ(study::text_cell(GetParam().text), GetParam().cell); }

INSTANTIATE_TEST_SUITE_P(Table, TextCell,
                         testing::Values(Outside{"CD8+", "CD8+"}, Outside{"=1+1", "'=1+1"}, Outside{"+cmd", "'+cmd"},
                                         Outside{"-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"},
                                         Outside{"@SUM(A1)", "'@SUM(A1)"}, Outside{"-", "-"}, Outside{"-12.5", "-12.5"},
                                         Outside{"+3", "+3"}, Outside{"\t=1", "\\t=1"}, Outside{"\r=1", "\\r=1"},
                                         Outside{"two\nlines", "two\\nlines"}, Outside{"\xC2\xB5g", "\xC2\xB5g"},
                                         Outside{"", ""}));

TEST(AppendRow, QuotesOnlyWhereNeeded) {
  std::string table;
  study::append_row(table, std::vector<std::string>{"plain", "with,comma", "with \"quote\"", "", " blank "});
  EXPECT_EQ(table, "plain,\"with,comma\",\"with \"\"quote\"\"\",, blank \n");
}

TEST(AppendRow, ReadsBack) {
  std::string table = "a,b\n";
  study::append_row(table, std::vector<std::string>{"x\ny", "\"q\","});
  const auto parsed = study::parse_table(table, "t.csv");
  ASSERT_EQ(parsed.table.rows.size(), 1U);
  EXPECT_THAT(parsed.table.rows.front().cells, ElementsAre("x\ny", "\"q\","));
}

}  // namespace
