#pragma once

#include <QFont>
#include <QGraphicsObject>
#include <QString>
#include <functional>
#include <vector>

#include "apps/plot/plot.h"
#include "apps/viewer_model/gate_edit_view_model.h"

namespace viewer {

/// Everything that is drawn over a plot's density, in one item: the frame and its ticks, gate outlines, their labels,
/// the grips of the selected gate, and a message in place of what is not there.
class GateOverlay : public QGraphicsObject {
  Q_OBJECT

 public:
  struct Label {
    QString name;
    QString percent;  ///< "12.34 %"
  };
  struct Content {
    std::vector<GateEditViewModel::Outline> outlines;  ///< pixels of the chart
    std::vector<Label> labels;                         ///< one an outline
    std::vector<QPointF> grips;                        ///< pixels of the chart
  };
  struct Ticks {
    std::vector<double> major;  ///< pixels of the chart, along the axis
    std::vector<double> minor;
  };

  explicit GateOverlay(QGraphicsItem* chart);

  void set_content(Content content);
  void set_message(const QString& message);  ///< in the middle of the plot; empty: none
  void set_frame(const QRectF& area, Ticks x, Ticks y);
  void set_focus(bool has_focus);  ///< whether keys go to the plot: its frame says so
  void set_colours(const QColor& ink, const QColor& accent);

  [[nodiscard]] const Content& content() const { return content_; }
  [[nodiscard]] const QString& message() const { return message_; }
  /// Where a label's two lines stand: beside its anchor, moved inside the plot where it would stick out.
  [[nodiscard]] QRectF label_area(std::size_t outline) const;

  [[nodiscard]] QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void paint_frame(QPainter& painter) const;
  void paint_outlines(QPainter& painter) const;
  void paint_labels(QPainter& painter) const;
  void paint_grips(QPainter& painter) const;
  void paint_message(QPainter& painter) const;

  Content content_;
  QString message_;
  QRectF area_;
  bool has_focus_ = false;
  Ticks x_, y_;
  QColor ink_{Qt::black};    ///< of frame and ticks, which stand on the window's colour
  QColor accent_{Qt::blue};  ///< of the selected gate, which stands on white
};

}  // namespace viewer
