#include "apps/viewer/gate_overlay.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <utility>

namespace viewer {
namespace {

// Pixels.
constexpr double major_tick = 6;
constexpr double minor_tick = 3;
constexpr double label_margin = 6;
constexpr double halo_width = 4;
constexpr double outline_width = 1.5;
constexpr double selected_width = 2.5;
constexpr double grip_size = 8;
constexpr double focus_width = 2;

constexpr double above_the_axes = 10;

const QColor gate_ink{0x1a, 0x1a, 0x1a};
const QColor halo{255, 255, 255, 217};

QFont name_font() { return QGuiApplication::font(); }
QFont percent_font() {
  auto font = QGuiApplication::font();
  font.setBold(true);
  return font;
}

/// Text that stays readable over the density.
void draw_text(QPainter& painter, QPointF baseline, const QFont& font, const QString& text) {
  QPainterPath path;
  path.addText(baseline, font, text);
  painter.strokePath(path, QPen{halo, halo_width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
  painter.fillPath(path, gate_ink);
}

}  // namespace

GateOverlay::GateOverlay(QGraphicsItem* chart) : QGraphicsObject{chart} { setZValue(above_the_axes); }

void GateOverlay::set_content(Content content) {
  content_ = std::move(content);
  update();
}

void GateOverlay::set_message(const QString& message) {
  message_ = message;
  update();
}

void GateOverlay::set_frame(const QRectF& area, Ticks x, Ticks y) {
  prepareGeometryChange();
  area_ = area;
  x_ = std::move(x);
  y_ = std::move(y);
}

void GateOverlay::set_focus(bool has_focus) {
  has_focus_ = has_focus;
  update();
}

void GateOverlay::set_colours(const QColor& ink, const QColor& accent) {
  ink_ = ink;
  accent_ = accent;
  update();
}

QRectF GateOverlay::boundingRect() const {
  return area_.adjusted(-major_tick - 1, -grip_size, grip_size, major_tick + 1);
}

QRectF GateOverlay::label_area(std::size_t outline) const {
  using Horizontal = plot::Anchor::Horizontal;
  const auto& label = content_.labels[outline];
  const auto& [at, anchor] = std::pair{content_.outlines[outline].label, content_.outlines[outline].anchor};
  const QFontMetricsF name{name_font()};
  const QFontMetricsF percent{percent_font()};
  const QSizeF size{std::max(name.horizontalAdvance(label.name), percent.horizontalAdvance(label.percent)),
                    name.height() + percent.height()};
  const double left = anchor.horizontal == Horizontal::left    ? at.x() + label_margin
                      : anchor.horizontal == Horizontal::right ? at.x() - label_margin - size.width()
                                                               : at.x() - size.width() / 2;
  const double top =
      anchor.vertical == plot::Anchor::Vertical::top ? at.y() + label_margin : at.y() - label_margin - size.height();
  const double most_left = std::max(area_.left() + label_margin, area_.right() - label_margin - size.width());
  const double most_top = std::max(area_.top() + label_margin, area_.bottom() - label_margin - size.height());
  return {QPointF{std::clamp(left, area_.left() + label_margin, most_left),
                  std::clamp(top, area_.top() + label_margin, most_top)},
          size};
}

void GateOverlay::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->setRenderHint(QPainter::Antialiasing);
  paint_frame(*painter);
  painter->save();
  painter->setClipRect(area_);
  paint_outlines(*painter);
  paint_labels(*painter);
  painter->restore();
  paint_grips(*painter);
  paint_message(*painter);
}

void GateOverlay::paint_frame(QPainter& painter) const {
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen{has_focus_ ? accent_ : ink_, has_focus_ ? focus_width : 1});
  painter.drawRect(area_);
  painter.setPen(QPen{ink_, 1});
  const auto draw = [&](const std::vector<double>& ticks, double length, bool is_x) {
    for (const double at : ticks) {
      if (is_x) {
        painter.drawLine(QPointF{at, area_.bottom()}, QPointF{at, area_.bottom() + length});
      } else {
        painter.drawLine(QPointF{area_.left(), at}, QPointF{area_.left() - length, at});
      }
    }
  };
  draw(x_.major, major_tick, true);
  draw(x_.minor, minor_tick, true);
  draw(y_.major, major_tick, false);
  draw(y_.minor, minor_tick, false);
}

void GateOverlay::paint_outlines(QPainter& painter) const {
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen{halo, selected_width + 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin});
  for (const auto& outline : content_.outlines) painter.drawPolygon(outline.points);
  const auto draw = [&](const GateEditViewModel::Outline& outline) {
    const auto style = outline.is_editable ? Qt::SolidLine : Qt::DashLine;
    painter.setPen(QPen{outline.is_selected ? accent_ : gate_ink, outline.is_selected ? selected_width : outline_width,
                        style, Qt::RoundCap, Qt::RoundJoin});
    painter.drawPolygon(outline.points);
  };
  for (const bool selected : {false, true}) {  // the selected one on top
    for (const auto& outline : content_.outlines) {
      if (outline.is_selected == selected) draw(outline);
    }
  }
}

void GateOverlay::paint_labels(QPainter& painter) const {
  using Horizontal = plot::Anchor::Horizontal;
  const auto draw_line = [&](const QRectF& area, Horizontal side, double top, const QFont& font, const QString& text) {
    const QFontMetricsF metrics{font};
    const double room = area.width() - metrics.horizontalAdvance(text);
    const double indent = side == Horizontal::left ? 0 : side == Horizontal::right ? room : room / 2;
    draw_text(painter, {area.left() + indent, top + metrics.ascent()}, font, text);
  };
  for (std::size_t i = 0; i < content_.labels.size(); ++i) {
    const auto area = label_area(i);
    const auto side = content_.outlines[i].anchor.horizontal;
    draw_line(area, side, area.top(), name_font(), content_.labels[i].name);
    draw_line(area, side, area.top() + QFontMetricsF{name_font()}.height(), percent_font(), content_.labels[i].percent);
  }
}

void GateOverlay::paint_grips(QPainter& painter) const {
  painter.setPen(QPen{accent_, outline_width});
  painter.setBrush(Qt::white);
  const auto reach = area_.adjusted(-1, -1, 1, 1);
  for (const auto& grip : content_.grips) {
    if (reach.contains(grip))
      painter.drawRect(QRectF{grip - QPointF{grip_size / 2, grip_size / 2}, QSizeF{grip_size, grip_size}});
  }
}

void GateOverlay::paint_message(QPainter& painter) const {
  if (message_.isEmpty()) return;
  painter.setPen(gate_ink);
  painter.setFont(name_font());
  const double margin = 4 * label_margin;
  painter.drawText(area_.adjusted(margin, margin, -margin, -margin), Qt::AlignCenter | Qt::TextWordWrap, message_);
}

}  // namespace viewer
