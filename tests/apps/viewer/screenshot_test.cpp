#include "apps/viewer/screenshot.h"

#include <QImage>
#include <fstream>

#include "tests/apps/viewer/window.h"

namespace {

using viewer::Exit;
using viewer::test::sample_data;

struct Taken {
  Exit exit = Exit::our_defect;
  QString message;
};

Taken take(const std::filesystem::path& study, const viewer::Words& words) {
  viewer::MainWindow window;
  viewer::Screenshot screenshot{window, words};
  std::optional<Taken> taken;
  QObject::connect(&screenshot, &viewer::Screenshot::done, &window, [&](Exit exit, const QString& message) {
    taken = Taken{exit, message};
  });
  window.show();
  window.open_folder(study);
  EXPECT_TRUE(QTest::qWaitFor([&] { return taken.has_value(); }, viewer::test::long_enough_ms));
  return taken.value_or(Taken{});
}

viewer::Words picture(const testing_support::TemporaryFolder& folder) {
  viewer::Words words;
  words.screenshot = folder / "window.png";
  return words;
}

TEST(Screenshot, IsAPictureOfTheWholeWindow) {
  const testing_support::TemporaryFolder folder;
  auto words = picture(folder);
  words.sample = "SYNTHETIC_PBMC_S02_C1D8";
  words.population = "CD3+/CD8+";
  EXPECT_EQ(take(sample_data / "pbmc", words).exit, Exit::done);
  const QImage image{QString::fromStdString(words.screenshot.string())};
  EXPECT_GE(image.width(), 1000);
  EXPECT_GE(image.height(), 700);
}

TEST(Screenshot, SaysThatASampleFailed) {
  const viewer::test::StudyCopy study{"pbmc"};
  std::ofstream{study.folder() / "fcs/SYNTHETIC_PBMC_S02_C1D1.fcs"} << "no FCS file";
  const testing_support::TemporaryFolder folder;
  EXPECT_EQ(take(study.folder(), picture(folder)).exit, Exit::partial);
}

TEST(Screenshot, NamesASampleThatIsNotThere) {
  const testing_support::TemporaryFolder folder;
  auto words = picture(folder);
  words.sample = "S99";
  const auto taken = take(sample_data / "pbmc", words);
  EXPECT_EQ(taken.exit, Exit::unusable_input);
  EXPECT_TRUE(taken.message.contains("S99"));
}

TEST(Screenshot, NamesAPopulationThatIsNotThere) {
  const testing_support::TemporaryFolder folder;
  auto words = picture(folder);
  words.population = "CD99+";
  const auto taken = take(sample_data / "pbmc", words);
  EXPECT_EQ(taken.exit, Exit::unusable_input);
  EXPECT_TRUE(taken.message.contains("CD99+"));
}

TEST(Screenshot, SaysWhereItCannotBeWritten) {
  viewer::Words words;
  words.screenshot = "/nonexistent/window.png";
  EXPECT_EQ(take(sample_data / "pbmc", words).exit, Exit::unusable_input);
}

}  // namespace
