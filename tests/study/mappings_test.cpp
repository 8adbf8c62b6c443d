#include "study/mappings.h"

#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/channel_table.h"
#include "study/gate_sample.h"
#include "tests/study/example_study.h"

namespace {

using panels::ChannelChoice;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view two_mappings = R"(
[[mapping]]
panel = "example"
instrument = "Aurora R1"
version = 1
reason = "no labels"
channels = { "HLA-DR" = "R1-A", CD38 = "YG1-A" }

[[mapping]]
panel = "example"
instrument = "Aurora R1"
version = 2
channels = { CD38 = "YG3-A" }
)";

TEST(ParseMappings, ReadsWhatWasChosen) {
  const auto read = study::parse_mappings(two_mappings, "mappings.toml");
  ASSERT_THAT(read.problems, IsEmpty());
  ASSERT_EQ(read.mappings.size(), 2U);
  EXPECT_EQ(read.mappings[0].reason, "no labels");
  EXPECT_THAT(read.mappings[0].channels,
              testing::UnorderedElementsAre(testing::Pair("HLA-DR", "R1-A"), testing::Pair("CD38", "YG1-A")));
}

TEST(Choices, ALaterVersionGoesBeforeAnEarlierOne) {
  const auto read = study::parse_mappings(two_mappings, "mappings.toml");
  EXPECT_THAT(study::choices_of(read.mappings, "example"),
              testing::UnorderedElementsAre(ChannelChoice{"Aurora R1", "HLA-DR", "R1-A"},
                                            ChannelChoice{"Aurora R1", "CD38", "YG3-A"}));
  EXPECT_THAT(study::choices_of(read.mappings, "another"), IsEmpty());
}

TEST(Choices, AnEmptyChannelGoesBackToTheRules) {
  const auto read = study::parse_mappings(
      "[[mapping]]\npanel = \"p\"\nversion = 1\nchannels = { CD38 = \"A\" }\n"
      "[[mapping]]\npanel = \"p\"\nversion = 2\nchannels = { CD38 = \"\" }\n",
      "mappings.toml");
  EXPECT_THAT(study::choices_of(read.mappings, "p"), IsEmpty());
}

struct BadMapping {
  std::string_view title, toml;
  std::uint32_t line;
  friend std::ostream& operator<<(std::ostream& out, const BadMapping& row) { return out << row.title; }
};
class MappingProblem : public testing::TestWithParam<BadMapping> {};
TEST_P(MappingProblem, NamesTheLine) {
  const auto read = study::parse_mappings(GetParam().toml, "mappings.toml");
  ASSERT_EQ(read.problems.size(), 1U);
  EXPECT_EQ(std::get<fcs::LineColumn>(read.problems.front().where.at).line, GetParam().line);
}
INSTANTIATE_TEST_SUITE_P(
    Table, MappingProblem,
    testing::Values(BadMapping{"NoToml", "[[mapping", 1}, BadMapping{"NoTable", "mapping = 3\n", 1},
                    BadMapping{"NoPanel", "[[mapping]]\nversion = 1\nchannels = { A = \"B\" }\n", 1},
                    BadMapping{"NoVersion", "[[mapping]]\npanel = \"p\"\nchannels = { A = \"B\" }\n", 1},
                    BadMapping{"NoChannels", "[[mapping]]\npanel = \"p\"\nversion = 1\n", 1},
                    BadMapping{"ChannelIsANumber", "[[mapping]]\npanel = \"p\"\nversion = 1\nchannels = { A = 3 }\n",
                               4},
                    BadMapping{"VersionAgain",
                               "[[mapping]]\npanel = \"p\"\nversion = 1\nchannels = { A = \"B\" }\n"
                               "[[mapping]]\npanel = \"p\"\nversion = 1\nchannels = { A = \"C\" }\n",
                               7}),
    [](const auto& row) { return std::string{row.param.title}; });

TEST(SaveMapping, CountsVersionsAndKeepsWhatStandsThere) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "mappings.toml";
  const auto first = study::save_mapping(file, {"p", "Aurora \"R1\"", 0, "why", {{"CD38", "A\\B"}}});
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first.value().version, 1);
  const auto before = bytes_of(file);
  EXPECT_EQ(study::save_mapping(file, {"p", "Aurora \"R1\"", 0, "", {{"CD38", "C"}}}).value().version, 2);
  EXPECT_EQ(study::save_mapping(file, {"p", "", 0, "", {{"CD3", "D"}}}).value().version, 1);
  EXPECT_THAT(bytes_of(file), testing::StartsWith(before));
  const auto read = study::parse_mappings(bytes_of(file), "mappings.toml");
  ASSERT_THAT(read.problems, IsEmpty());
  EXPECT_EQ(read.mappings[0].instrument, "Aurora \"R1\"");
  EXPECT_EQ(read.mappings[0].channels[0].second, "A\\B");
  EXPECT_THAT(study::choices_of(read.mappings, "p"),
              ElementsAre(ChannelChoice{"Aurora \"R1\"", "CD38", "C"}, ChannelChoice{"", "CD3", "D"}));
}

TEST(SaveMapping, LeavesAFileAloneThatItCannotRead) {
  const TemporaryFolder folder;
  folder.write("mappings.toml", "[[mapping");
  const auto saved = study::save_mapping(folder.path() / "mappings.toml", {"p", "", 0, "", {{"CD38", "A"}}});
  ASSERT_TRUE(saved.has_error());
  EXPECT_EQ(bytes_of(folder.path() / "mappings.toml"), "[[mapping");
}

// In a study

/// One event in channels P1, P2 that no label names.
void write_unlabelled(const std::filesystem::path& file, const fcs::Keywords& keywords) {
  fcs::WrittenSample sample;
  for (const auto* channel : {"P1", "P2"}) {
    sample.channels.push_back({});
    sample.channels.back().name = channel;
    sample.channels.back().range = 1024;
  }
  sample.keywords = keywords;
  const std::vector<float> bright{100.0F};
  const std::vector<float> dim{1.0F};
  const std::vector<std::span<const float>> columns{bright, dim};
  ASSERT_TRUE(fcs::write_sample(file, sample, columns).has_value());
}

constexpr std::string_view example_mapping =
    "[[mapping]]\npanel = \"example\"\ninstrument = \"Old\"\nversion = 1\nchannels = { CD3 = \"P1\", CD8 = \"P2\" }\n";

TEST(StudyMappings, DecideWhichChannelIsGated) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("mappings.toml", example_mapping);
  const auto read = study::read_study(folder.path());
  ASSERT_THAT(read.problems, IsEmpty());
  EXPECT_FALSE(read.study.mappings_sha256.empty());
  write_unlabelled(folder.path() / "old.fcs", {{"$CYT", " Old "}});
  write_unlabelled(folder.path() / "new.fcs", {{"$CYT", "New"}});
  const auto& panel = read.study.panels.front().panel;
  const auto old = study::gate_sample(folder.path() / "old.fcs", panel.strategy, &panel);
  ASSERT_TRUE(old.has_value());
  EXPECT_EQ(old.value().populations[1].count, 1U);  // P1 is bright, so the event is CD3+
  EXPECT_EQ(old.value().populations[2].count, 0U);  // P2 is dim, so it is CD8-
  const auto other = study::gate_sample(folder.path() / "new.fcs", panel.strategy, &panel);
  ASSERT_TRUE(other.has_value());
  EXPECT_TRUE(other.value().populations[1].obstacle);
}

TEST(StudyMappings, OfAnUnknownPanelOrMarkerAreProblems) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("mappings.toml",
               "[[mapping]]\npanel = \"other\"\nversion = 1\nchannels = { CD3 = \"P1\" }\n"
               "[[mapping]]\npanel = \"example\"\nversion = 1\nchannels = { CD99 = \"P1\" }\n");
  const auto problems = study::read_study(folder.path()).problems;
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].found, "other");
  EXPECT_EQ(problems[1].found, "CD99");
}

// The table before the analysis

TEST(ChannelDifferences, NameTheSamplesInWhichAMarkerIsAnotherChannel) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("mappings.toml", example_mapping);
  folder.write("manifest.csv",
               "file,subject,visit,panel\na.fcs,P01,C1D1,example\nb.fcs,P02,C1D1,example\nc.fcs,P03,C1D1,example\n");
  write_t_cells(folder.path() / "a.fcs", 1, 2, 3);
  write_t_cells(folder.path() / "b.fcs", 1, 2, 3);
  write_unlabelled(folder.path() / "c.fcs", {{"$CYT", "Old"}});
  const auto study = study::read_study(folder.path()).study;
  const auto manifest = study::read_manifest(study).manifest;
  const auto samples = study::find_channels(study, manifest, {}, 1);
  ASSERT_EQ(samples.size(), 3U);
  EXPECT_FALSE(samples[0].channels[0].differs);
  EXPECT_TRUE(samples[2].channels[0].differs);
  EXPECT_EQ(study::channel_differences(study, manifest, samples),
            "  example, CD3: CD3 (2 samples), P1 (c)\n  example, CD8: CD8 (2 samples), P2 (c)\n");
}

TEST(ChannelDifferences, AreNoneWhereAllSamplesAreAlike) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("manifest.csv", "file,subject,visit,panel\na.fcs,P01,C1D1,example\nb.fcs,P02,C1D1,example\n");
  write_t_cells(folder.path() / "a.fcs", 1, 2, 3);
  write_t_cells(folder.path() / "b.fcs", 1, 2, 3);
  const auto study = study::read_study(folder.path()).study;
  const auto manifest = study::read_manifest(study).manifest;
  EXPECT_EQ(study::channel_differences(study, manifest, study::find_channels(study, manifest, {}, 1)), "");
}

}  // namespace
