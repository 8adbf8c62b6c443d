#include "apps/viewer_model/population_tree_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <filesystem>

#include <gtest/gtest.h>

#include "apps/viewer_model/study_document.h"
#include "panels/read.h"

namespace {

using viewer::PopulationTreeModel;

std::vector<gating::Population> populations_of(const std::string& panel) {
  return gating::populations(panels::built_in_panel(panel).value().panel.strategy).value();
}

/// "root 900 \n  Time 880 97.78\n": name, events, percent.
std::string tree_of(const PopulationTreeModel& model, const QModelIndex& parent = {}, int depth = 0) {
  QString out;
  for (int row = 0; row < model.rowCount(parent); ++row) {
    const auto index = model.index(row, 0, parent);
    out += QString(2 * depth, ' ');
    for (int column = 0; column < model.columnCount(); ++column) {
      out += (column > 0 ? " " : "") + index.siblingAtColumn(column).data().toString();
    }
    out += '\n' + QString::fromStdString(tree_of(model, index, depth + 1));
  }
  return out.toStdString();
}

struct Tested {
  PopulationTreeModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

study::SampleResult result_of(const std::vector<std::uint64_t>& counts) {
  study::SampleResult result;
  for (const auto count : counts) result.populations.push_back({count, {}});
  return result;
}

TEST(PopulationTreeModel, ShowsCountsAndPercentOfParent) {
  Tested tested;
  tested.model.set_populations(populations_of("annexin_v"));
  tested.model.set_result(result_of({1000, 800, 400, 300, 50, 25, 25}));
  EXPECT_EQ(tree_of(tested.model),
            "root 1000 \n"
            "  Cells 800 80.00\n"               // of 1000
            "    Singlets 400 50.00\n"          // of 800
            "      Annexin V- PI- 300 75.00\n"  // of 400, as those below
            "      Annexin V+ PI- 50 12.50\n"   //
            "      Annexin V+ PI+ 25 6.25\n"    //
            "      Annexin V- PI+ 25 6.25\n");
}
TEST(PopulationTreeModel, SaysThatNumbersAreToCome) {
  Tested tested;
  tested.model.set_populations(populations_of("annexin_v"));
  const auto root = tested.model.index(0, PopulationTreeModel::events_column);
  EXPECT_EQ(root.data().toString(), "…");
  tested.model.set_result(result_of({1, 1, 1, 1, 0, 0, 0}));
  EXPECT_EQ(tested.model.index(0, PopulationTreeModel::events_column).data().toString(), "1");
  tested.model.clear_result();
  EXPECT_EQ(tested.model.index(0, PopulationTreeModel::events_column).data().toString(), "…");
}
TEST(PopulationTreeModel, APopulationWithAnObstacleHasNoNumberAndSaysWhy) {
  Tested tested;
  tested.model.set_populations(populations_of("annexin_v"));
  auto result = result_of({1000, 800, 400, 0, 0, 0, 0});
  result.populations[3].obstacle = fcs::Error{fcs::Code::no_such_channel, {}, "a channel of the sample", "PI"};
  tested.model.set_result(result);
  const auto index = tested.model.index_of(populations_of("annexin_v")[3].id, PopulationTreeModel::percent_column);
  EXPECT_EQ(index.data().toString(), "–");
  EXPECT_FALSE(index.data(PopulationTreeModel::count_role).isValid());
  EXPECT_TRUE(index.data(Qt::ToolTipRole).toString().contains("PI"));
  EXPECT_EQ(tested.model.index_of(populations_of("annexin_v")[2].id).data(PopulationTreeModel::count_role), 400);
}
TEST(PopulationTreeModel, AFailedSampleHasNoNumbersAndSaysWhy) {
  Tested tested;
  const auto populations = populations_of("annexin_v");
  tested.model.set_populations(populations);
  tested.model.set_result(result_of({1, 1, 1, 1, 0, 0, 0}));
  study::SampleResult failed;
  failed.failure = fcs::Error{fcs::Code::cannot_open, {"fcs/x.fcs", "", {}}, "", "No such file"};
  tested.model.set_result(failed);
  for (const auto& population : populations) {
    const auto events = tested.model.index_of(population.id, PopulationTreeModel::events_column);
    EXPECT_EQ(events.data().toString(), "–");
    EXPECT_FALSE(events.data(PopulationTreeModel::count_role).isValid());
    EXPECT_TRUE(events.data(Qt::ToolTipRole).toString().contains("No such file"));
  }
}
TEST(PopulationTreeModel, CellsAreReadAloudInWords) {
  Tested tested;
  tested.model.set_populations(populations_of("annexin_v"));
  const auto spoken = [&](const char* id, int column) {
    return tested.model.index_of(id, column).data(Qt::AccessibleTextRole).toString().toStdString();
  };
  EXPECT_EQ(spoken("Cells", PopulationTreeModel::name_column), "Cells");
  EXPECT_EQ(spoken("Cells", PopulationTreeModel::events_column), "being counted");
  auto result = result_of({1000, 800, 0, 0, 0, 0, 0});
  result.populations[6].obstacle = fcs::Error{fcs::Code::no_such_channel, {}, "a channel of the sample", "PI"};
  tested.model.set_result(result);
  EXPECT_EQ(spoken("Cells", PopulationTreeModel::events_column), "800 events");
  EXPECT_EQ(spoken("Cells", PopulationTreeModel::percent_column), "80.00 % of parent");  // of 1000
  EXPECT_EQ(spoken("AnVneg_PIneg", PopulationTreeModel::percent_column), "no percentage: the parent has no events");
  EXPECT_TRUE(spoken("AnVneg_PIpos", PopulationTreeModel::percent_column).starts_with("not counted: "));
}
TEST(PopulationTreeModel, FindsEveryPopulationByItsId) {
  Tested tested;
  for (const auto* panel : {"t_cell_activation", "annexin_v"}) {  // one strategy after another
    const auto populations = populations_of(panel);
    tested.model.set_populations(populations);
    for (const auto& population : populations) {
      const auto index = tested.model.index_of(population.id);
      EXPECT_EQ(tested.model.population_id(index), population.id);
      EXPECT_EQ(index.data().toString().toStdString(), population.name);
    }
    EXPECT_FALSE(tested.model.index_of("no such population").isValid());
  }
}
TEST(PopulationTreeModel, StaysSoundAfterEveryEditOfADocument) {
  const auto opened = viewer::open_study(std::filesystem::path{CYTOGATE_SAMPLE_DATA} / "pbmc").value();
  viewer::StudyDocument document{opened.study, opened.manifest};
  Tested tested;
  tested.model.set_populations(document.panel(0).populations);
  QObject::connect(&document, &viewer::StudyDocument::gate_changed, [&] {
    std::vector<std::uint64_t> counts(document.panel(0).populations.size(),
                                      static_cast<std::uint64_t>(document.undo_stack().index()) + 7);
    tested.model.set_result(result_of(counts));
  });
  QSignalSpy changes{&tested.model, &PopulationTreeModel::dataChanged};
  for (int edit = 0; edit < 20; ++edit) {
    for (const auto* gate : {"CD3pos", "Live"}) {
      const auto found = std::ranges::find(document.strategy(0).gates, gate, &gating::GateNode::id);
      auto edited = std::get<gating::RectangleGate>(found->gate);
      edited.sides[0].min = 0.1 + 0.01 * edit;
      ASSERT_TRUE(document.edit_gate(0, gate, edited, document.next_drag(), "Move").has_value());
    }
  }
  document.undo_stack().setIndex(0);
  EXPECT_GT(changes.count(), 60);
}

}  // namespace
