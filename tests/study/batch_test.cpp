#include "study/batch.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "study/sha256.h"
#include "study/table.h"
#include "tests/study/example_study.h"

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr auto tables = {"results.csv", "activation_by_visit.csv", "sample_status.csv", "flags.csv"};

/// A study of four samples in the folder: 60 of 200, 90 of 300, an FCS file cut in its DATA, and a file that is absent.
void write_study(const TemporaryFolder& folder) {
  write_example_study(folder);
  write_t_cells(folder.path() / "fcs/a.fcs", 60, 200, 100);
  write_t_cells(folder.path() / "fcs/b.fcs", 90, 300, 0);
  write_t_cells(folder.path() / "fcs/c.fcs", 50, 100, 0);
  fs::resize_file(folder.path() / "fcs/c.fcs", fs::file_size(folder.path() / "fcs/c.fcs") / 2);
  folder.write("manifest.csv",
               "file,subject,visit,panel\n"
               "fcs/a.fcs,P01,C1D1,example\n"
               "fcs/b.fcs,P01,C1D8,example\n"
               "fcs/c.fcs,P02,C1D1,example\n"
               "fcs/absent.fcs,P02,C1D8,example\n");
}

fcs::Result<study::BatchOutcome> run(const TemporaryFolder& folder, const fs::path& out, std::size_t jobs = 2,
                                     const study::ProgressCallback& progress = {}) {
  const auto read = study::read_study(folder.path());
  for (const auto& problem : read.problems) ADD_FAILURE() << message(problem);
  const auto manifest = study::read_manifest(read.study);
  for (const auto& problem : manifest.problems) ADD_FAILURE() << message(problem);
  study::BatchOptions options;
  options.jobs = jobs;
  return study::run_batch(read.study, manifest.manifest, out, options, progress);
}

/// The endpoints of results.csv: "sample value numerator/denominator status" lines.
std::string endpoints_of(const fs::path& out) {
  const auto table = study::parse_table(bytes_of(out / "results.csv"), "results.csv").table;
  std::string text;
  for (const auto& row : table.rows) {
    const auto cell = [&](std::string_view column) { return row.cells[table.find_column(column).value()]; };
    if (cell("endpoint").empty()) continue;
    text += cell("sample") + " " + cell("value") + " " + cell("numerator") + "/" + cell("denominator") + " " +
            cell("status") + "\n";
  }
  return text;
}

TEST(Batch, OneBadSampleLeavesAllOthersComplete) {
  const TemporaryFolder folder;
  write_study(folder);
  const auto outcome = run(folder, folder.path() / "out");
  ASSERT_TRUE(outcome.has_value()) << message(outcome.error());
  EXPECT_EQ(outcome.value().failed(), 2U);
  EXPECT_EQ(outcome.value().flagged(), 0U);
  EXPECT_EQ(endpoints_of(folder.path() / "out"),
            "a 30 60/200 OK\n"
            "b 30 90/300 OK\n"
            "c  / FAILED\n"
            "absent  / FAILED\n");
}

TEST(Batch, IsTheSameWhateverTheNumberOfJobs) {
  const TemporaryFolder folder;
  write_study(folder);
  ASSERT_TRUE(run(folder, folder.path() / "one", 1).has_value());
  ASSERT_TRUE(run(folder, folder.path() / "two", 2).has_value());
  for (const auto* table : tables) {
    EXPECT_EQ(bytes_of(folder.path() / "one" / table), bytes_of(folder.path() / "two" / table)) << table;
  }
  const auto without_times = [](const fs::path& file) {
    auto run_record = nlohmann::json::parse(bytes_of(file));
    run_record.erase("started");
    run_record.erase("finished");
    return run_record.dump();
  };
  EXPECT_EQ(without_times(folder.path() / "one/run.json"), without_times(folder.path() / "two/run.json"));
}

TEST(Batch, NamesFilesAsTheManifestDoes) {
  const TemporaryFolder folder;
  write_study(folder);
  ASSERT_TRUE(run(folder, folder.path() / "out").has_value());
  for (const auto* file : {"results.csv", "activation_by_visit.csv", "sample_status.csv", "flags.csv", "run.json"}) {
    EXPECT_THAT(bytes_of(folder.path() / "out" / file), testing::Not(HasSubstr(folder.path().string()))) << file;
  }
  EXPECT_THAT(bytes_of(folder.path() / "out/sample_status.csv"), HasSubstr("fcs/absent.fcs: "));
}

TEST(Batch, TellsItsProgressOnceASample) {
  const TemporaryFolder folder;
  write_study(folder);
  std::set<std::string> samples;
  std::size_t calls = 0;
  ASSERT_TRUE(run(folder, folder.path() / "out", 2, [&](const study::BatchProgress& progress) {
                EXPECT_EQ(progress.done, ++calls);
                EXPECT_EQ(progress.total, 4U);
                samples.insert(progress.row.sample);
              }).has_value());
  EXPECT_THAT(samples, testing::ElementsAre("a", "absent", "b", "c"));
}

TEST(Batch, ReplacesEarlierOutputs) {
  const TemporaryFolder folder;
  write_study(folder);
  folder.write("out/results.csv", "old");
  folder.write("out/run.json", "old");
  ASSERT_TRUE(run(folder, folder.path() / "out").has_value());
  EXPECT_THAT(bytes_of(folder.path() / "out/results.csv"), testing::StartsWith("study,"));
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder.path() / "out"})
    names.insert(entry.path().filename().string());
  EXPECT_THAT(names, testing::ElementsAre("activation_by_visit.csv", "flags.csv", "results.csv", "run.json",
                                          "sample_status.csv"));
}

TEST(Batch, RecordsWhatWentInAndOut) {
  const TemporaryFolder folder;
  write_study(folder);
  ASSERT_TRUE(run(folder, folder.path() / "out").has_value());
  const auto record = nlohmann::json::parse(bytes_of(folder.path() / "out/run.json"));
  std::map<std::string, nlohmann::json> inputs;
  for (const auto& input : record["inputs"]) inputs[input["file"]] = input["sha256"];
  for (const auto* file :
       {"study.toml", "manifest.csv", "panel.toml", "strategy.gatingml.xml", "fcs/a.fcs", "fcs/c.fcs"}) {
    EXPECT_EQ(inputs[file], study::sha256(bytes_of(folder.path() / file))) << file;
  }
  EXPECT_TRUE(inputs["fcs/absent.fcs"].is_null());
  ASSERT_EQ(record["outputs"].size(), 4U);
  for (const auto& output : record["outputs"]) {
    EXPECT_EQ(output["sha256"], study::sha256(bytes_of(folder.path() / "out" / output["file"].get<std::string>())));
  }
}

TEST(Batch, TheSameBytesUnderTwoKeysFailBoth) {
  const TemporaryFolder folder;
  write_study(folder);
  fs::copy_file(folder.path() / "fcs/a.fcs", folder.path() / "fcs/copy.fcs");
  folder.write("manifest.csv",
               "file,subject,visit,panel\nfcs/a.fcs,P01,C1D1,example\nfcs/copy.fcs,P02,C1D1,example\nfcs/"
               "b.fcs,P03,C1D1,example\n");
  const auto outcome = run(folder, folder.path() / "out");
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome.value().flagged(), 2U);
  EXPECT_EQ(outcome.value().failed(), 0U);
  EXPECT_EQ(bytes_of(folder.path() / "out/flags.csv"),
            "sample,file,subject,visit,flag,level,value,limit,limit_source,message\n"
            "a,fcs/a.fcs,P01,C1D1,DUPLICATE_FILE,FAIL,,,,\"the same bytes under several rows: a, copy\"\n"
            "copy,fcs/copy.fcs,P02,C1D1,DUPLICATE_FILE,FAIL,,,,\"the same bytes under several rows: a, copy\"\n"
            ",,P01,C1D8,VISIT_MISSING,WARN,,,visits of study.toml,no sample of panel example\n"
            ",,P02,C1D8,VISIT_MISSING,WARN,,,visits of study.toml,no sample of panel example\n"
            ",,P03,C1D8,VISIT_MISSING,WARN,,,visits of study.toml,no sample of panel example\n");
  EXPECT_EQ(endpoints_of(folder.path() / "out"), "a 30 60/200 OK\ncopy 30 60/200 OK\nb 30 90/300 OK\n");
}

TEST(Batch, AMatrixOfOtherDetectorsIsACompensationMismatch) {
  const TemporaryFolder folder;
  write_example_study(folder);
  std::string strategy{example_strategy};
  strategy.replace(strategy.rfind("uncompensated"), 13, "FCS");  // of CD8
  folder.write("strategy.gatingml.xml", strategy);
  const auto file = folder.path() / "a.fcs";
  write_t_cells(file, 60, 200, 100, fcs::Spillover{{"CD3", "CD8"}, {1, 0.1, 0, 1}, "$SPILLOVER"});
  auto bytes = bytes_of(file);
  bytes.replace(bytes.find(",CD3,CD8,"), 9, ",B1A,B2A,");
  folder.write("a.fcs", bytes);
  folder.write("manifest.csv", "file,subject,visit,panel\na.fcs,P01,C1D1,example\n");
  const auto outcome = run(folder, folder.path() / "out");
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome.value().flagged(), 1U);
  EXPECT_THAT(bytes_of(folder.path() / "out/flags.csv"),
              testing::AllOf(HasSubstr("a,a.fcs,P01,C1D1,COMP_MISMATCH,FAIL"), HasSubstr("B1A"),
                             HasSubstr("a,a.fcs,P01,C1D1,NO_COMPENSATION,WARN")));
}

TEST(Batch, AMarkerThatNoChannelCarriesIsNeverANumber) {
  const TemporaryFolder folder;
  write_study(folder);
  std::string strategy{example_strategy};
  strategy.replace(strategy.find("name=\"CD8\""), 10, "name=\"CD38\"");
  folder.write("strategy.gatingml.xml", strategy);
  folder.write("manifest.csv", "file,subject,visit,panel\nfcs/a.fcs,P01,C1D1,example\n");
  const auto outcome = run(folder, folder.path() / "out");
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome.value().flagged(), 1U);
  EXPECT_EQ(endpoints_of(folder.path() / "out"), "a  /200 NOT_EVALUABLE\n");
  EXPECT_THAT(bytes_of(folder.path() / "out/flags.csv"), HasSubstr("a,fcs/a.fcs,P01,C1D1,GATE_NOT_EVALUABLE,FAIL"));
  EXPECT_THAT(bytes_of(folder.path() / "out/flags.csv"), HasSubstr("CD38"));
}

TEST(Batch, SaysBeforeTheWorkThatItCannotWrite) {
  const TemporaryFolder folder;
  write_study(folder);
  bool has_begun = false;
  const auto outcome = run(folder, folder.path() / "study.toml", 1, [&](const auto&) { has_begun = true; });
  ASSERT_TRUE(outcome.has_error());
  EXPECT_EQ(outcome.error().code, fcs::Code::cannot_write);
  EXPECT_FALSE(has_begun);
}

TEST(Batch, RefusesAFolderWhoseNameTheSystemRefuses) {
  const TemporaryFolder folder;
  write_study(folder);
  const auto outcome = run(folder, folder.path() / std::string(300, 'x'));
  ASSERT_TRUE(outcome.has_error());
  EXPECT_EQ(outcome.error().code, fcs::Code::cannot_write);
}

TEST(Batch, ReplacesNoInput) {
  const TemporaryFolder folder;
  write_study(folder);
  fs::rename(folder.path() / "manifest.csv", folder.path() / "results.csv");
  std::string toml{example_study_toml};
  toml.replace(toml.find("manifest.csv"), 12, "results.csv");
  folder.write("study.toml", toml);
  const auto before = bytes_of(folder.path() / "results.csv");
  const auto outcome = run(folder, folder.path());
  ASSERT_TRUE(outcome.has_error());
  EXPECT_EQ(outcome.error().code, fcs::Code::bad_usage);
  EXPECT_EQ(bytes_of(folder.path() / "results.csv"), before);
}

TEST(Batch, TheResolvedHashChangesWithTheCompensation) {
  const TemporaryFolder folder;
  write_study(folder);
  std::string strategy{example_strategy};
  for (auto at = strategy.find("uncompensated"); at != std::string::npos; at = strategy.find("uncompensated")) {
    strategy.replace(at, 13, "FCS");
  }
  folder.write("strategy.gatingml.xml", strategy);
  const auto read = study::read_study(folder.path());
  const auto manifest = study::read_manifest(read.study).manifest;
  study::BatchOptions options;
  const auto by_default = study::run_batch(read.study, manifest, folder.path() / "out", options, {});
  options.compensation = gating::FileCompensationPolicy::ignore_file;
  const auto ignoring = study::run_batch(read.study, manifest, folder.path() / "out", options, {});
  ASSERT_TRUE(by_default.has_value() && ignoring.has_value());
  EXPECT_NE(by_default.value().samples[0].resolved_sha256, ignoring.value().samples[0].resolved_sha256);
  EXPECT_EQ(by_default.value().samples[0].resolved_sha256, by_default.value().samples[1].resolved_sha256);
  EXPECT_EQ(by_default.value().samples[0].flags.front().name, "NO_COMPENSATION");
}

}  // namespace
