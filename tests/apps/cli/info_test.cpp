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
TEST_F(Info, VerifySaysWhatTheChecksumSays) {
  const auto file = folder / "study/fcs/SYNTHETIC_PBMC_S01_C1D1.fcs";
  EXPECT_THAT(run({"info", file}).table, Not(HasSubstr("checksum")));
  EXPECT_THAT(run({"info", "--verify", file}).table, HasSubstr("checksum    absent"));
  const auto bytes = testing_support::bytes_of(file);
  folder.write("wrong.fcs", bytes + "12345678");
  const auto outcome = run({"info", "--verify", "--json", folder / "wrong.fcs"});
  EXPECT_EQ(outcome.exit, Exit::done);
  const auto json = nlohmann::json::parse(outcome.table);
  EXPECT_EQ(json[0].at("checksum"), "differs");
  EXPECT_EQ(json[0].at("findings")[0].at("name"), "wrong_checksum");
  EXPECT_NE(run({"info", "--verify", "--strict", folder / "wrong.fcs"}).exit, Exit::done);
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

TEST_F(Info, StrictOfAFolderIsALineAFileAndASummary) {
  const auto good = run({"info", "--strict", folder / "study"});
  EXPECT_EQ(good.exit, Exit::done);
  EXPECT_EQ(good.table, folder / "study/fcs/SYNTHETIC_PBMC_S01_C1D1.fcs" + ": ok\n" +
                            (folder / "study/fcs/SYNTHETIC_PBMC_S01_C1D8.fcs") + ": ok\n");
  EXPECT_EQ(good.log, "cytogate: 2 files, 2 ok, 0 deviate\n");

  // The padding of HEADER and the missing final delimiter: two deviations, each of them repaired without --strict.
  const std::string text =
      "|$PAR|1|$P1N|A|$P1B|8|$P1R|256|$P1E|0,0|$DATATYPE|I|$MODE|L|$BYTEORD|1,2,3,4|$NEXTDATA|0|"
      "$TOT|0|$BEGINDATA|0|$ENDDATA|0|$BEGINANALYSIS|0|$ENDANALYSIS|0|$BEGINSTEXT|0|$ENDSTEXT|0";
  folder.write("study/fcs/odd.001", "FCS3.1 x        58     " + std::to_string(57 + text.size()) +
                                        "       0       0       0       0" + text);
  const auto outcome = run({"info", "--strict", folder / "study"});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  EXPECT_THAT(outcome.table, HasSubstr("odd.001: HEADER"));
  EXPECT_THAT(outcome.table, HasSubstr("; and 1 more\n"));
  EXPECT_EQ(outcome.log, "cytogate: 3 files, 2 ok, 1 deviate\n");
}

}  // namespace
