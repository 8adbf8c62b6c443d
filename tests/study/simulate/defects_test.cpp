#include "study/simulate/defects.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "study/batch.h"
#include "study/manifest.h"
#include "study/simulate/simulate.h"
#include "study/study.h"
#include "study/table.h"
#include "tests/support/temporary_folder.h"

namespace {

using study::simulate::PbmcStudy;
using testing_support::TemporaryFolder;

std::string bytes(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Pairs of two columns of a table; a missing visit, which has no file, is named by its subject and visit.
std::set<std::pair<std::string, std::string>> planted(const std::filesystem::path& folder) {
  std::set<std::pair<std::string, std::string>> out;
  for (const auto& row : study::parse_table(bytes(folder / "defects.csv"), "defects.csv").table.rows) {
    out.emplace(row.cells[0], row.cells[2]);
  }
  return out;
}

std::set<std::pair<std::string, std::string>> raised(const std::filesystem::path& out_folder) {
  std::set<std::pair<std::string, std::string>> out;
  const auto table = study::parse_table(bytes(out_folder / "flags.csv"), "flags.csv").table;
  const auto column = [&](std::string_view name) { return *table.find_column(name); };
  for (const auto& row : table.rows) {
    auto file = row.cells[column("file")];
    if (file.empty()) {
      file = "fcs/SYNTHETIC_PBMC_" + row.cells[column("subject")] + "_" + row.cells[column("visit")] + ".fcs";
    }
    out.emplace(file, row.cells[column("flag")]);
  }
  return out;
}

/// Tubes are small, to be quick, so the limits on the number of cells are lowered in proportion.
void simulate_and_gate(const TemporaryFolder& folder, std::uint64_t seed, bool defects) {
  study::simulate::SimulateOptions options;
  options.out = folder.path() / "study";
  options.seed = seed;
  options.events = 8000;
  options.study = PbmcStudy{.subjects = 4, .visits = {"C1D1", "C1D8", "C1D15", "C1D22"}, .defects = defects};
  const auto written = study::simulate::simulate_study(options);
  ASSERT_TRUE(written.has_value()) << fcs::message(written.error());
  std::ofstream{options.out / "study.toml", std::ios::app}
      << "[quality]\nmin_cells = 1300\nmin_denominator_cells = 260\n";
  const auto study = study::read_study(options.out);
  ASSERT_TRUE(study.problems.empty()) << fcs::message(study.problems.front());
  const auto manifest = study::read_manifest(study.study);
  ASSERT_TRUE(manifest.problems.empty()) << fcs::message(manifest.problems.front());
  ASSERT_TRUE(study::run_batch(study.study, manifest.manifest, folder.path() / "out", {}, {}).has_value());
}

class PlantedDefects : public testing::TestWithParam<std::uint64_t> {};

// These gate whole studies, so they take some seconds.
TEST_P(PlantedDefects, EachGetItsFlag) {
  const TemporaryFolder folder;
  ASSERT_NO_FATAL_FAILURE(simulate_and_gate(folder, GetParam(), true));
  const auto flags = raised(folder.path() / "out");
  const auto defects = planted(folder.path() / "study");
  EXPECT_EQ(defects.size(), 13U);  // eleven kinds, two of which are on two samples
  for (const auto& defect : defects) {
    EXPECT_TRUE(flags.contains(defect)) << defect.first << " has no " << defect.second;
  }
}

TEST_P(PlantedDefects, AreTheOnlyReasonForFlags) {
  const TemporaryFolder folder;
  ASSERT_NO_FATAL_FAILURE(simulate_and_gate(folder, GetParam(), false));
  for (const auto& [file, flag] : raised(folder.path() / "out")) ADD_FAILURE() << file << " has " << flag;
}

INSTANTIATE_TEST_SUITE_P(Seeds, PlantedDefects, testing::Values(1, 2, 3));

// Bins of flow are 0.32 s wide (32 ticks: 800 events, as 16 ticks have only 400), and 8 of them are needed.
TEST(SimulateStudy, RefusesDefectsInFilesTooShortToShowThem) {
  const TemporaryFolder folder;
  study::simulate::SimulateOptions options;
  options.out = folder.path() / "study";
  options.events = 7999;
  options.study = PbmcStudy{.defects = true};
  const auto written = study::simulate::simulate_study(options);
  ASSERT_TRUE(written.has_error());
  EXPECT_EQ(written.error().code, fcs::Code::bad_usage);
  EXPECT_EQ(written.error().expected, "at least 8000 with defects: the flow of a shorter file is not judged");
  EXPECT_FALSE(std::filesystem::exists(options.out));
}

TEST(DealDefects, NeedsEnoughSamples) {
  study::simulate::Random random{1, "test"};
  EXPECT_TRUE(study::simulate::deal_defects(2, {{0, 1}, {1, 1}, {0, 2}, {1, 2}}, random).has_error());
}

}  // namespace
