#pragma once

#include <QWidget>

#include "apps/viewer_model/study_session.h"

class QHBoxLayout;

namespace viewer {

/// The way from all events to the shown population: a button each, the last one pressed.
class Breadcrumb : public QWidget {
  Q_OBJECT

 public:
  explicit Breadcrumb(StudySession& session, QWidget* parent = nullptr);

 private:
  void show_way();

  StudySession& session_;
  QHBoxLayout* layout_;
};

}  // namespace viewer
