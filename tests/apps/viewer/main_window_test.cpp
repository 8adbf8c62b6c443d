#include "apps/viewer/main_window.h"

#include <QCloseEvent>
#include <QStatusBar>
#include <QTableView>
#include <fstream>

#include "tests/apps/viewer/window.h"

namespace {

using viewer::MainWindow;
using viewer::test::OpenWindow;
using viewer::test::sample_data;
using viewer::test::StudyCopy;

TEST(EmptyWindow, SaysWhatToDo) {
  MainWindow window;
  EXPECT_EQ(window.text(), "Open a study: File > Open");
  EXPECT_EQ(window.session(), nullptr);
}

TEST(Open, SaysSoWhileItReads) {
  MainWindow window;
  window.open("my_study", [] { return viewer::open_study(sample_data / "pbmc"); });
  EXPECT_EQ(window.text(), "Opening my_study…");
  QSignalSpy opened{&window, &MainWindow::opened};
  EXPECT_TRUE(opened.wait(viewer::test::long_enough_ms));
}

TEST(Open, SaysInTheWindowWhyAStudyCannotBeRead) {
  const testing_support::TemporaryFolder folder;
  folder.write("study.toml", "id = \n");
  MainWindow window;
  QSignalSpy failed{&window, &MainWindow::open_failed};
  window.open_folder(folder.path());
  ASSERT_TRUE(failed.wait(viewer::test::long_enough_ms));
  EXPECT_TRUE(window.text().contains("study.toml")) << window.text().toStdString();
  EXPECT_EQ(window.session(), nullptr);
}

TEST(Title, NamesTheStudyAndWhomAnEditConcerns) {
  OpenWindow window{sample_data / "pbmc"};
  EXPECT_EQ(window->windowTitle(), "SYN-PBMC-01[*] – Template: edits apply to all samples – cytogate");
}

/// A window with an edit that is not saved.
class UnsavedWindow : public testing::Test {
 protected:
  UnsavedWindow() {
    window_.show_population("CD3+/CD8+");
    window_.key(Qt::Key_Tab);
    window_.key(Qt::Key_Right, Qt::ShiftModifier);
    window_.settle();
  }
  [[nodiscard]] bool is_strategy_saved() {
    const auto& document = window_.session().document();
    return document.saved_strategy(0) == document.strategy(0);
  }

  StudyCopy study_{"pbmc"};
  OpenWindow window_{study_.folder()};
};

TEST_F(UnsavedWindow, StaysOpenOnCancel) {
  window_->set_ask_unsaved([] { return MainWindow::Unsaved::cancel; });
  EXPECT_FALSE(window_->close());
  EXPECT_FALSE(is_strategy_saved());
}
TEST_F(UnsavedWindow, ClosesWithoutSavingOnDiscard) {
  window_->set_ask_unsaved([] { return MainWindow::Unsaved::discard; });
  EXPECT_TRUE(window_->close());
  EXPECT_FALSE(is_strategy_saved());
}
TEST_F(UnsavedWindow, SavesThenClosesOnSave) {
  window_->set_ask_unsaved([] { return MainWindow::Unsaved::save; });
  EXPECT_TRUE(window_->close());
  EXPECT_TRUE(is_strategy_saved());
}
TEST_F(UnsavedWindow, StaysOpenWhereSavingFails) {
  std::filesystem::remove_all(study_.folder());
  std::ofstream{study_.folder()} << "a file where the study's folder was";
  window_->set_ask_unsaved([] { return MainWindow::Unsaved::save; });
  EXPECT_FALSE(window_->close());
  EXPECT_FALSE(window_->statusBar()->currentMessage().isEmpty());
}
TEST_F(UnsavedWindow, IsNotAskedAboutOnceItIsUndone) {
  window_->set_ask_unsaved([] {
    ADD_FAILURE() << "nothing would be lost";
    return MainWindow::Unsaved::cancel;
  });
  QTest::keyClick(&window_.plot(), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_TRUE(window_->close());
}

TEST(BrokenFile, FailsOnItsRowAndTheRestWorks) {
  const StudyCopy study{"pbmc"};
  constexpr int broken = 2;  // row of the manifest: S02, C1D1
  std::ofstream{study.folder() / "fcs/SYNTHETIC_PBMC_S02_C1D1.fcs"} << "no FCS file";
  OpenWindow window{study.folder()};
  auto& samples = window.session().samples();
  for (int row = 0; row < samples.rowCount(); ++row) {
    const auto flags = samples.index(row, viewer::SampleListModel::flags_column);
    EXPECT_EQ(flags.data().toString().contains("FAILED"), row == broken) << row;
  }
  EXPECT_TRUE(samples.index(broken, viewer::SampleListModel::flags_column)
                  .data(Qt::ToolTipRole)
                  .toString()
                  .contains("SYNTHETIC_PBMC_S02_C1D1.fcs"));

  window.session().show_sample(broken);
  window.settle();
  EXPECT_EQ(window.session().plot_state(), viewer::StudySession::PlotState::failed);
  EXPECT_TRUE(window.plot().overlay().message().contains("SYNTHETIC_PBMC_S02_C1D1.fcs"));
  EXPECT_EQ(QApplication::activeModalWidget(), nullptr);

  window.key(Qt::Key_Right);
  window.settle();
  EXPECT_EQ(window.session().plot_state(), viewer::StudySession::PlotState::ready);
  EXPECT_EQ(window.counts_in_tree(), window.counts_by_gating());
}

}  // namespace
