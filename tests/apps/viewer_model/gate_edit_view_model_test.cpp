#include "apps/viewer_model/gate_edit_view_model.h"

#include <QSignalSpy>
#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "gating/gatingml/write.h"
#include "tests/apps/viewer_model/hand_made_study.h"

namespace {

using gating::PolygonGate;
using gating::QuadrantGate;
using gating::RectangleGate;
using viewer::GateHandle;
using viewer::test::linear;
using Part = GateHandle::Part;

const auto a = linear("A");
const auto b = linear("B");
const plot::Dimensions axes{a, b};

gating::GateNode node(const char* id, gating::Gate gate, std::optional<std::string> parent = std::nullopt) {
  return {id, id, std::move(parent), std::move(gate)};
}

QuadrantGate four_quadrants() {
  return {{{"a", a, {4}}, {"b", b, {4}}},
          {{"nn", "A-B-", {{"a", 0}, {"b", 0}}},
           {"pn", "A+B-", {{"a", 9}, {"b", 0}}},
           {"pp", "A+B+", {{"a", 9}, {"b", 9}}},
           {"np", "A-B+", {{"a", 0}, {"b", 9}}}}};
}

/// 8 x 8 scale units on 800 x 800 pixels; the bottom left corner is at (100, 850).
const viewer::PlotScale scale{{gating::AxisRange{0, 8}, gating::AxisRange{0, 8}}, QRectF{100, 50, 800, 800}};
QPointF at(double x, double y) { return {100 + 100 * x, 850 - 100 * y}; }

/// All events are divided by a box, a triangle and an ellipse, and by a gate on another axis; the box by quadrants.
struct Plot {
  std::unique_ptr<viewer::StudyDocument> document;
  viewer::GateEditViewModel gates;

  explicit Plot(std::vector<gating::GateNode> nodes = {node("box", RectangleGate{{{a, 1, 3}, {b, 1, 3}}}),
                                                       node("triangle", PolygonGate{{b, a}, {{1, 5}, {1, 7}, {3, 6}}}),
                                                       node("elsewhere", RectangleGate{{{linear("C"), 0, 8}}}),
                                                       node("ellipse",
                                                            gating::EllipsoidGate{{a, b}, {2, 6}, {1, 0, 0, 1}, 1}),
                                                       node("quadrants", four_quadrants(), "box")})
      : document{viewer::test::document_with({std::move(nodes), {}, {}, {}})}, gates{*document} {
    show("root");
  }
  void show(const std::string& population) {
    gates.show(0, position(population), axes);
    gates.set_scale(scale);
  }
  [[nodiscard]] std::size_t position(const std::string& population) const {
    const auto& all = document->panel(0).populations;
    return static_cast<std::size_t>(std::ranges::find(all, population, &gating::Population::id) - all.begin());
  }
  [[nodiscard]] const gating::Gate& gate(const std::string& id) const {
    return std::ranges::find(document->strategy(0).gates, id, &gating::GateNode::id)->gate;
  }
  [[nodiscard]] std::string bytes() const { return gating::gatingml::write(document->strategy(0)).value(); }
  void drag(QPointF from, QPointF to) {
    gates.press(from);
    gates.drag_to((from + to) / 2);
    gates.drag_to(to);
    gates.release();
  }
};

TEST(GateOutlines, AreThoseOfTheChildrenOnTheseAxes) {
  const Plot plot;
  const auto outlines = plot.gates.outlines();
  ASSERT_EQ(outlines.size(), 3U);
  EXPECT_EQ(outlines[0].gate, "box");
  EXPECT_EQ(outlines[0].population, plot.position("box"));
  EXPECT_EQ(outlines[0].points, (QPolygonF{{at(1, 1), at(3, 1), at(3, 3), at(1, 3), at(1, 1)}}));
  EXPECT_TRUE(outlines[0].is_editable);
  EXPECT_EQ(outlines[1].gate, "triangle");
  EXPECT_EQ(outlines[1].points, (QPolygonF{{at(5, 1), at(7, 1), at(6, 3), at(5, 1)}}));
  EXPECT_EQ(outlines[2].gate, "ellipse");
  EXPECT_FALSE(outlines[2].is_editable);
}
TEST(GateOutlines, OfQuadrantsAreOneEach) {
  Plot plot;
  plot.show("box");
  const auto outlines = plot.gates.outlines();
  ASSERT_EQ(outlines.size(), 4U);
  for (const auto& outline : outlines) EXPECT_EQ(outline.gate, "quadrants");
  EXPECT_EQ(outlines[0].population, plot.position("nn"));
  EXPECT_EQ(outlines[0].points, (QPolygonF{{at(0, 0), at(4, 0), at(4, 4), at(0, 4), at(0, 0)}}));
}
TEST(GateOutlines, OfAPopulationWithoutChildrenIsItsOwn) {
  Plot plot;
  plot.show("triangle");
  ASSERT_EQ(plot.gates.outlines().size(), 1U);
  EXPECT_EQ(plot.gates.outlines()[0].gate, "triangle");
}
TEST(GateOutlines, AreNoneWhenNothingIsShown) {
  Plot plot;
  plot.gates.press(at(2, 2));
  plot.gates.clear();
  EXPECT_TRUE(plot.gates.outlines().empty());
  EXPECT_TRUE(plot.gates.grips().empty());
  EXPECT_FALSE(plot.gates.selected());
  EXPECT_FALSE(plot.gates.hit(at(2, 2)));
}

struct HitCase {
  std::string name;
  QPointF pixels;
  std::optional<GateHandle> expected;
  friend std::ostream& operator<<(std::ostream& out, const HitCase& row) { return out << row.name; }
};
class Hit : public testing::TestWithParam<HitCase> {};

TEST_P(Hit, IsTheSmallestPartWithinSixPixels) {
  const Plot plot;
  EXPECT_EQ(plot.gates.hit(GetParam().pixels), GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Hit,
    testing::Values(HitCase{"Corner", at(3, 3), GateHandle{"box", Part::vertex, 2}},
                    HitCase{"NearACorner", at(1, 1) + QPointF{3, 5}, GateHandle{"box", Part::vertex, 0}},
                    HitCase{"SevenOffACornerIsItsSide", at(1, 1) + QPointF{7, 0}, GateHandle{"box", Part::edge, 0}},
                    HitCase{"Side", at(3, 2), GateHandle{"box", Part::edge, 1}},
                    HitCase{"SixOutsideOfASide", at(3, 2) + QPointF{6, 0}, GateHandle{"box", Part::edge, 1}},
                    HitCase{"SevenOutsideOfASide", at(3, 2) + QPointF{7, 0}, std::nullopt},
                    HitCase{"SevenInsideOfASide", at(3, 2) - QPointF{7, 0}, GateHandle{"box", Part::body, 0}},
                    HitCase{"Vertex", at(6, 3), GateHandle{"triangle", Part::vertex, 2}},
                    HitCase{"Edge", at(6.5, 2), GateHandle{"triangle", Part::edge, 1}},
                    HitCase{"PolygonBody", at(6, 2), GateHandle{"triangle", Part::body, 0}},
                    HitCase{"BodyThatCannotBeEdited", at(2, 6), GateHandle{"ellipse", Part::body, 0}},
                    HitCase{"Nothing", at(7, 7), std::nullopt}),
    [](const auto& row) { return row.param.name; });

TEST(HitOnQuadrants, IsTheCrossingThenADividerThenAQuadrant) {
  Plot plot;
  plot.show("box");
  EXPECT_EQ(plot.gates.hit(at(4, 4) + QPointF(3, 3)), (GateHandle{"quadrants", Part::crossing, 0}));
  EXPECT_EQ(plot.gates.hit(at(4, 1) + QPointF(3, 0)), (GateHandle{"quadrants", Part::divider, 0}));
  EXPECT_EQ(plot.gates.hit(at(7, 4) + QPointF(0, 3)), (GateHandle{"quadrants", Part::divider, 1}));
  EXPECT_EQ(plot.gates.hit(at(7, 7)), (GateHandle{"quadrants", Part::body, 0}));
}

/// Two boxes over each other, the second drawn last.
std::vector<gating::GateNode> two_boxes() {
  return {node("first", RectangleGate{{{a, 1, 5}, {b, 1, 5}}}), node("last", RectangleGate{{{a, 3, 7}, {b, 1, 5}}})};
}
TEST(HitOnOverlappingGates, IsTheLastDrawnUnlessAnotherIsSelected) {
  Plot plot{two_boxes()};
  EXPECT_EQ(plot.gates.hit(at(4, 3)), (GateHandle{"last", Part::body, 0}));
  plot.gates.select("first");
  EXPECT_EQ(plot.gates.hit(at(4, 3)), (GateHandle{"first", Part::body, 0}));
  EXPECT_EQ(plot.gates.hit(at(6, 3)), (GateHandle{"last", Part::body, 0}));
}
TEST(HitOnOverlappingGates, IsASideOfAnotherBeforeTheBodyOfTheSelected) {
  Plot plot{two_boxes()};
  plot.gates.select("first");
  EXPECT_EQ(plot.gates.hit(at(3, 3)), (GateHandle{"last", Part::edge, 3}));
}
TEST(HitOnOverlappingGates, IsTheSelectedSideWhereSidesLieOnEachOther) {
  Plot plot{two_boxes()};
  EXPECT_EQ(plot.gates.hit(at(4, 5)), (GateHandle{"last", Part::edge, 2}));
  plot.gates.select("first");
  EXPECT_EQ(plot.gates.hit(at(4, 5)), (GateHandle{"first", Part::edge, 2}));
}
TEST(Hit, IsNothingBesideThePlot) {
  const Plot plot{{node("wide", RectangleGate{{{a, -2, 3}, {b, 1, 3}}})}};
  EXPECT_TRUE(plot.gates.hit(at(0.5, 2)));
  EXPECT_FALSE(plot.gates.hit(at(-0.5, 2)));  // where its body would go on
  EXPECT_FALSE(plot.gates.hit(at(-2, 2)));    // where its side is
  EXPECT_FALSE(plot.gates.population_at(at(-0.5, 2)));
}

TEST(PopulationAt, IsTheLastDrawnThatHoldsThePoint) {
  const Plot plot{two_boxes()};
  EXPECT_EQ(plot.gates.population_at(at(2, 2)), plot.position("first"));
  EXPECT_EQ(plot.gates.population_at(at(4, 2)), plot.position("last"));
  EXPECT_EQ(plot.gates.population_at(at(7.5, 7.5)), std::nullopt);
}
TEST(PopulationAt, IsAQuadrantsOwn) {
  Plot plot;
  plot.show("box");
  EXPECT_EQ(plot.gates.population_at(at(1, 1)), plot.position("nn"));
  EXPECT_EQ(plot.gates.population_at(at(7, 7)), plot.position("pp"));
}

struct DragCase {
  std::string name;
  std::string shown;
  QPointF from, to;
  std::string id;
  gating::Gate expected;
  friend std::ostream& operator<<(std::ostream& out, const DragCase& row) { return out << row.name; }
};
class Drag : public testing::TestWithParam<DragCase> {};

QuadrantGate quadrants_at(double on_a, double on_b) {
  auto gate = four_quadrants();
  gate.dividers[0].values = {on_a};
  gate.dividers[1].values = {on_b};
  return gate;
}
// By whole pixels of a hundredth, quarters of a unit: exact in double.
INSTANTIATE_TEST_SUITE_P(
    Kinds, Drag,
    testing::Values(
        DragCase{"RectangleBody", "root", at(2, 2), at(3, 1.5), "box", RectangleGate{{{a, 2, 4}, {b, 0.5, 2.5}}}},
        DragCase{"RectangleCorner", "root", at(3, 3), at(4, 5), "box", RectangleGate{{{a, 1, 4}, {b, 1, 5}}}},
        DragCase{"RectangleSide", "root", at(1, 2), at(0.5, 4), "box", RectangleGate{{{a, 0.5, 3}, {b, 1, 3}}}},
        DragCase{"RectangleOutOfThePlot", "root", at(2, 2), at(10, 2), "box", RectangleGate{{{a, 9, 11}, {b, 1, 3}}}},
        DragCase{"PolygonBody", "root", at(6, 2), at(6.5, 4), "triangle",
                 PolygonGate{{b, a}, {{3, 5.5}, {3, 7.5}, {5, 6.5}}}},
        DragCase{"PolygonVertex", "root", at(6, 3), at(6.5, 4), "triangle",
                 PolygonGate{{b, a}, {{1, 5}, {1, 7}, {4, 6.5}}}},
        DragCase{"PolygonEdge", "root", at(6, 1), at(6.5, 0.5), "triangle",
                 PolygonGate{{b, a}, {{0.5, 5.5}, {0.5, 7.5}, {3, 6}}}},
        DragCase{"Divider", "box", at(4, 1), at(5, 3), "quadrants", quadrants_at(5, 4)},
        DragCase{"OtherDivider", "box", at(1, 4), at(5, 3), "quadrants", quadrants_at(4, 3)},
        DragCase{"Crossing", "box", at(4, 4), at(5, 3), "quadrants", quadrants_at(5, 3)}),
    [](const auto& row) { return row.param.name; });

TEST_P(Drag, MovesThePartWithTheMouseAsOneUndoStep) {
  Plot plot;
  plot.show(GetParam().shown);
  const auto before = plot.bytes();
  plot.drag(GetParam().from, GetParam().to);
  EXPECT_EQ(plot.gate(GetParam().id), GetParam().expected);
  EXPECT_EQ(plot.gates.selected(), GetParam().id);
  auto& undo_stack = plot.document->undo_stack();
  EXPECT_EQ(undo_stack.count(), 1);
  EXPECT_EQ(undo_stack.undoText().toStdString(), "Move " + GetParam().id);
  undo_stack.undo();
  EXPECT_EQ(plot.bytes(), before);
}
TEST_P(Drag, ThereAndBackIsTheSameBytesAndNoStep) {
  Plot plot;
  plot.show(GetParam().shown);
  const auto before = plot.bytes();
  const auto& [name, shown, from, to, id, expected] = GetParam();
  plot.gates.press(from);
  for (int i = 1; i <= 7; ++i) plot.gates.drag_to(from + (to - from) * i / 7.0);
  for (int i = 2; i >= 0; --i) plot.gates.drag_to(from + (to - from) * i / 3.0);
  plot.gates.release();
  EXPECT_EQ(plot.bytes(), before);
  EXPECT_EQ(plot.document->undo_stack().count(), 0);
}
TEST_P(Drag, ThatIsCancelledLeavesGateAndUndoStackAsTheyWere) {
  Plot plot;
  plot.show("root");
  plot.drag(at(2, 2), at(2.5, 2));  // a step that stays
  plot.drag(at(2.5, 2), at(2, 2));  // another
  plot.show(GetParam().shown);
  const auto before = plot.bytes();
  plot.gates.press(GetParam().from);
  plot.gates.drag_to(GetParam().to);
  ASSERT_NE(plot.bytes(), before);
  plot.gates.cancel();
  EXPECT_FALSE(plot.gates.is_dragging());
  EXPECT_EQ(plot.bytes(), before);
  EXPECT_EQ(plot.document->undo_stack().count(), 2);
  EXPECT_EQ(plot.document->undo_stack().index(), 2);
}

TEST(Drag, ThatIsCancelledLeavesASavedDocumentSaved) {
  Plot plot;
  plot.gates.press(at(2, 2));
  plot.gates.drag_to(at(3, 3));
  EXPECT_TRUE(plot.document->is_modified());
  plot.gates.cancel();
  EXPECT_FALSE(plot.document->is_modified());
}
TEST(Drag, TellsWhenItBeginsAndEnds) {
  Plot plot;
  QSignalSpy began{&plot.gates, &viewer::GateEditViewModel::drag_began};
  QSignalSpy ended{&plot.gates, &viewer::GateEditViewModel::drag_ended};
  QSignalSpy outlines{&plot.gates, &viewer::GateEditViewModel::outlines_changed};
  plot.gates.press(at(2, 2));
  EXPECT_TRUE(plot.gates.is_dragging());
  EXPECT_EQ(began.count(), 1);
  EXPECT_EQ(began[0][0].toString(), "box");
  plot.gates.drag_to(at(3, 2));
  EXPECT_EQ(outlines.count(), 1);
  EXPECT_EQ(ended.count(), 0);
  plot.gates.release();
  EXPECT_EQ(ended.count(), 1);
  EXPECT_FALSE(plot.gates.is_dragging());
}
TEST(Drag, EndsWhenItsStepsAreUndone) {
  Plot plot;
  const auto before = plot.bytes();
  plot.gates.press(at(2, 2));
  plot.gates.drag_to(at(3, 2));
  plot.document->undo_stack().undo();
  EXPECT_FALSE(plot.gates.is_dragging());
  plot.gates.drag_to(at(4, 2));
  EXPECT_EQ(plot.bytes(), before);
}
TEST(Drag, OfARangeMovesItsLimitAndNoOther) {
  Plot plot{{node("range", RectangleGate{{{a, 2, std::numeric_limits<double>::infinity()}}})}};
  plot.drag(at(2, 5), at(3, 6));
  EXPECT_EQ(plot.gate("range"), (gating::Gate{RectangleGate{{{a, 3, std::numeric_limits<double>::infinity()}}}}));
  plot.drag(at(6, 5), at(5, 6));
  EXPECT_EQ(plot.gate("range"), (gating::Gate{RectangleGate{{{a, 2, std::numeric_limits<double>::infinity()}}}}));
}
TEST(Drag, OfADividerTakesItsQuadrantsAlong) {
  Plot plot;
  plot.show("box");
  plot.drag(at(4, 1), at(12, 1));  // past the location 9 of A+
  plot.gates.set_scale({{gating::AxisRange{0, 16}, gating::AxisRange{0, 8}}, scale.area()});
  for (const auto& outline : plot.gates.outlines()) {
    const bool is_high = outline.population == plot.position("pn") || outline.population == plot.position("pp");
    EXPECT_EQ(outline.points.boundingRect().left(), is_high ? 700 : 100);  // 12 of 16 units
  }
}

TEST(Press, InAQuadrantSelectsTheGateAndMovesNothing) {
  Plot plot;
  plot.show("box");
  const auto before = plot.bytes();
  EXPECT_TRUE(plot.gates.press(at(7, 7)));
  EXPECT_EQ(plot.gates.selected(), "quadrants");
  EXPECT_FALSE(plot.gates.is_dragging());
  plot.gates.drag_to(at(6, 6));
  EXPECT_EQ(plot.bytes(), before);
}
TEST(Press, InAGateThatCannotBeEditedSelectsIt) {
  Plot plot;
  EXPECT_TRUE(plot.gates.press(at(2, 6)));
  EXPECT_EQ(plot.gates.selected(), "ellipse");
  EXPECT_FALSE(plot.gates.is_dragging());
  EXPECT_TRUE(plot.gates.grips().empty());
}
TEST(Press, BesideAllGatesTakesHoldOfNothing) {
  Plot plot;
  plot.gates.select("box");
  EXPECT_FALSE(plot.gates.press(at(7, 7)));
  EXPECT_FALSE(plot.gates.is_dragging());
  EXPECT_EQ(plot.gates.selected(), "box");
}

TEST(Grips, AreThePointsOfThePolygon) {
  Plot plot;
  plot.gates.select("triangle");
  EXPECT_EQ(plot.gates.grips(), (std::vector{at(5, 1), at(7, 1), at(6, 3)}));
}
TEST(Grips, AreCornersAndMiddlesOfTheRectangle) {
  Plot plot;
  plot.gates.select("box");
  EXPECT_EQ(plot.gates.grips(), (std::vector{at(1, 1), at(3, 1), at(3, 3), at(1, 3),  //
                                             at(2, 1), at(3, 2), at(2, 3), at(1, 2)}));
}

TEST(SelectNext, GoesRoundTheGatesThatCanBeEdited) {
  Plot plot;
  std::string order;
  for (int i = 0; i < 3; ++i) {
    plot.gates.select_next();
    order += *plot.gates.selected() + " ";
  }
  EXPECT_EQ(order, "box triangle box ");
  plot.show("box");
  EXPECT_FALSE(plot.gates.selected());
  plot.gates.select_next();
  plot.gates.select_next();
  EXPECT_EQ(plot.gates.selected(), "quadrants");
}

TEST(Nudge, MovesTheSelectedGateByPixels) {
  Plot plot;
  plot.gates.nudge(25, 0);
  EXPECT_EQ(plot.document->undo_stack().count(), 0) << "none is selected";
  plot.gates.select("box");
  plot.gates.nudge(25, 50);
  EXPECT_EQ(plot.gate("box"), (gating::Gate{RectangleGate{{{a, 1.25, 3.25}, {b, 1.5, 3.5}}}}));
}
TEST(Nudge, MovesAllDividersOfAQuadrantGate) {
  Plot plot;
  plot.show("box");
  plot.gates.select("quadrants");
  plot.gates.nudge(25, -50);
  EXPECT_EQ(plot.gate("quadrants"), gating::Gate{quadrants_at(4.25, 3.5)});
}
TEST(Nudge, InARowIsOneStepAndThereAndBackNone) {
  Plot plot;
  const auto before = plot.bytes();
  plot.gates.select("triangle");
  auto& undo_stack = plot.document->undo_stack();
  for (int i = 0; i < 7; ++i) plot.gates.nudge(1, 3);
  EXPECT_EQ(undo_stack.count(), 1);
  for (int i = 0; i < 7; ++i) plot.gates.nudge(-1, -3);
  EXPECT_EQ(undo_stack.count(), 0);
  EXPECT_EQ(plot.bytes(), before);
}
TEST(Nudge, AfterAnotherGateOrAnUndoIsAStepOfItsOwn) {
  Plot plot;
  auto& undo_stack = plot.document->undo_stack();
  plot.gates.select("box");
  plot.gates.nudge(25, 0);
  plot.gates.select("triangle");
  plot.gates.nudge(25, 0);
  plot.gates.select("box");
  plot.gates.nudge(25, 0);
  EXPECT_EQ(undo_stack.count(), 3);
  undo_stack.undo();
  undo_stack.redo();
  plot.gates.nudge(25, 0);
  EXPECT_EQ(undo_stack.count(), 4);
  EXPECT_EQ(plot.gate("box"), (gating::Gate{RectangleGate{{{a, 1.75, 3.75}, {b, 1, 3}}}}));
}

}  // namespace
