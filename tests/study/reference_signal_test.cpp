#include "study/reference_signal.h"

#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/batch.h"
#include "tests/study/example_study.h"

namespace {

using Medians = std::vector<std::optional<double>>;

const panels::Reference cd38{"CD38", "Live", "CD3+", 0.5};

TEST(MaskFlags, NameSamplesUnderTheirShareOfTheBatchsMedian) {
  // The median of 900, 1000, 1100, 400 is (900 + 1000) / 2 = 950; half of it 475.
  const auto flags = study::mask_flags(cd38, Medians{900, 1000, 1100, 400});
  EXPECT_FALSE(flags[0] || flags[1] || flags[2]);
  ASSERT_TRUE(flags[3]);
  EXPECT_EQ(flags[3]->name, "CD38_MASK_SUSPECT");
  EXPECT_EQ(flags[3]->level, study::FlagLevel::warn);
  EXPECT_EQ(flags[3]->value, 400);
  EXPECT_EQ(flags[3]->limit, 475);
}

TEST(MaskFlags, LeaveASampleAtTheLimitAlone) {
  EXPECT_FALSE(study::mask_flags(cd38, Medians{500, 1000, 1000})[0]);
  EXPECT_TRUE(study::mask_flags(cd38, Medians{499.9, 1000, 1000})[0]);
}

TEST(MaskFlags, NeedThreeSamplesToCompare) {
  EXPECT_FALSE(study::mask_flags(cd38, Medians{1, 1000})[0]);
  EXPECT_FALSE(study::mask_flags(cd38, Medians{1, std::nullopt, 1000})[0]);
}

TEST(MaskFlags, SayNothingWhereTheBatchIsNotBrightItself) {
  for (const auto& flag : study::mask_flags(cd38, Medians{-5, -1, 0})) EXPECT_FALSE(flag);
}

constexpr std::string_view reference_toml = R"(
[[reference]]
marker = "CD8"
population = "root"
without = "CD3pos"
)";

/// `dim` and two others; the events that are no T cells have CD8 at 1 in `dim`, at 50 and 51 in the others.
void write_bright_study(const TemporaryFolder& folder) {
  write_example_study(folder);
  folder.write("panel.toml", std::string{example_panel_toml} + std::string{reference_toml});
  folder.write("manifest.csv",
               "file,subject,visit,panel\ndim.fcs,P01,C1D1,example\nb.fcs,P02,C1D1,example\nc.fcs,P03,C1D1,example\n");
  for (const auto* name : {"dim.fcs", "b.fcs", "c.fcs"}) {
    const float other = name[0] == 'd' ? 1.0F : name[0] == 'b' ? 50.0F : 51.0F;
    // Two T cells, of CD8 900 and 901, which do not count; then three other cells.
    const std::vector<float> cd3{100, 100, 1, 1, 1};
    const std::vector<float> cd8{900, 901, other, other, other + 1};
    fcs::WrittenSample sample;
    for (const auto* channel : {"CD3", "CD8"}) {
      sample.channels.push_back({});
      sample.channels.back().name = channel;
      sample.channels.back().range = 1024;
    }
    const std::vector<std::span<const float>> columns{cd3, cd8};
    ASSERT_TRUE(fcs::write_sample(folder.path() / name, sample, columns).has_value());
  }
}

TEST(ReferenceSignal, IsMeasuredOnTheReferenceAloneAndFlaggedByTheBatch) {
  const TemporaryFolder folder;
  write_bright_study(folder);
  const auto read = study::read_study(folder.path());
  ASSERT_THAT(read.problems, testing::IsEmpty());
  const auto manifest = study::read_manifest(read.study).manifest;
  const auto outcome = study::run_batch(read.study, manifest, folder.path() / "out", {}, {});
  ASSERT_TRUE(outcome.has_value());
  const auto& samples = outcome.value().samples;
  ASSERT_EQ(samples[0].references.size(), 1U);
  EXPECT_EQ(samples[0].references[0].median, 1.0);
  EXPECT_EQ(samples[0].references[0].events, 3U);
  EXPECT_EQ(samples[1].references[0].median, 50.0);
  ASSERT_EQ(samples[0].flags.size(), 1U);
  EXPECT_EQ(samples[0].flags[0].name, "CD8_MASK_SUSPECT");
  EXPECT_THAT(samples[1].flags, testing::IsEmpty());
  EXPECT_EQ(samples[0].populations[2].count, 2U);  // what is counted is as it was
}

TEST(PanelReference, MustBeOfAMarkerAndPopulationsThatTheStrategyHas) {
  const TemporaryFolder folder;
  write_example_study(folder);
  for (const auto* table : {"marker = \"CD99\"\npopulation = \"root\"\n", "marker = \"CD8\"\npopulation = \"NK\"\n",
                            "marker = \"CD8\"\npopulation = \"root\"\nwithout = \"NK\"\n",
                            "marker = \"CD8\"\npopulation = \"root\"\nleast_share = 2\n"}) {
    folder.write("panel.toml", std::string{example_panel_toml} + "[[reference]]\n" + table);
    EXPECT_EQ(study::read_study(folder.path()).problems.size(), 1U) << table;
  }
}

}  // namespace
