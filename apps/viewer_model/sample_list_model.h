#pragma once

#include <QAbstractTableModel>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "apps/viewer_model/study_document.h"
#include "study/results.h"

namespace viewer {

/// The samples of the manifest, a row each in its order: whose they are, and how far the program is with them.
class SampleListModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { sample_column, subject_column, visit_column, panel_column, flags_column, column_count };
  enum class State : std::uint8_t { loading, ready, failed };
  enum Role { state_role = Qt::UserRole };  ///< int of State

  explicit SampleListModel(const StudyDocument& document, QObject* parent = nullptr);

  /// A failure shows in the flags as FAILED, its message as tooltip; flags by name, their messages as tooltip.
  void set_result(std::size_t sample, const study::SampleResult& result);
  [[nodiscard]] State state(std::size_t sample) const { return rows_[sample].state; }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Row {
    State state = State::loading;
    QString flags;
    QString messages;  ///< a line each
  };
  const StudyDocument* document_;
  std::vector<Row> rows_;
};

}  // namespace viewer
