#include "apps/viewer/plot_pane.h"

#include <QLabel>
#include <QVBoxLayout>

#include "apps/viewer/breadcrumb.h"

namespace viewer {

PlotPane::PlotPane(StudySession& session, QWidget* parent)
    : QWidget{parent}, session_{session}, caption_{new QLabel}, plot_{new GatePlotWidget{session}} {
  auto* rows = new QVBoxLayout{this};
  rows->setContentsMargins(4, 4, 4, 4);
  rows->addWidget(new Breadcrumb{session});
  rows->addWidget(caption_);
  rows->addWidget(plot_, 1);
  caption_->setTextFormat(Qt::PlainText);
  caption_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  caption_->setContentsMargins(4, 0, 4, 0);
  connect(&session_, &StudySession::shown_changed, this, &PlotPane::show_caption);
  connect(&session_, &StudySession::plot_changed, this, &PlotPane::show_caption);
  show_caption();
}

void PlotPane::show_caption() {
  if (!session_.sample()) return;
  const auto& row = session_.document().manifest().rows[*session_.sample()];
  QStringList parts{QString::fromStdString(row.subject), QString::fromStdString(row.visit_name)};
  if (session_.plot_state() == StudySession::PlotState::ready) {
    const auto& plot = session_.plot()->plot;
    parts << QString::fromStdString(plot.subtitle) << QString::fromStdString(plot.message);
  } else {
    parts << QString::fromStdString(row.sample);
  }
  parts.removeAll(QString{});
  caption_->setText(parts.join(QStringLiteral("  ·  ")));
}

}  // namespace viewer
