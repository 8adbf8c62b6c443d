#include "apps/viewer_model/coordinate_table_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "tests/apps/viewer_model/hand_made_study.h"

namespace {

using gating::RectangleGate;
using viewer::CoordinateTableModel;
using viewer::test::linear;

constexpr double infinity = std::numeric_limits<double>::infinity();

gating::Dimension on(const char* channel, const char* transformation) {
  return {gating::ChannelReference{channel}, gating::FileCompensation{}, transformation};
}

/// flin with T = 1000: scale units are data units / 1000. flog with T = 1000, M = 3: 0.5 is 1000 * 10^-1.5.
gating::Strategy strategy() {
  return {{{"range", "range", std::nullopt, RectangleGate{{{on("CD3", "lin"), 0.25, infinity}}}},
           {"positive", "positive", std::nullopt, RectangleGate{{{on("CD4", "log"), 0.5, 1}}}},
           {"polygon", "polygon", std::nullopt,
            gating::PolygonGate{{linear("FSC-A"), on("CD3", "lin")}, {{100, 0.25}, {200, 0.25}, {150, 0.75}}}},
           {"quadrants", "quadrants", std::nullopt,
            gating::QuadrantGate{{{"a", linear("CD38"), {2, 4}}, {"b", linear("HLA-DR"), {3}}},
                                 {{"middle", "middle", {{"a", 3}}}}}},
           {"ellipse", "ellipse", std::nullopt,
            gating::EllipsoidGate{{linear("FSC-A"), linear("SSC-A")}, {0, 0}, {1, 0, 0, 1}, 1}}},
          {{"lin", gating::Transformation::make(gating::Linear{1000, 0}).value()},
           {"log", gating::Transformation::make(gating::Logarithmic{1000, 3}).value()}},
          {},
          {}};
}

struct Table {
  std::unique_ptr<viewer::StudyDocument> document = viewer::test::document_with(strategy());
  CoordinateTableModel model{*document};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
  QSignalSpy refusals{&model, &CoordinateTableModel::edit_refused};

  explicit Table(const char* gate) { model.show(0, gate); }

  /// A line a row: what|scale|data.
  [[nodiscard]] std::string text() const {
    std::string out;
    for (int row = 0; row < model.rowCount(); ++row) {
      for (int column = 0; column < model.columnCount(); ++column) {
        out += model.index(row, column).data().toString().toStdString() + (column == 2 ? "\n" : "|");
      }
    }
    return out;
  }
  bool type(int row, int column, const QString& number) { return model.setData(model.index(row, column), number); }
  [[nodiscard]] const gating::Gate& gate(const std::string& id) const {
    return std::ranges::find(document->strategy(0).gates, id, &gating::GateNode::id)->gate;
  }
};

constexpr int scale = CoordinateTableModel::scale_column;
constexpr int in_data = CoordinateTableModel::data_column;

TEST(CoordinateTable, OfARangeHasItsLimits) {
  EXPECT_EQ(Table{"range"}.text(), "CD3 minimum|0.25|250\nCD3 maximum||\n");
}
TEST(CoordinateTable, OfAPolygonHasItsVertices) {
  EXPECT_EQ(Table{"polygon"}.text(),
            "vertex 1, FSC-A|100|100\nvertex 1, CD3|0.25|250\n"
            "vertex 2, FSC-A|200|200\nvertex 2, CD3|0.25|250\n"
            "vertex 3, FSC-A|150|150\nvertex 3, CD3|0.75|750\n");
}
TEST(CoordinateTable, OfAQuadrantGateHasItsDividers) {
  EXPECT_EQ(Table{"quadrants"}.text(), "CD38 divider 1|2|2\nCD38 divider 2|4|4\nHLA-DR divider|3|3\n");
}
TEST(CoordinateTable, OfNoGateOrAnotherKindIsEmpty) {
  Table table{"ellipse"};
  EXPECT_EQ(table.model.rowCount(), 0);
  table.model.show(0, "range");
  table.model.show(0, std::nullopt);
  EXPECT_EQ(table.model.rowCount(), 0);
}
TEST(CoordinateTable, HasNumbersThatCanBeEdited) {
  const Table table{"range"};
  EXPECT_FALSE(table.model.flags(table.model.index(0, CoordinateTableModel::what_column)) & Qt::ItemIsEditable);
  EXPECT_TRUE(table.model.flags(table.model.index(0, scale)) & Qt::ItemIsEditable);
  EXPECT_TRUE(table.model.flags(table.model.index(1, in_data)) & Qt::ItemIsEditable);
  EXPECT_EQ(table.model.headerData(in_data, Qt::Horizontal, Qt::DisplayRole).toString(), "Data units");
}
TEST(CoordinateTable, RoundsWhatIsLookedAtAndNotWhatIsEdited) {
  Table table{"range"};
  ASSERT_TRUE(table.type(0, scale, "0.1234567890123"));
  const auto cell = table.model.index(0, scale);
  EXPECT_EQ(cell.data(Qt::DisplayRole).toString(), "0.1234568");
  EXPECT_EQ(cell.data(Qt::EditRole).toString(), "0.1234567890123");
}

TEST(CoordinateEdit, SetsTheGateAsOneStepEach) {
  Table table{"range"};
  EXPECT_TRUE(table.type(0, scale, "0.5"));
  EXPECT_TRUE(table.type(0, in_data, "125"));
  EXPECT_TRUE(table.type(1, in_data, " +1e3 "));
  EXPECT_EQ(table.gate("range"), (gating::Gate{RectangleGate{{{on("CD3", "lin"), 0.125, 1}}}}));
  auto& undo_stack = table.document->undo_stack();
  EXPECT_EQ(undo_stack.count(), 3);
  EXPECT_EQ(undo_stack.undoText(), "Set CD3 maximum of range");
  undo_stack.undo();
  EXPECT_EQ(table.text(), "CD3 minimum|0.125|125\nCD3 maximum||\n");
}
TEST(CoordinateEdit, InDataUnitsIsTheTransformationsValue) {
  Table table{"positive"};
  // flog: log10(x / T) / M + 1 = log10(0.1) / 3 + 1 = 2/3.
  EXPECT_TRUE(table.type(0, in_data, "100"));
  EXPECT_NEAR(std::get<RectangleGate>(table.gate("positive")).sides[0].min, 2.0 / 3, 1e-12);
}
TEST(CoordinateEdit, OfAnEmptyCellTakesTheLimitAway) {
  Table table{"positive"};
  EXPECT_TRUE(table.type(0, scale, ""));
  EXPECT_EQ(table.gate("positive"), (gating::Gate{RectangleGate{{{on("CD4", "log"), -infinity, 1}}}}));
  EXPECT_FALSE(table.type(1, scale, "")) << "the last one";
  EXPECT_EQ(table.refusals.count(), 1);
}
TEST(CoordinateEdit, OfVerticesAndDividers) {
  Table table{"polygon"};
  EXPECT_TRUE(table.type(5, in_data, "500"));
  EXPECT_EQ(std::get<gating::PolygonGate>(table.gate("polygon")).vertices[2], (gating::Point{150, 0.5}));
  table.model.show(0, "quadrants");
  EXPECT_TRUE(table.type(2, scale, "5"));
  EXPECT_EQ(std::get<gating::QuadrantGate>(table.gate("quadrants")).dividers[1].values, std::vector<double>{5});
}
TEST(CoordinateEdit, OfADividerKeepsTheMeaningOfItsQuadrants) {
  Table table{"quadrants"};
  EXPECT_TRUE(table.type(1, scale, "2.5"));  // the middle cell, [2, 2.5), no longer has its location 3
  const auto& gate = std::get<gating::QuadrantGate>(table.gate("quadrants"));
  EXPECT_GE(gate.quadrants[0].positions[0].location, 2);
  EXPECT_LT(gate.quadrants[0].positions[0].location, 2.5);
}
TEST(CoordinateEdit, ThatChangesNothingIsNoStep) {
  Table table{"positive"};
  const auto cell = table.model.index(0, in_data);
  EXPECT_TRUE(table.model.setData(cell, cell.data(Qt::EditRole)));
  EXPECT_EQ(table.document->undo_stack().count(), 0);
}

struct Refusal {
  std::string name;
  const char* gate;
  int row, column;
  const char* text;
  const char* why;  ///< part of the message
  friend std::ostream& operator<<(std::ostream& out, const Refusal& row) { return out << row.name; }
};
class RefusedCoordinate : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedCoordinate, SaysWhyAndChangesNothing) {
  const auto& row = GetParam();
  Table table{row.gate};
  const auto before = table.text();
  EXPECT_FALSE(table.type(row.row, row.column, row.text));
  ASSERT_EQ(table.refusals.count(), 1);
  EXPECT_TRUE(table.refusals[0][0].toString().contains(row.why)) << table.refusals[0][0].toString().toStdString();
  EXPECT_EQ(table.text(), before);
  EXPECT_EQ(table.document->undo_stack().count(), 0);
}
INSTANTIATE_TEST_SUITE_P(
    Table, RefusedCoordinate,
    testing::Values(Refusal{"Words", "range", 0, scale, "half", "CD3 minimum: this is not a number: found half"},
                    Refusal{"DecimalComma", "range", 0, scale, "0,5", "with a decimal point"},
                    Refusal{"TwoSigns", "range", 0, scale, "+-1", "found +-1"},
                    Refusal{"Infinity", "range", 1, scale, "inf", "finite"},
                    Refusal{"NotANumber", "polygon", 0, scale, "nan", "finite"},
                    Refusal{"NoVertex", "polygon", 0, scale, "", "found nothing"},
                    Refusal{"NoPlaceOnTheAxis", "positive", 0, in_data, "0", "the axis has a place for"},
                    Refusal{"MinimumAboveMaximum", "positive", 0, scale, "1", "minimum < maximum"},
                    Refusal{"DividerPastTheNext", "quadrants", 0, scale, "4", "ascend"}),
    [](const auto& row) { return row.param.name; });

TEST(CoordinateTable, FollowsTheDocument) {
  Table table{"range"};
  QSignalSpy changes{&table.model, &CoordinateTableModel::dataChanged};
  const RectangleGate after{{{on("CD3", "lin"), 0.75, infinity}}};
  ASSERT_TRUE(table.document->edit_gate(0, "range", after, table.document->next_drag(), "Move").has_value());
  EXPECT_EQ(changes.count(), 1);
  EXPECT_EQ(table.text(), "CD3 minimum|0.75|750\nCD3 maximum||\n");
}

}  // namespace
