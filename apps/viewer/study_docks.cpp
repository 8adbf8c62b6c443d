#include "apps/viewer/study_docks.h"

#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QTreeView>
#include <algorithm>

namespace viewer {
namespace {

QTableView* table_of(QAbstractItemModel& model) {
  auto* table = new QTableView;
  table->setModel(&model);
  table->verticalHeader()->hide();
  table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->setShowGrid(false);
  table->setAlternatingRowColors(true);
  table->setWordWrap(false);
  table->setTabKeyNavigation(false);  // Tab leaves the table, arrows move in it
  return table;
}

/// A table, or a text where it has no rows.
QStackedWidget* table_or_text(QTableView* table, const QString& text) {
  auto* label = new QLabel{text};
  label->setAlignment(Qt::AlignCenter);
  label->setWordWrap(true);
  auto* stack = new QStackedWidget;
  stack->addWidget(table);
  stack->addWidget(label);
  const auto show = [stack, model = table->model()] { stack->setCurrentIndex(model->rowCount() == 0 ? 1 : 0); };
  QObject::connect(table->model(), &QAbstractItemModel::modelReset, stack, show);
  QObject::connect(table->model(), &QAbstractItemModel::rowsInserted, stack, show);
  QObject::connect(table->model(), &QAbstractItemModel::rowsRemoved, stack, show);
  show();
  return stack;
}

/// Columns that no row fills take room and say nothing.
void hide_empty_columns(QTableView& table, std::initializer_list<int> columns) {
  const auto& model = *table.model();
  for (const int column : columns) {
    bool is_empty = true;
    for (int row = 0; row < model.rowCount() && is_empty; ++row) {
      is_empty = model.index(row, column).data().toString().isEmpty();
    }
    table.setColumnHidden(column, is_empty);
  }
}

}  // namespace

SamplesDock::SamplesDock(StudySession& session, QWidget* parent)
    : QDockWidget{tr("Samples"), parent}, session_{session}, table_{table_of(session.samples())} {
  setObjectName(QStringLiteral("samples"));
  setWidget(table_or_text(table_, tr("This study has no samples.")));
  table_->setAccessibleName(tr("Samples"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setTextElideMode(Qt::ElideMiddle);
  hide_empty_columns(*table_, {SampleListModel::subject_column, SampleListModel::visit_column});
  table_->setColumnHidden(SampleListModel::panel_column, session_.document().study().panels.size() < 2);
  auto* header = table_->horizontalHeader();
  int place = 0;  // whose it is and what is wrong with it are seen without scrolling
  for (const int column : {SampleListModel::subject_column, SampleListModel::visit_column,
                           SampleListModel::flags_column, SampleListModel::panel_column}) {
    header->moveSection(header->visualIndex(column), place++);
  }
  header->setSectionResizeMode(SampleListModel::flags_column, QHeaderView::ResizeToContents);
  header->setSectionResizeMode(SampleListModel::sample_column, QHeaderView::Stretch);
  header->setHighlightSections(false);
  table_->resizeColumnsToContents();

  const auto select_shown = [this] {
    if (session_.sample()) table_->selectRow(static_cast<int>(*session_.sample()));
  };
  connect(&session_, &StudySession::shown_changed, this, select_shown);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    if (current.isValid()) session_.show_sample(static_cast<std::size_t>(current.row()));
  });
  select_shown();
}

PopulationsDock::PopulationsDock(StudySession& session, QWidget* parent)
    : QDockWidget{tr("Populations"), parent}, session_{session}, tree_{new QTreeView} {
  setObjectName(QStringLiteral("populations"));
  setWidget(tree_);
  tree_->setModel(&session_.tree());
  tree_->setAccessibleName(tr("Populations"));
  tree_->setAlternatingRowColors(true);
  tree_->setUniformRowHeights(true);
  tree_->setIndentation(11);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
  tree_->header()->setSectionResizeMode(PopulationTreeModel::name_column, QHeaderView::Stretch);
  connect(&session_, &StudySession::shown_changed, this, &PopulationsDock::select_shown);
  connect(&session_.tree(), &QAbstractItemModel::modelReset, tree_, &QTreeView::expandAll);
  connect(tree_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    const auto id = session_.tree().population_id(current);
    const auto found = std::ranges::find(session_.populations(), id, &gating::Population::id);
    if (found == session_.populations().end()) return;
    session_.show_population(static_cast<std::size_t>(found - session_.populations().begin()));
  });
  tree_->expandAll();
  select_shown();
}

void PopulationsDock::select_shown() {
  if (!session_.sample()) return;
  tree_->setCurrentIndex(session_.tree().index_of(session_.populations()[session_.population()].id));
}

CoordinatesDock::CoordinatesDock(StudySession& session, QWidget* parent)
    : QDockWidget{tr("Coordinates of the selected gate"), parent}, table_{table_of(session.coordinates())} {
  setObjectName(QStringLiteral("coordinates"));
  setWidget(table_or_text(table_, tr("Select a gate: click it, or press Tab in the plot.")));
  table_->setAccessibleName(tr("Coordinates of the selected gate"));
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
}

}  // namespace viewer
