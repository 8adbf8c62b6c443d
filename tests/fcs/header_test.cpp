#include "fcs/header.h"

#include <span>
#include <string>

#include <gtest/gtest.h>

namespace {

using fcs::Code;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span{text}); }

/// The six offsets, right-aligned.
std::string header(std::string_view start, std::string_view offsets) {
  return std::string{start} + std::string{offsets};
}

TEST(ParseHeader, ReadsVersionAndSegments) {
  const auto parsed = fcs::parse_header(bytes_of("FCS3.1          58    1000    1001    9000    9001    9100"));
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(parsed.value().value.version, fcs::Version::fcs3_1);
  EXPECT_EQ(parsed.value().value.text, (fcs::Segment{58, 1000}));
  EXPECT_EQ(parsed.value().value.data, (fcs::Segment{1001, 9000}));
  EXPECT_EQ(parsed.value().value.analysis, (fcs::Segment{9001, 9100}));
  EXPECT_TRUE(parsed.value().findings.empty());
}

TEST(ParseHeader, KnowsEveryVersion) {
  for (const auto* version : {"FCS2.0", "FCS3.0", "FCS3.1", "FCS3.2"}) {
    const auto parsed =
        fcs::parse_header(bytes_of(header(version, "          58    1000    1001    9000       0       0")));
    ASSERT_TRUE(parsed) << version;
    EXPECT_EQ(name(parsed.value().value.version), version);
  }
}

TEST(ParseHeader, ZeroAndZeroIsAnAbsentSegment) {
  const auto parsed = fcs::parse_header(bytes_of("FCS3.1          58    1000       0       0       0       0"));
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed.value().value.data.absent());
  EXPECT_FALSE(parsed.value().value.text.absent());
}

TEST(ParseHeader, CountsFromTheStartOfTheFileInMessages) {
  const auto parsed = fcs::parse_header(bytes_of("FCS3.1          58     abc       0       0       0       0"), 5000);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(message(parsed.error()),
            "HEADER, last byte of TEXT, bytes 5018 to 5025: an offset cannot be used: found \"     abc\"; "
            "expected a decimal number of at most 8 digits");
}

struct Broken {
  std::string_view name, bytes;
  Code code;
  std::uint64_t first_byte;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.name; }
};
class ParseHeaderError : public testing::TestWithParam<Broken> {};
TEST_P(ParseHeaderError, NamesCodeAndFirstByte) {
  const auto& [name, bytes, code, first_byte] = GetParam();
  const auto parsed = fcs::parse_header(bytes_of(bytes));
  ASSERT_TRUE(parsed.has_error());
  EXPECT_EQ(fcs::name(parsed.error().code), fcs::name(code));
  ASSERT_TRUE(std::holds_alternative<fcs::ByteRange>(parsed.error().where.at));
  EXPECT_EQ(std::get<fcs::ByteRange>(parsed.error().where.at).first, first_byte);
}
INSTANTIATE_TEST_SUITE_P(
    Table, ParseHeaderError,
    testing::Values(
        Broken{"Empty", "", Code::empty_file, 0}, Broken{"TwoBytes", "FC", Code::truncated_header, 0},
        Broken{"VersionOnly", "FCS3.1    ", Code::truncated_header, 0},
        Broken{"OneByteShort", "FCS3.1          58    1000    1001    9000       0      0", Code::truncated_header, 0},
        Broken{"Fcs1", "FCS1.0          58    1000    1001    9000       0       0", Code::unsupported_version, 0},
        Broken{"Fcs4", "FCS4.0          58    1000    1001    9000       0       0", Code::unsupported_version, 0},
        Broken{"LowerCase", "fcs3.0          58    1000    1001    9000       0       0", Code::not_fcs, 0},
        Broken{"OtherText", "FCX3.0          58    1000    1001    9000       0       0", Code::not_fcs, 0},
        Broken{"TextFirstIsNoNumber", "FCS3.1        12x4    1000    1001    9000       0       0", Code::bad_offset,
               10},
        Broken{"TextFirstHasASign", "FCS3.1         +58    1000    1001    9000       0       0", Code::bad_offset, 10},
        Broken{"TextFirstIsHexadecimal", "FCS3.1        0x3A    1000    1001    9000       0       0", Code::bad_offset,
               10},
        Broken{"TextFirstHasANulInside",
               std::string_view{"FCS3.1         5\0008    1000    1001    9000       0       0", 58}, Code::bad_offset,
               10},
        Broken{"TextFirstIsBlank", "FCS3.1                    1000    1001    9000       0       0", Code::bad_offset,
               10},
        Broken{"TextInsideHeader", "FCS3.1          57    1000    1001    9000       0       0", Code::bad_offset, 10},
        Broken{"TextEndsBeforeItBegins", "FCS3.1         100      99    1001    9000       0       0", Code::bad_offset,
               18},
        Broken{"TextOfOneByte", "FCS3.1         100     100    1001    9000       0       0", Code::no_keywords, 18}),
    [](const auto& row) { return std::string{row.param.name}; });

struct Other {
  std::string_view name, bytes, said;
  friend std::ostream& operator<<(std::ostream& out, const Other& row) { return out << row.name; }
};
class NotFcs : public testing::TestWithParam<Other> {};
TEST_P(NotFcs, IsCalledByItsName) {
  const auto parsed = fcs::parse_header(bytes_of(GetParam().bytes));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(name(parsed.error().code), "not_fcs");
  EXPECT_NE(parsed.error().found.find(GetParam().said), std::string::npos) << parsed.error().found;
}
INSTANTIATE_TEST_SUITE_P(
    Table, NotFcs,
    testing::Values(Other{"Jpeg", "\xFF\xD8\xFF\xE0....", "JPEG"}, Other{"Png", "\x89PNG\r\n", "PNG"},
                    Other{"Zip", "PK\x03\x04....", "ZIP"}, Other{"Gzip", "\x1F\x8B\x08", "gzip"},
                    Other{"Hdf5", "\x89HDF\r\n", "HDF5"}, Other{"Xml", "<?xml version=\"1.0\"?>", "XML"},
                    Other{"Workspace", "<Workspace version=\"20.0\">", "FlowJo"},
                    Other{"GitLfs", "version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"},
                    Other{"GitAnnex", "/annex/objects/SHA256E-s1--00.fcs\n", "git-annex pointer"},
                    Other{"ByteOrderMark",
                          "\xEF\xBB\xBF"
                          "FCS3.0",
                          "byte order mark"},
                    Other{"Csv", "FSC-A,SSC-A\n", "FSC-A,"}),
    [](const auto& row) { return std::string{row.param.name}; });

struct Tolerated {
  std::string_view name, bytes;
  Code code;
  friend std::ostream& operator<<(std::ostream& out, const Tolerated& row) { return out << row.name; }
};
class ToleratedHeader : public testing::TestWithParam<Tolerated> {};
TEST_P(ToleratedHeader, IsAFindingAndInStrictAnError) {
  const auto parsed = fcs::parse_header(bytes_of(GetParam().bytes));
  ASSERT_TRUE(parsed) << message(parsed.error());
  ASSERT_EQ(parsed.value().findings.size(), 1U);
  EXPECT_EQ(parsed.value().findings.front().deviation.code, GetParam().code);
  const auto strict = fcs::parse_header(bytes_of(GetParam().bytes), 0, fcs::Tolerance::none());
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().code, GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(
    Table, ToleratedHeader,
    testing::Values(
        Tolerated{"PaddingIsNotBlank", "FCS3.1____      58    1000    1001    9000       0       0",
                  Code::bad_header_padding},
        Tolerated{"DataIsBlank", "FCS3.1          58    1000                       0       0", Code::bad_offset},
        Tolerated{"DataEndIsNegative", "FCS3.1          58    1000       0      -1       0       0", Code::bad_offset},
        Tolerated{"DataIsNoNumber", "FCS3.1          58    1000    x       9000       0       0", Code::bad_offset},
        Tolerated{"AnalysisIsNoNumber", "FCS3.1          58    1000    1001    9000       x       0",
                  Code::bad_offset}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(ParseHeader, ReadsLeftAlignedAndZeroPaddedOffsets) {
  const auto parsed = fcs::parse_header(bytes_of("FCS3.0    58      000010001001    9000    0       0       "));
  ASSERT_TRUE(parsed) << message(parsed.error());
  EXPECT_EQ(parsed.value().value.text, (fcs::Segment{58, 1000}));
  EXPECT_EQ(parsed.value().value.data, (fcs::Segment{1001, 9000}));
  EXPECT_TRUE(parsed.value().findings.empty());
}

}  // namespace
