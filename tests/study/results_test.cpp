#include "study/results.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/table.h"
#include "tests/study/example_study.h"

namespace {

using study::Status;

/// The chosen columns of results.csv, a line a row, cells joined by '|'.
std::string columns_of(const std::string& csv, const std::vector<std::string>& names) {
  const auto table = study::parse_table(csv, "results.csv").table;
  std::string text;
  for (const auto& row : table.rows) {
    std::string line;
    for (const auto& name : names)
      line += (&name == &names.front() ? "" : "|") + row.cells[table.find_column(name).value()];
    text += line + "\n";
  }
  return text;
}

std::string csv_of(const study::ManifestRow& row, const study::SampleResult& sample,
                   study::Study study = example_study()) {
  const study::Manifest manifest{"manifest.csv", {row}, {}, "", ""};
  return study::results_csv(study, manifest, std::vector{sample});
}

fcs::Error no_channel() { return {fcs::Code::no_such_channel, {"", "gate CD8pos", {}}, "a channel for CD8", "CD3"}; }

TEST(ResultsCsv, HasTheColumnsOfTheDesign) {
  const auto csv = csv_of(row_of("a", "P01", "C1D1"), counted(1000, 500, 100));
  EXPECT_EQ(
      csv.substr(0, csv.find('\n')),
      "study,subject,arm,dose,dose_unit,schedule,dex_mg,visit,cycle,day,study_day,on_treatment,timepoint,specimen,"
      "compound,"
      "concentration,concentration_unit,compound2,concentration2,concentration2_unit,time_h,replicate,batch,sample,"
      "file,"
      "file_sha256,dataset,panel,stain,population,endpoint,statistic,channel,marker,value,unit,numerator,denominator,"
      "denominator_population,ci_low,ci_high,threshold,threshold_source,status,reason,flags,override,template_sha256,"
      "resolved_sha256");
}

// 250 of 10000 is 2.5 % with the interval 2.2117561585524418 to 2.8247236866618345 (vectors, proportion_ci).
TEST(ResultsCsv, HasCountAndPercentOfEachPopulationThenTheEndpoints) {
  EXPECT_EQ(columns_of(csv_of(row_of("a", "P01", "C1D1"), counted(20000, 10000, 250)),
                       {"population", "endpoint", "statistic", "value", "unit", "numerator", "denominator",
                        "denominator_population", "status"}),
            "root||count|20000|events|20000|||OK\n"
            "CD3pos||count|10000|events|10000|||OK\n"
            "CD3pos||percent|50|%|10000|20000|root|OK\n"
            "CD3pos/CD8pos||count|250|events|250|||OK\n"
            "CD3pos/CD8pos||percent|2.5|%|250|10000|CD3pos|OK\n"
            "CD3pos/CD8pos|cd8_of_cd3|percent|2.5|%|250|10000|CD3pos|OK\n");
}

TEST(ResultsCsv, BoundsAreInPercent) {
  const auto row = study::endpoint_row(example_panel(), 0, {}, counted(20000, 10000, 250));
  EXPECT_NEAR(row.interval->low, 2.211756158552442, 1e-12);
  EXPECT_NEAR(row.interval->high, 2.824723686661834, 1e-12);
}

TEST(ResultsCsv, RepeatsTheManifestInEachRow) {
  auto row = row_of("a", "P01", "C2D15");
  row.arm = "A";
  row.dose = 37.5;
  row.dose_unit = "ug";
  row.schedule = "MWF";
  row.dex_mg = 20;
  row.timepoint = "pre-dose";
  row.specimen = "S1";
  row.replicate = "2";
  row.batch = "B1";
  const auto text = columns_of(csv_of(row, counted(1, 1, 1)),
                               {"study",       "subject",  "arm",       "dose",  "dose_unit",       "schedule",
                                "dex_mg",      "visit",    "cycle",     "day",   "study_day",       "on_treatment",
                                "timepoint",   "specimen", "replicate", "batch", "sample",          "file",
                                "file_sha256", "dataset",  "panel",     "stain", "template_sha256", "resolved_sha256"});
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "EX-1|P01|A|37.5|ug|MWF|20|C2D15|2|15|43|false|pre-dose|S1|2|B1|a|fcs/"
            "a.fcs|file-hash|1|example|FULL|template-hash|"
            "resolved-hash");
}

TEST(ResultsCsv, HasTreatmentsInsteadOfVisits) {
  auto row = row_of("a", "", "");
  row.treatment = {"X", 0.1, "nM"};
  row.treatment2 = {"dex", 40, "nM"};
  row.time_h = 24;
  const auto text =
      columns_of(csv_of(row, counted(1, 1, 1)), {"subject", "visit", "compound", "concentration", "concentration_unit",
                                                 "compound2", "concentration2", "concentration2_unit", "time_h"});
  EXPECT_EQ(text.substr(0, text.find('\n')), "||X|0.1|nM|dex|40|nM|24");
}

TEST(ResultsCsv, AFailedSampleHasAllItsRowsAndNoValue) {
  study::SampleResult failed;
  failed.failure =
      fcs::Error{fcs::Code::cannot_open, {"fcs/a.fcs", "", {}}, "a readable file", "No such file or directory"};
  const auto csv = csv_of(row_of("a", "P01", "C1D1"), failed);
  EXPECT_EQ(columns_of(csv, {"population", "endpoint", "value", "numerator", "denominator", "ci_low", "status"}),
            "root||||||FAILED\n"
            "CD3pos||||||FAILED\n"
            "CD3pos||||||FAILED\n"
            "CD3pos/CD8pos||||||FAILED\n"
            "CD3pos/CD8pos||||||FAILED\n"
            "CD3pos/CD8pos|cd8_of_cd3|||||FAILED\n");
  EXPECT_THAT(csv, testing::HasSubstr("No such file or directory"));
}

TEST(EndpointRow, IsNotEvaluableWhereAGateIs) {
  auto sample = counted(20000, 10000, 0);
  sample.populations[2].obstacle = no_channel();
  const auto row = study::endpoint_row(example_panel(), 0, {}, sample);
  EXPECT_EQ(row.assessment.status, Status::not_evaluable);
  EXPECT_FALSE(row.value);
  EXPECT_FALSE(row.numerator);
  EXPECT_EQ(row.denominator, 10000U);
  EXPECT_THAT(row.assessment.reason, testing::HasSubstr("a channel for CD8"));
}

TEST(EndpointRow, IsNotEvaluableWithoutDenominator) {
  const auto row = study::endpoint_row(example_panel(), 0, {}, counted(20000, 0, 0));
  EXPECT_EQ(row.assessment.status, Status::not_evaluable);
  EXPECT_FALSE(row.value);
  EXPECT_EQ(row.denominator, 0U);
}

TEST(EndpointRow, MayBeACount) {
  auto panel = example_panel();
  panel.panel.endpoints.front().statistic = "count";
  const auto row = study::endpoint_row(panel, 0, {}, counted(20000, 10000, 30));
  EXPECT_EQ(row.value, 30);
  EXPECT_EQ(row.unit, "events");
  EXPECT_FALSE(row.denominator);
  EXPECT_EQ(row.assessment.status, Status::below_lloq);
}

TEST(ResultsCsv, NamesEachFlagOnce) {
  auto sample = counted(1, 1, 1);
  sample.flags = {{"SCALE_MISMATCH", study::FlagLevel::warn, {}, {}, "", "CD3"},
                  {"SCALE_MISMATCH", study::FlagLevel::warn, {}, {}, "", "CD8"},
                  {"DUPLICATE_FILE", study::FlagLevel::fail, {}, {}, "", ""}};
  const auto text = columns_of(csv_of(row_of("a", "P01", "C1D1"), sample), {"flags"});
  EXPECT_EQ(text.substr(0, text.find('\n')), "SCALE_MISMATCH;DUPLICATE_FILE");
}

TEST(ResultsCsv, DefusesTextFromOutside) {
  auto row = row_of("a", "=cmd|' /C calc'!A0", "C1D1");
  const auto csv = csv_of(row, counted(1, 1, 1));
  EXPECT_THAT(csv, testing::HasSubstr(",'=cmd|' /C calc'!A0,"));
}

TEST(ResultsCsv, ShowsTheMedianOfEachReference) {
  auto study = example_study();
  study.panels.front().panel.references = {{"CD38", "CD3pos", "CD8pos", 0.5}, {"CD45", "CD3pos", "", 0.5}};
  auto sample = counted(20000, 10000, 250);
  sample.references = {{812.5, 9750}, {std::nullopt, 0}};
  sample.traits.channels = {{"CD38", "PE-A"}};
  EXPECT_THAT(columns_of(csv_of(row_of("a", "P01", "C1D1"), sample, study),
                         {"population", "endpoint", "statistic", "channel", "marker", "value", "unit", "numerator",
                          "denominator", "status"}),
              testing::HasSubstr("CD3pos without CD8pos||median|PE-A|CD38|812.5|scale|9750||OK\n"
                                 "CD3pos||median||CD45||scale|0||NOT_EVALUABLE\n"));
}

TEST(ResultsCsv, AFailedSampleHasItsReferencesWithoutValue) {
  auto study = example_study();
  study.panels.front().panel.references = {{"CD38", "CD3pos", "", 0.5}};
  study::SampleResult failed;
  failed.failure = fcs::Error{fcs::Code::empty_file, {"fcs/a.fcs", "", {}}, "", ""};
  EXPECT_THAT(columns_of(csv_of(row_of("a", "P01", "C1D1"), failed, study), {"statistic", "value", "status"}),
              testing::HasSubstr("median||FAILED\n"));
}

struct Treatment {
  std::string_view visit, on_treatment;
};
TEST(ResultsCsv, SaysWhetherTheDrugIsTaken) {
  for (const auto& [visit, expected] : {Treatment{"C1D1", "true"},
                                        {"C1D14", "true"},
                                        {"C1D15", "false"},
                                        {"C2D1", "true"},
                                        {"Screening", "false"},
                                        {"EOT", ""},
                                        {"Unscheduled 1", ""}}) {
    const auto text = columns_of(csv_of(row_of("a", "P01", visit), counted(1, 1, 1)), {"on_treatment", "status"});
    EXPECT_EQ(text.substr(0, text.find('|')), expected) << visit;
  }
}

}  // namespace
