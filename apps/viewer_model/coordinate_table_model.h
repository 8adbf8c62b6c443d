#pragma once

#include <QAbstractTableModel>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/viewer_model/gate_coordinates.h"
#include "apps/viewer_model/study_document.h"

namespace viewer {

/// The numbers of one gate as a table that can be edited: the way to exact values, and the way without a mouse.
class CoordinateTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  /// What the number is ("CD38 divider", "vertex 3, FSC-A", "HLA-DR minimum"); in scale units; in data units. The last
  /// two can be edited; a side without a limit is an empty cell, and clearing a cell takes the limit away where the
  /// side keeps its other one.
  enum Column { what_column, scale_column, data_column, column_count };

  explicit CoordinateTableModel(StudyDocument& document, QObject* parent = nullptr);

  /// @param gate  id of a rectangle, polygon or quadrant gate; none, or a gate of another kind, empties the table
  void show(std::size_t panel, std::optional<std::string> gate);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  /// Numbers to look at are rounded; those to edit (Qt::EditRole) read back exactly.
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  /// Takes numbers with a decimal point, whatever the locale. Each edit is one undo step.
  /// False, and edit_refused says why, for text that is no number and for values that the gate cannot have.
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

 signals:
  void edit_refused(const QString& why);

 private:
  [[nodiscard]] const gating::Gate& shown_gate() const;
  [[nodiscard]] const gating::Transformation* transformation(const GateCoordinate& coordinate) const;
  [[nodiscard]] double value(const QModelIndex& index) const;
  /// @error Code::bad_number for what is none, or has no place on the axis
  [[nodiscard]] fcs::Result<double> scale_value(const QModelIndex& index, const std::string& text) const;
  [[nodiscard]] fcs::Result<void> edit(const QModelIndex& index, const std::string& text);

  StudyDocument* document_;
  std::size_t panel_ = 0;
  std::optional<std::string> gate_;
  std::vector<GateCoordinate> coordinates_;
};

}  // namespace viewer
