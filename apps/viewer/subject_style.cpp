#include "apps/viewer/subject_style.h"

#include <QPainter>
#include <QPolygonF>
#include <array>
#include <cmath>

namespace viewer {

QColor subject_colour(std::size_t subject, bool on_dark) {
  static const std::array<QColor, 6> on_light_ground{QColor{0x00, 0x72, 0xb2}, QColor{0xd5, 0x5e, 0x00},
                                                     QColor{0x00, 0x9e, 0x73}, QColor{0xcc, 0x79, 0xa7},
                                                     QColor{0xe6, 0x9f, 0x00}, QColor{0x56, 0xb4, 0xe9}};
  static const std::array<QColor, 6> on_dark_ground{QColor{0x56, 0xb4, 0xe9}, QColor{0xd5, 0x5e, 0x00},
                                                    QColor{0x00, 0x9e, 0x73}, QColor{0xcc, 0x79, 0xa7},
                                                    QColor{0xe6, 0x9f, 0x00}, QColor{0xf0, 0xe4, 0x42}};
  const auto& colours = on_dark ? on_dark_ground : on_light_ground;
  return colours[subject % colours.size()];
}

QImage subject_marker(std::size_t subject, const QColor& colour, double size) {
  const auto side = static_cast<int>(std::ceil(size));
  QImage image{side, side, QImage::Format_ARGB32_Premultiplied};
  image.fill(Qt::transparent);
  QPainter painter{&image};
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  const double end = side;
  const double middle = end / 2;
  constexpr std::size_t shapes = 5;
  switch (subject % shapes) {
    case 0:
      painter.drawEllipse(QRectF{0, 0, end, end});
      break;
    case 1:
      painter.drawRect(QRectF{0.1 * end, 0.1 * end, 0.8 * end, 0.8 * end});
      break;
    case 2:
      painter.drawPolygon(QPolygonF{{middle, 0}, {end, end}, {0, end}});
      break;
    case 3:
      painter.drawPolygon(QPolygonF{{middle, 0}, {end, middle}, {middle, end}, {0, middle}});
      break;
    default:
      painter.drawPolygon(QPolygonF{{0, 0}, {end, 0}, {middle, end}});
      break;
  }
  return image;
}

}  // namespace viewer
