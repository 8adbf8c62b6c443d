#pragma once

#include <QApplication>
#include <QChart>
#include <QSignalSpy>
#include <QTest>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "apps/viewer/main_window.h"
#include "study/gate_sample.h"
#include "tests/support/temporary_folder.h"

namespace viewer::test {

inline const std::filesystem::path sample_data = CYTOGATE_SAMPLE_DATA;
constexpr int long_enough_ms = 60000;

/// A study of its own, to be written to.
class StudyCopy {
 public:
  explicit StudyCopy(const std::string& study) {
    std::filesystem::copy(sample_data / study, folder(), std::filesystem::copy_options::recursive);
  }
  [[nodiscard]] std::filesystem::path folder() const { return temporary_ / "study"; }

 private:
  testing_support::TemporaryFolder temporary_;
};

/// The program's window with a study in it, as a person has it before them.
class OpenWindow {
 public:
  explicit OpenWindow(const std::filesystem::path& study) {
    window_.set_ask_unsaved([] { return MainWindow::Unsaved::discard; });
    QSignalSpy opened{&window_, &MainWindow::opened};
    window_.open_folder(study);
    EXPECT_TRUE(opened.wait(long_enough_ms)) << window_.text().toStdString();
    window_.show();
    settle();
  }

  MainWindow* operator->() { return &window_; }
  [[nodiscard]] StudySession& session() { return *window_.session(); }
  [[nodiscard]] GatePlotWidget& plot() { return window_.pane()->plot(); }

  void settle() {
    EXPECT_TRUE(QTest::qWaitFor([this] { return session().is_settled(); }, long_enough_ms));
    QApplication::processEvents();
  }

  /// @param text  as of gating::find_population
  [[nodiscard]] std::size_t population(const std::string& text) {
    return gating::find_population(session().populations(), text).value();
  }
  void show_population(const std::string& text) {
    session().show_population(population(text));
    settle();
  }
  [[nodiscard]] std::string shown_path() { return session().populations()[session().population()].path; }

  /// Pixels of the plot's viewport.
  [[nodiscard]] QPoint at(gating::Point scale_units) {
    const auto on_chart = plot().scale()->to_pixels(scale_units);
    return plot().mapFromScene(plot().chart()->mapToScene(on_chart));
  }
  void press(QPoint pixels) { QTest::mousePress(plot().viewport(), Qt::LeftButton, {}, pixels); }
  void move(QPoint pixels) {
    QMouseEvent event{QEvent::MouseMove, pixels,         plot().viewport()->mapToGlobal(pixels),
                      Qt::NoButton,      Qt::LeftButton, {}};
    QApplication::sendEvent(plot().viewport(), &event);
  }
  void release(QPoint pixels) { QTest::mouseRelease(plot().viewport(), Qt::LeftButton, {}, pixels); }
  void drag(QPoint from, QPoint to) {
    press(from);
    move((from + to) / 2);
    move(to);
    release(to);
    settle();
  }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&plot(), key, modifiers); }

  /// What the plot's label of a population says: "12.34 %"; empty where it has none.
  [[nodiscard]] std::string label(const std::string& text) {
    const auto wanted = population(text);
    const auto& content = plot().overlay().content();
    for (std::size_t i = 0; i < content.outlines.size(); ++i) {
      if (content.outlines[i].population == wanted) return content.labels[i].percent.toStdString();
    }
    return {};
  }

  /// The shown sample's populations as the tree shows them: "path count", a line each.
  [[nodiscard]] std::string counts_in_tree() {
    std::string lines;
    for (const auto& population : session().populations()) {
      const auto index = session().tree().index_of(population.id, PopulationTreeModel::events_column);
      lines += population.path + " " + index.data(PopulationTreeModel::count_role).toString().toStdString() + "\n";
    }
    return lines;
  }

  /// Likewise, gated on its own by the strategy as it was edited.
  [[nodiscard]] std::string counts_by_gating() {
    const auto& document = session().document();
    const auto& row = document.manifest().rows[*session().sample()];
    const auto gated = study::gate_sample(row.path, document.strategy(row.panel), &document.panel(row.panel).panel,
                                          {row.dataset, {}, {}, false});
    std::string lines;
    for (const auto& population : gated.value().populations) {
      lines += population.population.path + " " + std::to_string(population.count) + "\n";
    }
    return lines;
  }

 private:
  MainWindow window_;
};

}  // namespace viewer::test
