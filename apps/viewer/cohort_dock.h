#pragma once

#include <QDockWidget>
#include <QString>
#include <vector>

#include "apps/viewer_model/cohort.h"
#include "apps/viewer_model/study_session.h"

class QBarCategoryAxis;
class QChart;
class QChartView;
class QComboBox;
class QLabel;
class QLineSeries;
class QStackedLayout;
class QValueAxis;

namespace viewer {

/// An endpoint of every subject over the visits: a line each, beside it dashed where the saved strategy has it.
class CohortDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit CohortDock(StudySession& session, QWidget* parent = nullptr);

  [[nodiscard]] QComboBox& endpoints() { return *endpoints_; }
  /// As it is drawn; empty while there is a text in its place.
  [[nodiscard]] const Cohort& cohort() const { return cohort_; }
  /// What stands in place of the chart; empty where the chart is shown.
  [[nodiscard]] QString text() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  /// The series of one subject. A line cannot have gaps, so each run of visits has a series of its own; there are as
  /// many as were ever needed, and those not needed now are empty.
  struct SubjectSeries {
    std::vector<QLineSeries*> runs;
    std::vector<QLineSeries*> ghosts;
  };

  void make_series();
  void show_cohort();
  void show_text(const QString& text);
  void show_lines(const Cohort& saved);
  void style_series();
  void show_axes(const Cohort& saved);
  QLineSeries* add_series();
  void show_tip(const QPointF& at, bool is_over);
  [[nodiscard]] const CohortPoint* nearest_point(const QPointF& at) const;

  StudySession& session_;
  std::vector<EndpointChoice> choices_;
  QComboBox* endpoints_;
  QLabel* text_;
  QChart* chart_;
  QChartView* view_;
  QBarCategoryAxis* visits_axis_;
  QValueAxis* value_axis_;
  QStackedLayout* stack_;
  Cohort cohort_;
  std::vector<SubjectSeries> series_;  ///< one a line of cohort_
};

}  // namespace viewer
