#include "apps/viewer/cohort_dock.h"

#include <QChart>
#include <QChartView>
#include <QComboBox>
#include <QLineSeries>

#include "study/activation_by_visit.h"
#include "tests/apps/viewer/window.h"

namespace {

using viewer::test::OpenWindow;
using viewer::test::sample_data;

/// "subject: value at visit ..." with a bar between runs.
std::string text_of(const viewer::Cohort& cohort) {
  std::string text;
  for (const auto& line : cohort.lines) {
    text += line.name.toStdString() + ":";
    for (const auto& run : line.runs) {
      if (&run != &line.runs.front()) text += " |";
      for (const auto& point : run) {
        text += " " + QString::number(point.value, 'f', 2).toStdString() + " at " +
                cohort.visits[static_cast<qsizetype>(point.visit)].toStdString();
      }
    }
    text += "\n";
  }
  return text;
}

/// Points of every series that has any, a line each.
std::multiset<std::string> drawn(viewer::CohortDock& dock) {
  std::multiset<std::string> lines;
  for (const auto* series : dock.findChild<QChartView*>()->chart()->series()) {
    std::string line;
    for (const auto& point : static_cast<const QLineSeries*>(series)->points()) {
      line += QString("%1:%2 ").arg(point.x()).arg(point.y(), 0, 'f', 2).toStdString();
    }
    if (!line.empty()) lines.insert(line);
  }
  return lines;
}

// The numbers are those of README.md, which the command line prints: S01 has no C1D8.
TEST(CohortDock, ShowsALineASubjectWithAGapAtAMissingVisit) {
  OpenWindow window{sample_data / "pbmc"};
  EXPECT_EQ(text_of(window->cohort_dock()->cohort()),
            "S01: 2.77 at C1D1 | 6.99 at C1D15\n"
            "S02: 5.37 at C1D1 10.92 at C1D8 14.37 at C1D15\n"
            "S03: 2.73 at C1D1 7.60 at C1D8 15.73 at C1D15\n");
}

TEST(CohortDock, DrawsEachRunAndTheSameAgainAsTheGhost) {
  OpenWindow window{sample_data / "pbmc"};
  EXPECT_EQ(
      drawn(*window->cohort_dock()),
      (std::multiset<std::string>{"0:2.77 ", "0:2.77 ", "2:6.99 ", "2:6.99 ", "0:5.37 1:10.92 2:14.37 ",
                                  "0:5.37 1:10.92 2:14.37 ", "0:2.73 1:7.60 2:15.73 ", "0:2.73 1:7.60 2:15.73 "}));
}

TEST(CohortDock, FollowsADragWithTheSameSeriesAndLeavesTheGhost) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  auto& dock = *window->cohort_dock();
  const auto before = drawn(dock);
  const auto series = dock.findChild<QChartView*>()->chart()->series();
  window.drag(window.at({0.354, 0.443}), window.at({0.42, 0.38}));

  EXPECT_EQ(dock.findChild<QChartView*>()->chart()->series(), series);
  const auto after = drawn(dock);
  for (const auto& line : std::set<std::string>(before.begin(), before.end())) {
    EXPECT_EQ(after.count(line), 1U) << line;  // the ghost; the line itself has moved
  }
  auto& session = window.session();
  for (const auto& line : dock.cohort().lines) {
    for (const auto& run : line.runs) {
      for (const auto& point : run) EXPECT_TRUE(point.text.startsWith(line.name)) << point.text.toStdString();
    }
  }
  const auto expected = viewer::cohort_of(session.document().study(), session.document().manifest(),
                                          session.counts().results(), {0, 0, {}});
  EXPECT_EQ(text_of(dock.cohort()), text_of(expected));
}

TEST(CohortDock, ShowsTheChosenEndpoint) {
  OpenWindow window{sample_data / "pbmc"};
  auto& dock = *window->cohort_dock();
  dock.endpoints().setCurrentIndex(4);  // cd8_of_cd3
  const auto& study = window.session().document().study();
  ASSERT_EQ(study.panels[0].panel.endpoints[4].id, "cd8_of_cd3");
  // README.md, `cytogate gate` of S01 C1D1: 3390 of 9550.
  EXPECT_EQ(dock.cohort().lines[0].runs[0][0].text, "S01, C1D1: 35.50 % [34.54, 36.46], 3390 of 9550");
}

TEST(CohortDock, SaysWhyAStudyWithoutVisitsHasNoLines) {
  OpenWindow window{sample_data / "apoptosis"};
  EXPECT_TRUE(window->cohort_dock()->text().startsWith("No sample has a visit"));
}

TEST(CohortDock, SaysItsNumbersToThoseWhoDoNotSeeIt) {
  OpenWindow window{sample_data / "pbmc"};
  const auto* view = window->cohort_dock()->findChild<QChartView*>();
  EXPECT_TRUE(view->accessibleDescription().contains("S02, C1D8: 10.92 % [9.83, 12.11]"));
}

}  // namespace
