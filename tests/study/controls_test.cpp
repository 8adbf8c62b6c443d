#include "study/controls.h"

#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/table.h"
#include "tests/study/example_study.h"
#include "tests/support/reference_values.h"

namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// An FCS file whose CD3+ events have these values of CD8, and ten CD3- events that have 1000.
void write_cd8(const std::filesystem::path& file, const std::vector<double>& cd8,
               std::optional<fcs::Spillover> spillover = {}) {
  std::filesystem::create_directories(file.parent_path());
  std::vector<float> x(cd8.size(), 100.0F);
  std::vector<float> y(cd8.begin(), cd8.end());
  x.insert(x.end(), 10, 1.0F);
  y.insert(y.end(), 10, 1000.0F);
  fcs::WrittenSample sample;
  for (const auto* channel : {"CD3", "CD8"}) {
    sample.channels.push_back({});
    sample.channels.back().name = channel;
    sample.channels.back().range = 1024;
  }
  sample.spillover = std::move(spillover);
  const std::vector<std::span<const float>> columns{x, y};
  ASSERT_TRUE(fcs::write_sample(file, sample, columns).has_value());
}

/// 0, 1, 2, ... n - 1, each added to `first`.
std::vector<double> steps(std::size_t n, double first = 0) {
  std::vector<double> values(n);
  std::iota(values.begin(), values.end(), first);
  return values;
}

class ControlledStudy : public testing::Test {
 protected:
  ControlledStudy() {
    write_example_study(folder_);
    set_quantile("0.5");
  }

  void set_quantile(const std::string& quantile) {
    folder_.write(
        "panel.toml",
        fmt::format("{}\n[[threshold]]\ngate = \"CD8pos\"\ndimension = \"CD8\"\nfrom = \"fmo\"\nquantile = {}\n",
                    example_panel_toml, quantile));
  }

  /// @param rows  cells of file, subject, visit, stain, fmo_marker, run_id, batch; every file is of the panel
  void write_manifest(const std::string& rows) {
    folder_.write("manifest.csv", "file,subject,visit,stain,fmo_marker,run_id,batch,panel\n" + rows);
  }
  void write_sample(const std::string& name, const std::vector<double>& cd8,
                    std::optional<fcs::Spillover> spillover = {}) {
    write_cd8(folder_.path() / (name + ".fcs"), cd8, std::move(spillover));
  }
  [[nodiscard]] std::string flags_table() const { return bytes_of(folder_.path() / "out/flags.csv"); }

  /// The endpoint's row of the sample `full`, as results.csv has it.
  std::map<std::string, std::string> results(std::size_t jobs = 2) {
    const auto read = study::read_study(folder_.path());
    EXPECT_THAT(read.problems, IsEmpty());
    EXPECT_THAT(read.findings, IsEmpty());
    const auto manifest = study::read_manifest(read.study);
    for (const auto& problem : manifest.problems) ADD_FAILURE() << message(problem);
    study::BatchOptions options;
    options.jobs = jobs;
    const auto out = folder_.path() / "out";
    EXPECT_TRUE(study::run_batch(read.study, manifest.manifest, out, options, {}).has_value());
    const auto table = study::parse_table(bytes_of(out / "results.csv"), "results.csv").table;
    std::map<std::string, std::string> cells;
    for (const auto& row : table.rows) {
      if (row.cells[*table.find_column("sample")] != "full" || row.cells[*table.find_column("endpoint")].empty())
        continue;
      for (std::size_t c = 0; c < table.columns.size(); ++c) cells[table.columns[c]] = row.cells[c];
    }
    return cells;
  }

  TemporaryFolder folder_;
};

// The reference's 30 events are the control's CD3+ events; its CD3- events, all of 1000, are outside the parent gate.
TEST_F(ControlledStudy, CutsAtTheReferencesQuantileOfTheParentGate) {
  const auto reference = reference_values("fmo_threshold");
  if (reference.is_null()) GTEST_SKIP() << "the reference values are not here";
  write_manifest("full.fcs,P1,C1D1,FULL,,,,example\nfmo.fcs,P1,C1D1,FMO,CD8,,,example\n");
  write_sample("full", steps(1000));
  write_sample("fmo", reference["fmo_events"].get<std::vector<double>>());
  for (const auto& [percent, expected] : reference["q"].items()) {
    set_quantile(fmt::format("{}", std::stod(percent) / 100));
    const auto read = study::read_study(folder_.path());
    const auto manifest = study::read_manifest(read.study).manifest;
    const auto gates = study::gates_of_samples(read.study, manifest, {});
    ASSERT_TRUE(gates.front().edges.front().cut) << gates.front().edges.front().why_not;
    const auto& cut = *gates.front().edges.front().cut;
    EXPECT_NEAR(cut.value, expected.get<double>(), 1e-9) << percent;
    EXPECT_EQ(cut.events, 30U);
    EXPECT_EQ(cut.control, "fmo");
  }
}

// Control: 0, 1, ... 1000, of which the median is 500; 501 of 1001 events are 500 and more. Sample: 0, 1, ... 999.
TEST_F(ControlledStudy, CountsFromTheCutOnAndSaysWhereItCameFrom) {
  write_manifest("full.fcs,P1,C1D1,FULL,,,,example\nfmo.fcs,P1,C1D1,FMO,CD8,,,example\n");
  write_sample("full", steps(1000));
  write_sample("fmo", steps(1001));
  const auto row = results();
  EXPECT_EQ(row.at("numerator"), "500");
  EXPECT_EQ(row.at("denominator"), "1000");
  EXPECT_EQ(row.at("threshold"), "CD8=500");
  EXPECT_EQ(row.at("threshold_source"),
            fmt::format("CD8=fmo(fmo, same subject and visit, {} %)", study::number_cell(100 * 501.0 / 1001)));
  EXPECT_EQ(row.at("flags"), "");
}

TEST_F(ControlledStudy, IsTheSameWhateverTheNumberOfJobs) {
  write_manifest("full.fcs,P1,C1D1,FULL,,,,example\nfmo.fcs,P1,C1D1,FMO,CD8,,,example\n");
  write_sample("full", steps(1000));
  write_sample("fmo", steps(1001));
  results(1);
  const auto one = bytes_of(folder_.path() / "out/results.csv");
  results(4);
  EXPECT_EQ(bytes_of(folder_.path() / "out/results.csv"), one);
}

// The template's edge is 10.
TEST_F(ControlledStudy, FallsBackOnTheTemplateWithAFlag) {
  write_manifest("full.fcs,P1,C1D1,FULL,,,,example\n");
  write_sample("full", steps(1000));
  const auto row = results();
  EXPECT_EQ(row.at("numerator"), "990");
  EXPECT_EQ(row.at("threshold"), "CD8=10");
  EXPECT_EQ(row.at("threshold_source"), "CD8=template");
  EXPECT_EQ(row.at("flags"), "FMO_MISSING");
}

TEST_F(ControlledStudy, FlagsAControlOfFewEvents) {
  write_manifest("full.fcs,P1,C1D1,FULL,,,,example\nfmo.fcs,P1,C1D1,FMO,CD8,,,example\n");
  write_sample("full", steps(1000));
  write_sample("fmo", steps(499));
  EXPECT_EQ(results().at("flags"), "FMO_LOW");
  EXPECT_THAT(bytes_of(folder_.path() / "out/flags.csv"), HasSubstr("full,full.fcs,P1,C1D1,FMO_LOW,WARN,499,500,"));
}

// CD8 spills nothing into CD3; half of CD3 into CD8.
TEST_F(ControlledStudy, AControlWithoutMatrixFailsACompensatedSample) {
  auto strategy = std::string{example_strategy};
  for (std::size_t at = 0; (at = strategy.find("uncompensated", at)) != std::string::npos;) {
    strategy.replace(at, 13, "FCS");
  }
  folder_.write("strategy.gatingml.xml", strategy);
  const fcs::Spillover spillover{{"CD3", "CD8"}, {1, 0.5, 0, 1}, {}};
  write_manifest("full.fcs,P1,C1D1,FULL,,,,example\nfmo.fcs,P1,C1D1,FMO,CD8,,,example\n");
  write_sample("full", steps(1000), spillover);
  write_sample("fmo", steps(1001));
  EXPECT_THAT(results().at("flags"), HasSubstr("CONTROL_FAIL"));
  EXPECT_THAT(flags_table(), HasSubstr("fmo decides, and is flagged NO_COMPENSATION"));
  write_sample("fmo", steps(1001), spillover);
  EXPECT_THAT(results().at("flags"), Not(HasSubstr("CONTROL_FAIL")));
  write_sample("full", steps(1000));
  write_sample("fmo", steps(1001));
  EXPECT_THAT(results().at("flags"), Not(HasSubstr("CONTROL_FAIL")));
}

TEST_F(ControlledStudy, AControlThatIsAnotherSamplesFileFailsTheSample) {
  write_manifest(
      "full.fcs,P1,C1D1,FULL,,,,example\nfmo.fcs,P1,C1D1,FMO,CD8,,,example\nother.fcs,P2,C1D1,FULL,,,,example\n");
  write_sample("full", steps(1000));
  write_sample("fmo", steps(1001));
  write_sample("other", steps(1001));
  EXPECT_EQ(results().at("flags"), "CONTROL_FAIL");
  EXPECT_THAT(flags_table(), HasSubstr("full,full.fcs,P1,C1D1,CONTROL_FAIL,FAIL,"));
}

// Of the control's 1000 events in the parent gate 100 lie from the template's edge, 10, on.
TEST_F(ControlledStudy, AControlThatIsStainedIsSaid) {
  set_quantile("0.995");
  write_manifest("full.fcs,P1,C1D1,FULL,,,,example\nfmo.fcs,P1,C1D1,FMO,CD8,,,example\n");
  write_sample("full", steps(1000));
  auto cd8 = std::vector<double>(900, 1.0);
  cd8.insert(cd8.end(), 100, 500.0);
  write_sample("fmo", cd8);
  EXPECT_EQ(results().at("flags"), "CONTROL_FAIL");
  EXPECT_THAT(flags_table(), HasSubstr("full,full.fcs,P1,C1D1,CONTROL_FAIL,WARN,10,2.5"));
}

TEST_F(ControlledStudy, NamesATubeThatOnlyTheRunKeepsFromDeciding) {
  write_manifest("full.fcs,P1,C1D1,FULL,,R1,,example\nfmo.fcs,P1,C1D1,FMO,CD8,R2,,example\n");
  write_sample("full", steps(1000));
  write_sample("fmo", steps(1001));
  EXPECT_EQ(results().at("flags"), "FMO_MISSING");
  EXPECT_THAT(flags_table(), HasSubstr("fmo has the run_id 'R2', the sample 'R1'"));
}

// The median of as many of either infinity has no value.
TEST_F(ControlledStudy, InfiniteValuesDecideNothing) {
  const double infinity = std::numeric_limits<double>::infinity();
  write_manifest(
      "full.fcs,P1,C1D1,FULL,,R1,,example\nfmo.fcs,P1,C1D1,FMO,CD8,R1,,example\n"
      "next.fcs,P2,C1D1,FMO,CD8,R1,,example\n");
  write_sample("full", steps(1000));
  auto cd8 = std::vector<double>(300, -infinity);
  cd8.insert(cd8.end(), 300, infinity);
  write_sample("fmo", cd8);
  write_sample("next", steps(1001));
  EXPECT_EQ(results().at("threshold"), "CD8=500");
  write_sample("next", cd8);
  EXPECT_EQ(results().at("threshold"), "CD8=10");
  EXPECT_THAT(flags_table(), HasSubstr("infinite values in 600 of 600 events"));
  EXPECT_THAT(flags_table(), Not(HasSubstr("nan")));
}

struct LookUp {
  std::string name, rows, threshold, source, flags;
  friend std::ostream& operator<<(std::ostream& out, const LookUp& row) { return out << row.name; }
};
class ControlLookUp : public ControlledStudy, public testing::WithParamInterface<LookUp> {};

// Medians: near.fcs 300, far.fcs 700; empty.fcs has no events in the parent gate.
TEST_P(ControlLookUp, TakesTheNearestThatCanAnswer) {
  write_manifest("full.fcs,P1,C1D1,FULL,,R1,B1,example\n" + GetParam().rows);
  write_sample("full", steps(1000));
  write_sample("near", steps(601));
  write_sample("far", steps(601, 400));
  write_sample("empty", {});
  const auto row = results();
  EXPECT_EQ(row.at("threshold"), GetParam().threshold);
  EXPECT_THAT(row.at("threshold_source"), HasSubstr(GetParam().source));
  EXPECT_EQ(row.at("flags"), GetParam().flags);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ControlLookUp,
    testing::Values(
        LookUp{"SameSubjectVisitAndRunFirst",
               "far.fcs,P2,C1D1,FMO,CD8,R1,B1,example\nnear.fcs,P1,C1D1,FMO,CD8,R1,B1,example\n", "CD8=300",
               "near, same subject and visit", ""},
        LookUp{"ThenTheRun", "far.fcs,P2,C1D1,FMO,CD8,R2,B1,example\nnear.fcs,P2,C1D8,FMO,CD8,R1,B2,example\n",
               "CD8=300", "near, same run", "FMO_FALLBACK_1"},
        LookUp{"ThenTheBatch", "far.fcs,P2,C1D1,FMO,CD8,R2,B1,example\n", "CD8=700", "far, same batch",
               "FMO_FALLBACK_2"},
        LookUp{"NothingElse", "far.fcs,P2,C1D1,FMO,CD8,R2,B2,example\n", "CD8=10", "template", "FMO_MISSING"},
        LookUp{"NoOtherMarker", "far.fcs,P1,C1D1,FMO,CD3,R1,B1,example\n", "CD8=10", "template", "FMO_MISSING"},
        LookUp{"AnotherSpelling", "near.fcs,P1,C1D1,FMO,cd8a,R1,B1,example\n", "CD8=300", "near", ""},
        LookUp{"PastAControlWithoutEvents",
               "empty.fcs,P1,C1D1,FMO,CD8,R1,B1,example\nnear.fcs,P2,C1D1,FMO,CD8,R1,B1,example\n", "CD8=300", "near",
               "FMO_FALLBACK_1"},
        LookUp{"PastAControlThatIsAbsent",
               "absent.fcs,P1,C1D1,FMO,CD8,R1,B1,example\nnear.fcs,P2,C1D1,FMO,CD8,R1,B1,example\n", "CD8=300", "near",
               "FMO_FALLBACK_1"}),
    [](const auto& row) { return row.param.name; });

// CD3pos is above CD8pos. The control without CD8 is gated on CD3 at its own edge, which the control without CD3
// decides: its median of CD3 is 40, so of the 20 events of the CD8 control those ten of CD3 50 are in the parent gate,
// and the ten of CD3 30 are not.
TEST_F(ControlledStudy, GatesAControlByItsOwnEdges) {
  const auto write = [&](const std::string& name, const std::vector<float>& cd3, const std::vector<float>& cd8) {
    fcs::WrittenSample sample;
    for (const auto* channel : {"CD3", "CD8"}) {
      sample.channels.push_back({});
      sample.channels.back().name = channel;
      sample.channels.back().range = 1024;
    }
    const std::vector<std::span<const float>> columns{cd3, cd8};
    ASSERT_TRUE(fcs::write_sample(folder_.path() / (name + ".fcs"), sample, columns).has_value());
  };
  std::vector<float> cd3(10, 50.0F);
  cd3.insert(cd3.end(), 10, 30.0F);
  std::vector<float> cd8(10, 200.0F);
  cd8.insert(cd8.end(), 10, 900.0F);
  write("full", cd3, cd8);
  write("no_cd8", cd3, cd8);
  write("no_cd3", {39.0F, 40.0F, 41.0F}, {0.0F, 0.0F, 0.0F});
  folder_.write("panel.toml",
                std::string{example_panel_toml} +
                    "[[threshold]]\ngate = \"CD8pos\"\ndimension = \"CD8\"\nfrom = \"fmo\"\nquantile = 0.5\n"
                    "[[threshold]]\ngate = \"CD3pos\"\ndimension = \"CD3\"\nfrom = \"fmo\"\nquantile = 0.5\n");
  write_manifest(
      "full.fcs,P1,C1D1,FULL,,,,example\nno_cd8.fcs,P1,C1D1,FMO,CD8,,,example\nno_cd3.fcs,P1,C1D1,FMO,CD3,,,example\n");
  const auto row = results();
  EXPECT_EQ(row.at("threshold"), "CD8=200");
  EXPECT_EQ(row.at("denominator"), "10");
  const auto read = study::read_study(folder_.path());
  const auto gates = study::gates_of_samples(read.study, study::read_manifest(read.study).manifest, {});
  EXPECT_THAT(gates.front().edges.front().cut.value().rests_on, testing::ElementsAre("no_cd3"));
}

TEST_F(ControlledStudy, EvaluatesOnlyTheControlsThatAreAskedFor) {
  write_manifest(
      "a.fcs,P1,C1D1,FULL,,,,example\na_fmo.fcs,P1,C1D1,FMO,CD8,,,example\n"
      "b.fcs,P2,C1D1,FULL,,,,example\nb_fmo.fcs,P2,C1D1,FMO,CD8,,,example\n");
  for (const auto* name : {"a", "a_fmo", "b", "b_fmo"}) write_sample(name, steps(600));
  const auto read = study::read_study(folder_.path());
  const auto manifest = study::read_manifest(read.study).manifest;
  const std::vector<std::size_t> rows{2};
  const auto gates = study::gates_of_samples(read.study, manifest, {}, rows);
  EXPECT_TRUE(gates[0].edges.empty());
  EXPECT_TRUE(gates[1].edges.empty());
  ASSERT_EQ(gates[2].edges.size(), 1U);
  EXPECT_EQ(gates[2].edges.front().cut.value().control, "b_fmo");
}

}  // namespace
