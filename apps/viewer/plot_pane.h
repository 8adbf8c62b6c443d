#pragma once

#include <QWidget>

#include "apps/viewer/gate_plot_widget.h"
#include "apps/viewer_model/study_session.h"

class QLabel;

namespace viewer {

/// The middle of the window: the way to the shown population, whose sample it is, and the plot.
class PlotPane : public QWidget {
  Q_OBJECT

 public:
  explicit PlotPane(StudySession& session, QWidget* parent = nullptr);

  [[nodiscard]] GatePlotWidget& plot() { return *plot_; }

 private:
  void show_caption();

  StudySession& session_;
  QLabel* caption_;
  GatePlotWidget* plot_;
};

}  // namespace viewer
