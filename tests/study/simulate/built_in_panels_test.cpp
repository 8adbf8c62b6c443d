#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/batch.h"
#include "study/manifest.h"
#include "study/results.h"
#include "study/simulate/simulate.h"
#include "study/study.h"
#include "study/table.h"
#include "tests/support/temporary_folder.h"

// The built-in panels against what the events really are: on synthetic studies, and on those of sample_data.
namespace {

using study::simulate::ApoptosisStudy;
using study::simulate::PbmcStudy;
using study::simulate::simulate_study;
using study::simulate::SimulateOptions;
using testing_support::TemporaryFolder;

std::string bytes(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

struct Truth {
  double numerator = 0;
  double denominator = 0;
};

/// By file and endpoint.
std::map<std::pair<std::string, std::string>, Truth> read_truth(const std::filesystem::path& folder) {
  const auto parsed = study::parse_table(bytes(folder / "truth.csv"), "truth.csv");
  EXPECT_TRUE(parsed.problems.empty());
  std::map<std::pair<std::string, std::string>, Truth> out;
  for (const auto& row : parsed.table.rows) {
    out[{row.cells[0], row.cells[1]}] = {std::stod(row.cells[2]), std::stod(row.cells[3])};
  }
  return out;
}

/// Activation within half a percentage point, everything else within one; no flag, and no status but OK unless the
/// events themselves are few.
void expect_truth_recovered(const std::filesystem::path& folder) {
  const auto study = study::read_study(folder);
  ASSERT_TRUE(study.problems.empty()) << fcs::message(study.problems.front());
  const auto manifest = study::read_manifest(study.study);
  ASSERT_TRUE(manifest.problems.empty()) << fcs::message(manifest.problems.front());
  const TemporaryFolder out;
  const auto outcome = study::run_batch(study.study, manifest.manifest, out.path(), {}, [](const auto&) {});
  ASSERT_TRUE(outcome.has_value()) << fcs::message(outcome.error());
  EXPECT_EQ(outcome.value().failed(), 0U);

  const auto truth = read_truth(folder);
  const auto& panel = study.study.panels.front();
  EXPECT_EQ(truth.size(), manifest.manifest.rows.size() * panel.panel.endpoints.size());
  for (std::size_t i = 0; i < manifest.manifest.rows.size(); ++i) {
    const auto& file = manifest.manifest.rows[i].file;
    EXPECT_TRUE(outcome.value().samples[i].flags.empty()) << file;
    for (std::size_t endpoint = 0; endpoint < panel.panel.endpoints.size(); ++endpoint) {
      const auto& id = panel.panel.endpoints[endpoint].id;
      SCOPED_TRACE(file + ", " + id);
      const auto row = study::endpoint_row(panel, endpoint, study.study.rules, outcome.value().samples[i]);
      ASSERT_TRUE(truth.contains({file, id}));
      const auto& real = truth.at({file, id});
      ASSERT_TRUE(row.value.has_value());
      EXPECT_NEAR(*row.value, 100 * real.numerator / real.denominator, id.ends_with("_activated") ? 0.5 : 1.0);
      const auto few = static_cast<double>(study.study.rules.lloq_events) * 1.1;
      if (real.numerator > few) {
        EXPECT_EQ(study::name(row.assessment.status), "OK");
      }
    }
  }
}

TEST(TCellActivationPanel, RecoversTheTruthOfASyntheticStudy) {
  const TemporaryFolder folder;
  SimulateOptions options;
  options.out = folder.path();
  options.seed = 101;
  options.study = PbmcStudy{.subjects = 5, .visits = {"C1D1", "C1D15"}};
  ASSERT_TRUE(simulate_study(options).has_value());
  expect_truth_recovered(folder.path());
}

TEST(AnnexinVPanel, RecoversTheTruthOfASyntheticSeries) {
  const TemporaryFolder folder;
  SimulateOptions options;
  options.out = folder.path();
  options.seed = 101;
  options.events = 30'000;
  options.study = ApoptosisStudy{.concentrations_nM = {0, 10, 1000}, .times_h = {4, 24}, .replicates = 1};
  ASSERT_TRUE(simulate_study(options).has_value());
  expect_truth_recovered(folder.path());
}

/// The batch of a study folder; all samples complete.
study::BatchOutcome gated(const study::Study& study, const study::Manifest& manifest) {
  const TemporaryFolder out;
  auto outcome = study::run_batch(study, manifest, out.path(), {}, {});
  EXPECT_TRUE(outcome.has_value() && outcome.value().failed() == 0);
  return std::move(outcome).value();
}

std::vector<std::string> flag_names(const study::SampleResult& sample) {
  std::vector<std::string> names;
  for (const auto& flag : sample.flags) names.push_back(flag.name);
  return names;
}

// The bound is the generator's: a cut at the end of what an FMO tube shows counts some CD38-low cells as CD38+.
TEST(FmoTubes, DecideActivationWithinTheirBoundOfTheTruthAndTheTemplateIsFlaggedWithoutThem) {
  const TemporaryFolder folder;
  SimulateOptions options;
  options.out = folder.path();
  options.seed = 7;
  options.study = PbmcStudy{.subjects = 3, .visits = {"C1D1", "C1D15"}, .fmo = true};
  ASSERT_TRUE(simulate_study(options).has_value());
  const auto study = study::read_study(folder.path()).study;
  const auto read = study::read_manifest(study);
  ASSERT_TRUE(read.problems.empty()) << fcs::message(read.problems.front());
  const auto truth = read_truth(folder.path());
  const auto expect_near_truth = [&](const study::Manifest& manifest, const study::BatchOutcome& outcome,
                                     double bound) {
    for (std::size_t i = 0; i < manifest.rows.size(); ++i) {
      if (manifest.rows[i].stain != "FULL") continue;
      const auto& real = truth.at({manifest.rows[i].file, "cd8_activated"});
      const auto row = study::endpoint_row(study.panels.front(), 0, study.rules, outcome.samples[i]);
      EXPECT_NEAR(*row.value, 100 * real.numerator / real.denominator, bound) << manifest.rows[i].file;
    }
  };
  const auto with_tubes = gated(study, read.manifest);
  EXPECT_EQ(with_tubes.samples.size(), 18U);  // six full tubes, two controls of each
  expect_near_truth(read.manifest, with_tubes, 1.2);
  for (const auto& sample : with_tubes.samples) {
    EXPECT_THAT(flag_names(sample), testing::IsEmpty());
    for (const auto& threshold : sample.thresholds) EXPECT_EQ(threshold.source, study::ThresholdSource::fmo);
  }

  auto without_tubes = read.manifest;
  std::erase_if(without_tubes.rows, [](const study::ManifestRow& row) { return row.stain == "FMO"; });
  const auto fallen_back = gated(study, without_tubes);
  expect_near_truth(without_tubes, fallen_back, 0.5);
  for (const auto& sample : fallen_back.samples) {
    EXPECT_THAT(flag_names(sample), testing::ElementsAre("FMO_MISSING"));  // one cause, of four edges
    for (const auto* edge :
         {"CD8_Activation (HLA-DR)", "CD8_Activation (CD38)", "CD4_Activation (HLA-DR)", "CD4_Activation (CD38)"}) {
      EXPECT_THAT(sample.flags.front().message, testing::HasSubstr(edge));
    }
  }
}

struct Example {
  const char* name;
  std::variant<PbmcStudy, ApoptosisStudy> study;
  std::size_t events;
  friend std::ostream& operator<<(std::ostream& out, const Example& example) { return out << example.name; }
};
class SampleData : public testing::TestWithParam<Example> {
 protected:
  [[nodiscard]] static std::filesystem::path folder() {
    return std::filesystem::path{CYTOGATE_SAMPLE_DATA} / GetParam().name;
  }
};

TEST_P(SampleData, IsGatedAsItIs) { expect_truth_recovered(folder()); }

// The commands of sample_data/README.md, on this machine and with this compiler.
TEST_P(SampleData, IsMadeAgainByteForByte) {
  const TemporaryFolder again;
  SimulateOptions options;
  options.out = again.path();
  options.events = GetParam().events;
  options.study = GetParam().study;
  ASSERT_TRUE(simulate_study(options).has_value());
  std::vector<std::filesystem::path> compared;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder()}) {
    if (!entry.is_regular_file()) continue;
    const auto name = entry.path().lexically_relative(folder());
    EXPECT_EQ(bytes(again.path() / name), bytes(entry.path())) << name;
    compared.push_back(name);
  }
  EXPECT_THAT(compared, testing::Contains(std::filesystem::path{"study.toml"}));
}

INSTANTIATE_TEST_SUITE_P(
    Studies, SampleData,
    testing::Values(
        Example{"pbmc", PbmcStudy{.subjects = 3, .visits = {"C1D1", "C1D8", "C1D15"}, .missing = 1}, 20'000},
        Example{"apoptosis",
                ApoptosisStudy{.concentrations_nM = {0, 1, 10, 100, 1000}, .times_h = {16}, .replicates = 1}, 8'000}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
