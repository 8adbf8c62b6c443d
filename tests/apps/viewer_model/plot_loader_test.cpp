#include "apps/viewer_model/plot_loader.h"

#include <QSignalSpy>
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

namespace {

struct Loader {
  viewer::OpenedStudy opened = viewer::open_study(std::filesystem::path{CYTOGATE_SAMPLE_DATA} / "pbmc").value();
  viewer::StudyDocument document;
  viewer::PlotLoader loader;
  std::vector<std::shared_ptr<const viewer::LoadedPlot>> plots;
  std::vector<QString> failures;

  explicit Loader(const std::filesystem::path& first_file = {})
      : document{with_first_file(first_file).study, opened.manifest}, loader{document, {}} {
    QObject::connect(&loader, &viewer::PlotLoader::loaded, [this](const auto& plot) { plots.push_back(plot); });
    QObject::connect(&loader, &viewer::PlotLoader::failed, [this](const auto& why) { failures.push_back(why); });
  }
  const viewer::OpenedStudy& with_first_file(const std::filesystem::path& file) {
    if (!file.empty()) opened.manifest.rows[0].path = file;
    return opened;
  }
  [[nodiscard]] std::size_t population(const std::string& id) const {
    const auto& all = document.panel(0).populations;
    return static_cast<std::size_t>(std::ranges::find(all, id, &gating::Population::id) - all.begin());
  }
  void wait() {
    while (loader.is_loading()) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  }
};

TEST(PlotLoader, GivesThePictureOfThePopulation) {
  Loader loader;
  loader.loader.request({0, loader.population("CD8pos"), {}, {}});
  EXPECT_TRUE(loader.loader.is_loading());
  loader.wait();
  ASSERT_EQ(loader.plots.size(), 1U);
  const auto& plot = loader.plots[0]->plot;
  EXPECT_EQ(plot.outlines.size(), 4U);  // the quadrants of HLA-DR and CD38
  EXPECT_TRUE(plot.x.label.starts_with("HLA-DR :: "));
  EXPECT_TRUE(plot.y.label.starts_with("CD38 :: "));
}
TEST(PlotLoader, AnswersTheNewestRequestOnly) {
  Loader loader;
  for (std::size_t sample = 0; sample < 5; ++sample) loader.loader.request({sample, 0, {}, {}});
  loader.wait();
  ASSERT_EQ(loader.plots.size(), 1U);
  EXPECT_EQ(loader.plots[0]->request.sample, 4U);
}
TEST(PlotLoader, KeepsTheAxesThatItIsTold) {
  Loader loader;
  loader.loader.request({0, loader.population("CD3pos"), {}, {gating::AxisRange{0.25, 0.75}, std::nullopt}});
  loader.wait();
  ASSERT_EQ(loader.plots.size(), 1U);
  EXPECT_EQ(loader.plots[0]->plot.x.range, (gating::AxisRange{0.25, 0.75}));
}
TEST(PlotLoader, SaysWhyAFileCannotBeRead) {
  Loader loader{"/nowhere/absent.fcs"};
  loader.loader.request({0, 0, {}, {}});
  loader.wait();
  ASSERT_EQ(loader.failures.size(), 1U);
  EXPECT_TRUE(loader.failures[0].contains("absent.fcs")) << loader.failures[0].toStdString();
}

}  // namespace
