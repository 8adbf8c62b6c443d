#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/batch.h"
#include "study/table.h"
#include "tests/study/example_study.h"

namespace {

namespace fs = std::filesystem;

/// Two visits of one donor on a real spectral cytometer, counted by an independent program.
class RealStudy : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(folder_)) GTEST_SKIP() << "the shared folder is absent";
    read_ = study::read_study(folder_);
    ASSERT_THAT(read_.problems, testing::IsEmpty()) << message(read_.problems.front());
    manifest_ = study::read_manifest(read_.study);
    ASSERT_THAT(manifest_.problems, testing::IsEmpty()) << message(manifest_.problems.front());
    auto outcome = study::run_batch(read_.study, manifest_.manifest, out_.path(), {}, {});
    ASSERT_TRUE(outcome.has_value()) << message(outcome.error());
    outcome_ = std::move(outcome.value());
  }

  fs::path folder_ = fs::path{CYTOGATE_SHARED_DIR} / "conformance" / "real_study";
  TemporaryFolder out_;
  study::ReadStudy read_;
  study::ReadManifest manifest_;
  study::BatchOutcome outcome_;
};

TEST_F(RealStudy, HasTheActivationOfBothVisits) {
  const auto table = study::parse_table(bytes_of(out_.path() / "results.csv"), "results.csv").table;
  std::map<std::string, std::string> activation;
  for (const auto& row : table.rows) {
    const auto cell = [&](std::string_view column) { return row.cells[table.find_column(column).value()]; };
    if (cell("endpoint") == "cd8_activated") activation[cell("visit")] = cell("numerator") + "/" + cell("denominator");
  }
  EXPECT_THAT(activation, testing::ElementsAre(testing::Pair("C1D1", "81/362"), testing::Pair("C2D1", "100/297")));
}

TEST_F(RealStudy, HasEveryCountOfTheIndependentProgram) {
  std::string expected = bytes_of(folder_ / "EXPECTED.tsv");
  for (char& c : expected) c = c == '\t' ? ',' : c;
  const auto table = study::parse_table(expected, "EXPECTED.tsv").table;
  ASSERT_FALSE(table.rows.empty());
  for (const auto& row : table.rows) {
    const auto& samples = manifest_.manifest.rows;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (samples[i].path.filename() != row.cells[0]) continue;
      const auto& populations = read_.study.panels[samples[i].panel].populations;
      const auto population = gating::find_population(populations, row.cells[1]);
      ASSERT_TRUE(population.has_value()) << row.cells[1];
      const auto& count = outcome_.samples[i].populations[population.value()];
      EXPECT_FALSE(count.obstacle);
      EXPECT_EQ(std::to_string(count.count), row.cells[2]) << row.cells[0] << " " << row.cells[1];
    }
  }
}

}  // namespace
