#include "fcs/reader.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/fcs/written_sample.h"
#include "tests/support/fcs_bytes.h"

namespace {

using fcs::Code;
using fcs_test::codes;
using fcs_test::scale_values;
using fcs_test::two_floats;
using fcs_test::WrittenSample;
using testing_support::FcsBytes;
using testing_support::keywords_of;
using testing_support::little_endian;

class Reader : public WrittenSample {};

TEST_F(Reader, ReadsWhatTheFileSays) {
  auto file = two_floats(10);
  file.keywords.emplace_back("$P1S", "CD4");
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().version, "FCS3.1");
  EXPECT_EQ(sample.value().dataset, 1U);
  EXPECT_EQ(sample.value().event_count, 10U);
  EXPECT_EQ(sample.value().channels[0].name, "A");
  EXPECT_EQ(sample.value().channels[0].label, "CD4");
  EXPECT_EQ(sample.value().keywords.value("$TOT"), "10");
  EXPECT_EQ(codes(sample.value().findings), "");
}

TEST_F(Reader, BelievesADatatypeAgainstItsWidthWhereDataHasThatLength) {
  FcsBytes file{.keywords = keywords_of("F", "1,2,3,4", {{"A", 16}, {"B", 16}}, 2)};
  file.data = little_endian({1.5F, 2.5F, 3.5F, 4.5F});
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(scale_values(sample.value()), (std::vector<std::vector<double>>{{1.5, 3.5}, {2.5, 4.5}}));
}

// Doubles that are declared as floats of 64 bits: read as floats, every value would be made up.
TEST_F(Reader, RefusesADatatypeThatBothItsWidthAndTheLengthOfDataContradict) {
  FcsBytes file{.keywords = keywords_of("F", "1,2,3,4", {{"A", 64}, {"B", 64}}, 2)};
  file.data = little_endian({1.5, 2.5, 3.5, 4.5});
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_FALSE(sample);
  EXPECT_EQ(name(sample.error().code), name(fcs::Code::unsupported_layout));
  EXPECT_EQ(sample.error().where.item, "TEXT, $PnB");
}

TEST_F(Reader, ReadsMixedTypes) {
  FcsBytes file{.version = "FCS3.2", .keywords = keywords_of("F", "1,2,3,4", {{"A", 32}, {"B", 16}, {"C", 64}}, 2)};
  file.keywords.emplace_back("$P2DATATYPE", "I");
  file.keywords.emplace_back("$P3DATATYPE", "D");
  file.data = little_endian({1.5F}) + little_endian<std::uint16_t>({70}) + little_endian({2.25e-5}) +
              little_endian({-2.0F}) + little_endian<std::uint16_t>({3}) + little_endian({1e200});
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(scale_values(sample.value()), (std::vector<std::vector<double>>{{1.5, -2}, {70, 3}, {2.25e-5, 1e200}}));
}

TEST_F(Reader, TimeIsInSecondsUnlessTicksAreAskedFor) {
  FcsBytes file{.keywords = keywords_of("F", "1,2,3,4", {{"Time", 32}}, 1), .data = little_endian({500.0F})};
  file.keywords.emplace_back("$TIMESTEP", "0.01");
  const auto path = write(file.build());
  const auto seconds = fcs::read_sample(path);
  ASSERT_TRUE(seconds);
  EXPECT_EQ(seconds.value().timestep, 0.01);
  EXPECT_EQ(scale_values(seconds.value())[0], std::vector{5.0});
  const auto ticks = fcs::read_sample(path, 1, {.time = fcs::TimeUnit::ticks});
  ASSERT_TRUE(ticks);
  EXPECT_EQ(scale_values(ticks.value())[0], std::vector{500.0});
}

TEST_F(Reader, ReadsDelimitedDigits) {
  FcsBytes file{.version = "FCS2.0",
                .keywords = keywords_of("A", "1,2,3,4", {{"A", 8}, {"B", 8}}, 3),
                .data = "1 2\r\n3,\t4\n5 600"};
  for (auto& [name, value] : file.keywords) {
    if (name == "$P1B" || name == "$P2B") value = "*";
  }
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(scale_values(sample.value(), 2), (std::vector<std::vector<double>>{{1, 3, 5}, {2, 4, 600}}));
}

TEST_F(Reader, CountsDelimitedDigitsWhereThereIsNoTotal) {
  FcsBytes file{
      .version = "FCS2.0", .keywords = keywords_of("A", "1,2,3,4", {{"A", 8}, {"B", 8}}, 3), .data = "1 2 3 4 5"};
  std::erase_if(file.keywords, [](const auto& pair) { return pair.first == "$TOT"; });
  for (auto& [name, value] : file.keywords) {
    if (name == "$P1B" || name == "$P2B") value = "*";
  }
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().event_count, 2U);
  EXPECT_EQ(codes(sample.value().findings), "trailing_data ");
}

TEST_F(Reader, SaysWhereDelimitedDigitsAreNone) {
  FcsBytes file{.version = "FCS2.0", .keywords = keywords_of("A", "1,2,3,4", {{"A", 8}}, 3), .data = "1 12x 3"};
  for (auto& [name, value] : file.keywords) {
    if (name == "$P1B") value = "*";
  }
  const auto bytes = file.build();
  const auto sample = fcs::read_sample(write(bytes));
  ASSERT_TRUE(sample) << message(sample.error());
  auto reader = fcs::BlockReader::open(sample.value(), {fcs::ChannelIndex{0}});
  ASSERT_TRUE(reader);
  const auto block = reader.value().next();
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().code, Code::bad_number);
  const auto at = bytes.rfind("12x");
  EXPECT_EQ(std::get<fcs::ByteRange>(block.error().where.at), (fcs::ByteRange{at, at + 2}));
}

TEST_F(Reader, TriesTheWordOfByteOrderForPartialWords) {
  // 10 bits in words of 4 bytes, as $BYTEORD has it; the length of DATA confirms it.
  FcsBytes file{.version = "FCS2.0",
                .keywords = keywords_of("I", "1,2,3,4", {{"A", 10}}, 2),
                .data = little_endian<std::uint32_t>({1023, 7})};
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(scale_values(sample.value())[0], (std::vector<double>{1023, 7}));
}

TEST_F(Reader, RefusesPackedBits) {
  // 8 values of 10 bits are 10 bytes.
  const FcsBytes file{
      .version = "FCS2.0", .keywords = keywords_of("I", "1,2", {{"A", 10}}, 8), .data = std::string(10, 'x')};
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().code, Code::unsupported_layout);
}

TEST_F(Reader, ReadsNoEvents) {
  auto file = two_floats(0);
  file.header_data = {0, 0};
  file.text_data = {0, 0};
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().event_count, 0U);
  EXPECT_EQ(scale_values(sample.value()), (std::vector<std::vector<double>>{{}, {}}));
}

TEST_F(Reader, ReadsSupplementalText) {
  auto file = two_floats(1);
  const std::string supplement = "$P1S/CD4/";
  file.keywords.emplace_back("$BEGINSTEXT", "00000000");
  file.keywords.emplace_back("$ENDSTEXT", "00000000");
  const auto first = file.build().size();
  file.keywords[file.keywords.size() - 2].second = fmt::format("{:08}", first);
  file.keywords[file.keywords.size() - 1].second = fmt::format("{:08}", first + supplement.size() - 1);
  const auto sample = fcs::read_sample(write(file.build() + supplement));
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(sample.value().channels[0].label, "CD4");
}

TEST_F(Reader, IgnoresSupplementalTextThatIsNone) {
  for (const auto* first : {"58", "99999999", "-5", "18446744073709551615"}) {
    auto file = two_floats(1);
    file.keywords.emplace_back("$BEGINSTEXT", first);
    file.keywords.emplace_back("$ENDSTEXT", "99999999");
    const auto sample = fcs::read_sample(write(file.build()));
    ASSERT_TRUE(sample) << message(sample.error());
    EXPECT_EQ(codes(sample.value().findings), "bad_supplemental_text ") << first;
  }
}

/// One integer channel; the next data set follows at once.
std::string data_set(std::uint16_t value, bool last) {
  FcsBytes file{
      .version = "FCS2.0", .keywords = keywords_of("I", "1,2", {{"A", 16}}, 1), .data = little_endian({value})};
  const auto size = file.build().size();
  for (auto& [name, text] : file.keywords) {
    if (name == "$NEXTDATA" && !last) text = fmt::format("{}", size + fmt::format("{}", size).size() - 1);
  }
  return file.build();
}

TEST_F(Reader, ReadsEveryDataSet) {
  const auto samples = fcs::read_samples(write(data_set(1, false) + data_set(2, false) + data_set(3, true)));
  ASSERT_TRUE(samples) << message(samples.error());
  ASSERT_EQ(samples.value().size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(samples.value()[i].dataset, i + 1);
    EXPECT_EQ(scale_values(samples.value()[i])[0], std::vector{static_cast<double>(i + 1)});
  }
}

TEST_F(Reader, ReadsTheDataSetAskedFor) {
  const auto path = write(data_set(1, false) + data_set(2, true));
  const auto second = fcs::read_sample(path, 2);
  ASSERT_TRUE(second) << message(second.error());
  EXPECT_EQ(scale_values(second.value())[0], std::vector{2.0});
  for (const std::size_t absent : {0U, 3U}) {
    const auto sample = fcs::read_sample(path, absent);
    ASSERT_FALSE(sample);
    EXPECT_EQ(sample.error().code, Code::no_such_dataset);
  }
}

TEST_F(Reader, KeepsTheDataSetsBeforeOneThatCannotBeRead) {
  const auto path = write(data_set(1, false) + "this is no data set");
  const auto samples = fcs::read_samples(path);
  ASSERT_TRUE(samples) << message(samples.error());
  ASSERT_EQ(samples.value().size(), 1U);
  EXPECT_EQ(codes(samples.value()[0].findings), "bad_next_dataset ");
  EXPECT_FALSE(fcs::read_samples(path, {.tolerance = fcs::Tolerance::none()}));
}

TEST_F(Reader, RefusesADeviationInStrict) {
  auto file = two_floats(2);
  file.data += '\0';
  const auto path = write(file.build());
  const auto tolerant = fcs::read_sample(path);
  ASSERT_TRUE(tolerant) << message(tolerant.error());
  EXPECT_EQ(codes(tolerant.value().findings), "data_end_off_by_one ");
  const auto strict = fcs::read_sample(path, 1, {.tolerance = fcs::Tolerance::none()});
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().code, Code::data_end_off_by_one);
}

TEST_F(Reader, EveryFindingAndErrorNamesTheFile) {
  auto file = two_floats(2);
  file.data += '\0';
  const auto path = write(file.build());
  const auto sample = fcs::read_sample(path);
  ASSERT_TRUE(sample);
  for (const auto& finding : sample.value().findings) EXPECT_EQ(finding.deviation.where.file, path.string());
  const auto broken = fcs::read_sample(write("FCS3.1"));
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().where.file, path.string());
}

TEST_F(Reader, RefusesATruncatedFileAtAnyByteWithoutHarm) {
  const auto whole = two_floats(10).build();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(fcs::read_samples(write(whole.substr(0, size)))) << size;
  }
}

TEST_F(Reader, SaysWhichEventsATruncatedFileHas) {
  auto bytes = two_floats(10).build();
  bytes.resize(bytes.size() - 12);
  const auto sample = fcs::read_sample(write(bytes));
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().code, Code::truncated_data);
  EXPECT_EQ(sample.error().found, "68 bytes, 8 whole events");
}

TEST_F(Reader, ReadsBeyondFourGigabytes) {
  const auto path = folder_.path() / "sparse.fcs";
  constexpr std::uint64_t data_first = 5'000'000'000;
  auto file = two_floats(0);
  for (auto& [name, value] : file.keywords) {
    if (name == "$TOT") value = "2";
  }
  file.header_data = {0, 0};
  file.text_data = {data_first, data_first + 15};
  folder_.write("sparse.fcs", file.build());
  std::filesystem::resize_file(path, data_first);
  std::ofstream{path, std::ios::binary | std::ios::app} << little_endian({1.0F, 2.0F, 3.0F, 4.0F});
  const auto sample = fcs::read_sample(path);
  ASSERT_TRUE(sample) << message(sample.error());
  EXPECT_EQ(scale_values(sample.value()), (std::vector<std::vector<double>>{{1, 3}, {2, 4}}));
}

TEST_F(Reader, TakesTheSpilloverMatrixOfTheStandardFirst) {
  auto file = two_floats(1);
  file.keywords.emplace_back("SPILL", "2,A,B,1,0.5,0,1");
  file.keywords.emplace_back("$SPILLOVER", "2,A,B,1,0.25,0,1");
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample);
  ASSERT_TRUE(sample.value().spillover);
  EXPECT_EQ(sample.value().spillover->keyword, "$SPILLOVER");
  EXPECT_EQ(sample.value().spillover->at(0, 1), 0.25);
  EXPECT_EQ(codes(sample.value().findings), "conflicting_spillover ");
}

TEST_F(Reader, ReadsTheFileWithoutAMatrixThatCannotBeUsed) {
  auto file = two_floats(1);
  file.keywords.emplace_back("$SPILLOVER", "2,A,B");
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_TRUE(sample);
  EXPECT_FALSE(sample.value().spillover);
  EXPECT_EQ(codes(sample.value().findings), "bad_spillover ");
}

TEST_F(Reader, RefusesWhatIsNoRegularFile) {
  const auto absent = fcs::read_samples(folder_.path() / "absent.fcs");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, Code::cannot_open);
  const auto folder = fcs::read_samples(folder_.path());
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().found, "a folder");
  const auto pipe = folder_.path() / "pipe.fcs";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto from_pipe = fcs::read_samples(pipe);
  ASSERT_FALSE(from_pipe);
  EXPECT_EQ(from_pipe.error().found, "a pipe");
  const auto device = fcs::read_samples("/dev/zero");
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().found, "a device");
}

TEST_F(Reader, AllocatesNothingByANumberInTheFile) {
  auto file = two_floats(2);
  for (auto& [name, value] : file.keywords) {
    if (name == "$TOT") value = "1000000000000";
  }
  const auto sample = fcs::read_sample(write(file.build()));
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().code, Code::truncated_data);
}

}  // namespace
