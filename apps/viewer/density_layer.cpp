#include "apps/viewer/density_layer.h"

#include <QPainter>

namespace viewer {
namespace {

constexpr double stale_opacity = 0.35;
constexpr double below_the_grid = -0.5;

QImage image_of(const plot::Raster& raster) {
  static_assert(sizeof(plot::Colour) == 4);  // red, green, blue, alpha: QImage::Format_RGBA8888
  const auto width = static_cast<int>(raster.width);
  const auto height = static_cast<int>(raster.height);
  const QImage borrowed{reinterpret_cast<const uchar*>(raster.pixels.data()), width, height, 4 * width,
                        QImage::Format_RGBA8888};
  return borrowed.convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

}  // namespace

DensityLayer::DensityLayer(QGraphicsItem* chart) : QGraphicsObject{chart} { setZValue(below_the_grid); }

void DensityLayer::show(const plot::Raster& raster) {
  image_ = image_of(raster);
  update();
}

void DensityLayer::clear() {
  image_ = {};
  update();
}

void DensityLayer::set_stale(bool is_stale) {
  is_stale_ = is_stale;
  update();
}

void DensityLayer::set_area(const QRectF& area) {
  prepareGeometryChange();
  area_ = area;
}

void DensityLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->fillRect(area_, Qt::white);
  if (image_.isNull()) return;
  painter->setOpacity(is_stale_ ? stale_opacity : 1);
  painter->drawImage(area_, image_);  // cells stay squares: each is a count
}

}  // namespace viewer
