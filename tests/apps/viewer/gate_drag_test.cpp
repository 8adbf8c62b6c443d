// Gates are dragged on the real widgets, and every number is compared with gating the sample anew.
#include <QAction>

#include "tests/apps/viewer/window.h"

namespace {

using viewer::test::OpenWindow;
using viewer::test::StudyCopy;

struct Case {
  std::string name;
  std::string shown;    ///< population on the plot
  std::string changed;  ///< population whose number is watched
  gating::Point from;   ///< scale units: where the gate is taken hold of
  gating::Point to;
  friend std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.name; }
};

class Drag : public testing::TestWithParam<Case> {};

// The numbers of the places stand in the built-in strategy: Live ends at 0.513 of VIABILITY; (50000, 9000) is a corner
// of Lymphocytes; CD8_Activation is cut at HLA-DR 0.354 and CD38 0.443.
INSTANTIATE_TEST_SUITE_P(
    Kinds, Drag,
    testing::Values(Case{"RangeEdge", "Lymphocytes", "Live", {0.513, 0.5}, {0.4, 0.5}},
                    Case{"PolygonVertex", "Singlets", "Lymphocytes", {50000, 9000}, {90000, 20000}},
                    Case{"PolygonBody", "Singlets", "Lymphocytes", {80000, 25000}, {100000, 35000}},
                    Case{"QuadrantCrossing", "CD3+/CD8+", "CD8+/HLA-DR+CD38+", {0.354, 0.443}, {0.42, 0.38}},
                    Case{"QuadrantDivider", "CD3+/CD8+", "CD8+/HLA-DR+CD38+", {0.354, 0.8}, {0.3, 0.8}}),
    [](const auto& row) { return row.param.name; });

gating::Point on_axes(OpenWindow& window, gating::Point point) {
  const auto& [x, y] = window.plot().scale()->ranges();
  // A range has no place of its own on the other axis: halfway is as good as any.
  return {point.x, window.shown_path().ends_with("Lymphocytes") ? (y.low + y.high) / 2 : point.y};
}

TEST_P(Drag, LabelAndTreeFollowWhileTheButtonIsDown) {
  const StudyCopy study{"pbmc"};
  OpenWindow window{study.folder()};
  window.show_population(GetParam().shown);
  const auto label_before = window.label(GetParam().changed);
  const auto counts_before = window.counts_in_tree();
  ASSERT_EQ(counts_before, window.counts_by_gating());

  const auto from = window.at(on_axes(window, GetParam().from));
  const auto to = window.at(on_axes(window, GetParam().to));
  window.press(from);
  window.move((from + to) / 2);
  window.move(to);
  window.settle();

  EXPECT_NE(window.label(GetParam().changed), label_before);
  EXPECT_EQ(window.label(GetParam().changed),
            window.session().percent_of_parent(window.population(GetParam().changed)).toStdString());
  EXPECT_NE(window.counts_in_tree(), counts_before);
  EXPECT_EQ(window.counts_in_tree(), window.counts_by_gating());
  window.release(to);
}

TEST_P(Drag, IsOneStepToUndoAndRedo) {
  const StudyCopy study{"pbmc"};
  OpenWindow window{study.folder()};
  window.show_population(GetParam().shown);
  const auto before = window.session().document().strategy(0);
  const auto counts_before = window.counts_in_tree();
  window.drag(window.at(on_axes(window, GetParam().from)), window.at(on_axes(window, GetParam().to)));
  const auto after = window.session().document().strategy(0);
  const auto counts_after = window.counts_in_tree();
  ASSERT_NE(after, before);

  QTest::keyClick(&window.plot(), Qt::Key_Z, Qt::ControlModifier);
  window.settle();
  EXPECT_EQ(window.session().document().strategy(0), before);
  EXPECT_EQ(window.counts_in_tree(), counts_before);
  EXPECT_FALSE(window->isWindowModified());

  QTest::keyClick(&window.plot(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  window.settle();
  EXPECT_EQ(window.session().document().strategy(0), after);
  EXPECT_EQ(window.counts_in_tree(), counts_after);
}

TEST_P(Drag, IsSavedAndReadBackEqual) {
  const StudyCopy study{"pbmc"};
  gating::Strategy edited;
  std::string counts;
  {
    OpenWindow window{study.folder()};
    window.show_population(GetParam().shown);
    window.drag(window.at(on_axes(window, GetParam().from)), window.at(on_axes(window, GetParam().to)));
    EXPECT_TRUE(window->isWindowModified());
    QTest::keyClick(&window.plot(), Qt::Key_S, Qt::ControlModifier);
    EXPECT_FALSE(window->isWindowModified());
    edited = window.session().document().strategy(0);
    counts = window.counts_in_tree();
  }
  OpenWindow again{study.folder()};
  EXPECT_EQ(again.session().document().strategy(0), edited);
  EXPECT_EQ(again.counts_in_tree(), counts);
}

TEST(DragOnThePlot, EscapePutsTheGateBack) {
  OpenWindow window{viewer::test::sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  const auto before = window.session().document().strategy(0);
  window.press(window.at({0.354, 0.443}));
  window.move(window.at({0.5, 0.5}));
  ASSERT_NE(window.session().document().strategy(0), before);
  window.key(Qt::Key_Escape);
  window.release(window.at({0.5, 0.5}));
  window.settle();
  EXPECT_EQ(window.session().document().strategy(0), before);
  EXPECT_FALSE(window->isWindowModified());
}

// One pixel of a plot `width` pixels wide whose axis spans high - low scale units.
TEST(Nudge, MovesTheSelectedGateByAPixelAndByTenWithShift) {
  OpenWindow window{viewer::test::sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  const auto divider = [&] {
    const auto& strategy = window.session().document().strategy(0);
    const auto node = std::ranges::find(strategy.gates, "CD8_Activation", &gating::GateNode::id);
    return std::get<gating::QuadrantGate>(node->gate).dividers[0].values[0];
  };
  const auto& scale = *window.plot().scale();
  const double pixel = (scale.ranges()[0].high - scale.ranges()[0].low) / scale.area().width();

  window.key(Qt::Key_Tab);
  ASSERT_EQ(window.session().gates().selected(), "CD8_Activation");
  window.key(Qt::Key_Right);
  EXPECT_NEAR(divider(), 0.354 + pixel, 1e-9);
  window.key(Qt::Key_Right, Qt::ShiftModifier);
  EXPECT_NEAR(divider(), 0.354 + 11 * pixel, 1e-9);
  window.settle();
  EXPECT_EQ(window.counts_in_tree(), window.counts_by_gating());
  EXPECT_EQ(window.session().document().undo_stack().count(), 1);
}

TEST(EditOfAGateAbove, DrawsThePictureAgainOnTheSameAxes) {
  OpenWindow window{viewer::test::sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  const auto before = window.session().plot();
  auto gate = window.session().document().strategy(0).gates;
  const auto node = std::ranges::find(gate, "CD3pos", &gating::GateNode::id);
  std::get<gating::RectangleGate>(node->gate).sides[0].min = 0.7;
  auto& document = window.session().document();
  ASSERT_FALSE(document.edit_gate(0, "CD3pos", node->gate, document.next_drag(), "Move").has_error());
  window.settle();
  const auto after = window.session().plot();
  EXPECT_NE(after->plot.subtitle, before->plot.subtitle);  // fewer events
  EXPECT_EQ(after->plot.x.range, before->plot.x.range);
  EXPECT_EQ(after->plot.y.range, before->plot.y.range);
}

TEST(EditOfAGateOnThePlot, LeavesThePictureOfItsEventsAsItIs) {
  OpenWindow window{viewer::test::sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  const auto before = window.session().plot();
  window.drag(window.at({0.354, 0.443}), window.at({0.42, 0.38}));
  EXPECT_EQ(window.session().plot(), before);
}

}  // namespace
