#include <algorithm>
#include <bit>
#include <cctype>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "fcs/reader.h"
#include "fcs/writer.h"
#include "run.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::run;
using testing::ElementsAre;
using testing::HasSubstr;

fcs::Channel channel(std::string name, std::string label = "") {
  fcs::Channel out;
  out.name = std::move(name);
  out.label = std::move(label);
  out.range = 1000;
  return out;
}

/// Values of a channel in their stored type, as decimals: integers and floats of any width exactly.
std::vector<std::string> stored(const fcs::Sample& sample, fcs::ChannelIndex index) {
  std::vector<std::string> out;
  auto reader = fcs::StoredReader::open(sample, {index});
  EXPECT_TRUE(reader.has_value());
  while (reader) {
    const auto block = reader.value().next();
    if (!block || block.value() == nullptr) {
      EXPECT_TRUE(block.has_value()) << fcs::message(block.error());
      break;
    }
    const auto print = [&](const auto& values) {
      for (const auto value : values) out.push_back(fmt::format("{}", value));
    };
    std::visit(print, block.value()->front());
  }
  return out;
}

std::vector<double> scale(const fcs::Sample& sample, std::size_t index) {
  std::vector<double> out;
  auto reader = fcs::BlockReader::open(sample, {fcs::ChannelIndex{index}});
  EXPECT_TRUE(reader.has_value());
  while (reader) {
    const auto block = reader.value().next();
    if (!block || !block.value()) break;
    const auto values = block.value()->columns.front();
    out.insert(out.end(), values.begin(), values.end());
  }
  return out;
}

/// Three events of Time, A (CD3) and B (CD4), 20 % of A seen by B; $TIMESTEP 0.5.
class ExportFcs : public testing::Test {
 protected:
  void SetUp() override {
    fcs::WrittenSample sample;
    sample.channels = {channel("Time"), channel("A", "CD3"), channel("B", "CD4")};
    sample.spillover = fcs::Spillover{{"A", "B"}, {1, 0.2, 0, 1}, "$SPILLOVER"};
    sample.timestep = 0.5;
    sample.keywords = {{"$P2V", "450"},       {"P3DISPLAY", "LOG"},
                       {"VENDOR KEY", "µ|x"}, {"INDEX SORTING LOCATIONS_1", "0,0;0,1;0,2;"},
                       {"$CYT", "cytometer"}, {"$R1I", "2,3"}};
    const std::vector<float> time = {10, 20, 30};
    const std::vector<float> a = {50, -0.5, 5};
    const std::vector<float> b = {30, 0.1F, 6};
    const std::vector<std::span<const float>> columns = {time, a, b};
    ASSERT_TRUE(fcs::write_sample(file, sample, columns).has_value());
  }

  fcs::Sample exported(std::vector<std::string> options) {
    std::vector<std::string> words = {"export", file, "--format", "fcs", "-o", out};
    words.insert(words.end(), options.begin(), options.end());
    const auto outcome = run(words);
    EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
    EXPECT_EQ(outcome.table, "");
    log = outcome.log;
    auto sample = fcs::read_sample(out, 1, {.tolerance = fcs::Tolerance::none()});
    EXPECT_TRUE(sample.has_value()) << fcs::message(sample.error());
    return sample.value();
  }

  Folder folder;
  std::string file = folder / "a.fcs";
  std::string out = folder / "out.fcs";
  std::string log;
};

TEST_F(ExportFcs, AWholeCopyKeepsKeywordsMatrixAndValues) {
  const auto sample = exported({"--values", "stored"});
  EXPECT_EQ(sample.version, "FCS3.1");
  EXPECT_EQ(sample.keywords.value("VENDOR KEY"), "µ|x");
  EXPECT_EQ(sample.keywords.value("$P2V"), "450");
  EXPECT_EQ(sample.keywords.value("INDEX SORTING LOCATIONS_1"), "0,0;0,1;0,2;");
  EXPECT_EQ(sample.keywords.value("$ORIGINALITY"), "NonDataModified");
  EXPECT_EQ(sample.timestep, 0.5);
  ASSERT_TRUE(sample.spillover.has_value());
  EXPECT_EQ(sample.spillover->at(0, 1), 0.2);
  EXPECT_THAT(scale(sample, 2), ElementsAre(30, static_cast<double>(0.1F), 6));
}

TEST_F(ExportFcs, TheTimeOfChangeCanBeGivenSoThatTheSameInputsGiveTheSameBytes) {
  const auto sample = exported({"--last-modified", "21-NOV-2026 08:20:11"});
  EXPECT_EQ(sample.keywords.value("$LAST_MODIFIED"), "21-NOV-2026 08:20:11");
  EXPECT_THAT(std::string{sample.keywords.value("$LAST_MODIFIER").value_or("")}, testing::StartsWith("cytogate "));
  EXPECT_EQ(run({"export", file, "--format", "fcs", "-o", out, "--last-modified", "yesterday"}).exit, Exit::usage);
}

TEST_F(ExportFcs, DataThatWereModifiedStaySo) {
  exported({"--values", "scale"});
  EXPECT_EQ(run({"export", out, "--format", "fcs", "--values", "stored", "-o", folder / "again.fcs"}).exit, Exit::done);
  EXPECT_EQ(fcs::read_sample(folder / "again.fcs").value().keywords.value("$ORIGINALITY"), "DataModified");
}

// Time in seconds is 10 x 0.5; read again with a $TIMESTEP of 1 it is the same.
TEST_F(ExportFcs, ScaleValuesReadBackAsTheSameScaleValues) {
  const auto sample = exported({"--values", "scale"});
  EXPECT_THAT(scale(sample, 0), ElementsAre(5, 10, 15));
  EXPECT_EQ(sample.keywords.value("$TIMESTEP"), "1");
  EXPECT_EQ(sample.keywords.value("$DATATYPE"), "D") << "seconds are no float32 in general";
  EXPECT_EQ(sample.keywords.value("$ORIGINALITY"), "DataModified");
}

TEST_F(ExportFcs, ScaleValuesThatFitAreFloat32) {
  EXPECT_EQ(exported({"--values", "scale", "--time", "raw"}).keywords.value("$DATATYPE"), "F");
}

// B = 30 - 0.2 * 50 = 20.
TEST_F(ExportFcs, CompensatedValuesHaveNoMatrixAndSayWhichWasApplied) {
  const auto sample = exported({"--values", "compensated"});
  EXPECT_EQ(scale(sample, 2).front(), 20);
  EXPECT_FALSE(sample.spillover.has_value());
  EXPECT_EQ(sample.keywords.value("CYTOGATE COMPENSATED"), "$SPILLOVER 2,A,B,1,0.2,0,1");
  EXPECT_EQ(sample.keywords.value("$DATATYPE"), "D");
}

TEST_F(ExportFcs, KeywordsOfChannelsFollowTheirChannels) {
  const auto sample = exported({"--values", "stored", "--channels", "B,A"});
  ASSERT_EQ(sample.channels.size(), 2U);
  EXPECT_EQ(sample.channels[0].name, "B");
  EXPECT_EQ(sample.keywords.value("P1DISPLAY"), "LOG");
  EXPECT_EQ(sample.keywords.value("$P2V"), "450");
  EXPECT_EQ(sample.keywords.value("P3DISPLAY"), std::nullopt);
  EXPECT_EQ(sample.keywords.value("$R1I"), std::nullopt) << "channels 2 and 3 are others now";
  ASSERT_TRUE(sample.spillover.has_value()) << "both its detectors are there";
  EXPECT_EQ(sample.keywords.value("$ORIGINALITY"), "DataModified");
}

TEST_F(ExportFcs, AMatrixThatLacksADetectorIsLeftOutWithANote) {
  EXPECT_FALSE(exported({"--values", "stored", "--channels", "A"}).spillover.has_value());
  EXPECT_THAT(log, HasSubstr("no B; expected all its detectors"));
}

TEST_F(ExportFcs, APopulationIsItsEventsAndLosesThePlacesOfOthers) {
  const auto gates =
      folder.write("gates.xml", R"(<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
 xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes"><gating:RectangleGate gating:id="Some">
<gating:dimension gating:compensation-ref="uncompensated" gating:min="0"><data-type:fcs-dimension data-type:name="A"/></gating:dimension></gating:RectangleGate></gating:Gating-ML>)");
  const auto sample = exported({"--values", "stored", "--strategy", gates, "--population", "Some"});
  EXPECT_EQ(sample.event_count, 2U);
  EXPECT_THAT(stored(sample, fcs::ChannelIndex{1}), ElementsAre("50", "5"));
  EXPECT_EQ(sample.keywords.value("INDEX SORTING LOCATIONS_1"), std::nullopt);
  EXPECT_EQ(sample.keywords.value("$ORIGINALITY"), "DataModified");
}

TEST(ExportFcsPopulation, HoldsTheEventsThatMembershipNames) {
  const auto file = cli::test::sample_data / "pbmc/fcs/SYNTHETIC_PBMC_S02_C1D8.fcs";
  const Folder folder;
  const auto membership = folder / "membership.csv";
  const auto gated = run({"gate", file, "--panel", "t_cell_activation", "--membership", membership});
  ASSERT_EQ(gated.exit, Exit::done) << gated.log;
  std::vector<bool> is_member;
  for (const auto& row : cli::test::rows_of(testing_support::bytes_of(membership))) {
    is_member.push_back(row.at("CD8pos") == "1");
  }
  const auto members = static_cast<std::uint64_t>(std::ranges::count(is_member, true));
  ASSERT_GT(members, 100U);
  ASSERT_LT(members, is_member.size());

  const auto out = folder / "cd8.fcs";
  const auto exported = run({"export", file, "--format", "fcs", "--values", "stored", "--panel", "t_cell_activation",
                             "--population", "CD8pos", "-o", out});
  ASSERT_EQ(exported.exit, Exit::done) << exported.log;
  const auto whole = fcs::read_sample(file);
  const auto part = fcs::read_sample(out, 1, {.tolerance = fcs::Tolerance::none()});
  ASSERT_TRUE(whole.has_value() && part.has_value());
  EXPECT_EQ(part.value().event_count, members);
  for (const auto& channel : whole.value().channels) {
    std::vector<std::string> expected;
    const auto all = stored(whole.value(), channel.index);
    ASSERT_EQ(all.size(), is_member.size());
    for (std::size_t event = 0; event < all.size(); ++event) {
      if (is_member[event]) expected.push_back(all[event]);
    }
    EXPECT_TRUE(stored(part.value(), channel.index) == expected) << channel.name;
  }
}

TEST_F(ExportFcs, TheVersionCanBeChosen) { EXPECT_EQ(exported({"--fcs-version", "3.2"}).version, "FCS3.2"); }

TEST_F(ExportFcs, AnInputIsNeverOverwrittenAndAFileMustBeNamed) {
  EXPECT_EQ(run({"export", file, "--format", "fcs", "-o", file}).exit, Exit::usage);
  EXPECT_EQ(fcs::read_sample(file).value().event_count, 3U);
  EXPECT_EQ(run({"export", file, "--format", "fcs"}).exit, Exit::usage);
}

std::vector<std::string> conformance_files() {
  std::vector<std::string> files;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator{cli::test::conformance / "fcs", absent}) {
    const auto name = entry.path().filename().string();
    if (name != "EXPECTED.json" && name != "SOURCES.tsv") files.push_back(name);
  }
  std::ranges::sort(files);
  return files;
}

class RoundTrip : public testing::TestWithParam<std::string> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RoundTrip);

std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// Neither says how the file is laid out nor that it is a copy: FCS 3.1, 3.2.18 and 3.2.20.
bool is_foreign(const fcs::Keyword& keyword) {
  static const std::vector<std::string> renewed = {
      "$BEGINANALYSIS", "$BEGINDATA", "$BEGINSTEXT",  "$BEGINTEXT", "$BYTEORD",       "$COMP",     "$DATATYPE",
      "$ENDANALYSIS",   "$ENDDATA",   "$ENDSTEXT",    "$ENDTEXT",   "$LAST_MODIFIED", "$PAR",      "$LAST_MODIFIER",
      "$MODE",          "$NEXTDATA",  "$ORIGINALITY", "$SPILL",     "$SPILLOVER",     "$TIMESTEP", "$TOT",
      "$UNICODE",       "COMP",       "FCSVERSION",   "SPILL",      "SPILLOVER"};
  const auto name = upper_case(keyword.name);
  if (std::ranges::find(renewed, name) != renewed.end() || name.starts_with("$DFC")) return false;
  const auto suffix = name.find_first_not_of("0123456789", 2);
  const bool is_of_channel = name.starts_with("$P") && suffix != std::string::npos && suffix > 2;
  return !is_of_channel || (name.size() > suffix + 1 && !name.ends_with("DATATYPE")) ||
         std::string{"BEGNRS"}.find(name[suffix]) == std::string::npos;
}

TEST_P(RoundTrip, ACopyReadsAsTheFileDoes) {
  const auto file = cli::test::conformance / "fcs" / GetParam();
  const auto samples = fcs::read_samples(file);
  if (!samples) GTEST_SKIP() << "not readable: " << fcs::message(samples.error());
  Folder folder;
  for (const auto& sample : samples.value()) {
    const auto outcome = run({"export", file.string(), "--dataset", std::to_string(sample.dataset), "--format", "fcs",
                              "--values", "stored", "-o", folder / "copy.fcs"});
    ASSERT_EQ(outcome.exit, Exit::done) << outcome.log;
    const auto copy = fcs::read_sample(folder / "copy.fcs");
    ASSERT_TRUE(copy.has_value()) << fcs::message(copy.error());
    EXPECT_EQ(copy.value().event_count, sample.event_count);
    ASSERT_EQ(copy.value().channels.size(), sample.channels.size());
    for (std::size_t i = 0; i < sample.channels.size(); ++i) {
      EXPECT_EQ(copy.value().channels[i].name, sample.channels[i].name);
      EXPECT_EQ(copy.value().channels[i].label, sample.channels[i].label);
      EXPECT_EQ(stored(copy.value(), fcs::ChannelIndex{i}), stored(sample, fcs::ChannelIndex{i}));
      EXPECT_EQ(scale(copy.value(), i), scale(sample, i)) << sample.channels[i].name;
    }
    EXPECT_EQ(copy.value().spillover.has_value(), sample.spillover.has_value());
    for (const auto& keyword : sample.keywords) {
      if (!is_foreign(keyword)) continue;
      EXPECT_EQ(copy.value().keywords.value(keyword.name), keyword.value.empty() ? " " : keyword.value) << keyword.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EveryFile, RoundTrip, testing::ValuesIn(conformance_files()), [](const auto& row) {
  auto name = row.param;
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

}  // namespace
