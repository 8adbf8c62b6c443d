// What tests of values do not see: that text has a font and ink, and that labels stand where they belong.
#include <QCategoryAxis>
#include <QFontDatabase>
#include <QFontInfo>
#include <QGraphicsTextItem>
#include <QHeaderView>
#include <QPixmap>
#include <QXYSeries>

#include "tests/apps/viewer/window.h"

namespace {

using viewer::test::OpenWindow;
using viewer::test::sample_data;

TEST(Font, IsThere) { EXPECT_TRUE(QFontDatabase::families().contains("DejaVu Sans")); }

TEST(Font, OfTheAxesIsOneThatTheMachineHas) {
  OpenWindow window{sample_data / "pbmc"};
  const QFontInfo font{window.plot().axis(Qt::Horizontal)->labelsFont()};
  EXPECT_TRUE(QFontDatabase::families().contains(font.family())) << font.family().toStdString();
  EXPECT_GT(font.pixelSize(), 8);
}

TEST(Label, HasInkWhereItStands) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");
  const auto& overlay = window.plot().overlay();
  ASSERT_EQ(overlay.content().labels.size(), 4U);
  const auto picture = window.plot().viewport()->grab().toImage();
  for (std::size_t i = 0; i < 4; ++i) {
    const auto area = window.plot().mapFromScene(overlay.mapToScene(overlay.label_area(i))).boundingRect();
    int ink = 0;
    for (int y = area.top(); y < area.bottom(); ++y) {
      for (int x = area.left(); x < area.right(); ++x) ink += picture.pixelColor(x, y).lightness() < 64 ? 1 : 0;
    }
    EXPECT_GT(ink, 100) << overlay.content().labels[i].name.toStdString();
    EXPECT_TRUE(window.plot().viewport()->rect().contains(area));
  }
}

/// Every tick label as the chart drew it: its text and the middle of its box.
TEST(TickLabels, StandAtTheirTicks) {
  OpenWindow window{sample_data / "pbmc"};
  window.show_population("CD3+/CD8+");  // logicle on both axes
  window->resize(1200, 820);
  int checked = 0;
  for (const auto& tick : window.session().plot()->plot.x.ticks) {
    if (tick.text.empty()) continue;
    const double at = window.plot().scale()->to_pixels({tick.position, 0}).x();
    bool is_found = false;
    for (auto* item : window.plot().chart()->childItems()) {
      for (auto* child : item->childItems()) {
        const auto* text = dynamic_cast<QGraphicsTextItem*>(child);
        if (text == nullptr || text->toPlainText().toStdString() != tick.text) continue;
        const double middle = text->mapToItem(window.plot().chart(), text->boundingRect().center()).x();
        is_found = is_found || std::abs(middle - at) <= 2;
      }
    }
    EXPECT_TRUE(is_found) << tick.text;
    ++checked;
  }
  EXPECT_GE(checked, 3);
}

TEST(Plot, HasNoPointAnEvent) {
  OpenWindow window{sample_data / "pbmc"};
  for (auto* series : window.plot().chart()->series()) {
    EXPECT_EQ(static_cast<QXYSeries*>(series)->count(), 0);
    EXPECT_FALSE(series->useOpenGL());
  }
}

TEST(DarkPalette, KeepsTextReadable) {
  OpenWindow window{sample_data / "pbmc"};
  QPalette dark;
  dark.setColor(QPalette::Base, QColor{30, 30, 30});
  dark.setColor(QPalette::Text, QColor{230, 230, 230});
  window.plot().setPalette(dark);
  EXPECT_EQ(window.plot().axis(Qt::Vertical)->labelsColor(), (QColor{230, 230, 230}));
  EXPECT_EQ(window.plot().chart()->backgroundBrush().color(), (QColor{30, 30, 30}));
}

TEST(EveryView, HasANameForScreenReaders) {
  OpenWindow window{sample_data / "pbmc"};
  for (auto* view : window->findChildren<QAbstractScrollArea*>()) {
    if (qobject_cast<QHeaderView*>(view) != nullptr) continue;  // named by its columns
    EXPECT_FALSE(view->isVisible() && view->accessibleName().isEmpty()) << view->metaObject()->className();
  }
}

}  // namespace
