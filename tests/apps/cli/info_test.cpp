#include <nlohmann/json.hpp>

#include "run.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::run;
using testing::HasSubstr;
using testing::Not;

class Info : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(
        run({"simulate", "-o", folder / "study", "--events", "200", "--subjects", "1", "--visits", "C1D1,C1D8"}).exit,
        Exit::done);
  }
  Folder folder;
};

TEST_F(Info, TheCardShowsChannelsMarkersAndSpillover) {
  const auto outcome = run({"info", folder / "study/fcs/SYNTHETIC_PBMC_S01_C1D1.fcs"});
  EXPECT_EQ(outcome.exit, Exit::done);
  EXPECT_THAT(outcome.table, HasSubstr("FCS3.1, 200 events"));
  EXPECT_THAT(outcome.table, HasSubstr("HLA-DR"));
  EXPECT_THAT(outcome.table, HasSubstr("$SPILLOVER, 8 x 8"));
  EXPECT_THAT(outcome.table, HasSubstr("SYNTHETIC"));
  EXPECT_THAT(outcome.table, Not(HasSubstr("$BEGINDATA")));
}
TEST_F(Info, KeywordsShowsAllOfText) {
  EXPECT_THAT(run({"info", "--keywords", folder / "study/fcs/SYNTHETIC_PBMC_S01_C1D1.fcs"}).table,
              HasSubstr("$BEGINDATA = "));
}
TEST_F(Info, AFolderIsSearchedInTheOrderOfNamesAndJsonListsEveryDataSet) {
  folder.write("study/notes.txt", "not a sample");
  const auto json = nlohmann::json::parse(run({"info", "--json", folder / "study"}).table);
  ASSERT_EQ(json.size(), 2U);
  EXPECT_THAT(json[0].at("file").get<std::string>(), HasSubstr("C1D1"));
  EXPECT_THAT(json[1].at("file").get<std::string>(), HasSubstr("C1D8"));
  EXPECT_EQ(json[0].at("events"), 200);
  EXPECT_EQ(json[0].at("spillover").at("detectors").size(), 8U);
}
TEST_F(Info, JsonHoldsEveryKeyword) {
  const auto json = nlohmann::json::parse(
      run({"info", "--json", "--keywords", folder / "study/fcs/SYNTHETIC_PBMC_S01_C1D1.fcs"}).table);
  EXPECT_EQ(json[0].at("keywords").at("$TOT"), "200");
  EXPECT_EQ(json[0].at("keywords").at("$MODE"), "L");
}
TEST_F(Info, OneBadFileOfSeveralExitsWith1) {
  folder.write("study/fcs/broken.fcs", "FCS3.1");
  const auto outcome = run({"info", folder / "study"});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  EXPECT_THAT(outcome.log, HasSubstr("broken.fcs"));
  EXPECT_THAT(outcome.table, HasSubstr("C1D8"));
}

}  // namespace
