#include "bad_input.h"

/// Rows 37 to 52: what TEXT says of the channels.
namespace {

using namespace bad_input;

Row missing(std::string row_name, const std::string& name, std::string expected) {
  return {std::move(row_name),
          without(three_events(), name).build(),
          {{"missing_keyword", "TEXT, " + name, std::nullopt, "no " + name, std::move(expected)}}};
}

std::vector<Row> refused() {
  std::vector<Row> rows;
  const auto base = three_events();
  const auto add = [&](const std::string& row, const std::string& name, const std::string& value,
                       const std::string& expected, const std::string& code = "bad_keyword") {
    rows.push_back(keyword_row(row, base, name, value, code, expected));
  };
  const std::string above_0 = "a whole number above 0";
  const std::string bits = "8 to 64 bits for an integer";
  const std::string order = "the numbers from 1 to the count of bytes, such as 1,2,3,4 or 4,3,2,1";
  rows.push_back(missing("Row37NoPar", "$PAR", "the number of channels"));
  add("Row37ParZero", "$PAR", "0", above_0);
  add("Row37ParNegative", "$PAR", "-3", above_0);
  add("Row37ParFraction", "$PAR", "3.5", above_0);
  add("Row37ParExponent", "$PAR", "1e3", above_0);
  add("Row37ParLetters", "$PAR", "abc", above_0);
  rows.push_back({"Row38ParHuge",
                  with(base, "$PAR", "999999999").build(),
                  {{"missing_keyword", "TEXT, $P3B", std::nullopt, "no $P3B",
                    "a width for each of the 999999999 channels of $PAR"}}});
  rows.push_back(missing("Row40WidthMissing", "$P2B", "a width for each of the 2 channels of $PAR"));
  add("Row41WidthZero", "$P1B", "0", bits);
  add("Row41WidthNegative", "$P1B", "-8", above_0);
  add("Row41Width7", "$P1B", "7", bits);
  add("Row41Width129", "$P1B", "129", bits);
  add("Row41WidthStar", "$P1B", "*", above_0);
  add("Row41WidthOf63Bits", "$P1B", "9223372036854775808", bits);
  add("Row48DatatypeX", "$DATATYPE", "X", "one of IFDA");
  add("Row48DatatypeOfTwoLetters", "$DATATYPE", "FI", "one of IFDA");
  add("Row49ByteOrderRepeats", "$BYTEORD", "1,1,1,1", order);
  add("Row49ByteOrderFromZero", "$BYTEORD", "0,1,2,3", order);
  add("Row49ByteOrderWithoutItsFirst", "$BYTEORD", "4,3", order);
  add("Row49ByteOrderOfLetters", "$BYTEORD", "a", order);
  add("Row49ByteOrderOfNine", "$BYTEORD", "1,2,3,4,5,6,7,8,9", order);
  add("Row49ByteOrderOfOneByte", "$BYTEORD", "1", "2 entries, as values have 2 bytes");
  add("Row50HistogramC", "$MODE", "C", "L, a list of events", "unsupported_mode");
  add("Row50HistogramU", "$MODE", "U", "L, a list of events", "unsupported_mode");
  add("Row50ModeX", "$MODE", "X", "L, a list of events", "unsupported_mode");
  add("Row52OwnDatatypeA", "$P1DATATYPE", "A", "one of IFD");
  add("Row52OwnDatatypeX", "$P1DATATYPE", "X", "one of IFD");
  return rows;
}

class RefusedParameters : public BadInput {};
TEST_P(RefusedParameters, SaysWhatAndWhere) { expect_refused(read(), GetParam()); }
TEST_P(RefusedParameters, IsRefusedInStrictToo) { expect_refused(read(fcs::Tolerance::none()), GetParam()); }
TEST_P(RefusedParameters, IsNotToBeSalvaged) { expect_refused(read(fcs::Tolerance::salvage()), GetParam()); }
INSTANTIATE_TEST_SUITE_P(Rows, RefusedParameters, testing::ValuesIn(refused()), name_of);

/// Of findings that name keywords and values: "$P1R=NA".
Row tally_row(std::string row_name, const std::string& name, const std::string& value, std::string code,
              std::string item, std::string expected, std::string assumed) {
  auto row = keyword_row(std::move(row_name), three_events(), name, value, std::move(code), std::move(expected),
                         std::move(assumed));
  row.said.front().item = std::move(item);
  row.said.front().found = name + "=" + value;
  return row;
}

std::vector<Row> tolerated() {
  std::vector<Row> rows;
  const auto range = [&](const std::string& row, const std::string& value) {
    rows.push_back(tally_row("Row44Range" + row, "$P1R", value, "bad_range", "TEXT, $PnR", "a number from 2 to 2^64",
                             "all bits of $PnB count"));
    auto& found = rows.back().said.front().found;
    found = fcs::printable(found, 64);
  };
  const auto amplification = [&](const std::string& row, const std::string& value) {
    rows.push_back(tally_row("Row45Amplification" + row, "$P1E", value, "bad_keyword", "TEXT, $PnE",
                             "two numbers of at least 0 that give finite values", "linear, 0,0"));
  };
  const auto gain = [&](const std::string& row, const std::string& value) {
    rows.push_back(
        tally_row("Row47Gain" + row, "$P1G", value, "bad_keyword", "TEXT, $PnG", "a number above 0", "no gain"));
  };
  rows.push_back(keyword_row("Row39ChannelBeyondPar", three_events(), "$P6N", "X", "bad_keyword",
                             "no keywords of channels beyond $PAR", "these are of no channel"));
  rows.back().said.front().item = "TEXT";
  rows.back().said.front().found = "$P6N";
  rows.push_back(keyword_row("Row41WidthWithDecimals", three_events(), "$P1B", "16.0", "bad_keyword",
                             "a whole number above 0", "it is 16"));
  range("Zero", "0");
  range("Negative", "-1");
  range("Na", "NA");
  range("Infinite", "inf");
  range("Nan", "nan");
  range("Huge", "1e38");
  range("Of400Digits", std::string(400, '9'));
  rows.push_back(tally_row("Row44RangeBeyondTheWidth", "$P1R", "262144", "bad_range", "TEXT, $PnR",
                           "no more values than the bits of $PnB have", "all bits of $PnB count"));
  amplification("OneNumber", "4");
  amplification("NoOffset", "4,");
  amplification("Comma", ",");
  amplification("Letters", "a,b");
  amplification("Negative", "-1,1");
  amplification("Nan", "nan,1");
  amplification("Overflow", "400,1");
  gain("Zero", "0");
  gain("Negative", "-1");
  gain("Nan", "nan");
  gain("Infinite", "inf");
  gain("DecimalComma", "1,5");
  rows.push_back(
      keyword_row("Row48LowerCaseDatatype", three_events(), "$DATATYPE", "i", "bad_keyword", "one of IFDA", "it is I"));
  rows.push_back(
      keyword_row("Row50LowerCaseMode", three_events(), "$MODE", "l", "bad_keyword", "L, a list of events", "it is L"));
  rows.push_back(
      tally_row("Row51NameOfBlanks", "$P1N", "  ", "bad_keyword", "TEXT, $PnN", "a name", "P and the number"));
  rows.push_back(tally_row("Row51NamesRepeat", "$P2N", "A", "duplicate_channel_name", "TEXT, $PnN", "each name once",
                           "-2, -3 and so on is added"));
  return rows;
}

class ToleratedParameters : public BadInput {};
TEST_P(ToleratedParameters, IsReadAndSaid) {
  const auto samples = read();
  ASSERT_TRUE(samples) << message(samples.error());
  EXPECT_EQ(said(samples.value().front().findings), GetParam().said);
  EXPECT_EQ(values_of(samples.value().front()), three_events_values);
}
TEST_P(ToleratedParameters, IsRefusedInStrict) {
  const auto samples = read(fcs::Tolerance::none());
  ASSERT_FALSE(samples);
  EXPECT_EQ(name(samples.error().code), GetParam().said.front().code);
}
INSTANTIATE_TEST_SUITE_P(Rows, ToleratedParameters, testing::ValuesIn(tolerated()), name_of);

class Parameters : public testing::Test {
 protected:
  fcs::Result<fcs::Sample> read(const FcsBytes& file, fcs::Tolerance tolerance = fcs::Tolerance::standard()) {
    return fcs::read_sample(folder_.write("sample.fcs", file.build()), 1, {.tolerance = tolerance});
  }
  testing_support::TemporaryFolder folder_;
};

TEST_F(Parameters, Row42ADatatypeHoldsWhereDataHasItsLength) {
  FcsBytes file{.keywords = testing_support::keywords_of("F", "1,2,3,4", {{"A", 16}}, 2),
                .data = little_endian({1.5F, 2.5F})};
  const auto sample = read(file);
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(values_of(sample.value()), (std::vector<std::vector<double>>{{1.5, 2.5}}));
  EXPECT_EQ(said(sample.value().findings),
            (std::vector<Said>{{"bad_keyword", "TEXT, $PnB", where(file.build(), "$P1B/16"), "$P1B=16",
                                "32 for F, 64 for D", "the data type holds"}}));
  EXPECT_FALSE(read(file, fcs::Tolerance::none()));
}
TEST_F(Parameters, Row42ADatatypeThatDataContradictsIsRefused) {
  const auto sample = read(
      {.keywords = testing_support::keywords_of("D", "1,2,3,4", {{"A", 32}}, 2), .data = little_endian({1.5F, 2.5F})});
  ASSERT_FALSE(sample);
  EXPECT_EQ(said(sample.error()),
            (Said{"unsupported_layout", "TEXT, $PnB", std::nullopt, "other widths, in a DATA of another length",
                  "32 for F, 64 for D, and a DATA of that many events"}));
}
TEST_F(Parameters, Row43WidthsThatWouldOverflowAreAllNamed) {
  auto file = three_events();
  for (const auto* name : {"$P1B", "$P2B"}) file = with(file, name, "4611686018427387904");
  const auto sample = read(file);
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().where.item, "TEXT, $P1B");
  ASSERT_EQ(sample.error().further.size(), 1U);
  EXPECT_EQ(sample.error().further.front().where.item, "TEXT, $P2B");
}
TEST_F(Parameters, Row44TwoToThe64IsARange) {
  FcsBytes file{.keywords = testing_support::keywords_of("I", "1,2,3,4", {{"A", 64}}, 1),
                .data = little_endian<std::uint64_t>({~std::uint64_t{0}})};
  const auto sample = read(with(file, "$P1R", "18446744073709551616"));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_TRUE(sample.value().findings.empty());
  EXPECT_EQ(sample.value().layout.columns.front().mask, ~std::uint64_t{0});
}
TEST_F(Parameters, Row46AnOffsetOfZeroIsOne) {
  auto file = with(with(three_events(), "$P1E", "4,0"), "$P1R", "1024");
  const auto sample = read(file);
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(said(sample.value().findings),
            (std::vector<Said>{{"undefined_amplification", "TEXT, $PnE", where(file.build(), "$P1E/4,0"), "$P1E=4,0",
                                "an offset above 0", "an offset of 1"}}));
  EXPECT_EQ(sample.value().channels[0].amplification, (fcs::Amplification{4, 1}));
  EXPECT_FALSE(read(file, fcs::Tolerance::none()));
}
TEST_F(Parameters, Row49AnyByteOrderServesValuesOfOneByte) {
  const auto sample =
      read({.keywords = testing_support::keywords_of("I", "1,1,1,1", {{"A", 8}}, 2), .data = "\x05\x06"});
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(values_of(sample.value()), (std::vector<std::vector<double>>{{5, 6}}));
}
TEST_F(Parameters, Row51NamesOfAnyKindAreKept) {
  auto file = three_events();
  file.delimiter = '|';
  const std::string odd = "a/b\\c,\"d'\x01";
  const auto sample = read(with(with(file, "$P1N", odd), "$P2N", std::string(1'000'000, 'N')));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().channels[0].name, odd);
  EXPECT_EQ(sample.value().channels[1].name.size(), 1'000'000U);
}
TEST_F(Parameters, Row51TenThousandEqualNamesTakeNoTime) {
  std::vector<std::pair<std::string, int>> channels(10'000, {"A", 8});
  const auto sample =
      read({.keywords = testing_support::keywords_of("I", "1,2,3,4", channels, 1), .data = std::string(10'000, 'x')});
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().channels.back().name, "A-10000");
}
// The standard has no gain on Time, but the most common instrument writes one; the events are right either way.
TEST_F(Parameters, AGainOnTimeIsANoteThatStrictPasses) {
  auto file = with(with(with(three_events(), "$P1N", "Time"), "$P1G", "0.01"), "$TIMESTEP", "0.01");
  const auto sample = read(file, fcs::Tolerance::none());
  ASSERT_TRUE(sample) << message(sample.error());
  ASSERT_EQ(sample.value().findings.size(), 1U);
  EXPECT_TRUE(sample.value().findings.front().is_note);
  EXPECT_EQ(name(sample.value().findings.front().deviation.code), "gain_ignored");
}

}  // namespace
