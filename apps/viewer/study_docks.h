#pragma once

#include <QDockWidget>

#include "apps/viewer_model/study_session.h"

class QTableView;
class QTreeView;

namespace viewer {

/// The samples of the study; the selected row is the one that is shown.
class SamplesDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit SamplesDock(StudySession& session, QWidget* parent = nullptr);
  [[nodiscard]] QTableView& table() { return *table_; }

 private:
  StudySession& session_;
  QTableView* table_;
};

/// The populations with the shown sample's numbers; the selected one is the one that is shown.
class PopulationsDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit PopulationsDock(StudySession& session, QWidget* parent = nullptr);
  [[nodiscard]] QTreeView& tree() { return *tree_; }

 private:
  void select_shown();

  StudySession& session_;
  QTreeView* tree_;
};

/// The numbers of the selected gate.
class CoordinatesDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit CoordinatesDock(StudySession& session, QWidget* parent = nullptr);
  [[nodiscard]] QTableView& table() { return *table_; }

 private:
  QTableView* table_;
};

}  // namespace viewer
