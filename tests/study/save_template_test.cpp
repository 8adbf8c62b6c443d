#include "study/save_template.h"

#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/detail/panel_path.h"
#include "study/study.h"
#include "tests/study/example_study.h"

namespace {

namespace fs = std::filesystem;
using fcs::Code;
using testing::HasSubstr;

study::Study read(const fs::path& folder_or_file) {
  auto read = study::read_study(folder_or_file);
  for (const auto& problem : read.problems) ADD_FAILURE() << message(problem);
  return std::move(read.study);
}

/// Moves the first edge or corner of the panel's first gate.
gating::Strategy with_edge_at(const study::StudyPanel& panel, double edge) {
  auto strategy = panel.panel.strategy;
  auto& gate = strategy.gates.front().gate;
  if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    rectangle->sides.front().min = edge;
  } else {
    std::get<gating::PolygonGate>(gate).vertices.front().x = edge;
  }
  return strategy;
}

void expect_same(const study::Study& a, const study::Study& b) {
  EXPECT_EQ(a.sha256, b.sha256);
  ASSERT_EQ(a.panels.size(), b.panels.size());
  for (std::size_t i = 0; i < a.panels.size(); ++i) {
    const auto& one = a.panels[i];
    const auto& other = b.panels[i];
    EXPECT_EQ(one.id, other.id);
    EXPECT_EQ(one.panel_sha256, other.panel_sha256);
    EXPECT_EQ(one.template_sha256, other.template_sha256);
    EXPECT_EQ(one.panel.file, other.panel.file);
    EXPECT_EQ(one.panel.strategy_file, other.panel.strategy_file);
    EXPECT_EQ(one.panel.strategy_text, other.panel.strategy_text);
    EXPECT_TRUE(one.panel.strategy == other.panel.strategy);
    ASSERT_EQ(one.populations.size(), other.populations.size());
    for (std::size_t p = 0; p < one.populations.size(); ++p)
      EXPECT_EQ(one.populations[p].path, other.populations[p].path);
    EXPECT_EQ(one.endpoints.size(), other.endpoints.size());
  }
}

/// Every file and folder below a folder, and the bytes of the files.
std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    out[entry.path().lexically_relative(folder).string()] = entry.is_regular_file() ? bytes_of(entry.path()) : "";
  }
  return out;
}

/// Two built-in panels, with comments, line ends of both kinds and a character beyond ASCII.
constexpr std::string_view built_in_study =
    "id = \"EX-1\"  # caf\u00E9\r\n"
    "[[panel]]\n"
    "id = \"annexin_v\"\n"
    "\n"
    "[[panel]]\r\n"
    "  id = 't_cell_activation'   # ours \u00E9\r\n"
    "# the end\n";

TEST(SaveTemplate, WritesTheStrategyThatThePanelNames) {
  const TemporaryFolder folder;
  write_example_study(folder);
  auto study = read(folder.path());
  const auto edited = with_edge_at(study.panels[0], 12.5);
  const auto saved = study::save_template(study, 0, edited);
  ASSERT_TRUE(saved.has_value()) << message(saved.error());
  EXPECT_EQ(saved.value(), folder.path() / "strategy.gatingml.xml");

  const auto again = read(folder.path());
  EXPECT_TRUE(again.panels[0].panel.strategy == edited);
  expect_same(study, again);
  EXPECT_EQ(bytes_of(folder.path() / "study.toml"), example_study_toml);
  EXPECT_EQ(bytes_of(folder.path() / "panel.toml"), example_panel_toml);
}

TEST(SaveTemplate, SavesAgainAndAgain) {
  const TemporaryFolder folder;
  write_example_study(folder);
  auto study = read(folder.path());
  for (const double edge : {1.0, 2.0, 3.0}) {
    const auto edited = with_edge_at(study.panels[0], edge);
    ASSERT_TRUE(study::save_template(study, 0, edited).has_value());
    EXPECT_TRUE(study.panels[0].panel.strategy == edited);
  }
  expect_same(study, read(folder.path()));
}

TEST(SaveTemplate, ChangesEveryPanelThatUsesTheDocument) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("study.toml", std::string{example_study_toml} + "[[panel]]\nid = \"other\"\npath = \"../" +
                                 folder.path().filename().string() + "/panel.toml\"\n[[panel]]\nid = \"annexin_v\"\n");
  auto study = read(folder.path());
  const auto edited = with_edge_at(study.panels[1], 12.5);
  ASSERT_TRUE(study::save_template(study, 1, edited).has_value());
  EXPECT_TRUE(study.panels[0].panel.strategy == edited);
  expect_same(study, read(folder.path()));
}

TEST(SaveTemplate, CopiesABuiltInPanelIntoTheStudy) {
  const TemporaryFolder folder;
  folder.write("study.toml", built_in_study);
  auto study = read(folder.path());
  const auto edited = with_edge_at(study.panels[1], 12.5);
  const auto saved = study::save_template(study, 1, edited);
  ASSERT_TRUE(saved.has_value()) << message(saved.error());
  EXPECT_EQ(saved.value(), folder.path() / "panels" / "t_cell_activation" / "strategy.gatingml.xml");

  EXPECT_EQ(bytes_of(folder.path() / "study.toml"),
            "id = \"EX-1\"  # caf\u00E9\r\n"
            "[[panel]]\n"
            "id = \"annexin_v\"\n"
            "\n"
            "[[panel]]\r\n"
            "  path = \"panels/t_cell_activation/panel.toml\"   # ours \u00E9\r\n"
            "# the end\n");
  const auto again = read(folder.path());
  EXPECT_EQ(again.panels[0].panel.file, "built-in:annexin_v");
  EXPECT_EQ(again.panels[1].id, "t_cell_activation");
  EXPECT_TRUE(again.panels[1].panel.strategy == edited);
  expect_same(study, again);
}

TEST(SaveTemplate, SavesACopiedPanelInPlaceTheNextTime) {
  const TemporaryFolder folder;
  folder.write("study.toml", built_in_study);
  auto study = read(folder.path());
  ASSERT_TRUE(study::save_template(study, 0, with_edge_at(study.panels[0], 12.5)).has_value());
  const auto toml = bytes_of(folder.path() / "study.toml");
  const auto edited = with_edge_at(study.panels[0], 13.5);
  ASSERT_TRUE(study::save_template(study, 0, edited).has_value());
  EXPECT_EQ(bytes_of(folder.path() / "study.toml"), toml);
  EXPECT_TRUE(read(folder.path()).panels[0].panel.strategy == edited);
}

/// Saves must fail and change nothing, on disk or in the value.
void expect_refused(const TemporaryFolder& folder, study::Study& study, const gating::Strategy& edited, Code code) {
  const auto before = contents(folder.path());
  const auto study_before = study;
  const auto saved = study::save_template(study, 0, edited);
  ASSERT_TRUE(saved.has_error());
  EXPECT_EQ(saved.error().code, code) << message(saved.error());
  EXPECT_EQ(contents(folder.path()), before);
  expect_same(study, study_before);
}

TEST(SaveTemplate, RefusesACopyWhereOneExistsThatTheStudyDoesNotUse) {
  const TemporaryFolder folder;
  folder.write("study.toml", built_in_study);
  folder.write("panels/annexin_v/panel.toml", "someone's own");
  auto study = read(folder.path());
  expect_refused(folder, study, with_edge_at(study.panels[0], 12.5), Code::cannot_write);
}

TEST(SaveTemplate, TakesBackTheHalfOfACopy) {
  const TemporaryFolder folder;
  folder.write("study.toml", built_in_study);
  folder.write("panels/annexin_v/strategy.gatingml.xml", "someone's own");
  auto study = read(folder.path());
  expect_refused(folder, study, with_edge_at(study.panels[0], 12.5), Code::cannot_write);
}

TEST(SaveTemplate, ChangesNothingWhereTheFolderOfCopiesCannotBeMade) {
  const TemporaryFolder folder;
  folder.write("study.toml", built_in_study);
  folder.write("panels", "a file where the folder would be");
  auto study = read(folder.path());
  expect_refused(folder, study, with_edge_at(study.panels[0], 12.5), Code::cannot_write);
}

/// So long that the file can be read, and no temporary file with a longer name can be made beside it.
std::string longest_name(const std::string& extension) { return std::string(255 - extension.size(), 'x') + extension; }

TEST(SaveTemplate, ChangesNothingWhereStudyTomlCannotBeReplaced) {
  const TemporaryFolder folder;
  auto study = read(folder.write(longest_name(".toml"), built_in_study));
  expect_refused(folder, study, with_edge_at(study.panels[0], 12.5), Code::cannot_write);
}

TEST(SaveTemplate, ChangesNothingWhereTheStrategyCannotBeReplaced) {
  const TemporaryFolder folder;
  write_example_study(folder);
  const auto name = longest_name(".xml");
  folder.write(name, example_strategy);
  std::string panel{example_panel_toml};
  panel.replace(panel.find("strategy.gatingml.xml"), std::string_view{"strategy.gatingml.xml"}.size(), name);
  folder.write("panel.toml", panel);
  auto study = read(folder.path());
  expect_refused(folder, study, with_edge_at(study.panels[0], 12.5), Code::cannot_write);
}

TEST(SaveTemplate, RefusesAStrategyWithoutWhatAnEndpointCounts) {
  const TemporaryFolder folder;
  write_example_study(folder);
  auto study = read(folder.path());
  auto edited = study.panels[0].panel.strategy;
  edited.gates.pop_back();  // CD8pos
  expect_refused(folder, study, edited, Code::no_such_population);
}

TEST(SaveTemplate, RefusesAnEndpointThatNoLongerLiesWithinItsDenominator) {
  const TemporaryFolder folder;
  write_example_study(folder);
  auto study = read(folder.path());
  auto edited = study.panels[0].panel.strategy;
  edited.gates.back().parent.reset();
  expect_refused(folder, study, edited, Code::bad_value);
}

TEST(SaveTemplate, RefusesAStrategyThatNoDocumentCanHold) {
  const TemporaryFolder folder;
  write_example_study(folder);
  auto study = read(folder.path());
  auto edited = study.panels[0].panel.strategy;
  edited.gates.back().name = "a/b";
  expect_refused(folder, study, edited, Code::bad_name);
}

class SaveTemplateChangedFile : public testing::TestWithParam<std::string_view> {};

TEST_P(SaveTemplateChangedFile, IsNotOverwritten) {
  const TemporaryFolder folder;
  write_example_study(folder);
  auto study = read(folder.path());
  const auto file = folder.path() / GetParam();
  folder.write(GetParam(), bytes_of(file) + "\n");
  expect_refused(folder, study, with_edge_at(study.panels[0], 12.5), Code::cannot_write);
}

INSTANTIATE_TEST_SUITE_P(Files, SaveTemplateChangedFile, testing::Values("panel.toml", "strategy.gatingml.xml"),
                         [](const auto& row) { return row.index == 0 ? "Panel" : "Strategy"; });

TEST(SaveTemplate, DoesNotOverwriteAStudyTomlThatChanged) {
  const TemporaryFolder folder;
  folder.write("study.toml", built_in_study);
  auto study = read(folder.path());
  folder.write("study.toml", std::string{built_in_study} + "title = \"new\"\n");
  expect_refused(folder, study, with_edge_at(study.panels[0], 12.5), Code::cannot_write);
}

struct Spelling {
  std::string_view title, before, after;
  friend std::ostream& operator<<(std::ostream& out, const Spelling& row) { return out << row.title; }
};
class PanelPath : public testing::TestWithParam<Spelling> {};

TEST_P(PanelPath, TakesTheIdsPlaceAndLeavesTheRest) {
  const auto text = study::detail::with_panel_path(GetParam().before, "study.toml", "p", "panels/p/panel.toml");
  ASSERT_TRUE(text.has_value()) << message(text.error());
  EXPECT_EQ(text.value(), GetParam().after);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, PanelPath,
    testing::Values(Spelling{"LineFeeds", "[[panel]]\nid = \"p\"\n", "[[panel]]\npath = \"panels/p/panel.toml\"\n"},
                    Spelling{"NoLineEnd", "[[panel]]\nid = \"p\"", "[[panel]]\npath = \"panels/p/panel.toml\""},
                    Spelling{"CarriageReturns", "x = 1\r\n[[panel]]\r\nid = \"p\" # c\r\n",
                             "x = 1\r\n[[panel]]\r\npath = \"panels/p/panel.toml\" # c\r\n"},
                    Spelling{"NoBlanks", "[[panel]]\nid=\"p\"#c\n", "[[panel]]\npath = \"panels/p/panel.toml\"#c\n"},
                    Spelling{"QuotedKeyAndLiteral", "[[panel]]\n\"id\"\t=\t'p'\n",
                             "[[panel]]\npath = \"panels/p/panel.toml\"\n"},
                    Spelling{"LongQuotes", "[[panel]]\nid = \"\"\"p\"\"\" # c\n",
                             "[[panel]]\npath = \"panels/p/panel.toml\" # c\n"},
                    Spelling{"SecondOfTwo", "[[panel]]\nid = \"q\"\n[[panel]]\nid = \"p\"\n",
                             "[[panel]]\nid = \"q\"\n[[panel]]\npath = \"panels/p/panel.toml\"\n"},
                    Spelling{"AnotherWithAPath", "[[panel]]\nid = \"p\"\npath = \"x\"\n[[panel]]\nid = \"p\"\n",
                             "[[panel]]\nid = \"p\"\npath = \"x\"\n[[panel]]\npath = \"panels/p/panel.toml\"\n"},
                    Spelling{"OneLine", "panel = [{ id = \"q\" }, { id = \"p\" }]  # \u00E9\n",
                             "panel = [{ id = \"q\" }, { path = \"panels/p/panel.toml\" }]  # \u00E9\n"},
                    Spelling{"BeyondAsciiBefore", "panel = [{ \"\u00E9\" = \"\u7D30\U0001F9EC\", id = \"p\" }]\n",
                             "panel = [{ \"\u00E9\" = \"\u7D30\U0001F9EC\", path = \"panels/p/panel.toml\" }]\n"},
                    Spelling{"ByteOrderMark", "\xEF\xBB\xBFpanel = [{ id = \"p\" }]\n",
                             "\xEF\xBB\xBFpanel = [{ path = \"panels/p/panel.toml\" }]\n"}),
    [](const auto& row) { return std::string{row.param.title}; });

TEST(PanelPath, IsNotGivenToAPanelThatIsNotThere) {
  const auto text = study::detail::with_panel_path("[[panel]]\nid = \"q\"\n", "study.toml", "p", "x");
  ASSERT_TRUE(text.has_error());
  EXPECT_EQ(text.error().code, Code::no_such_panel);
}

}  // namespace
