#include "study/simulate/simulate.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fcs/reader.h"
#include "study/manifest.h"
#include "study/study.h"
#include "study/table.h"
#include "tests/support/temporary_folder.h"

namespace {

using study::simulate::ApoptosisStudy;
using study::simulate::PbmcStudy;
using study::simulate::simulate_study;
using study::simulate::SimulateOptions;
using testing::HasSubstr;
using testing_support::TemporaryFolder;

SimulateOptions small_pbmc(const std::filesystem::path& out) {
  SimulateOptions options;
  options.out = out;
  options.events = 500;
  options.study = PbmcStudy{.subjects = 2, .visits = {"C1D1", "C1D8"}};
  return options;
}

SimulateOptions small_apoptosis(const std::filesystem::path& out) {
  SimulateOptions options;
  options.out = out;
  options.events = 500;
  options.study =
      ApoptosisStudy{.concentrations_nM = {0, 10}, .dexamethasone_nM = {0, 100}, .times_h = {16}, .replicates = 1};
  return options;
}

std::string bytes(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Every file of a folder with its bytes.
std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
    if (entry.is_regular_file()) out[entry.path().lexically_relative(folder).string()] = bytes(entry.path());
  }
  return out;
}

study::Table table(const std::filesystem::path& file) {
  auto parsed = study::parse_table(bytes(file), file.string());
  EXPECT_TRUE(parsed.problems.empty());
  return parsed.table;
}

TEST(SimulateStudy, LaysDownAStudyThatReadsWithoutProblems) {
  for (const auto& make : {small_pbmc, small_apoptosis}) {
    const TemporaryFolder folder;
    const auto written = simulate_study(make(folder.path()));
    ASSERT_TRUE(written.has_value()) << fcs::message(written.error());
    EXPECT_EQ(written.value(), 4U);
    const auto study = study::read_study(folder.path());
    ASSERT_TRUE(study.problems.empty()) << fcs::message(study.problems.front());
    EXPECT_TRUE(study.findings.empty());
    const auto manifest = study::read_manifest(study.study);
    ASSERT_TRUE(manifest.problems.empty()) << fcs::message(manifest.problems.front());
    EXPECT_TRUE(manifest.findings.empty());
    EXPECT_EQ(manifest.manifest.rows.size(), 4U);
  }
}

TEST(SimulateStudy, EverySampleIsSoundAndSaysThatItIsSynthetic) {
  for (const auto& make : {small_pbmc, small_apoptosis}) {
    const TemporaryFolder folder;
    ASSERT_TRUE(simulate_study(make(folder.path())).has_value());
    for (const auto& entry : std::filesystem::directory_iterator{folder.path() / "fcs"}) {
      EXPECT_THAT(entry.path().filename().string(), HasSubstr("SYNTHETIC"));
      const auto sample = fcs::read_sample(entry.path(), 1, {.tolerance = fcs::Tolerance::none()});
      ASSERT_TRUE(sample.has_value()) << fcs::message(sample.error());
      EXPECT_EQ(sample.value().keywords.value("$COM"), "SYNTHETIC - NOT CLINICAL DATA");
      EXPECT_EQ(sample.value().keywords.value("SEED"), "1");
      EXPECT_EQ(sample.value().event_count, 500U);
      EXPECT_EQ(sample.value().timestep, 0.01);
      EXPECT_TRUE(sample.value().spillover.has_value());
    }
  }
}

TEST(SimulateStudy, SameOptionsGiveTheSameBytes) {
  for (const auto& make : {small_pbmc, small_apoptosis}) {
    const TemporaryFolder one;
    const TemporaryFolder other;
    ASSERT_TRUE(simulate_study(make(one.path())).has_value());
    ASSERT_TRUE(simulate_study(make(other.path())).has_value());
    EXPECT_EQ(contents(one.path()), contents(other.path()));
  }
}

TEST(SimulateStudy, AnotherSeedGivesOtherEvents) {
  const TemporaryFolder one;
  const TemporaryFolder other;
  auto options = small_pbmc(other.path());
  options.seed = 2;
  ASSERT_TRUE(simulate_study(small_pbmc(one.path())).has_value());
  ASSERT_TRUE(simulate_study(options).has_value());
  EXPECT_NE(bytes(one.path() / "truth.csv"), bytes(other.path() / "truth.csv"));
}

TEST(SimulateStudy, ASampleDoesNotDependOnTheOthers) {
  const TemporaryFolder few;
  const TemporaryFolder more;
  auto options = small_pbmc(more.path());
  options.study = PbmcStudy{.subjects = 3, .visits = {"C1D1", "C1D8", "C2D1"}};
  ASSERT_TRUE(simulate_study(small_pbmc(few.path())).has_value());
  ASSERT_TRUE(simulate_study(options).has_value());
  const auto file = std::filesystem::path{"fcs"} / "SYNTHETIC_PBMC_S02_C1D8.fcs";
  EXPECT_EQ(bytes(few.path() / file), bytes(more.path() / file));
}

TEST(SimulateStudy, FmoTubesComeBesideTheSameSamples) {
  const TemporaryFolder without;
  const TemporaryFolder with;
  auto options = small_pbmc(with.path());
  std::get<PbmcStudy>(options.study).fmo = true;
  ASSERT_TRUE(simulate_study(small_pbmc(without.path())).has_value());
  ASSERT_EQ(simulate_study(options).value(), 12U);  // four samples, two controls of each
  const auto file = std::filesystem::path{"fcs"} / "SYNTHETIC_PBMC_S02_C1D8.fcs";
  EXPECT_EQ(bytes(without.path() / file), bytes(with.path() / file));
  EXPECT_EQ(bytes(without.path() / "truth.csv"), bytes(with.path() / "truth.csv"));
  const auto study = study::read_study(with.path());
  EXPECT_TRUE(study.problems.empty());
  EXPECT_EQ(study.study.panels.front().panel.thresholds.size(), 4U);
  const auto manifest = study::read_manifest(study.study);
  ASSERT_TRUE(manifest.problems.empty()) << fcs::message(manifest.problems.front());
  EXPECT_EQ(manifest.manifest.rows[1].stain, "FMO");
  EXPECT_EQ(manifest.manifest.rows[1].control_marker, "HLA-DR");
}

// Two samples, each with its two tubes.
TEST(SimulateStudy, ASwappedLabelIsListedForTheFmoTubesToo) {
  const TemporaryFolder folder;
  auto options = small_pbmc(folder.path());
  options.events = 8000;  // the fewest that defects are planted in
  options.study = PbmcStudy{.subjects = 4, .visits = {"C1D1", "C1D8", "C1D15", "C1D22"}, .fmo = true, .defects = true};
  ASSERT_TRUE(simulate_study(options).has_value());
  std::vector<std::string> swapped;
  for (const auto& row : table(folder.path() / "defects.csv").rows) {
    if (row.cells[1] == "swapped_label") swapped.push_back(row.cells[0]);
  }
  EXPECT_EQ(swapped.size(), 6U);
  EXPECT_THAT(swapped, testing::IsSupersetOf({HasSubstr("_FMO_HLA-DR.fcs"), HasSubstr("_FMO_HLA-DR.fcs"),
                                              HasSubstr("_FMO_CD38.fcs"), HasSubstr("_FMO_CD38.fcs")}));
}

// Counted again from the labels as they stand in the files.
TEST(SimulateStudy, TruthIsARecountOfTheLabels) {
  const TemporaryFolder folder;
  ASSERT_TRUE(simulate_study(small_pbmc(folder.path())).has_value());
  const auto truth = table(folder.path() / "truth.csv");
  EXPECT_EQ(truth.rows.size(), 4U * 6U) << "a row for each sample and endpoint";
  for (const auto& row : truth.rows) {
    const std::filesystem::path file{row.cells[0]};
    const auto labels = table(folder.path() / "labels" / (file.stem().string() + ".labels.csv"));
    ASSERT_EQ(labels.rows.size(), 500U);
    const auto count = [&](const std::vector<std::string>& populations, const std::string& state) {
      return std::to_string(std::ranges::count_if(labels.rows, [&](const study::TableRow& label) {
        return std::ranges::find(populations, label.cells[1]) != populations.end() &&
               (state.empty() || label.cells[2] == state);
      }));
    };
    if (row.cells[1] == "cd8_activated") {
      EXPECT_EQ(row.cells[2], count({"CD8"}, "HLA-DR+CD38+"));
      EXPECT_EQ(row.cells[3], count({"CD8"}, ""));
    } else if (row.cells[1] == "cd4_of_cd3") {
      EXPECT_EQ(row.cells[2], count({"CD4"}, ""));
      EXPECT_EQ(row.cells[3], count({"CD4", "CD8", "DNT", "DPT", "NKT"}, ""));
    }
  }
}

TEST(SimulateStudy, MissingSamplesAreNeverThoseOfTheFirstVisit) {
  const TemporaryFolder folder;
  auto options = small_pbmc(folder.path());
  options.study = PbmcStudy{.subjects = 3, .visits = {"C1D1", "C1D8"}, .missing = 3};
  const auto written = simulate_study(options);
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(written.value(), 3U);
  const auto manifest = table(folder.path() / "manifest.csv");
  const auto visit = manifest.find_column("visit");
  ASSERT_TRUE(visit.has_value());
  for (const auto& row : manifest.rows) EXPECT_EQ(row.cells[*visit], "C1D1");
}

TEST(SimulateStudy, TouchesNoFolderThatHasSomethingInIt) {
  const TemporaryFolder folder;
  folder.write("study.toml", "mine");
  const auto written = simulate_study(small_pbmc(folder.path()));
  ASSERT_TRUE(written.has_error());
  EXPECT_EQ(written.error().code, fcs::Code::cannot_write);
  EXPECT_EQ(contents(folder.path()), (std::map<std::string, std::string>{{"study.toml", "mine"}}));
}

struct Unusable {
  const char* name;
  SimulateOptions options;
  const char* option;
  friend std::ostream& operator<<(std::ostream& out, const Unusable& row) { return out << row.name; }
};
class SimulateStudyError : public testing::TestWithParam<Unusable> {};

TEST_P(SimulateStudyError, NamesTheOptionAndWritesNothing) {
  const TemporaryFolder folder;
  auto options = GetParam().options;
  options.out = folder.path();
  const auto written = simulate_study(options);
  ASSERT_TRUE(written.has_error());
  EXPECT_EQ(written.error().code, fcs::Code::bad_usage);
  EXPECT_EQ(written.error().where.item, GetParam().option);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

SimulateOptions of(std::variant<PbmcStudy, ApoptosisStudy> study) {
  SimulateOptions out;
  out.study = std::move(study);
  return out;
}
SimulateOptions no_events() {
  SimulateOptions out;
  out.events = 0;
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Table, SimulateStudyError,
    testing::Values(Unusable{"NoEvents", no_events(), "events"},
                    Unusable{"NoSubjects", of(PbmcStudy{.subjects = 0}), "subjects"},
                    Unusable{"NoVisits", of(PbmcStudy{.visits = {}}), "visits"},
                    Unusable{"VisitNotModelled", of(PbmcStudy{.visits = {"C1D1", "C9D1"}}), "visits"},
                    Unusable{"VisitTwice", of(PbmcStudy{.visits = {"C1D1", "C1D1"}}), "visits"},
                    Unusable{"MoreMissingThanThereAre",
                             of(PbmcStudy{.subjects = 2, .visits = {"C1D1", "C1D8"}, .missing = 3}), "missing"},
                    Unusable{"NegativeConcentration", of(ApoptosisStudy{.concentrations_nM = {-1}}), "concentrations"},
                    Unusable{"ConcentrationTwice", of(ApoptosisStudy{.concentrations_nM = {1, 1}}), "concentrations"},
                    Unusable{"NoTimes", of(ApoptosisStudy{.times_h = {}}), "times"},
                    Unusable{"NoReplicates", of(ApoptosisStudy{.replicates = 0}), "replicates"}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
