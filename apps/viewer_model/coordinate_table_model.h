#pragma once

#include <QAbstractTableModel>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/viewer_model/study_document.h"

namespace viewer {

/// The numbers of one gate as a table that can be edited: the way to exact values, and the way without a mouse.
class CoordinateTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  /// What the number is ("CD38 divider", "vertex 3, FSC-A", "HLA-DR minimum"); in scale units; in data units. The last
  /// two can be edited; a side without a limit is an empty cell, and clearing a cell takes the limit away where the
  /// gate keeps another.
  enum Column { what_column, scale_column, data_column, column_count };

  explicit CoordinateTableModel(StudyDocument& document, QObject* parent = nullptr);

  /// @param gate  id of a rectangle, polygon or quadrant gate; none empties the table
  void show(std::size_t panel, std::optional<std::string> gate);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  /// False, and edit_refused says why, for text that is no number and for values that the gate cannot have.
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

 signals:
  void edit_refused(const QString& why);

 private:
  StudyDocument* document_;
  std::size_t panel_ = 0;
  std::optional<std::string> gate_;
};

}  // namespace viewer
