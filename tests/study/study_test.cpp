#include "study/study.h"

#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/example_study.h"

namespace {

using fcs::Code;

TEST(ReadStudy, ReadsTheExample) {
  const TemporaryFolder folder;
  write_example_study(folder);
  const auto read = study::read_study(folder.path());
  ASSERT_THAT(read.problems, testing::IsEmpty());
  EXPECT_THAT(read.findings, testing::IsEmpty());
  EXPECT_EQ(read.study.id, "EX-1");
  EXPECT_EQ(read.study.title, "Example");
  EXPECT_EQ(read.study.manifest, folder.path() / "manifest.csv");
  EXPECT_THAT(read.study.visits, testing::ElementsAre("C1D1", "C1D8"));
  EXPECT_EQ(read.study.baseline, "C1D1");
  ASSERT_EQ(read.study.panels.size(), 1U);
  const auto& panel = read.study.panels.front();
  EXPECT_EQ(panel.populations[panel.endpoints.front().population].path, "CD3pos/CD8pos");
  EXPECT_EQ(panel.populations[panel.endpoints.front().denominator].path, "CD3pos");
}

TEST(ReadStudy, TakesTheFileAsWellAsTheFolder) {
  const TemporaryFolder folder;
  write_example_study(folder);
  EXPECT_THAT(study::read_study(folder.path() / "study.toml").problems, testing::IsEmpty());
}

TEST(ReadStudy, HasTheDocumentedRulesWhereItSaysNothing) {
  const TemporaryFolder folder;
  write_example_study(folder);
  const auto rules = study::read_study(folder.path()).study.rules;
  EXPECT_EQ(rules.confidence, 0.95);
  EXPECT_EQ(rules.min_denominator, 100U);
  EXPECT_EQ(rules.lod_events, 20U);
  EXPECT_EQ(rules.lloq_events, 50U);
}

TEST(ReadStudy, ReadsItsOwnRulesAndCycle) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("study.toml", std::string{example_study_toml} +
                                 "[rules]\nconfidence = 0.99\nmin_denominator = 1\nlod_events = 2\nlloq_events = 3\n"
                                 "[cycle]\ndays = 21\ntreatment_days = 7\n");
  const auto read = study::read_study(folder.path());
  ASSERT_THAT(read.problems, testing::IsEmpty());
  EXPECT_EQ(read.study.rules.confidence, 0.99);
  EXPECT_EQ(read.study.rules.lloq_events, 3U);
  EXPECT_EQ(read.study.cycle.days, 21);
  EXPECT_EQ(read.study.cycle.treatment_days, 7);
}

TEST(ReadStudy, KnowsTheBuiltInPanels) {
  const TemporaryFolder folder;
  folder.write("study.toml", "id = \"S\"\n[[panel]]\nid = \"t_cell_activation\"\n[[panel]]\nid = \"annexin_v\"\n");
  const auto read = study::read_study(folder.path());
  for (const auto& problem : read.problems) ADD_FAILURE() << message(problem);
  EXPECT_TRUE(read.study.find_panel("t_cell_activation"));
  EXPECT_TRUE(read.study.find_panel("annexin_v"));
}

TEST(ReadStudy, WarnsOfKeysItDoesNotKnow) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("study.toml", "sponsor = \"X\"\n" + std::string{example_study_toml});
  const auto read = study::read_study(folder.path());
  EXPECT_THAT(read.problems, testing::IsEmpty());
  ASSERT_EQ(read.findings.size(), 1U);
  EXPECT_EQ(read.findings.front().deviation.code, Code::unknown_key);
  EXPECT_EQ(read.findings.front().deviation.found, "sponsor");
}

struct Broken {
  std::string_view title, toml;
  Code code;
  std::uint32_t line, column;
  friend std::ostream& operator<<(std::ostream& out, const Broken& row) { return out << row.title; }
};
class StudyProblem : public testing::TestWithParam<Broken> {};

TEST_P(StudyProblem, NamesLineAndColumn) {
  const auto& row = GetParam();
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("study.toml", row.toml);
  const auto read = study::read_study(folder.path());
  ASSERT_EQ(read.problems.size(), 1U) << message(read.problems.back());
  const auto& problem = read.problems.front();
  EXPECT_EQ(name(problem.code), name(row.code));
  EXPECT_EQ(problem.where.file, (folder.path() / "study.toml").string());
  EXPECT_EQ(std::get<fcs::LineColumn>(problem.where.at), (fcs::LineColumn{row.line, row.column})) << message(problem);
  EXPECT_FALSE(problem.expected.empty());
}

#define PANEL "[[panel]]\nid = \"example\"\npath = \"panel.toml\"\n"
INSTANTIATE_TEST_SUITE_P(
    Table, StudyProblem,
    testing::Values(
        Broken{"NoToml", "id = \n" PANEL, Code::bad_toml, 1, 6},
        Broken{"NoId", "title = \"x\"\n" PANEL, Code::missing_key, 1, 1},
        Broken{"IdIsANumber", "id = 7\n" PANEL, Code::bad_value, 1, 6},
        Broken{"EmptyId", "id = \"\"\n" PANEL, Code::bad_value, 1, 6},
        Broken{"NoPanel", "id = \"S\"\n", Code::missing_key, 1, 1},
        Broken{"PanelIsNoList", "id = \"S\"\n[panel]\nid = \"example\"\n", Code::bad_value, 2, 1},
        Broken{"UnknownPanel", "id = \"S\"\n[[panel]]\nid = \"b_cells\"\n", Code::no_such_panel, 3, 6},
        Broken{"SamePanelTwice", "id = \"S\"\n" PANEL PANEL, Code::duplicate_id, 5, 1},
        Broken{"VisitsAreNoList", "id = \"S\"\nvisits = \"C1D1\"\n" PANEL, Code::bad_value, 2, 10},
        Broken{"VisitIsNoText", "id = \"S\"\nvisits = [1]\n" PANEL, Code::bad_value, 2, 11},
        Broken{"SameVisitTwice", "id = \"S\"\nvisits = [\"C1D1\", \"c01d01\"]\n" PANEL, Code::bad_value, 2, 19},
        Broken{"BaselineIsNoVisit", "id = \"S\"\nvisits = [\"C1D1\"]\nbaseline = \"C1D8\"\n" PANEL, Code::bad_value, 3,
               12},
        Broken{"ConfidenceInPercent", "id = \"S\"\n" PANEL "[rules]\nconfidence = 95\n", Code::bad_value, 6, 14},
        Broken{"NegativeLimit", "id = \"S\"\n" PANEL "[rules]\nlod_events = -1\n", Code::bad_value, 6, 14},
        Broken{"FractionOfAnEvent", "id = \"S\"\n" PANEL "[rules]\nlod_events = 1.5\n", Code::bad_value, 6, 14},
        Broken{"RulesAreNoSection", "id = \"S\"\nrules = 1\n" PANEL, Code::bad_value, 2, 9}),
    [](const auto& row) { return std::string{row.param.title}; });
#undef PANEL

TEST(StudyProblem, AllAreCollected) {
  const TemporaryFolder folder;
  folder.write("study.toml", "visits = 1\n[[panel]]\nid = \"b_cells\"\n");
  EXPECT_EQ(study::read_study(folder.path()).problems.size(), 3U);
}

TEST(StudyProblem, AnAbsentStudyIsNamed) {
  const auto read = study::read_study("no/such/study.toml");
  ASSERT_EQ(read.problems.size(), 1U);
  EXPECT_EQ(read.problems.front().code, Code::cannot_open);
  EXPECT_EQ(read.problems.front().where.file, "no/such/study.toml");
}

TEST(StudyProblem, ADenominatorMustHoldThePopulation) {
  const TemporaryFolder folder;
  write_example_study(folder);
  std::string panel{example_panel_toml};
  panel.replace(panel.find("of = \"CD3pos\""), 13, "of = \"CD8pos\"");
  panel.replace(panel.find("population = \"CD8pos\""), 21, "population = \"CD3pos\"");
  folder.write("panel.toml", panel);
  const auto read = study::read_study(folder.path());
  ASSERT_EQ(read.problems.size(), 1U);
  EXPECT_EQ(read.problems.front().code, Code::bad_value);
  EXPECT_THAT(message(read.problems.front()), testing::HasSubstr("endpoint cd8_of_cd3"));
}

}  // namespace
