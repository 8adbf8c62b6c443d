// What the window shows is what the command line's `gate` prints, to the event.
#include <cstdlib>
#include <sstream>

#include "apps/cli/commands.h"
#include "study/table.h"
#include "tests/apps/viewer/window.h"

namespace {

using viewer::PopulationTreeModel;
using viewer::test::OpenWindow;
using viewer::test::sample_data;

/// "id count percent" of `cytogate gate`, a line a population; percent with the two decimals of the window.
std::string printed_by_gate(const std::filesystem::path& file, const std::string& panel) {
  std::ostringstream table;
  std::ostringstream log;
  const std::vector<std::string> words{file.string(), "--panel", panel, "--format", "csv"};
  EXPECT_EQ(cli::gate_command(words, table, log), cli::Exit::done) << log.str();
  const auto parsed = study::parse_table(table.str(), "gate");
  const auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::ranges::find(parsed.table.columns, name) - parsed.table.columns.begin());
  };
  std::string lines;
  for (const auto& row : parsed.table.rows) {
    const auto& percent = row.cells[column("percent_of_parent")];
    lines += row.cells[column("id")] + " " + row.cells[column("count")] + " " +
             (percent.empty() ? "" : QString::number(std::atof(percent.c_str()), 'f', 2).toStdString()) + "\n";
  }
  return lines;
}

std::string shown_in_tree(OpenWindow& window) {
  const auto& tree = window.session().tree();
  std::string lines;
  for (const auto& population : window.session().populations()) {
    const auto count = tree.index_of(population.id).data(PopulationTreeModel::count_role).toString().toStdString();
    auto percent = tree.index_of(population.id, PopulationTreeModel::percent_column).data().toString();
    percent.remove(" %");
    lines += population.id + " " + count + " " + (population.parent ? percent.toStdString() : "") + "\n";
  }
  return lines;
}

class Numbers : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(SampleStudies, Numbers, testing::Values("pbmc", "apoptosis"),
                         [](const auto& row) { return std::string{row.param}; });

TEST_P(Numbers, OfEveryPopulationOfEverySampleAreWhatGatePrints) {
  OpenWindow window{sample_data / GetParam()};
  const auto& document = window.session().document();
  ASSERT_FALSE(document.manifest().rows.empty());
  for (std::size_t sample = 0; sample < document.manifest().rows.size(); ++sample) {
    window.session().show_sample(sample);
    const auto& row = document.manifest().rows[sample];
    EXPECT_EQ(shown_in_tree(window), printed_by_gate(row.path, document.panel(row.panel).id)) << row.sample;
  }
}

TEST_P(Numbers, OnThePlotAreThoseOfTheTree) {
  OpenWindow window{sample_data / GetParam()};
  std::size_t labels = 0;
  for (std::size_t population = 0; population < window.session().populations().size(); ++population) {
    window.session().show_population(population);
    window.settle();
    const auto& content = window.plot().overlay().content();
    for (std::size_t i = 0; i < content.outlines.size(); ++i) {
      const auto& id = window.session().populations()[content.outlines[i].population].id;
      const auto percent = window.session().tree().index_of(id, PopulationTreeModel::percent_column).data().toString();
      EXPECT_TRUE(content.labels[i].percent.startsWith(percent)) << id;
      ++labels;
    }
  }
  EXPECT_GT(labels, window.session().populations().size() / 2);
}

}  // namespace
