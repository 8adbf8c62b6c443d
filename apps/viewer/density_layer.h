#pragma once

#include <QGraphicsObject>
#include <QImage>

#include "apps/plot/plot.h"

namespace viewer {

/// The density of a plot as one image under the axes of a chart. Always on white: the colour map ends in light yellow.
class DensityLayer : public QGraphicsObject {
  Q_OBJECT

 public:
  explicit DensityLayer(QGraphicsItem* chart);

  void show(const plot::Raster& raster);
  void clear();
  /// Whether another picture is on its way: this one is then drawn faintly.
  void set_stale(bool is_stale);
  void set_area(const QRectF& area);  ///< the chart's plot area

  [[nodiscard]] QRectF boundingRect() const override { return area_; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  QImage image_;
  QRectF area_;
  bool is_stale_ = false;
};

}  // namespace viewer
