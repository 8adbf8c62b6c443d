#include "apps/viewer_model/sample_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <filesystem>

#include <gtest/gtest.h>

namespace {

using viewer::SampleListModel;

struct Tested {
  viewer::OpenedStudy opened = viewer::open_study(std::filesystem::path{CYTOGATE_SAMPLE_DATA} / "pbmc").value();
  viewer::StudyDocument document{opened.study, opened.manifest};
  SampleListModel model{document};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};

  [[nodiscard]] std::string row(int row) const {
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column) cells << model.index(row, column).data().toString();
    return cells.join('|').toStdString();
  }
};

TEST(SampleListModel, SaysWhoseTheSamplesAre) {
  const Tested tested;
  EXPECT_EQ(tested.model.rowCount(), 8);  // the rows of sample_data/pbmc/manifest.csv
  EXPECT_EQ(tested.row(0), "SYNTHETIC_PBMC_S01_C1D1|S01|C1D1|t_cell_activation|loading");
  EXPECT_EQ(tested.model.state(0), SampleListModel::State::loading);
}
TEST(SampleListModel, ASampleBecomesReadyWithItsFlags) {
  Tested tested;
  QSignalSpy changes{&tested.model, &SampleListModel::dataChanged};
  study::SampleResult result;
  result.flags = {{"NO_COMPENSATION", study::FlagLevel::warn, {}, {}, "", "no matrix in the file"},
                  {"SCALE_MISMATCH", study::FlagLevel::warn, {}, {}, "", "CD3"},
                  {"SCALE_MISMATCH", study::FlagLevel::warn, {}, {}, "", "CD4"}};
  tested.model.set_result(1, result);
  tested.model.set_result(1, result);  // nothing new
  EXPECT_EQ(changes.count(), 1);
  EXPECT_EQ(tested.model.state(1), SampleListModel::State::ready);
  const auto flags = tested.model.index(1, SampleListModel::flags_column);
  EXPECT_EQ(flags.data().toString(), "NO_COMPENSATION SCALE_MISMATCH");
  EXPECT_TRUE(flags.data(Qt::ToolTipRole).toString().contains("no matrix in the file"));
}
TEST(SampleListModel, AnEmptyCellIsReadAloudAsNoFlags) {
  Tested tested;
  const auto flags = tested.model.index(0, SampleListModel::flags_column);
  EXPECT_FALSE(flags.data(Qt::AccessibleTextRole).isValid());  // the text itself: "loading"
  tested.model.set_result(0, {});
  EXPECT_EQ(flags.data().toString(), "");
  EXPECT_EQ(flags.data(Qt::AccessibleTextRole).toString(), "no flags");
}
TEST(SampleListModel, AFailureStandsOnItsSample) {
  Tested tested;
  study::SampleResult result;
  result.failure = fcs::Error{fcs::Code::cannot_open, {"fcs/x.fcs", "", {}}, "", "No such file"};
  tested.model.set_result(2, result);
  EXPECT_EQ(tested.model.state(2), SampleListModel::State::failed);
  const auto flags = tested.model.index(2, SampleListModel::flags_column);
  EXPECT_EQ(flags.data().toString(), "FAILED");
  EXPECT_TRUE(flags.data(Qt::ToolTipRole).toString().contains("No such file"));
  EXPECT_EQ(tested.model.index(2, 0).data(SampleListModel::state_role).toInt(),
            static_cast<int>(SampleListModel::State::failed));
}

}  // namespace
