#include <span>
#include <string>
#include <vector>

#include "fcs/writer.h"
#include "run.h"

namespace {

using cli::Exit;

cli::test::Outcome panel(std::vector<std::string> words) {
  words.insert(words.begin(), "panel");
  return cli::test::run(words);
}

struct Names {
  std::string name;
  std::string label;
};

/// A file of one event with these channels.
std::string write_sample(const testing_support::TemporaryFolder& folder, const std::string& file,
                         const std::vector<Names>& names) {
  fcs::WrittenSample sample;
  for (const auto& [name, label] : names) {
    fcs::Channel channel;
    channel.name = name;
    channel.label = label;
    sample.channels.push_back(channel);
  }
  const std::vector<float> event{1.0F};
  const std::vector<std::span<const float>> columns(names.size(), event);
  const auto path = folder.path() / file;
  const auto written = fcs::write_sample(path, sample, columns);
  EXPECT_FALSE(written.has_error());
  return path.string();
}

TEST(PanelList, NamesTheBuiltInPanels) {
  const auto outcome = panel({"list"});
  EXPECT_EQ(outcome.exit, Exit::done);
  EXPECT_THAT(outcome.table, testing::StartsWith("id,version,title\nannexin_v,1,"));
  EXPECT_THAT(outcome.table, testing::HasSubstr("\nt_cell_activation,1,"));
  EXPECT_EQ(outcome.log, "");
}

TEST(PanelShow, ListsStainsAndEndpoints) {
  const auto outcome = panel({"show", "annexin_v"});
  EXPECT_EQ(outcome.exit, Exit::done);
  EXPECT_THAT(outcome.table, testing::HasSubstr("Annexin V"));
  EXPECT_THAT(outcome.table, testing::HasSubstr("TO-PRO-3"));
  EXPECT_THAT(outcome.table, testing::HasSubstr("early_apoptotic"));
}

TEST(PanelShow, NamesTheBuiltInOnesForAnUnknownId) {
  const auto outcome = panel({"show", "t_cells"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_EQ(outcome.table, "");
  EXPECT_THAT(outcome.log, testing::HasSubstr("annexin_v, t_cell_activation"));
}

TEST(PanelMatch, PrintsOneRowAFileAndMarker) {
  const testing_support::TemporaryFolder folder;
  const auto file = write_sample(folder, "a.fcs",
                                 {{"FSC-A", ""}, {"FSC-H", ""}, {"SSC-A", ""}, {"FITC-A", ""}, {"APC-A", "TO-PRO-3"}});
  const auto outcome = panel({"match", "annexin_v", file});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_EQ(outcome.table, "file,marker,channel,$PnN,$PnS,how\n" + file + ",Annexin V,4,FITC-A,,fluorochrome\n" + file +
                               ",PI,5,APC-A,TO-PRO-3,marker\n" + file + ",FSC-A,1,FSC-A,,name\n" + file +
                               ",FSC-H,2,FSC-H,,name\n" + file + ",SSC-A,3,SSC-A,,name\n");
}

TEST(PanelMatch, SaysWhichChannelsCompete) {
  const testing_support::TemporaryFolder folder;
  const auto file = write_sample(
      folder, "a.fcs",
      {{"FSC-A", ""}, {"FSC-H", ""}, {"SSC-A", ""}, {"FITC-A", "AnnexinV"}, {"PE-A", "PI"}, {"APC-A", "TO-PRO-3"}});
  const auto outcome = panel({"match", "annexin_v", file});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  EXPECT_THAT(outcome.table, testing::HasSubstr(",PI,,,,ambiguous\n"));
  EXPECT_THAT(outcome.log,
              testing::HasSubstr(file + ": channel PI: several channels fit: found PE-A (PI), APC-A (TO-PRO-3)"));
}

TEST(PanelMatch, DoesNotMissAStainThatTheStrategyDoesNotUse) {
  const testing_support::TemporaryFolder folder;
  const auto file = write_sample(folder, "a.fcs",
                                 {{"Time", ""},
                                  {"FSC-A", ""},
                                  {"FSC-H", ""},
                                  {"SSC-A", ""},
                                  {"A", "CD3"},
                                  {"B", "CD4"},
                                  {"C", "CD8"},
                                  {"D", "HLA-DR"},
                                  {"E", "CD38"},
                                  {"F", "Live/Dead"}});
  const auto outcome = panel({"match", "t_cell_activation", file});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_THAT(outcome.table, testing::HasSubstr(",CD45,,,,absent\n"));
  EXPECT_EQ(outcome.log, "");
}

TEST(PanelMatch, GoesOnAfterAFileThatCannotBeRead) {
  const testing_support::TemporaryFolder folder;
  const auto broken = folder.write("broken.fcs", "no").string();
  const auto file = write_sample(folder, "a.fcs",
                                 {{"FSC-A", ""}, {"FSC-H", ""}, {"SSC-A", ""}, {"FITC-A", "AnnexinV"}, {"PE-A", "PI"}});
  const auto outcome = panel({"match", "annexin_v", broken, file});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  EXPECT_THAT(outcome.table, testing::HasSubstr(file + ",PI,5,PE-A,PI,marker\n"));
  EXPECT_THAT(outcome.log, testing::HasSubstr(broken));
  EXPECT_EQ(panel({"match", "annexin_v", broken}).exit, Exit::unusable_input);
}

TEST(PanelCommand, RefusesWordsThatItDoesNotKnow) {
  EXPECT_EQ(panel({}).exit, Exit::usage);
  EXPECT_EQ(panel({"draw"}).exit, Exit::usage);
  EXPECT_EQ(panel({"match", "annexin_v"}).exit, Exit::usage);
}

// A study

constexpr const char* channels_strategy = R"(<?xml version="1.0" encoding="UTF-8"?>
<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
                  xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
  <gating:RectangleGate gating:id="CD38pos">
    <gating:dimension gating:compensation-ref="uncompensated" gating:min="10">
      <data-type:fcs-dimension data-type:name="CD38"/>
    </gating:dimension>
  </gating:RectangleGate>
</gating:Gating-ML>
)";

/// Two samples: in one CD38 is labelled, in the other two channels have its fluorochrome.
void write_study_of_two(const testing_support::TemporaryFolder& folder) {
  folder.write("study.toml", "id = \"S\"\n[[panel]]\npath = \"panel.toml\"\n");
  folder.write("panel.toml", "id = \"p\"\nstrategy = \"s.xml\"\n[[stain]]\nmarker = \"CD38\"\nfluorochrome = \"PE\"\n");
  folder.write("s.xml", channels_strategy);
  folder.write("manifest.csv", "file,subject,visit,panel\na.fcs,P01,C1D1,p\nb.fcs,P02,C1D1,p\n");
  write_sample(folder, "a.fcs", {{"PE-A", "CD38"}, {"APC-A", ""}});
  write_sample(folder, "b.fcs", {{"PE-A", ""}, {"PE-YG-A", ""}});
}

TEST(PanelMatchStudy, PrintsEverySampleWithItsCandidates) {
  const testing_support::TemporaryFolder folder;
  write_study_of_two(folder);
  const auto outcome = panel({"match", folder.path().string()});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  EXPECT_EQ(outcome.table,
            "sample,panel,instrument,file,marker,channel,$PnN,$PnS,how,candidates,differs\n"
            "a,p,,a.fcs,CD38,1,PE-A,CD38,marker,,no\n"
            "b,p,,b.fcs,CD38,,,,ambiguous,\"PE-A, PE-YG-A\",yes\n");
}

TEST(PanelMatchStudy, SavesAChoiceThatLaterRunsUse) {
  const testing_support::TemporaryFolder folder;
  write_study_of_two(folder);
  const auto outcome =
      panel({"match", folder.path().string(), "--choose", "CD38=PE-A", "--reason", "the other is empty"});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_THAT(outcome.table, testing::HasSubstr("b,p,,b.fcs,CD38,1,PE-A,,choice,,no\n"));
  EXPECT_THAT(testing_support::bytes_of(folder.path() / "mappings.toml"), testing::HasSubstr("the other is empty"));
  const auto file = (folder.path() / "b.fcs").string();
  const auto toml = (folder.path() / "panel.toml").string();
  EXPECT_EQ(cli::test::run({"gate", file, "--panel", toml}).exit, Exit::partial_or_different);
  EXPECT_EQ(
      cli::test::run({"gate", file, "--panel", toml, "--mappings", (folder.path() / "mappings.toml").string()}).exit,
      Exit::done);
}

TEST(PanelMatchStudy, RefusesAChoiceThatNoFileCouldMeet) {
  const testing_support::TemporaryFolder folder;
  write_study_of_two(folder);
  const auto choose = [&](const std::string& choice) {
    return panel({"match", folder.path().string(), "--choose", choice, "--reason", "r"}).exit;
  };
  EXPECT_EQ(choose("CD38=PE-H"), Exit::usage);
  EXPECT_EQ(choose("CD99=PE-A"), Exit::usage);
  EXPECT_EQ(choose("CD38"), Exit::usage);
  EXPECT_EQ(panel({"match", folder.path().string(), "--choose", "CD38=PE-A"}).exit, Exit::usage);  // no reason
  EXPECT_NE(panel({"match", folder.path().string(), "--choose", "CD38=PE-A", "--reason", "  "}).exit, Exit::done);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "mappings.toml"));
}

}  // namespace
