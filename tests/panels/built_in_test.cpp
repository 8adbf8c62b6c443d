#include <string>
#include <string_view>

#include "fcs/base/error.h"
#include "panels/match.h"
#include "panels/read.h"

namespace {

TEST(BuiltInPanels, AreTwo) {
  EXPECT_THAT(panels::built_in_ids(), testing::ElementsAre("annexin_v", "t_cell_activation"));
}

TEST(BuiltInPanels, AreListedWhereAnotherIsAskedFor) {
  const auto read = panels::built_in_panel("t_cells");
  ASSERT_TRUE(read.has_error());
  EXPECT_EQ(read.error().code, fcs::Code::no_such_panel);
  EXPECT_EQ(read.error().expected, "one of annexin_v, t_cell_activation");
  EXPECT_TRUE(panels::built_in_files("").has_error());
}

class BuiltInPanel : public testing::TestWithParam<std::string_view> {};

TEST_P(BuiltInPanel, IsReadWithoutFindings) {
  const auto read = panels::built_in_panel(GetParam());
  ASSERT_TRUE(read.has_value()) << fcs::message(read.error());
  for (const auto& finding : read.value().findings) ADD_FAILURE() << fcs::message(finding);
  EXPECT_EQ(read.value().panel.id, GetParam());
  EXPECT_EQ(read.value().panel.file, "built-in:" + std::string{GetParam()});
}

TEST_P(BuiltInPanel, IsTheTextThatStudyNewLaysDown) {
  const auto files = panels::built_in_files(GetParam());
  const auto read = panels::built_in_panel(GetParam());
  ASSERT_TRUE(files.has_value() && read.has_value());
  EXPECT_EQ(read.value().panel.strategy_text, files.value().strategy_xml);
  EXPECT_THAT(std::string{files.value().panel_toml}, testing::HasSubstr("id = \"" + std::string{GetParam()} + "\""));
}

/// The strategy asks for its stains' markers and for scatter and time, nothing else.
TEST_P(BuiltInPanel, AsksForMarkersThatItStains) {
  const auto read = panels::built_in_panel(GetParam());
  ASSERT_TRUE(read.has_value());
  const auto& panel = read.value().panel;
  std::vector<std::string> known{"FSC-A", "FSC-H", "SSC-A", "SSC-H", "Time"};
  for (const auto& stain : panel.stains) known.push_back(stain.marker);
  EXPECT_THAT(known, testing::IsSupersetOf(gating::channel_names(panel.strategy)));
}

INSTANTIATE_TEST_SUITE_P(Both, BuiltInPanel, testing::Values("annexin_v", "t_cell_activation"),
                         [](const auto& row) { return std::string{row.param}; });

std::vector<std::string> endpoint_ids(std::string_view id) {
  std::vector<std::string> ids;
  const auto read = panels::built_in_panel(id);
  for (const auto& endpoint : read.value().panel.endpoints) ids.push_back(endpoint.id);
  return ids;
}

TEST(BuiltInPanels, ReportTheEndpointsOfTheDesign) {
  EXPECT_THAT(endpoint_ids("t_cell_activation"), testing::ElementsAre("cd8_activated", "cd4_activated", "cd8_dr_only",
                                                                      "cd8_cd38_only", "cd8_of_cd3", "cd4_of_cd3"));
  EXPECT_THAT(endpoint_ids("annexin_v"), testing::ElementsAre("live", "early_apoptotic", "late_apoptotic", "necrotic"));
}

}  // namespace
