#include "fcs/layout.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fcs_bytes.h"

namespace {

using fcs::Code;
using fcs::StoredType;

fcs::Keywords keywords(const std::vector<std::pair<std::string, std::string>>& pairs) {
  fcs::Keywords out;
  for (const auto& [name, value] : pairs) out.set(name, value);
  return out;
}

/// One integer channel of 16 bits named A, with these keywords changed or added.
fcs::Keywords one_channel(const std::vector<std::pair<std::string, std::string>>& changes = {}) {
  auto out = keywords(testing_support::keywords_of("I", "1,2,3,4", {{"A", 16}}, 10));
  for (const auto& [name, value] : changes) out.set(name, value);
  return out;
}

std::string codes(const std::vector<fcs::Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) out += std::string{name(finding.deviation.code)} + " ";
  return out;
}

TEST(ParseLayout, PutsColumnsOneAfterAnotherWithoutGaps) {
  const auto parsed = fcs::parse_layout(keywords(testing_support::keywords_of(
      "I", "4,3,2,1", {{"A", 8}, {"B", 16}, {"C", 24}, {"D", 32}, {"E", 40}, {"F", 48}, {"G", 56}, {"H", 64}}, 1)));
  ASSERT_TRUE(parsed) << message(parsed.error());
  const auto& layout = parsed.value().value.layout;
  ASSERT_EQ(layout.columns.size(), 8U);
  std::size_t offset = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(layout.columns[i].offset, offset);
    EXPECT_EQ(layout.columns[i].width, i + 1);
    offset += i + 1;
  }
  EXPECT_EQ(layout.event_size, 36U);
}

TEST(ParseLayout, TakesTypesOfTheirOwnFromPnDATATYPE) {
  auto pairs = testing_support::keywords_of("F", "1,2,3,4", {{"A", 32}, {"B", 32}, {"C", 64}}, 1);
  pairs.emplace_back("$P2DATATYPE", "I");
  pairs.emplace_back("$P3DATATYPE", "D");
  const auto parsed = fcs::parse_layout(keywords(pairs));
  ASSERT_TRUE(parsed) << message(parsed.error());
  const auto& columns = parsed.value().value.layout.columns;
  EXPECT_EQ(columns[0].type, StoredType::float32);
  EXPECT_EQ(columns[1].type, StoredType::unsigned_integer);
  EXPECT_EQ(columns[2].type, StoredType::float64);
}

TEST(ParseLayout, DescribesChannels) {
  const auto parsed =
      fcs::parse_layout(one_channel({{"$P1N", "FL1-A"}, {"$P1S", "CD4"}, {"$P1R", "1024"}, {"$P1G", "2"}}));
  ASSERT_TRUE(parsed);
  const auto& channel = parsed.value().value.channels.front();
  EXPECT_EQ(channel.index, fcs::ChannelIndex{0});
  EXPECT_EQ(channel.name, "FL1-A");
  EXPECT_EQ(channel.label, "CD4");
  EXPECT_EQ(channel.range, 1024);
  EXPECT_EQ(channel.gain, 2);
  EXPECT_FALSE(channel.is_time);
}

struct MaskCase {
  std::string_view name, range;
  int bits;
  std::uint64_t mask;
  friend std::ostream& operator<<(std::ostream& out, const MaskCase& row) { return out << row.name; }
};
class Mask : public testing::TestWithParam<MaskCase> {};
TEST_P(Mask, IsTheFewestBitsThatHoldTheRange) {
  const auto& [name, range, bits, mask] = GetParam();
  const auto parsed = fcs::parse_layout(one_channel({{"$P1B", std::to_string(bits)}, {"$P1R", std::string{range}}}));
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(parsed.value().value.layout.columns.front().mask, mask);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Mask,
    testing::Values(MaskCase{"PowerOfTwo", "1024", 16, 1023}, MaskCase{"NoPowerOfTwo", "1000", 16, 1023},
                    MaskCase{"OneMoreThanAPower", "1025", 16, 2047}, MaskCase{"AllBits", "65536", 16, 65535},
                    MaskCase{"MoreThanAllBits", "262144", 16, 65535}, MaskCase{"Stratedigm", "11209599", 32, 0xFFFFFF},
                    MaskCase{"AsDecimal", "4294967296.0", 32, 0xFFFFFFFF},
                    MaskCase{"TwoTo64", "18446744073709551616", 64, ~0ULL},
                    MaskCase{"TwoTo63", "9223372036854775808", 64, 0x7FFFFFFFFFFFFFFF},
                    MaskCase{"Huge", "1e38", 32, 0xFFFFFFFF}, MaskCase{"Zero", "0", 16, 65535},
                    MaskCase{"Negative", "-1", 16, 65535}, MaskCase{"NoNumber", "NA", 16, 65535},
                    MaskCase{"Infinite", "inf", 16, 65535}),
    [](const auto& row) { return std::string{row.param.name}; });

struct OrderCase {
  std::string_view name, order;
  int bits;
  fcs::Endian endian;
  friend std::ostream& operator<<(std::ostream& out, const OrderCase& row) { return out << row.name; }
};
class ByteOrderOfColumns : public testing::TestWithParam<OrderCase> {};
TEST_P(ByteOrderOfColumns, IsEndiannessUnlessPermuted) {
  const auto& [name, order, bits, endian] = GetParam();
  const auto parsed =
      fcs::parse_layout(one_channel({{"$P1B", std::to_string(bits)}, {"$BYTEORD", std::string{order}}}));
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(parsed.value().value.layout.columns.front().endian, endian);
}
INSTANTIATE_TEST_SUITE_P(Table, ByteOrderOfColumns,
                         testing::Values(OrderCase{"LittleFour", "1,2,3,4", 16, fcs::Endian::little},
                                         OrderCase{"BigFour", "4,3,2,1", 64, fcs::Endian::big},
                                         OrderCase{"LittleTwo", "1,2", 32, fcs::Endian::little},
                                         OrderCase{"BigThree", "3,2,1", 24, fcs::Endian::big},
                                         OrderCase{"Blanks", " 4, 3, 2, 1 ", 32, fcs::Endian::big},
                                         OrderCase{"Vax", "3,4,1,2", 32, fcs::Endian::permuted},
                                         OrderCase{"OneByte", "1", 8, fcs::Endian::little},
                                         OrderCase{"UselessForOneByte", "0,1,2,3", 8, fcs::Endian::little}),
                         [](const auto& row) { return std::string{row.param.name}; });

struct ScaleCase {
  std::string_view name;
  std::vector<std::pair<std::string, std::string>> changes;
  fcs::Scale scale;
  std::string_view findings;
  friend std::ostream& operator<<(std::ostream& out, const ScaleCase& row) { return out << row.name; }
};
class ScaleOfColumns : public testing::TestWithParam<ScaleCase> {};
TEST_P(ScaleOfColumns, FollowsPnEPnGAndTimestep) {
  const auto& row = GetParam();
  const auto parsed = fcs::parse_layout(one_channel(row.changes));
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_TRUE(parsed.value().value.layout.columns.front().scale == row.scale);
  EXPECT_EQ(codes(parsed.value().findings), row.findings);
}
const std::pair<std::string, std::string> float_type{"$DATATYPE", "F"}, float_bits{"$P1B", "32"}, range{"$P1R", "1024"};
INSTANTIATE_TEST_SUITE_P(
    Table, ScaleOfColumns,
    testing::Values(
        ScaleCase{"Linear", {}, fcs::SameValue{}, ""}, ScaleCase{"Gain", {{"$P1G", "2.5"}}, fcs::DivideByGain{2.5}, ""},
        ScaleCase{"GainOfOne", {{"$P1G", "1.0"}}, fcs::SameValue{}, ""},
        ScaleCase{"GainOfFloats", {float_type, float_bits, {"$P1G", "2"}}, fcs::DivideByGain{2}, ""},
        ScaleCase{"GainOfZero", {{"$P1G", "0"}}, fcs::SameValue{}, "bad_keyword "},
        ScaleCase{"GainWithComma", {{"$P1G", "1,5"}}, fcs::SameValue{}, "bad_keyword "},
        ScaleCase{"Logarithm", {range, {"$P1E", "4,1"}}, fcs::LogAmplified{4, 1, 1024}, ""},
        ScaleCase{"LogarithmOfOffsetZero",
                  {range, {"$P1E", "4.0,0.0"}},
                  fcs::LogAmplified{4, 1, 1024},
                  "undefined_amplification "},
        ScaleCase{"LogarithmWithGain",
                  {range, {"$P1E", "4,1"}, {"$P1G", "2"}},
                  fcs::LogAmplified{4, 1, 1024},
                  "gain_ignored "},
        ScaleCase{"LogarithmOfFloats",
                  {float_type, float_bits, {"$P1E", "4,1"}},
                  fcs::SameValue{},
                  "log_amplification_ignored "},
        ScaleCase{
            "LogarithmWithoutRange", {{"$P1R", "NA"}, {"$P1E", "4,1"}}, fcs::LogAmplified{4, 1, 65536}, "bad_range "},
        ScaleCase{"LogarithmBeyondDoubles", {range, {"$P1E", "400,1"}}, fcs::SameValue{}, "bad_keyword "},
        ScaleCase{"AmplificationOfOneNumber", {{"$P1E", "4"}}, fcs::SameValue{}, "bad_keyword "},
        ScaleCase{"AmplificationOfNan", {{"$P1E", "nan,1"}}, fcs::SameValue{}, "bad_keyword "},
        ScaleCase{"AmplificationBelowZero", {{"$P1E", "-1,1"}}, fcs::SameValue{}, "bad_keyword "},
        ScaleCase{"Time", {{"$P1N", "TIME"}, {"$TIMESTEP", "0.01"}}, fcs::MultiplyByTimestep{0.01}, ""},
        ScaleCase{"TimeWithGain",
                  {{"$P1N", "Time"}, {"$TIMESTEP", "0.01"}, {"$P1G", "0.01"}},
                  fcs::MultiplyByTimestep{0.01},
                  "gain_ignored "},
        ScaleCase{"TimeWithoutTimestep", {{"$P1N", "Time"}}, fcs::SameValue{}, "bad_timestep "},
        ScaleCase{"TimestepIsText", {{"$P1N", "Time"}, {"$TIMESTEP", "xxxxxxxxx"}}, fcs::SameValue{}, "bad_timestep "},
        ScaleCase{"TimestepIsZero", {{"$P1N", "Time"}, {"$TIMESTEP", "0"}}, fcs::SameValue{}, "bad_timestep "},
        ScaleCase{"TimestepWithoutTime", {{"$TIMESTEP", "0.01"}}, fcs::SameValue{}, ""}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(ParseLayout, KeepsTicksWhenAsked) {
  const auto parsed =
      fcs::parse_layout(one_channel({{"$P1N", "Time"}, {"$TIMESTEP", "0.01"}}), {.time = fcs::TimeUnit::ticks});
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed.value().value.layout.columns.front().scale == fcs::Scale{fcs::SameValue{}});
  EXPECT_EQ(parsed.value().value.timestep, 0.01);
}

TEST(ParseLayout, OnlyTheFirstTimeChannelIsTime) {
  const auto parsed =
      fcs::parse_layout(keywords(testing_support::keywords_of("I", "1,2,3,4", {{"TIME", 16}, {"Time", 16}}, 1)));
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed.value().value.channels[0].is_time);
  EXPECT_FALSE(parsed.value().value.channels[1].is_time);
}

TEST(ParseLayout, MakesNamesUnique) {
  const auto parsed = fcs::parse_layout(
      keywords(testing_support::keywords_of("I", "1,2,3,4", {{"A", 8}, {"A", 8}, {"A-2", 8}, {" ", 8}, {"A", 8}}, 1)));
  ASSERT_TRUE(parsed);
  std::vector<std::string> names;
  for (const auto& channel : parsed.value().value.channels) names.push_back(channel.name);
  EXPECT_EQ(names, (std::vector<std::string>{"A", "A-2", "A-2-2", "P4", "A-3"}));
  EXPECT_EQ(codes(parsed.value().findings), "bad_keyword duplicate_channel_name ");
}

TEST(ParseLayout, WantsOfAVersionOnlyWhatItRequires) {
  auto bare = one_channel();
  for (const auto* name : {"$P1N", "$P1E"}) bare.erase(name);
  const auto old = fcs::parse_layout(bare, {.version = fcs::Version::fcs2_0});
  ASSERT_TRUE(old);
  EXPECT_EQ(codes(old.value().findings), "");
  EXPECT_EQ(old.value().value.channels.front().name, "P1");
  const auto recent = fcs::parse_layout(bare, {.version = fcs::Version::fcs3_1});
  ASSERT_TRUE(recent);
  EXPECT_EQ(codes(recent.value().findings), "missing_keyword missing_keyword ");
}

struct PartialCase {
  std::string_view name, order;
  int bits;
  fcs::PartialWord word;
  std::size_t width;
  friend std::ostream& operator<<(std::ostream& out, const PartialCase& row) { return out << row.name; }
};
class PartialWords : public testing::TestWithParam<PartialCase> {};
TEST_P(PartialWords, StandInLargerOnes) {
  const auto& [name, order, bits, word, width] = GetParam();
  const auto parsed = fcs::parse_layout(
      one_channel({{"$P1B", std::to_string(bits)}, {"$P1R", "1024"}, {"$BYTEORD", std::string{order}}}),
      {.partial_word = word});
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_TRUE(parsed.value().value.has_partial_words);
  EXPECT_EQ(parsed.value().value.layout.columns.front().width, width);
  EXPECT_EQ(codes(parsed.value().findings), "bad_keyword ");
}
INSTANTIATE_TEST_SUITE_P(Table, PartialWords,
                         testing::Values(PartialCase{"TenBits", "1,2", 10, fcs::PartialWord::next_larger, 2},
                                         PartialCase{"TwentyBits", "1,2,3,4", 20, fcs::PartialWord::next_larger, 4},
                                         PartialCase{"SixtyBits", "1,2,3,4", 60, fcs::PartialWord::next_larger, 8},
                                         PartialCase{"TenBitsInFourBytes", "1,2,3,4", 10,
                                                     fcs::PartialWord::of_byte_order, 4},
                                         PartialCase{"NeverTooNarrow", "1,2", 20, fcs::PartialWord::of_byte_order, 3}),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(ParseLayout, ReadsFixedWidthDigits) {
  const auto parsed = fcs::parse_layout(one_channel({{"$DATATYPE", "A"}, {"$P1B", "5"}}));
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(parsed.value().value.layout.columns.front().type, StoredType::digits);
  EXPECT_EQ(parsed.value().value.layout.event_size, 5U);
  EXPECT_FALSE(parsed.value().value.layout.delimited);
}

TEST(ParseLayout, ReadsDelimitedDigits) {
  const auto parsed = fcs::parse_layout(one_channel({{"$DATATYPE", "A"}, {"$P1B", "*"}}));
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_TRUE(parsed.value().value.layout.delimited);
}

struct Broken {
  std::string_view name;
  std::vector<std::pair<std::string, std::string>> changes;
  Code code;
  std::string_view item;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.name; }
};
class ParseLayoutError : public testing::TestWithParam<Broken> {};
TEST_P(ParseLayoutError, NamesTheKeyword) {
  const auto& row = GetParam();
  auto changed = one_channel();
  for (const auto& [name, value] : row.changes) {
    if (value == "(absent)") {
      changed.erase(name);
    } else {
      changed.set(name, value);
    }
  }
  const auto parsed = fcs::parse_layout(changed);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(name(parsed.error().code), name(row.code));
  EXPECT_EQ(parsed.error().where.item, row.item);
}
INSTANTIATE_TEST_SUITE_P(
    Table, ParseLayoutError,
    testing::Values(Broken{"NoPar", {{"$PAR", "(absent)"}}, Code::missing_keyword, "TEXT, $PAR"},
                    Broken{"ParZero", {{"$PAR", "0"}}, Code::bad_keyword, "TEXT, $PAR"},
                    Broken{"ParNegative", {{"$PAR", "-3"}}, Code::bad_keyword, "TEXT, $PAR"},
                    Broken{"ParFraction", {{"$PAR", "3.5"}}, Code::bad_keyword, "TEXT, $PAR"},
                    Broken{"ParExponent", {{"$PAR", "1e3"}}, Code::bad_keyword, "TEXT, $PAR"},
                    Broken{"ParEmpty", {{"$PAR", ""}}, Code::bad_keyword, "TEXT, $PAR"},
                    Broken{"ParHuge", {{"$PAR", "999999999"}}, Code::missing_keyword, "TEXT, $P2B"},
                    Broken{"NoWidth", {{"$P1B", "(absent)"}}, Code::missing_keyword, "TEXT, $P1B"},
                    Broken{"WidthZero", {{"$P1B", "0"}}, Code::bad_keyword, "TEXT, $P1B"},
                    Broken{"WidthSeven", {{"$P1B", "7"}}, Code::bad_keyword, "TEXT, $P1B"},
                    Broken{"WidthNegative", {{"$P1B", "-8"}}, Code::bad_keyword, "TEXT, $P1B"},
                    Broken{"Width129", {{"$P1B", "129"}}, Code::bad_keyword, "TEXT, $P1B"},
                    Broken{"WidthHuge", {{"$P1B", "9223372036854775808"}}, Code::bad_keyword, "TEXT, $P1B"},
                    Broken{"WidthStarOfIntegers", {{"$P1B", "*"}}, Code::bad_keyword, "TEXT, $P1B"},
                    Broken{"NoDatatype", {{"$DATATYPE", "(absent)"}}, Code::missing_keyword, "TEXT, $DATATYPE"},
                    Broken{"DatatypeX", {{"$DATATYPE", "X"}}, Code::bad_keyword, "TEXT, $DATATYPE"},
                    Broken{"DatatypeOfTwoLetters", {{"$DATATYPE", "FI"}}, Code::bad_keyword, "TEXT, $DATATYPE"},
                    Broken{"OwnDatatypeA", {{"$P1DATATYPE", "A"}}, Code::bad_keyword, "TEXT, $P1DATATYPE"},
                    Broken{"NoByteOrder", {{"$BYTEORD", "(absent)"}}, Code::missing_keyword, "TEXT, $BYTEORD"},
                    Broken{"ByteOrderRepeats", {{"$BYTEORD", "1,1,1,1"}}, Code::bad_keyword, "TEXT, $BYTEORD"},
                    Broken{"ByteOrderFromZero", {{"$BYTEORD", "0,1,2,3"}}, Code::bad_keyword, "TEXT, $BYTEORD"},
                    Broken{"ByteOrderOfNine", {{"$BYTEORD", "1,2,3,4,5,6,7,8,9"}}, Code::bad_keyword, "TEXT, $BYTEORD"},
                    Broken{"ByteOrderOfOne", {{"$BYTEORD", "1"}}, Code::bad_keyword, "TEXT, $BYTEORD"},
                    Broken{
                        "PermutationOfFourForTwoBytes", {{"$BYTEORD", "3,4,1,2"}}, Code::bad_keyword, "TEXT, $BYTEORD"},
                    Broken{"Histogram", {{"$MODE", "C"}}, Code::unsupported_mode, "TEXT, $MODE"}),
    [](const auto& row) { return std::string{row.param.name}; });

struct Tolerated {
  std::string_view name;
  std::pair<std::string, std::string> change;
  Code code;
  friend std::ostream& operator<<(std::ostream& out, const Tolerated& row) { return out << row.name; }
};
class ToleratedLayout : public testing::TestWithParam<Tolerated> {};
TEST_P(ToleratedLayout, IsAFindingAndInStrictAnError) {
  const auto changed = one_channel({GetParam().change});
  const auto parsed = fcs::parse_layout(changed);
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(codes(parsed.value().findings), std::string{name(GetParam().code)} + " ");
  const auto strict = fcs::parse_layout(changed, {.tolerance = fcs::Tolerance::none()});
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().code, GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(Table, ToleratedLayout,
                         testing::Values(Tolerated{"WidthWithDecimals", {"$P1B", "16.0"}, Code::bad_keyword},
                                         Tolerated{"LowerCaseDatatype", {"$DATATYPE", "i"}, Code::bad_keyword},
                                         Tolerated{"LowerCaseMode", {"$MODE", "l"}, Code::bad_keyword},
                                         Tolerated{"RangeIsNoNumber", {"$P1R", "NA"}, Code::bad_range}),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(ParseLayout, TrustsTheDataTypeOverAWidthThatCannotBe) {
  const auto parsed = fcs::parse_layout(one_channel({{"$DATATYPE", "D"}, {"$P1B", "32"}}));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed.value().value.layout.columns.front().width, 8U);
  EXPECT_EQ(codes(parsed.value().findings), "bad_keyword ");
}

}  // namespace
