#include <fmt/format.h>
#include <pugixml.hpp>

#include "run.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::run;
using testing_support::bytes_of;

class Plot : public testing::Test {
 protected:
  /// Of CD8+ T cells of the synthetic study, as SVG.
  std::vector<std::string> words(const std::string& population, const std::string& out) const {
    return {"plot", file, "--panel", "t_cell_activation", "--population", population, "-o", out};
  }
  std::set<std::string> texts(const std::string& population, const std::vector<std::string>& more = {}) {
    const auto out = folder / "plot.svg";
    auto all = words(population, out);
    all.insert(all.end(), more.begin(), more.end());
    const auto outcome = run(all);
    EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
    EXPECT_EQ(outcome.table, "");
    const auto svg = bytes_of(out);
    EXPECT_TRUE(document.load_buffer(svg.data(), svg.size()));
    std::set<std::string> found;
    for (const auto& node : document.select_nodes("//text")) found.insert(node.node().text().get());
    return found;
  }

  Folder folder;
  std::string file = cli::test::sample_data / "pbmc/fcs/SYNTHETIC_PBMC_S01_C1D1.fcs";
  pugi::xml_document document;
};

TEST_F(Plot, ShowsThePercentagesThatGateReports) {
  const auto rows = cli::test::rows_of(run({"gate", file, "--panel", "t_cell_activation", "--format", "csv"}).table);
  const auto found = texts("CD8+");
  EXPECT_TRUE(found.contains("HLA-DR :: APC-A"));
  EXPECT_TRUE(found.contains("CD38 :: PE-A"));
  std::size_t quadrants = 0;
  for (const auto& row : rows) {
    if (row.at("parent") != "CD8pos") continue;
    ++quadrants;
    EXPECT_TRUE(found.contains(fmt::format("{:.2f} %", std::stod(row.at("percent_of_parent"))))) << row.at("id");
  }
  EXPECT_EQ(quadrants, 4U);
  EXPECT_EQ(document.select_nodes("//polygon").size(), quadrants);
}
TEST_F(Plot, TakesAxesByMarkerOrByChannel) {
  const auto found = texts("CD8+", {"--x", "APC-A", "--y", "SSC-A"});
  EXPECT_TRUE(found.contains("HLA-DR :: APC-A"));
  EXPECT_TRUE(found.contains("10⁴")) << "on the scale that the strategy has for HLA-DR";
  EXPECT_TRUE(found.contains("SSC-A"));
  EXPECT_TRUE(found.contains("250K"));
  EXPECT_TRUE(document.select_nodes("//polygon").empty()) << "no gate of CD8+ lives on these axes";
}
TEST_F(Plot, SaysTheUnitOfTime) {
  EXPECT_TRUE(texts("root").contains("Time (s)"));
  EXPECT_TRUE(texts("root", {"--time", "raw"}).contains("Time (ticks)"));
}
TEST_F(Plot, WritesWhatTheEndOfTheNameSays) {
  EXPECT_EQ(run(words("CD8+", folder / "plot.png")).exit, Exit::done);
  EXPECT_TRUE(bytes_of(folder / "plot.png").starts_with("\x89PNG"));
  EXPECT_EQ(run(words("CD8+", folder / "plot.pdf")).exit, Exit::done);
  EXPECT_TRUE(bytes_of(folder / "plot.pdf").starts_with("%PDF"));
  const auto outcome = run(words("CD8+", folder / "plot.jpg"));
  EXPECT_EQ(outcome.exit, Exit::usage);
  EXPECT_THAT(outcome.log, testing::HasSubstr(".svg, .png or .pdf"));
}
TEST_F(Plot, RefusesAPopulationOrAChannelThatIsNot) {
  EXPECT_EQ(run(words("CD19+", folder / "plot.svg")).exit, Exit::unusable_input);
  auto all = words("CD8+", folder / "plot.svg");
  all.insert(all.end(), {"--x", "CD19-B"});
  const auto outcome = run(all);
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_FALSE(std::filesystem::exists(folder / "plot.svg"));
}
TEST_F(Plot, NeverWritesOverItsSample) {
  const auto copy = folder / "sample.png";
  std::filesystem::copy_file(file, copy);
  const auto outcome = run({"plot", copy, "--panel", "t_cell_activation", "--population", "CD8+", "-o", copy});
  EXPECT_EQ(outcome.exit, Exit::usage);
  EXPECT_TRUE(bytes_of(copy).starts_with("FCS3.1"));
}

}  // namespace
