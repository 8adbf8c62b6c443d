#include "apps/viewer/words.h"

#include <gtest/gtest.h>

namespace {

using viewer::Answer;
using viewer::Exit;
using viewer::parse_words;
using viewer::Words;

Words words_of(const QStringList& arguments) { return std::get<Words>(parse_words(QStringList{"viewer"} + arguments)); }
Answer answer_to(const QStringList& arguments) {
  return std::get<Answer>(parse_words(QStringList{"viewer"} + arguments));
}

TEST(ViewerWords, MayBeNone) { EXPECT_TRUE(words_of({}).study.empty()); }
TEST(ViewerWords, NameAStudy) { EXPECT_EQ(words_of({"my_study"}).study, "my_study"); }
TEST(ViewerWords, NameFilesWithAStrategy) {
  const auto words = words_of({"a.fcs", "b.fcs", "--strategy", "gates.xml", "--panel", "annexin_v"});
  EXPECT_EQ(words.files, (std::vector<std::filesystem::path>{"a.fcs", "b.fcs"}));
  EXPECT_EQ(words.strategy, "gates.xml");
  EXPECT_EQ(words.panel, "annexin_v");
}
TEST(ViewerWords, NameAScreenshotAndWhatItShows) {
  const auto words = words_of({"study", "--screenshot", "out.png", "--sample", "S1", "--population", "CD8+"});
  EXPECT_EQ(words.screenshot, "out.png");
  EXPECT_EQ(words.sample, "S1");
  EXPECT_EQ(words.population, "CD8+");
}

struct Case {
  std::string name;
  QStringList arguments;
  friend std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }
};
class ViewerUsage : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Wrong, ViewerUsage,
                         testing::Values(Case{"UnknownOption", {"--colour"}}, Case{"TwoStudies", {"a", "b"}},
                                         Case{"StrategyWithoutFiles", {"--strategy", "gates.xml"}},
                                         Case{"PanelWithoutStrategy", {"a.fcs", "--panel", "annexin_v"}},
                                         Case{"SampleWithoutScreenshot", {"study", "--sample", "S1"}}),
                         [](const auto& row) { return row.param.name; });
TEST_P(ViewerUsage, IsRefusedWithTheExitOfWrongUsage) { EXPECT_EQ(answer_to(GetParam().arguments).exit, Exit::usage); }

TEST(ViewerVersion, IsTheProgramsOwn) {
  const auto answer = answer_to({"--version"});
  EXPECT_EQ(answer.exit, Exit::done);
  EXPECT_TRUE(answer.text.startsWith("cytogate-viewer "));
}

}  // namespace
