// Studies whose truth is known: what batch reports must be near it, and must not depend on how it was run.

#include <cmath>

#include "run.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::rows_of;
using cli::test::run;
using testing_support::bytes_of;

/// Every endpoint of every sample within the tolerance of its truth (percentage points), with status OK and no flag.
void expect_truth(const std::filesystem::path& study, const std::filesystem::path& results) {
  std::map<std::pair<std::string, std::string>, double> truth;
  for (const auto& row : rows_of(bytes_of(study / "truth.csv"))) {
    truth[{row.at("file"), row.at("endpoint")}] =
        100 * std::stod(row.at("numerator")) / std::stod(row.at("denominator"));
  }
  ASSERT_FALSE(truth.empty());
  std::size_t compared = 0;
  for (const auto& row : rows_of(bytes_of(results / "results.csv"))) {
    const auto& endpoint = row.at("endpoint");
    if (endpoint.empty()) continue;
    EXPECT_EQ(row.at("status"), "OK") << row.at("file") << ", " << endpoint << ": " << row.at("reason");
    EXPECT_EQ(row.at("flags"), "") << row.at("file");
    const double tolerance = endpoint.ends_with("_activated") ? 0.5 : 1.0;
    EXPECT_NEAR(std::stod(row.at("value")), (truth.at({row.at("file"), endpoint})), tolerance)
        << row.at("file") << ", " << endpoint;
    ++compared;
  }
  EXPECT_EQ(compared, truth.size());
}

class SampleStudies : public testing::TestWithParam<std::string> {};
TEST_P(SampleStudies, AreGatedNearTheirTruth) {
  const Folder out;
  const auto outcome = run({"batch", cli::test::sample_data / GetParam(), "-o", out / "results"});
  ASSERT_EQ(outcome.exit, Exit::done) << outcome.log;
  expect_truth(cli::test::sample_data / GetParam(), out / "results");
}
TEST_P(SampleStudies, GiveTheSameBytesWhateverTheJobs) {
  const Folder out;
  ASSERT_EQ(run({"batch", cli::test::sample_data / GetParam(), "-o", out / "one", "--jobs", "1"}).exit, Exit::done);
  ASSERT_EQ(run({"batch", cli::test::sample_data / GetParam(), "-o", out / "two", "--jobs", "2"}).exit, Exit::done);
  for (const auto* table : {"results.csv", "activation_by_visit.csv", "sample_status.csv", "flags.csv"}) {
    EXPECT_EQ(bytes_of(out / "one/" + table), bytes_of(out / "two/" + table)) << table;
  }
}
INSTANTIATE_TEST_SUITE_P(Studies, SampleStudies, testing::Values("pbmc", "apoptosis"),
                         [](const auto& study) { return study.param; });

class OtherSeeds : public testing::TestWithParam<int> {};
TEST_P(OtherSeeds, PbmcIsGatedNearItsTruth) {
  const Folder folder;
  ASSERT_EQ(run({"simulate", "-o", folder / "study", "--seed", std::to_string(GetParam()), "--events", "30000",
                 "--subjects", "2"})
                .exit,
            Exit::done);
  ASSERT_EQ(run({"batch", folder / "study", "-o", folder / "results"}).exit, Exit::done);
  expect_truth(folder / "study", folder / "results");
}
TEST_P(OtherSeeds, ApoptosisIsGatedNearItsTruth) {
  const Folder folder;
  ASSERT_EQ(run({"simulate", "--study", "apoptosis", "-o", folder / "study", "--seed", std::to_string(GetParam()),
                 "--events", "30000", "--times", "24", "--replicates", "1"})
                .exit,
            Exit::done);
  ASSERT_EQ(run({"batch", folder / "study", "-o", folder / "results"}).exit, Exit::done);
  expect_truth(folder / "study", folder / "results");
}
INSTANTIATE_TEST_SUITE_P(Seeds, OtherSeeds, testing::Values(2026, 4711, 90210));

TEST(Simulate, TheSameSeedGivesTheSameBytes) {
  const Folder folder;
  for (const auto* name : {"a", "b"}) {
    ASSERT_EQ(run({"simulate", "-o", folder / name, "--seed", "5", "--events", "2000", "--subjects", "1"}).exit,
              Exit::done);
  }
  std::size_t compared = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "a")) {
    if (!entry.is_regular_file()) continue;
    const auto other = std::filesystem::path{folder / "b"} / relative(entry.path(), folder / "a");
    EXPECT_EQ(bytes_of(entry.path()), bytes_of(other)) << other;
    ++compared;
  }
  EXPECT_GE(compared, 13U);  // 5 visits: samples and labels, and the study's three files
}

}  // namespace
