#include "panels/match.h"

#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fcs/base/error.h"

namespace {

using panels::Panel;
using panels::Stain;

struct Names {
  std::string name;
  std::string label;
};

std::vector<fcs::Channel> sample(const std::vector<Names>& names) {
  std::vector<fcs::Channel> channels;
  for (const auto& [name, label] : names) {
    fcs::Channel channel;
    channel.index = fcs::ChannelIndex{channels.size()};
    channel.name = name;
    channel.label = label;
    channel.is_time = name == "Time" || name == "TIME";
    channels.push_back(channel);
  }
  return channels;
}

/// The $PnN that a name is mapped to, or "code: what was found".
std::string found(const std::string& name, const std::vector<Names>& names, const Panel* panel = nullptr) {
  const auto channels = sample(names);
  const auto mapping = panels::map_channels({name}, channels, panel);
  if (const auto hit = mapping.channels.find(name); hit != mapping.channels.end())
    return channels[hit->second.value()].name;
  const auto& error = mapping.missing.at(name);
  return std::string{fcs::name(error.code)} + ": " + error.found;
}

Panel panel_of(std::vector<Stain> stains) {
  Panel panel;
  panel.stains = std::move(stains);
  return panel;
}

Panel t_cells() {
  return panel_of({{"CD3", {"CD3e"}, "FITC"},
                   {"CD4", {}, "BV421"},
                   {"CD8", {}, "PerCP-Cy5.5"},
                   {"HLA-DR", {}, "APC"},
                   {"CD38", {}, "PE"},
                   {"CD14/CD19", {"Dump"}, "APC-Cy7"},
                   {"Viability", {"Zombie NIR"}, "BV510"}});
}

Panel annexin() {
  return panel_of({{"Annexin V", {"AnxV"}, "FITC", panels::Role::apoptosis},
                   {"PI", {"DNA dye", "TO-PRO-3", "7-AAD"}, "", panels::Role::dna}});
}

// $PnN

TEST(MapChannels, TakesTheExactChannelNameFirst) {
  EXPECT_EQ(found("FL2-H", {{"FL1-H", "FL2-H"}, {"FL2-H", "CD3"}}), "FL2-H");
  EXPECT_EQ(found("CD3", {{"FITC-A", "CD3"}, {"CD3", "column CD3 from dataset"}}), "CD3");
}

TEST(MapChannels, RefusesAChannelNameThatTwoChannelsHave) {
  EXPECT_EQ(found("FL1", {{"FL1", ""}, {"FL1", ""}}), "ambiguous_channel: FL1, FL1");
}

TEST(MapChannels, LeavesChannelNamesWithoutAPanelUnvetoed) {
  const auto panel = t_cells();
  EXPECT_EQ(found("FITC-A", {{"FITC-A", "CD3"}}, &panel), "FITC-A");
}

TEST(MapChannels, DoesNotTakeAChannelCalledLikeAStainWhoseLabelIsAnotherStain) {
  const auto panel = t_cells();
  EXPECT_EQ(found("CD3", {{"CD3", "CD4"}, {"APC-A", "CD3"}}, &panel), "APC-A");
  EXPECT_EQ(found("CD3", {{"CD3", "CD4"}}, &panel), "no_such_channel: CD3 (CD4)");
}

TEST(MapChannels, FindsTimeInAnyCase) {
  EXPECT_EQ(found("Time", {{"FSC", ""}, {"TIME", "Time LSW"}, {"Time MSW", "Time MSW"}}), "TIME");
  EXPECT_EQ(found("TIME", {{"FSC", ""}, {"Time", "HDR-T"}}), "Time");
}

TEST(MapChannels, DoesNotGuessAtFluorochromesThatTheStrategyNames) {
  EXPECT_EQ(found("FITC-A", {{"Comp-FITC-A", ""}}), "no_such_channel: Comp-FITC-A");
  EXPECT_EQ(found("APC-A", {{"APC-Cy7-A", ""}}), "no_such_channel: APC-Cy7-A");
}

// Markers

struct MarkerCase {
  std::string_view test;
  std::string name;
  std::vector<Names> channels;
  std::string expected;
  friend std::ostream& operator<<(std::ostream& out, const MarkerCase& row) { return out << row.test; }
};
class MapMarker : public testing::TestWithParam<MarkerCase> {};
TEST_P(MapMarker, FindsWhatTheLabelSays) {
  const auto& row = GetParam();
  EXPECT_EQ(found(row.name, row.channels), row.expected);
}
INSTANTIATE_TEST_SUITE_P(
    Table, MapMarker,
    testing::Values(
        MarkerCase{"SpellingsOfOneMarker", "HLA-DR", {{"APC-A", "hla_dr"}}, "APC-A"},
        MarkerCase{
            "FluorochromeBesideTheMarker", "CD8", {{"APC-A", "CD38 APC"}, {"APC-Cy7-A", "CD8 APC-Cy7"}}, "APC-Cy7-A"},
        MarkerCase{"NeverCD45ForCD4",
                   "CD4",
                   {{"PE-A", "CD45"}, {"APC-A", "CD45RA"}},
                   "no_such_channel: PE-A (CD45), APC-A (CD45RA)"},
        MarkerCase{"NeverCD38ForCD3", "CD3", {{"PE-A", "CD38"}, {"FITC-A", "CD3"}}, "FITC-A"},
        MarkerCase{"NeverCD8bForCD8", "CD8", {{"APC-A", "APC - CD8b"}, {"BV650-A", "BV650 - CD8a"}}, "BV650-A"},
        MarkerCase{"NeverOneOfTwo", "CD19", {{"APC-Cy7-A", "CD14_CD19"}}, "no_such_channel: APC-Cy7-A (CD14_CD19)"},
        MarkerCase{"NeverViabilityWithAMarker",
                   "CD14",
                   {{"V450-A", "VIVID / CD14"}},
                   "no_such_channel: V450-A (VIVID / CD14)"},
        MarkerCase{"ChannelNameWithoutLabel", "CD3", {{"CD3 FITC-A", ""}, {"CD38 PE-A", " "}}, "CD3 FITC-A"},
        MarkerCase{"ChannelNameWhereTheLabelIsAFluorochrome", "CD3", {{"CD3-A", "FITC"}}, "CD3-A"},
        MarkerCase{"LabelVetoesChannelName", "CD3", {{"CD3 FITC-A", "CD4"}}, "no_such_channel: CD3 FITC-A (CD4)"},
        MarkerCase{"EmptyVetoesChannelName", "PI", {{"PI-A", "EMPTY"}}, "no_such_channel: PI-A (EMPTY)"},
        MarkerCase{"Viability", "VIABILITY", {{"BV510-A", "Live/Dead Aqua"}}, "BV510-A"},
        MarkerCase{"DyeOfAViabilityLabel", "7-AAD", {{"BL 695/40-A", "viability;7-AAD;695/40@488/A"}}, "BL 695/40-A"},
        MarkerCase{"CompensatedName", "HLA-DR", {{"Comp-PE-Vio770-A", "HLA-DR"}}, "Comp-PE-Vio770-A"},
        MarkerCase{"ScatterWithADot", "FSC-A", {{"FSC.A", "FSC-A"}, {"FSC.H", "FSC-H"}}, "FSC.A"},
        MarkerCase{
            "ScatterOfCoulter", "SSC-A", {{"FS INT LIN", ""}, {"SS INT LIN", ""}, {"SS PEAK LIN", ""}}, "SS INT LIN"},
        MarkerCase{"ScatterWithoutMeasureIsNoArea", "FSC-A", {{"FSC", ""}}, "no_such_channel: FSC"},
        MarkerCase{"OtherSideScatter", "SSC-A", {{"SSC-B-A", ""}}, "no_such_channel: SSC-B-A"}),
    [](const auto& row) { return std::string{row.param.test}; });

TEST(MapChannels, ListsTheChannelsThatShareAMarker) {
  EXPECT_EQ(found("HLA-DR", {{"APC-A", "HLA-DR"}, {"PE-A", "CD38"}, {"BV605-A", "HLA DR"}}),
            "ambiguous_channel: APC-A (HLA-DR), BV605-A (HLA DR)");
}

TEST(MapChannels, TakesRawAndCompensatedForTwo) {
  EXPECT_EQ(found("CD3", {{"FITC-A", "CD3"}, {"Comp-FITC-A", "CD3"}}),
            "ambiguous_channel: FITC-A (CD3), Comp-FITC-A (CD3)");
}

TEST(MapChannels, SaysWhatWasLookedFor) {
  const auto panel = t_cells();
  const auto channels = sample({{"PE-A", "CD38"}});
  const auto mapping = panels::map_channels({"CD3"}, channels, &panel);
  const auto& error = mapping.missing.at("CD3");
  EXPECT_EQ(error.expected, "CD3, CD3e; or FITC on a channel without $PnS");
  EXPECT_EQ(error.where.item, "channel CD3");
}

TEST(MapChannels, MapsEachNameOnItsOwn) {
  const auto channels = sample({{"FSC-A", ""}, {"FITC-A", "CD3"}});
  const auto mapping = panels::map_channels({"CD3", "CD4", "FSC-A"}, channels, nullptr);
  EXPECT_THAT(mapping.channels, testing::ElementsAre(testing::Pair("CD3", fcs::ChannelIndex{1}),
                                                     testing::Pair("FSC-A", fcs::ChannelIndex{0})));
  EXPECT_THAT(mapping.missing, testing::ElementsAre(testing::Key("CD4")));
}

// Area, Height and Width

TEST(MapChannels, MeansTheAreaOfADetector) {
  const std::vector<Names> channels{{"FITC-W", "CD3"}, {"FITC-H", "CD3"}, {"FITC-A", "CD3"}};
  EXPECT_EQ(found("CD3", channels), "FITC-A");
  EXPECT_EQ(found("CD3-A", channels), "FITC-A");
  EXPECT_EQ(found("CD3-H", channels), "FITC-H");
  EXPECT_EQ(found("CD3-W", channels), "FITC-W");
}

TEST(MapChannels, TakesTheHeightWhereThereIsNoArea) {
  EXPECT_EQ(found("CD4", {{"FL1-H", "CD4 FITC"}, {"FL1-W", "CD4 FITC"}}), "FL1-H");
}

TEST(MapChannels, NeverTakesAWidthUnasked) {
  EXPECT_EQ(found("CD4", {{"FL1-W", "CD4 FITC"}}), "no_such_channel: FL1-W (CD4 FITC)");
}

TEST(MapChannels, DoesNotTakeAnotherMeasureThanAskedFor) {
  EXPECT_EQ(found("CD3-H", {{"FITC-A", "CD3"}}), "no_such_channel: FITC-A (CD3)");
}

TEST(MapChannels, DoesNotChooseBetweenLinearAndLogarithmic) {
  EXPECT_EQ(found("CD3", {{"FL1 INT LIN", "CD3"}, {"FL1 INT LOG", "CD3"}}),
            "ambiguous_channel: FL1 INT LIN (CD3), FL1 INT LOG (CD3)");
}

// The panel

TEST(MapChannels, TakesAliasesOfThePanel) {
  const auto panel = t_cells();
  EXPECT_EQ(found("CD3", {{"BV785-A", "CD3e"}}, &panel), "BV785-A");
  EXPECT_EQ(found("CD3", {{"BV785-A", "CD3e"}}), "no_such_channel: BV785-A (CD3e)");
  EXPECT_EQ(found("CD14/CD19", {{"APC-Cy7-A", "dump"}}, &panel), "APC-Cy7-A");
  EXPECT_EQ(found("Dump", {{"APC-Cy7-A", "CD14_CD19"}}, &panel), "APC-Cy7-A");
}

TEST(MapChannels, TakesEachDnaDyeOfTheAnnexinPanel) {
  const auto panel = annexin();
  EXPECT_EQ(found("PI", {{"PE-A", "Propidium Iodide"}}, &panel), "PE-A");
  EXPECT_EQ(found("PI", {{"APC-A", "TO-PRO-3"}}, &panel), "APC-A");
  EXPECT_EQ(found("DNA dye", {{"PerCP-A", "7AAD"}}, &panel), "PerCP-A");
  EXPECT_EQ(found("PI", {{"PE-A", "PE"}, {"APC-A", "APC"}}, &panel), "no_such_channel: PE-A (PE), APC-A (APC)");
}

TEST(MapChannels, DoesNotChooseBetweenTwoAliases) {
  const auto panel = annexin();
  EXPECT_EQ(found("PI", {{"PE-A", "PI"}, {"APC-A", "TO-PRO-3"}}, &panel),
            "ambiguous_channel: PE-A (PI), APC-A (TO-PRO-3)");
}

TEST(MapChannels, LetsAnAliasThatIsAChannelNameDecide) {
  const auto panel = panel_of({{"CD3", {"B515-A", "PE-A"}, ""}, {"CD4", {}, ""}});
  EXPECT_EQ(found("CD3", {{"B515-A", "CD3"}, {"R780-A", "CD3"}}, &panel), "B515-A");
  EXPECT_EQ(found("CD3", {{"B515-A", ""}, {"R780-A", ""}}, &panel), "B515-A");
  EXPECT_EQ(found("CD3", {{"B515-A", ""}, {"R780-A", "CD3"}}, &panel), "R780-A");
  EXPECT_EQ(found("CD3", {{"B515-A", "CD20"}}, &panel), "no_such_channel: B515-A (CD20)");
}

// Fluorochromes

TEST(MapChannels, FallsBackToTheFluorochromeOfAChannelWithoutLabel) {
  const auto panel = t_cells();
  EXPECT_EQ(found("CD3", {{"FSC-A", ""}, {"FITC-A", ""}, {"FITC-H", ""}}, &panel), "FITC-A");
  EXPECT_EQ(found("CD8", {{"PerCP-Cy55-A", " "}}, &panel), "PerCP-Cy55-A");
  EXPECT_EQ(found("CD3", {{"B525-FITC-A", ""}}, &panel), "B525-FITC-A");
  EXPECT_EQ(found("HLA-DR", {{"APC-Cy7-A", ""}, {"Comp-APC-A", ""}}, &panel), "Comp-APC-A");
}

TEST(MapChannels, ReadsALabelThatIsOnlyAFluorochrome) {
  const auto panel = t_cells();
  EXPECT_EQ(found("CD3", {{"FL1-A", "FITC-A"}, {"FL2-A", "PE-A"}}, &panel), "FL1-A");
  EXPECT_EQ(found("CD3", {{"BL1-A", "FITC-A"}}, &panel), "BL1-A");
}

TEST(MapChannels, PrefersAMarkerToAFluorochrome) {
  const auto panel = t_cells();
  EXPECT_EQ(found("CD3", {{"FITC-A", ""}, {"APC-A", "CD3"}}, &panel), "APC-A");
}

TEST(MapChannels, LetsALabelVetoAFluorochrome) {
  const auto panel = t_cells();
  EXPECT_EQ(found("CD3", {{"FITC-A", "CD45"}}, &panel), "no_such_channel: FITC-A (CD45)");
  EXPECT_EQ(found("CD3", {{"FITC-A", "EMPTY"}}, &panel), "no_such_channel: FITC-A (EMPTY)");
  EXPECT_EQ(found("CD3", {{"CD4 FITC-A", ""}}, &panel), "no_such_channel: CD4 FITC-A");
}

TEST(MapChannels, ListsTheChannelsThatShareAFluorochrome) {
  const auto panel = t_cells();
  EXPECT_EQ(found("CD38", {{"PE-A", ""}, {"PE-YG-A", ""}}, &panel), "ambiguous_channel: PE-A, PE-YG-A");
}

TEST(MapChannels, DoesNotTellTwoStainsOfOneFluorochromeApart) {
  const auto panel = panel_of({{"CD14", {}, "APC-Cy7"}, {"CD19", {}, "APC-Cy7"}});
  EXPECT_EQ(found("CD14", {{"APC-Cy7-A", ""}}, &panel), "no_such_channel: APC-Cy7-A");
}

TEST(MapChannels, KnowsReportersThatNoDictionaryHas) {
  const auto panel = panel_of({{"Bcl6", {}, "mCherry", panels::Role::reporter}});
  EXPECT_EQ(found("Bcl6", {{"GFP-A", ""}, {"mCherry-A", ""}}, &panel), "mCherry-A");
}

TEST(MatchChannel, SaysByWhichRule) {
  const auto panel = t_cells();
  const auto channels = sample({{"FSC-A", ""}, {"APC-A", "CD3"}, {"PE-A", ""}});
  EXPECT_EQ(panels::match_channel("FSC-A", channels, &panel).value().how, panels::MatchedBy::channel_name);
  EXPECT_EQ(panels::match_channel("CD3", channels, &panel).value().how, panels::MatchedBy::marker);
  EXPECT_EQ(panels::match_channel("CD38", channels, &panel).value().how, panels::MatchedBy::fluorochrome);
}

// Choices

/// The $PnN that `name` is mapped to on a cytometer, by a panel in which channels were chosen.
std::string chosen(const std::string& name, const std::vector<Names>& names, std::vector<panels::ChannelChoice> choices,
                   const panels::Instrument& instrument = {"Fortessa", "H1"}) {
  auto panel = t_cells();
  panel.choices = std::move(choices);
  const auto channels = sample(names);
  const auto match = panels::match_channel(name, channels, &panel, instrument);
  if (!match) return std::string{fcs::name(match.error().code)} + ": " + match.error().found;
  return channels[match.value().channel.value()].name + " by " + std::string{panels::name(match.value().how)};
}

const std::vector<Names> two_pe{{"PE-A", ""}, {"PE-YG-A", ""}, {"APC-A", "CD38"}};

TEST(ChannelChoice, GoesBeforeAllRules) {
  EXPECT_EQ(chosen("CD38", two_pe, {{"", "CD38", "PE-YG-A"}}), "PE-YG-A by choice");
  EXPECT_EQ(chosen("HLA-DR", {{"APC-A", "CD4"}}, {{"", "HLA-DR", "APC-A"}}), "APC-A by choice");
}

TEST(ChannelChoice, IsOfOneCytometer) {
  for (const auto* instrument : {"", "Fortessa", "fortessa", "H1", "Fortessa H1"}) {
    EXPECT_EQ(chosen("CD38", two_pe, {{instrument, "CD38", "PE-A"}}), "PE-A by choice") << instrument;
  }
  EXPECT_EQ(chosen("CD38", two_pe, {{"Aurora", "CD38", "PE-A"}}), "APC-A by marker");
  EXPECT_EQ(chosen("CD38", two_pe, {{"Fortessa H2", "CD38", "PE-A"}}), "APC-A by marker");
}

TEST(ChannelChoice, OfTheCytometerItselfGoesBeforeThatOfItsModelAndOfAll) {
  EXPECT_EQ(
      chosen("CD38", two_pe, {{"Fortessa H1", "CD38", "PE-A"}, {"Fortessa", "CD38", "PE-YG-A"}, {"", "CD38", "X"}}),
      "PE-A by choice");
}

TEST(ChannelChoice, TheLaterOfTwoCounts) {
  EXPECT_EQ(chosen("CD38", two_pe, {{"", "CD38", "PE-A"}, {"", "CD38", "PE-YG-A"}}), "PE-YG-A by choice");
}

TEST(ChannelChoice, IsFoundByAnAliasOfTheStain) {
  EXPECT_EQ(chosen("CD3", {{"A", ""}, {"B", ""}}, {{"", "CD3e", "B"}}), "B by choice");
}

TEST(ChannelChoice, IsAnErrorWhereTheFileLacksTheChannel) {
  EXPECT_EQ(chosen("CD38", {{"APC-A", "CD38"}}, {{"", "CD38", "PE-A"}}), "no_such_channel: APC-A (CD38)");
}

TEST(ChannelChoice, TakesTheChannelFromOtherMarkers) {
  EXPECT_EQ(chosen("HLA-DR", {{"APC-A", ""}, {"R660-APC-A", ""}}, {{"", "CD38", "APC-A"}}),
            "R660-APC-A by fluorochrome");
  EXPECT_EQ(chosen("CD3", {{"A", "CD3"}, {"B", "CD3"}}, {{"", "CD4", "B"}}), "A by marker");
}

TEST(ChannelChoice, LeavesTheChannelItsName) {
  EXPECT_EQ(chosen("APC-A", {{"APC-A", ""}}, {{"", "CD38", "APC-A"}}), "APC-A by name");
}

TEST(ChannelChoice, OfAMarkerIsNoneOfItsOtherMeasures) {
  EXPECT_EQ(chosen("CD38-H", {{"PE-A", "CD38"}, {"PE-H", "CD38"}}, {{"", "CD38", "PE-A"}}), "PE-H by marker");
}

TEST(ChannelChoice, MayBeOfScatter) {
  EXPECT_EQ(chosen("FSC-A", {{"FSC-A", ""}, {"FSC PAR-A", ""}}, {{"", "FSC-A", "FSC PAR-A"}}), "FSC PAR-A by choice");
}

}  // namespace
