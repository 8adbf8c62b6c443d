#include "apps/viewer/cohort_dock.h"

#include <QBarCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QComboBox>
#include <QCursor>
#include <QEvent>
#include <QLabel>
#include <QLegendMarker>
#include <QLineSeries>
#include <QStackedLayout>
#include <QToolTip>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

#include "apps/viewer/subject_style.h"

namespace viewer {
namespace {

constexpr qsizetype most_in_legend = 20;
constexpr int tick_count = 5;
constexpr double headroom = 1.08;
constexpr double least_end = 0.1;  // where all values are 0

/// 1, 2, 2.5, 4, 5, 6 or 8 times a power of ten: the axis keeps its end while lines move a little.
double round_end(double highest) {
  const double power = std::pow(10, std::floor(std::log10(highest)));
  for (const double step : {1.0, 2.0, 2.5, 4.0, 5.0, 6.0, 8.0}) {
    if (highest <= step * power) return step * power;
  }
  return 10 * power;
}

double highest_value(const Cohort& cohort) {
  double highest = 0;
  for (const auto& line : cohort.lines) {
    for (const auto& run : line.runs) {
      for (const auto& point : run) highest = std::max(highest, point.value);
    }
  }
  return highest;
}

QList<QPointF> points_of(const std::vector<CohortPoint>& run) {
  QList<QPointF> points;
  for (const auto& point : run) points.emplace_back(static_cast<double>(point.visit), point.value);
  return points;
}

}  // namespace

CohortDock::CohortDock(StudySession& session, QWidget* parent)
    : QDockWidget{tr("Cohort"), parent},
      session_{session},
      choices_{endpoint_choices(session.document().study())},
      endpoints_{new QComboBox},
      text_{new QLabel},
      chart_{new QChart},
      view_{new QChartView{chart_}},
      visits_axis_{new QBarCategoryAxis},
      value_axis_{new QValueAxis} {
  setObjectName(QStringLiteral("cohort"));
  for (const auto& choice : choices_) endpoints_->addItem(choice.label);
  endpoints_->setAccessibleName(tr("Endpoint"));
  endpoints_->setToolTip(tr("Which endpoint the lines show"));
  text_->setAlignment(Qt::AlignCenter);
  text_->setWordWrap(true);
  view_->setRenderHint(QPainter::Antialiasing);
  view_->setAccessibleName(tr("Endpoint of every subject over the visits"));
  view_->setMinimumHeight(150);
  chart_->addAxis(visits_axis_, Qt::AlignBottom);
  chart_->addAxis(value_axis_, Qt::AlignLeft);
  chart_->setMargins({4, 4, 4, 4});
  chart_->setBackgroundRoundness(0);
  chart_->legend()->setAlignment(Qt::AlignRight);
  chart_->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
  visits_axis_->setTruncateLabels(false);
  visits_axis_->setGridLineVisible(false);
  value_axis_->setTickCount(tick_count);
  value_axis_->setLabelFormat(QStringLiteral("%.4g"));

  auto* content = new QWidget;
  auto* rows = new QVBoxLayout{content};
  rows->setContentsMargins(4, 4, 4, 4);
  rows->addWidget(endpoints_);
  stack_ = new QStackedLayout;
  stack_->addWidget(text_);
  stack_->addWidget(view_);
  rows->addLayout(stack_, 1);
  setWidget(content);

  connect(endpoints_, &QComboBox::currentIndexChanged, this, &CohortDock::show_cohort);
  connect(&session_.counts(), &LiveCounts::cohort_changed, this, &CohortDock::show_cohort);
  connect(&session_.document(), &StudyDocument::saved, this, &CohortDock::show_cohort);
  connect(&session_, &StudySession::shown_changed, this, &CohortDock::style_series);
  show_cohort();
}

QString CohortDock::text() const { return stack_->currentWidget() == text_ ? text_->text() : QString{}; }

void CohortDock::show_text(const QString& text) {
  cohort_ = {};
  text_->setText(text);
  stack_->setCurrentWidget(text_);
}

void CohortDock::show_cohort() {
  const auto& document = session_.document();
  const auto& counts = session_.counts();
  if (choices_.empty()) {
    show_text(tr("The panel names no endpoint."));
    return;
  }
  if (counts.saved_results().size() < document.manifest().rows.size()) {
    show_text(tr("Computing…"));
    return;
  }
  const auto& choice = choices_[static_cast<std::size_t>(endpoints_->currentIndex())];
  auto cohort = cohort_of(document.study(), document.manifest(), counts.results(), choice);
  if (cohort.visits.isEmpty() || cohort.lines.empty()) {
    show_text(
        tr("No sample has a visit: there is no course to show. The percentages of each sample stand in the "
           "table of populations."));
    return;
  }
  cohort_ = std::move(cohort);
  show_lines(cohort_of(document.study(), document.manifest(), counts.saved_results(), choice));
  view_->setAccessibleDescription(description(cohort_));
  stack_->setCurrentWidget(view_);
}

QLineSeries* CohortDock::add_series() {
  auto* series = new QLineSeries;
  chart_->addSeries(series);
  series->attachAxis(visits_axis_);
  series->attachAxis(value_axis_);
  connect(series, &QLineSeries::hovered, this, &CohortDock::show_tip);
  return series;
}

void CohortDock::show_lines(const Cohort& saved) {
  show_axes(saved);
  bool has_new_series = series_.size() < cohort_.lines.size();
  series_.resize(std::max(series_.size(), cohort_.lines.size()));
  const auto fill = [&](std::vector<QLineSeries*>& shown, const Cohort& from, std::size_t line) {
    const auto runs = line < from.lines.size() ? from.lines[line].runs : std::vector<std::vector<CohortPoint>>{};
    while (shown.size() < runs.size()) {
      shown.push_back(add_series());
      has_new_series = true;
    }
    for (std::size_t i = 0; i < shown.size(); ++i) {
      shown[i]->replace(i < runs.size() ? points_of(runs[i]) : QList<QPointF>{});
    }
  };
  for (std::size_t line = 0; line < series_.size(); ++line) {
    fill(series_[line].ghosts, saved, line);
    fill(series_[line].runs, cohort_, line);
  }
  if (has_new_series) style_series();
}

void CohortDock::style_series() {
  const bool is_dark = palette().color(QPalette::Base).lightness() < 128;
  const auto ink = palette().color(QPalette::Text);
  const auto shown = session_.sample();
  const auto subject = shown ? QString::fromStdString(session_.document().manifest().rows[*shown].subject) : QString{};
  for (std::size_t i = 0; i < std::min(series_.size(), cohort_.lines.size()); ++i) {
    const bool is_shown = cohort_.lines[i].subject == subject;
    const auto colour = subject_colour(i, is_dark);
    for (auto* run : series_[i].runs) {
      run->setName(cohort_.lines[i].name);
      run->setPen(QPen{colour, is_shown ? 3.5 : 1.8});
      const double size = is_shown ? 13 : 9;
      run->setMarkerSize(size);
      run->setLightMarker(subject_marker(i, colour, size));
    }
    for (auto* ghost : series_[i].ghosts)
      ghost->setPen(QPen{is_dark ? QColor{0x80, 0x80, 0x80} : QColor{0xb0, 0xb0, 0xb0}, 1.5, Qt::DashLine});
  }
  const bool has_legend = static_cast<qsizetype>(cohort_.lines.size()) <= most_in_legend;
  chart_->legend()->setVisible(has_legend);
  chart_->legend()->setLabelColor(ink);
  chart_->legend()->setFont(font());
  for (auto* marker : chart_->legend()->markers()) {
    const bool is_first = std::ranges::any_of(series_, [&](const SubjectSeries& subject_series) {
      return !subject_series.runs.empty() && subject_series.runs.front() == marker->series();
    });
    marker->setVisible(is_first);
  }
  chart_->setBackgroundBrush(palette().color(QPalette::Base));
  for (QAbstractAxis* axis : {static_cast<QAbstractAxis*>(visits_axis_), static_cast<QAbstractAxis*>(value_axis_)}) {
    axis->setLabelsColor(ink);
    axis->setTitleBrush(ink);
    axis->setLabelsFont(font());
    axis->setTitleFont(font());
    axis->setLinePenColor(ink);
    axis->setGridLineColor(is_dark ? QColor{0x50, 0x50, 0x50} : QColor{0xe0, 0xe0, 0xe0});
  }
}

void CohortDock::show_axes(const Cohort& saved) {
  if (visits_axis_->categories() != cohort_.visits) visits_axis_->setCategories(cohort_.visits);
  const double highest = std::max(highest_value(cohort_), highest_value(saved));
  const double end = round_end(std::max(highest * headroom, least_end));
  if (value_axis_->max() != end || value_axis_->min() != 0) value_axis_->setRange(0, end);
  if (value_axis_->titleText() != cohort_.axis) value_axis_->setTitleText(cohort_.axis);
}

const CohortPoint* CohortDock::nearest_point(const QPointF& at) const {
  const CohortPoint* nearest = nullptr;
  double least = 0;
  for (const auto& line : cohort_.lines) {
    for (const auto& run : line.runs) {
      for (const auto& point : run) {
        const QPointF away =
            chart_->mapToPosition({static_cast<double>(point.visit), point.value}) - chart_->mapToPosition(at);
        const double distance = QPointF::dotProduct(away, away);
        if (nearest == nullptr || distance < least) {
          nearest = &point;
          least = distance;
        }
      }
    }
  }
  return nearest;
}

void CohortDock::show_tip(const QPointF& at, bool is_over) {
  const auto* point = is_over ? nearest_point(at) : nullptr;
  QToolTip::showText(QCursor::pos(), point != nullptr ? point->text : QString{}, view_);
}

void CohortDock::changeEvent(QEvent* event) {
  QDockWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) style_series();
}

}  // namespace viewer
