#include <cctype>
#include <ostream>
#include <string>
#include <string_view>

#include "panels/match.h"
#include "tests/support/reference_values.h"

namespace {

TEST(ParseLabel, AgreesWithTheReferenceVectors) {
  const auto rows = reference_values("marker_normalise");
  if (rows.is_null()) GTEST_SKIP() << "the shared folder is absent";
  ASSERT_EQ(rows.size(), 25U);
  for (const auto& row : rows) {
    const auto text = row["pns"].get<std::string>();
    const auto fluorochrome = row["fluor"].is_null() ? std::string{} : row["fluor"].get<std::string>();
    EXPECT_EQ(panels::parse_label(text).marker, row["marker"].get<std::string>()) << text;
    EXPECT_EQ(panels::parse_label(text).fluorochrome, fluorochrome) << text;
  }
}

struct Row {
  std::string_view text;
  std::string_view marker;
  std::string_view fluorochrome;
  friend std::ostream& operator<<(std::ostream& out, const Row& row) { return out << '"' << row.text << '"'; }
};

std::string name_of(const testing::TestParamInfo<Row>& row) {
  std::string name = std::to_string(row.index) + "_";
  for (const char c : row.param.text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  }
  return name;
}

class ParseLabel : public testing::TestWithParam<Row> {};
TEST_P(ParseLabel, FindsMarkerAndFluorochrome) {
  const auto& [text, marker, fluorochrome] = GetParam();
  const auto label = panels::parse_label(text);
  EXPECT_EQ(label.marker, marker);
  EXPECT_EQ(label.fluorochrome, fluorochrome);
}

INSTANTIATE_TEST_SUITE_P(WholeTokens, ParseLabel,
                         testing::Values(Row{"CD3", "CD3", ""}, Row{"CD38", "CD38", ""}, Row{"CD3e", "CD3E", ""},
                                         Row{"CD45RA", "CD45RA", ""}, Row{"CD45 RA", "CD45RA", ""},
                                         Row{"HLA-DRB1", "HLADRB1", ""}, Row{"CD8b", "CD8B", ""},
                                         Row{"CD8 B PE", "CD8B", "PE"}, Row{"mCD45", "MCD45", ""},
                                         Row{"TO-PRO-1", "TOPRO1", ""}),
                         name_of);

INSTANTIATE_TEST_SUITE_P(SeveralMarkers, ParseLabel,
                         testing::Values(Row{"CD14_CD19", "CD14CD19", ""},
                                         Row{"CD14/CD19 APC-Cy7", "CD14CD19", "APC-Cy7"}, Row{"CD3/19", "CD3+19", ""},
                                         Row{"CD3 8", "CD3+8", ""}, Row{"VIVID / CD14", "VIABILITYCD14", "ViViD"},
                                         Row{"Annexin V PI", "ANXVPI", ""}),
                         name_of);

INSTANTIATE_TEST_SUITE_P(
    Fluorochromes, ParseLabel,
    testing::Values(Row{"CD8 APC-Cy7", "CD8", "APC-Cy7"}, Row{"APCCy7 - CD4", "CD4", "APC-Cy7"},
                    Row{"CD4 APC-H7", "CD4", "APC-H7"}, Row{"PerCP Cy5.5 CD8", "CD8", "PerCP-Cy5-5"},
                    Row{"CD45-PC7", "CD45", "PE-Cy7"}, Row{"CD22-PC5", "CD22", "PE-Cy5"},
                    Row{"CD19-ECD", "CD19", "PE-Texas Red"}, Row{"CD4 BV 421", "CD4", "BV421"},
                    Row{"AF700 - CD45RO", "CD45RO", "Alexa Fluor 700"}, Row{"Pacific Blue CD8", "CD8", "Pacific Blue"},
                    Row{"HLA-DR Alexa Fluor\u2122 488", "HLADR", "Alexa Fluor 488"}, Row{"CD3 V450", "CD3", "V450"},
                    Row{"PE p-STAT3", "PSTAT3", "PE"}, Row{"PI", "PI", ""}, Row{"PE", "", "PE"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Viability, ParseLabel,
    testing::Values(Row{"LIVE/DEAD Aqua", "VIABILITY", "Aqua"}, Row{"L/D Aqua - Viability", "VIABILITY", "Aqua"},
                    Row{"Viability", "VIABILITY", ""}, Row{"Dead", "VIABILITY", ""},
                    Row{"Zombie Aqua", "VIABILITY", "Zombie Aqua"}, Row{"FVS510", "VIABILITY", "FVS510"},
                    Row{"Fixable Viability Dye eFluor 780", "VIABILITY", "eFluor 780"},
                    Row{"eFluor 780", "VIABILITY", "eFluor 780"}, Row{"CD4 APC-eFluor 780", "CD4", "APC-eFluor 780"},
                    Row{"viability;7-AAD;695/40@488/A", "VIABILITY", "7-AAD"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(Apoptosis, ParseLabel,
                         testing::Values(Row{"AnnexinV", "ANXV", ""}, Row{"AxV", "ANXV", ""},
                                         Row{"ANXV APC", "ANXV", "APC"},
                                         Row{"Annexin V Pacific Blue", "ANXV", "Pacific Blue"},
                                         Row{"TOPRO3", "TOPRO3", ""}, Row{"TOPRO-3 Iodide", "TOPRO3", ""},
                                         Row{"7AAD", "7AAD", ""}, Row{"PI/PE-Cy5-A", "PI", "PE-Cy5"}),
                         name_of);

INSTANTIATE_TEST_SUITE_P(
    ChannelNames, ParseLabel,
    testing::Values(Row{"FITC-A", "", "FITC"}, Row{"Comp-APC-A", "", "APC"}, Row{"FJComp-APC-A", "", "APC"},
                    Row{"CD3 FITC-A", "CD3", "FITC"}, Row{"CD4 V450-PB-A", "CD4", "Pacific Blue"},
                    Row{"TNFa FITC FLR-A", "TNFA", "FITC"}, Row{"B525-FITC-A", "", "FITC"},
                    Row{"R763-APCA750-A", "", "APC-Alexa Fluor 750"}, Row{"PE-TxRed YG-A", "", "PE-Texas Red"},
                    Row{"BUV615-P-A", "", "BUV615"}, Row{"FITC-FL1-H", "", "FITC"},
                    Row{"488/552nm PE Cy7 (740LP) LogH", "", "PE-Cy7"}, Row{"FL1-H", "", ""},
                    Row{"FL1 INT LOG", "", ""}, Row{"FS INT LIN", "FSC", ""}, Row{"FSC-A", "FSC", ""},
                    Row{"SSC-B-A", "SSCB", ""}, Row{"B220-A", "B220", ""}, Row{"APC-A :: CD3", "CD3", "APC"},
                    Row{"Time (204.80 sec.)", "TIME", ""}, Row{"450/50 (405)-A", "", ""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(Writing, ParseLabel,
                         testing::Values(Row{"IFN-\u03B3 PE", "IFNG", "PE"}, Row{"CD45\u2013RA", "CD45RA", ""},
                                         Row{"HLA\u00A0DR", "HLADR", ""}, Row{"anti-human CD45", "CD45", ""},
                                         Row{"CD3 (FITC)", "CD3", "FITC"}, Row{"FITC (CD3)", "CD3", "FITC"},
                                         Row{"HLA-A", "HLAA", ""}, Row{"Granzyme A", "GRANZYMEA", ""},
                                         Row{"Va7.2", "VA72", ""}, Row{" FSC A ", "FSC", ""}, Row{" ", "", ""},
                                         Row{"-", "", ""}, Row{"191", "", ""}, Row{"\xFF\xFE", "", ""}),
                         name_of);

}  // namespace
