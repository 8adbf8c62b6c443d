#include <QTableView>
#include <QToolButton>
#include <QTreeView>

#include "apps/viewer/breadcrumb.h"
#include "tests/apps/viewer/window.h"

namespace {

using viewer::test::OpenWindow;
using viewer::test::sample_data;

TEST(DoubleClick, InsideAGateGoesIntoItsPopulation) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+");
  // CD8+ is CD4 under 0.557 and CD8 from 0.645 on.
  QTest::mouseDClick(window.plot().viewport(), Qt::LeftButton, {}, window.at({0.3, 0.8}));
  window.settle();
  EXPECT_EQ(window.shown_path(), "Time/Singlets/Lymphocytes/Live/CD3+/CD8+");
}

TEST(DoubleClick, LeavesTheStrategyAsItIs) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+");
  QTest::mouseDClick(window.plot().viewport(), Qt::LeftButton, {}, window.at({0.3, 0.8}));
  window.settle();
  EXPECT_FALSE(window->isWindowModified());
}

TEST(Breadcrumb, ClickingANameGoesUpToIt) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  for (auto* button : window->pane()->findChildren<QToolButton*>()) {
    if (button->text() == "Lymphocytes") QTest::mouseClick(button, Qt::LeftButton);
  }
  EXPECT_EQ(window.shown_path(), "Time/Singlets/Lymphocytes");
}

TEST(Keys, RightStepsToTheNextSampleWithTheSamePopulationAndAxes) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  const auto before = window.session().plot();
  window.key(Qt::Key_Right);
  window.settle();
  const auto after = window.session().plot();
  EXPECT_EQ(window.session().sample(), 1U);
  EXPECT_EQ(window.shown_path(), "Time/Singlets/Lymphocytes/Live/CD3+/CD8+");
  EXPECT_EQ(after->request.sample, 1U);
  EXPECT_EQ(after->dimensions, before->dimensions);
  EXPECT_EQ(after->plot.x.range, before->plot.x.range);
  EXPECT_EQ(after->plot.y.range, before->plot.y.range);
  EXPECT_EQ(window.counts_in_tree(), window.counts_by_gating());
}

TEST(Keys, LeftStopsAtTheFirstSample) {
  OpenWindow window{sample_data / "pbmc"};
  window.key(Qt::Key_Left);
  EXPECT_EQ(window.session().sample(), 0U);
}

TEST(Keys, DownGoesIntoTheFirstChildAndUpBack) {
  OpenWindow window{sample_data / "pbmc"};
  window.key(Qt::Key_Down);
  EXPECT_EQ(window.shown_path(), "Time");
  window.key(Qt::Key_Down);
  EXPECT_EQ(window.shown_path(), "Time/Singlets");
  window.key(Qt::Key_Up);
  EXPECT_EQ(window.shown_path(), "Time");
  window.key(Qt::Key_Backspace);
  EXPECT_EQ(window.shown_path(), "root");
}

TEST(Keys, AltAndArrowsStepWhereverTheFocusIs) {
  OpenWindow window{sample_data / "pbmc"};
  QTest::keyClick(&window->samples_dock()->table(), Qt::Key_Down, Qt::AltModifier);
  EXPECT_EQ(window.shown_path(), "Time");
  QTest::keyClick(&window->samples_dock()->table(), Qt::Key_Right, Qt::AltModifier);
  EXPECT_EQ(window.session().sample(), 1U);
}

TEST(Keys, EscapeLetsGoOfTheSelectedGate) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  window.key(Qt::Key_Tab);
  ASSERT_TRUE(window.session().gates().selected().has_value());
  window.key(Qt::Key_Escape);
  EXPECT_FALSE(window.session().gates().selected().has_value());
}

TEST(Keys, TabLeavesThePlotAfterItsLastGate) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  window.plot().setFocus();
  window.key(Qt::Key_Tab);
  EXPECT_EQ(QApplication::focusWidget(), &window.plot());
  window.key(Qt::Key_Tab);
  EXPECT_NE(QApplication::focusWidget(), &window.plot());
}

TEST(Samples, SelectingARowShowsItsSample) {
  OpenWindow window{sample_data / "pbmc"};
  window->samples_dock()->table().selectRow(3);
  window.settle();
  EXPECT_EQ(window.session().sample(), 3U);
  EXPECT_EQ(window.session().plot()->request.sample, 3U);
}

TEST(Populations, SelectingOneShowsIt) {
  OpenWindow window{sample_data / "pbmc"};
  auto& tree = window->populations_dock()->tree();
  tree.setCurrentIndex(window.session().tree().index_of("CD4pos"));
  EXPECT_EQ(window.shown_path(), "Time/Singlets/Lymphocytes/Live/CD3+/CD4+");
}

TEST(Coordinates, ShowTheSelectedGateAndEditIt) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  window.key(Qt::Key_Tab);
  auto& model = window.session().coordinates();
  ASSERT_EQ(model.rowCount(), 2);  // a divider each of HLA-DR and CD38
  ASSERT_TRUE(model.setData(model.index(0, viewer::CoordinateTableModel::scale_column), "0.4"));
  window.settle();
  EXPECT_EQ(window.counts_in_tree(), window.counts_by_gating());
  EXPECT_TRUE(window->isWindowModified());
}

}  // namespace
